#[derive(mcp::Form)]
struct Booking {
    place: Place,
}

#[derive(mcp::Form)]
enum Place {
    Indoor,
    Terrace(u8),
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
