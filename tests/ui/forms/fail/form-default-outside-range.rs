#[derive(mcp::Form)]
struct Booking {
    #[form(default = 12, range = 1..=9)]
    seats: u8,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
