use std::rc::Rc;

/// Count.
#[mcp::tool]
fn count(names: Rc<String>) -> u64 {
    let _ = names;
    3
}

fn main() {
    mcp::build!("Rows", [count]);
}
