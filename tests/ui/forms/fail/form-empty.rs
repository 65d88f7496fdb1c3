#[derive(mcp::Form)]
struct Booking {}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
