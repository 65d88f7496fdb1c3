//! A path that is borrowed, from the standard library or of the user's.

#![deny(warnings)]

use mcp::Client;
use std::path::Path;

/// The size of a file.
#[mcp::tool]
fn size(file: &Path, other: &std::path::Path) -> usize {
    file.as_os_str().len() + other.as_os_str().len()
}

mod route {
    #[mcp::data]
    pub struct Path {
        pub steps: Vec<u8>,
    }

    /// The length of a path.
    #[mcp::tool]
    pub fn length(path: &Path) -> usize {
        path.steps.len()
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let client = Client::connect(mcp::build!("Files", [size, route::length])).await?;
    assert_eq!(client.call(size::args(Path::new("a"), Path::new("bc"))).await?, 3);
    let path = route::Path { steps: vec![1, 2] };
    assert_eq!(client.call(route::length::args(path)).await?, 2);
    Ok(())
}
