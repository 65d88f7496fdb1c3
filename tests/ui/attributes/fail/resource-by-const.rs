const HOME: &str = "docs://home";

#[mcp::resource(HOME)]
fn home() -> &'static str {
    HOME
}

fn main() {
    let _ = mcp::build!("Docs", [home]);
}
