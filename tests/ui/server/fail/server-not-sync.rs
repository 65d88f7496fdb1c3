use std::cell::Cell;

struct Counter {
    count: Cell<u64>,
}

#[mcp::server(name = "Counter")]
impl Counter {
    /// Count on.
    #[tool]
    fn next(&self) -> u64 {
        self.count.replace(self.count.get() + 1)
    }

    /// The count.
    #[tool]
    async fn count(&self) -> u64 {
        self.count.get()
    }
}

fn main() {
    mcp::IntoServer::into_server(Counter { count: Cell::new(0) });
}
