#[derive(mcp::Form)]
struct Booking {
    place: Place,
}

enum Place {
    Indoor,
    Terrace,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
