#![deny(warnings)]

struct Fixed<const N: usize>;

#[mcp::server(name = "Fixed")]
impl<const N: usize> Fixed<N> {
    /// The number.
    #[tool]
    fn number(&self) -> usize {
        N
    }
}

fn main() {
    mcp::IntoServer::into_server(Fixed::<3>).check().unwrap();
}
