#[derive(mcp::Form)]
union Booking {
    seats: u8,
    tables: u8,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
