#[derive(mcp::Form)]
struct Booking {
    #[form(default = 2,)]
    #[form(default = 3)]
    seats: u8,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
