#[mcp::server(name = "Bistro")]
mod bistro {
    #[resolver]
    fn a(#[resolve(b)] b: &u8) -> u8 {
        *b
    }

    #[resolver]
    fn b(#[resolve(c)] c: &u8) -> u8 {
        *c
    }

    #[resolver]
    fn c(#[resolve(a)] a: &u8) -> u8 {
        *a
    }

    /// Book a table.
    #[tool]
    fn book(#[resolve(a)] n: u8) -> u8 {
        n
    }
}

fn main() {
    let _ = bistro::server();
}
