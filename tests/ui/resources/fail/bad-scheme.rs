/// The readme.
#[mcp::resource("not a uri")]
fn readme() -> String {
    "Read me.".into()
}

fn main() {
    mcp::build!("Docs", [readme]);
}
