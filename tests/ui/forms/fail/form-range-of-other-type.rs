#[derive(mcp::Form)]
struct Booking {
    #[form(range = 0..=1)]
    share: f64,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
