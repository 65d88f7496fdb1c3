#[derive(mcp::Form)]
struct Booking {
    place: Place,
}

#[derive(mcp::Form)]
enum Place {}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
