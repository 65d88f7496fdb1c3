#[derive(mcp::Form)]
struct Booking {
    seats: Option<Option<u8>>,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
