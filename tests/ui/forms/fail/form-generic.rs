#[derive(mcp::Form)]
struct Booking<T> {
    seats: T,
}

fn main() {
    let _ = <Booking<u8> as mcp::Form>::elicitation("Which table?");
}
