use std::collections::HashMap;

#[derive(mcp::Form)]
struct Booking {
    wishes: HashMap<String, String>,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
