use mcp::Elicited;

#[mcp::resolver]
fn stock() -> u8 {
    3
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(stock)] left: Elicited<u8>) -> String {
    format!("{left:?}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
