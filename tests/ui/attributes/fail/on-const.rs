#[mcp::tool]
const LIMIT: u8 = 1;

fn main() {
    let _ = LIMIT;
}
