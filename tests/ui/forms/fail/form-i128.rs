#[derive(mcp::Form)]
struct Booking {
    seats: i128,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
