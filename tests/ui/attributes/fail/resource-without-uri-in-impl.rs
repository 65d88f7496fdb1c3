struct Docs;

#[mcp::server(name = "Docs")]
impl Docs {
    #[resource(title = "Home")]
    fn home(&self) -> String {
        "Home.".into()
    }
}

fn main() {
    let _ = mcp::IntoServer::into_server(Docs);
}
