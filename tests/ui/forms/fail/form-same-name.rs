#[derive(mcp::Form)]
struct Booking {
    seats: u8,
    #[form(rename = "seats")]
    chairs: u8,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
