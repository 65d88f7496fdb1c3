enum Booking {
    Yes,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
