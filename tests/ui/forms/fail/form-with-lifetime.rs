#[derive(mcp::Form)]
struct Booking<'a> {
    name: &'a str,
}

fn main() {
    let _ = <Booking<'_> as mcp::Form>::elicitation("Which table?");
}
