#[derive(mcp::Form)]
struct Booking {
    #[form(length = ..=9)]
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
