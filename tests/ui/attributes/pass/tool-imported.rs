//! In a block the attribute is the block's: importing `tool`, too, is not needed, as the compiler says.

#![allow(unused_imports)]

use mcp::{server, tool};

struct Weather;

#[server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self, city: String) -> String {
        city
    }
}

fn main() {
    mcp::IntoServer::into_server(Weather).check().unwrap();
}
