use mcp::{InputRequired, Unfinished};

/// The menu.
#[mcp::resource("bistro://menu")]
fn menu() -> Result<String, Unfinished> {
    Err(InputRequired::new().state("asked").into())
}

fn main() {
    let _ = mcp::build!("Bistro", [menu]);
}
