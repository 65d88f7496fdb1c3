#[derive(mcp::Form)]
struct Booking {
    #[form(default = "2026-02-30", format = "date")]
    day: String,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
