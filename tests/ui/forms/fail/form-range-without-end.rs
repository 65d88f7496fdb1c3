#[derive(mcp::Form)]
struct Booking {
    #[form(range = 0.0..1.0)]
    share: f64,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
