struct Bistro;

#[mcp::server(name = "Bistro")]
impl Bistro {
    #[resolver]
    fn a(&self, #[resolve(Self::b)] b: &u8) -> u8 {
        *b
    }

    #[resolver]
    fn b(&self, #[resolve(Self::a)] a: &u8) -> u8 {
        *a
    }

    /// Book a table.
    #[tool]
    fn book(&self, #[resolve(Self::a)] n: u8) -> u8 {
        n
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Bistro);
}
