//! Further blocks of one type have names, and the one block lists them. A part's states are those of the server.

#![deny(warnings)]

use mcp::{IntoServer, State};
use serde_json::json;

#[path = "../../ask.rs"]
mod ask;

struct Weather;

#[mcp::server(name = "Weather", parts(admin, extra), state = 3_u8)]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self) -> String {
        "Rain.".into()
    }
}

#[mcp::server(part = admin)]
impl Weather {
    /// Restarts the weather.
    #[tool]
    async fn restart(&self, State(number): State<u8>) -> u8 {
        *number
    }
}

mod other {
    #[mcp::server(part = extra)]
    impl super::Weather {
        /// Ask for a plan.
        #[prompt]
        pub(super) fn plan(&self, city: String) -> String {
            city
        }
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let calls = [
        ("tools/call", json!({ "name": "restart" })),
        ("prompts/list", json!({})),
    ];
    let [restart, prompts] = ask::ask(Weather.into_server(), &calls)
        .await?
        .try_into()
        .expect("as many");
    assert_eq!(restart["structuredContent"]["result"], 3);
    assert_eq!(prompts["prompts"][0]["name"], "plan");
    Ok(())
}
