//! Tools that are configured out, and two of one name of which only one is there.

#![deny(warnings)]
#![allow(unexpected_cfgs)]

/// Not here.
#[cfg(off)]
#[mcp::tool]
fn before(missing: Missing) {}

/// Not here.
#[mcp::tool]
#[cfg(off)]
fn after(missing: Missing) {}

/// Here.
#[mcp::tool]
#[cfg(not(off))]
fn here(#[cfg(not(off))] city: String, #[cfg(off)] missing: Missing) -> String {
    city
}

struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Here.
    #[tool]
    #[cfg(not(off))]
    fn forecast(&self) -> String {
        "Rain.".into()
    }

    /// Not here.
    #[cfg(off)]
    #[tool(name = "forecast")]
    fn other(&self, missing: Missing) -> Missing {
        missing
    }

    /// Not here.
    #[cfg_attr(not(off), cfg(off))]
    #[tool]
    fn third(&self, missing: Missing) -> Missing {
        missing
    }
}

#[mcp::server(name = "Weather")]
mod weather {
    /// Here.
    #[tool]
    #[cfg(not(off))]
    pub fn forecast() -> String {
        "Rain.".into()
    }

    /// Not here.
    #[tool(name = "forecast")]
    #[cfg(off)]
    pub fn other(missing: Missing) -> Missing {
        missing
    }
}

struct Gone;

#[mcp::server(name = "Gone")]
#[cfg(off)]
impl Gone {
    /// Not here.
    #[tool]
    fn forecast(&self) -> Missing {}
}

fn main() {
    let _ = Gone;
    mcp::build!("Weather", [here]).check().unwrap();
    mcp::IntoServer::into_server(Weather).check().unwrap();
    weather::server().check().unwrap();
}
