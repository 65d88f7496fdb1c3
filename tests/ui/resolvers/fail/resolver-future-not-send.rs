use std::rc::Rc;

#[mcp::resolver]
async fn stock() -> u8 {
    let left = Rc::new(3);
    std::future::ready(()).await;
    *left
}

/// Book a table.
#[mcp::tool]
async fn book(#[resolve(stock)] left: u8) -> String {
    format!("{left}")
}

fn main() {
    let _ = mcp::build!("Bistro", [book]);
}
