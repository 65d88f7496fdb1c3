#[derive(mcp::Form)]
struct Booking {
    #[form(format = "datetime")]
    day: String,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
