#[derive(mcp::Form)]
struct Booking {
    #[form = 2]
    seats: u8,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
