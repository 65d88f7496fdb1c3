//! A public server under lints stricter than most crates have: what the macros write draws nothing.

#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    unused_qualifications
)]
#![deny(
    nonstandard_style,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts
)]
#![deny(
    unused_crate_dependencies,
    unused_results,
    unnameable_types,
    let_underscore_drop,
    unit_bindings
)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery, clippy::cargo)]
#![allow(
    unused_crate_dependencies,
    clippy::cargo_common_metadata,
    clippy::multiple_crate_versions
)]
// The functions themselves, with or without our attributes:
#![allow(
    clippy::needless_pass_by_value,
    clippy::unused_async,
    clippy::must_use_candidate,
    clippy::unnecessary_wraps
)]
#![allow(
    clippy::missing_errors_doc,
    clippy::unused_self,
    clippy::trivially_copy_pass_by_ref,
    clippy::module_name_repetitions
)]
#![allow(clippy::missing_const_for_fn)]
#![forbid(unsafe_code)]

use mcp::{Context, State};

/// A forecast.
#[mcp::data]
#[derive(Clone, Debug)]
pub struct Forecast {
    /// Whether it rains.
    pub rain: bool,
}

/// What a user is asked.
#[derive(mcp::Form, Clone, Debug)]
pub struct Subscription {
    /// How often?
    #[form(range = 1..=7, default = 1)]
    pub days: u8,
    /// Of what?
    pub kinds: Vec<Kind>,
}

/// What there is to be told of.
#[derive(mcp::Form, Clone, Copy, Debug)]
pub enum Kind {
    /// Rain.
    Rain,
    /// Storms.
    #[form(title = "Storms and the like")]
    Storm,
}

/// Today's forecast for one city.
#[mcp::tool(read_only, timeout = "30s", concurrency = 2)]
pub async fn forecast(
    /// The city, by its English name.
    #[arg(length = ..=64, pattern = "^[A-Z]")]
    city: String,
    /// Days ahead.
    #[arg(default = 1, range = 1..=14)]
    days: u8,
    ctx: &Context,
    State(db): State<Vec<String>>,
) -> mcp::Result<Forecast> {
    ctx.progress(1.0, None, None);
    Ok(Forecast {
        rain: db.contains(&city) && days > 0,
    })
}

/// Adds numbers.
#[mcp::tool(name = "add", blocking)]
pub fn add_all(numbers: Vec<i64>) -> i64 {
    numbers.into_iter().sum()
}

/// The full report for one city.
#[mcp::resource("weather://{city}{?unit}", mime = "text/plain")]
pub async fn report(city: &str, unit: Option<String>) -> mcp::Result<String> {
    Ok(format!("{city} {unit:?}"))
}

/// Asks for a plan.
#[mcp::prompt]
pub fn plan(#[arg(complete = cities)] city: String, #[arg(default = 3)] days: u8) -> String {
    format!("Plan {days} days in {city}.")
}

/// Cities.
#[mcp::completion(resource = "weather://{city}{?unit}", argument = city)]
pub fn cities(value: &str) -> Vec<String> {
    vec![value.to_owned()]
}

/// An error.
#[derive(Debug, mcp::Error)]
#[non_exhaustive]
pub enum Lost {
    /// No such city.
    #[error("{0} is on no map")]
    City(String),
    /// Not a number.
    #[error("{source}")]
    Number {
        /// Why.
        #[from]
        source: std::num::ParseIntError,
    },
}

/// A server with data of its own.
#[derive(Debug)]
pub struct Weather {
    db: Vec<String>,
}

/// The server.
#[mcp::server(
    name = "Weather",
    state = vec![1_u8],
    state = 2_u8,
    parts(admin),
    cache(tools = "5m", scope = public)
)]
impl Weather {
    /// Today's forecast.
    ///
    /// # Errors
    /// None.
    #[tool]
    pub async fn forecast(&self, city: String, State(state): State<Vec<u8>>) -> Result<Forecast, Lost> {
        Ok(Forecast {
            rain: self.db.contains(&city) && state.len() == 1,
        })
    }

    /// The report.
    #[resource("weather://{city}")]
    pub fn report(&self, city: &str) -> String {
        city.to_owned()
    }

    /// Asks for a plan.
    #[prompt]
    pub fn plan(&self, city: &str) -> String {
        city.to_owned()
    }

    /// Cities.
    #[completion(prompt = plan, argument = city)]
    pub fn cities(&self, value: &str) -> Vec<String> {
        vec![value.to_owned()]
    }
}

/// A part of it.
#[mcp::server(part = admin)]
impl Weather {
    /// Counts the rows.
    #[tool]
    pub fn count(&self, State(most): State<u8>) -> usize {
        self.db.len().min(usize::from(*most))
    }
}

/// A server over what it is given.
#[derive(Debug)]
pub struct Rows<D> {
    db: D,
}

/// The server.
#[mcp::server(name = "Rows", parts(more))]
impl<D: AsRef<str> + Send + Sync + 'static> Rows<D> {
    /// The rows.
    #[tool]
    pub async fn rows(&self) -> String {
        self.db.as_ref().to_owned()
    }
}

/// A part of it.
#[mcp::server(part = more)]
impl<D: AsRef<str> + Send + Sync + 'static> Rows<D> {
    /// How many.
    #[tool]
    pub fn count(&self) -> usize {
        self.db.as_ref().len()
    }
}

/// A server that is a module.
#[mcp::server(name = "Module")]
pub mod module {
    /// One.
    #[tool]
    pub fn one() -> u8 {
        1
    }
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = mcp::build!(
        "Weather",
        [forecast, add_all, report, plan, cities],
        state = Vec::<String>::new()
    );
    server.check()?;
    mcp::IntoServer::into_server(Weather { db: Vec::new() }).check()?;
    mcp::IntoServer::into_server(Rows { db: "rows" }).check()?;
    module::server().check()?;
    Ok(())
}
