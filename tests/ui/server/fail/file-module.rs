//! The compiler's own words: it does not hand a file's module to a macro. Write the module with its contents here, or list
//! its functions with `mcp::build!`.

#[mcp::server(name = "Weather")]
#[path = "../../ask.rs"]
mod weather;

fn main() {}
