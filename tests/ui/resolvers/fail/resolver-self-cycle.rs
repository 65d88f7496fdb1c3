#[mcp::resolver]
fn ask(#[resolve(ask)] again: &u8) -> u8 {
    *again
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(ask)] n: u8) -> String {
    format!("{n}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
