#[derive(mcp::Form)]
struct Guest {
    name: String,
}

#[derive(mcp::Form)]
struct Booking {
    guests: Vec<Guest>,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
