#[derive(mcp::Form)]
#[form(rename_all = "camelCase")]
struct Booking {
    seats: u8,
}

fn main() {
    let _ = <Booking as mcp::Form>::elicitation("Which table?");
}
