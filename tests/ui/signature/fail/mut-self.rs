struct Counter {
    count: u64,
}

#[mcp::server(name = "Counter")]
impl Counter {
    /// Count on.
    #[tool]
    fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }
}

fn main() {
    mcp::IntoServer::into_server(Counter { count: 0 });
}
