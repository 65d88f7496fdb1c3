#[mcp::resolver]
fn stock() -> u8 {
    3
}

/// The menu.
#[mcp::resource("bistro://menu")]
fn menu(#[resolve(stock)] left: u8) -> String {
    left.to_string()
}

fn main() {
    let _ = mcp::build!("Bistro", [menu]);
}
