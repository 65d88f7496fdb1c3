//! Nothing but `mcp`: crates that the macros reach through it are not there by name. The modules below would be found
//! before a crate of their name, and have nothing in them.

#![deny(warnings)]
#![allow(dead_code)]

mod serde {}
mod serde_json {}
mod schemars {}
mod tokio {}

use mcp::{Context, IntoServer, State};

#[mcp::data]
#[derive(Clone, Debug)]
#[serde(rename_all = "camelCase")]
struct Forecast {
    /// Millimetres.
    #[serde(default)]
    #[schemars(range(min = 0))]
    rain_fall: u8,
    days: Vec<Day>,
}

#[mcp::data]
#[derive(Clone, Copy, Debug, Default)]
enum Day {
    #[default]
    Today,
    Tomorrow,
}

#[derive(Debug, mcp::Error)]
enum Lost {
    #[error("{city} is on no map")]
    City { city: String },
    #[error("no number: {0}")]
    Number(#[from] std::num::ParseIntError),
}

/// Today's forecast.
#[mcp::tool(timeout = "3s")]
async fn forecast(
    #[arg(default = "London", example = "Cairo", length = 1..)] city: String,
    #[arg(default = Day::Today)] day: Day,
    like: Option<Forecast>,
    ctx: &Context,
    State(number): State<String>,
) -> Result<Forecast, Lost> {
    ctx.progress(1.0, None, None);
    let rain_fall = number.parse()?;
    match city.as_str() {
        "Atlantis" => Err(Lost::City { city }),
        _ => Ok(like.unwrap_or(Forecast {
            rain_fall,
            days: vec![day],
        })),
    }
}

/// The report.
#[mcp::resource("weather://{city}{?day}")]
async fn report(city: String, day: Option<Day>) -> mcp::Result<Forecast> {
    let _ = city;
    Ok(Forecast {
        rain_fall: 1,
        days: day.into_iter().collect(),
    })
}

/// Ask for a plan.
#[mcp::prompt]
fn plan(day: Day) -> String {
    format!("{day:?}")
}

struct Weather;

#[mcp::server(name = "Weather", state = 1_u8)]
impl Weather {
    /// Today's forecast.
    #[tool]
    async fn forecast(&self, day: Day, State(_number): State<u8>) -> mcp::Result<Forecast> {
        Ok(Forecast {
            rain_fall: 1,
            days: vec![day],
        })
    }
}

#[mcp::test]
async fn rains() {
    assert!(Weather.into_server().check().is_ok());
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    mcp::build!("Weather", [forecast, report, plan], state = String::from("1")).check()?;
    Weather.into_server().check()?;
    Ok(())
}
