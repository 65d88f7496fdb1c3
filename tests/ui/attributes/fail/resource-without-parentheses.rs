//! A resource needs its URI.

/// The readme.
#[mcp::resource]
fn readme() -> String {
    "Read me.".into()
}

fn main() {
    mcp::build!("Docs", [readme]);
}
