#[derive(mcp::Form)]
struct Booking(u8);

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
