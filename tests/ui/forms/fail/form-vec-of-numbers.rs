#[derive(mcp::Form)]
struct Booking {
    seats: Option<Vec<u8>>,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
