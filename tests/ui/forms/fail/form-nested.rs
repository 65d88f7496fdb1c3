#[derive(mcp::Form)]
struct Address {
    city: String,
}

#[derive(mcp::Form)]
struct Booking {
    seats: u8,
    address: Address,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
