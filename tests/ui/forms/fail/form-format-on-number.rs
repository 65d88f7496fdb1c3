#[derive(mcp::Form)]
struct Booking {
    #[form(format = "date")]
    day: u32,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
