struct Docs;

#[mcp::server(name = "Docs")]
impl Docs {
    /// The readme.
    #[resource("docs://readme")]
    fn readme(&self) -> &'static str {
        "Read me."
    }

    /// The introduction.
    #[resource("docs://readme")]
    fn introduction(&self) -> &'static str {
        "Hello."
    }
}

fn main() {
    mcp::IntoServer::into_server(Docs);
}
