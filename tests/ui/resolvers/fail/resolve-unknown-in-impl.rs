struct Bistro;

#[mcp::server(name = "Bistro")]
impl Bistro {
    #[resolver]
    fn stock(&self) -> u8 {
        3
    }

    /// Book a table.
    #[tool]
    fn book(&self, #[resolve(Self::stokc)] left: u8) -> u8 {
        left
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Bistro);
}
