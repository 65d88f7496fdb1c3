#[mcp::resolver]
fn stock() -> u8 {
    3
}

fn main() {}
