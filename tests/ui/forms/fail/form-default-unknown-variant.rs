//! The compiler's own words: the enum has no such variant.

#[derive(mcp::Form)]
struct Booking {
    #[form(default = Place::Terace)]
    place: Place,
}

#[derive(mcp::Form)]
enum Place {
    Indoor,
    Terrace,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
