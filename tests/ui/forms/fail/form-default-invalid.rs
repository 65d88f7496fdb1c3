#[derive(mcp::Form)]
struct Booking {
    #[form(default = "two")]
    seats: u8,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
