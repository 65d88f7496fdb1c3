#[mcp::resource(concat!("docs://", "home"))]
fn home() -> &'static str {
    "Home."
}

fn main() {
    let _ = mcp::build!("Docs", [home]);
}
