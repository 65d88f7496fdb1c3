//! Names of the prelude mean something else here: what the macros write names everything from its crate.

#![deny(warnings)]
#![allow(dead_code, unused_macros)]

type Result<T> = std::result::Result<T, String>;

struct Option;
struct Some;
struct Ok;
struct Err;
struct Vec;
struct Box;
mod core {}
trait Send {}
trait Into {}
macro_rules! vec {
    () => {
        compile_error!("not ours")
    };
}
macro_rules! format {
    () => {
        compile_error!("not ours")
    };
}

/// Today's forecast.
#[mcp::tool(timeout = "3s")]
async fn forecast(city: String, #[arg(default = 1, range = 1..=14)] days: u8) -> Result<u8> {
    match city.len() {
        0 => Result::Err("no city".into()),
        _ => Result::Ok(days),
    }
}

/// The report.
#[mcp::resource("weather://{city}")]
fn report(city: String) -> Result<String> {
    Result::Ok(city)
}

/// Ask for a plan.
#[mcp::prompt]
fn plan(#[arg(complete = cities)] city: String) -> Result<String> {
    Result::Ok(city)
}

fn cities(value: &str) -> ::std::vec::Vec<String> {
    ::std::vec![value.to_owned()]
}

struct Weather;

#[mcp::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    async fn forecast(&self, city: String) -> Result<String> {
        Result::Ok(city)
    }
}

fn main() {
    mcp::build!("Weather", [forecast, report, plan]).check().unwrap();
    mcp::IntoServer::into_server(Weather).check().unwrap();
}
