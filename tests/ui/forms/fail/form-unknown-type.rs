//! The compiler's own words: there is no such type.

#[derive(mcp::Form)]
struct Booking {
    place: Plaice,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
