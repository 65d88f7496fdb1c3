//! The compiler's own words: a fake lacks a method.

#[mcp::client]
trait Weather {
    async fn forecast(&self, city: &str) -> mcp::Result<String>;
}

struct Fake;

impl Weather for Fake {}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    println!("{}", Fake.forecast("London").await?);
    Ok(())
}
