#[derive(mcp::Form)]
struct Booking {
    #[form(range = 1..=9)]
    name: String,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
