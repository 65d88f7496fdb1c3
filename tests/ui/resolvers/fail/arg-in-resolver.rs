#[mcp::resolver]
fn stock(#[arg(default = 1)] day: &u8) -> u8 {
    *day
}

/// Book a table.
#[mcp::tool]
async fn book(day: u8, #[resolve(stock)] left: u8) -> String {
    format!("{day} {left}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
