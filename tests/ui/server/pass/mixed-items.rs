//! A block and a module hold other things beside tools.

#![deny(warnings)]

use mcp::IntoServer;

struct Weather;

/// The block has documentation, and lints of its own.
#[mcp::server(name = "Weather")]
#[allow(clippy::unused_self)]
impl Weather {
    const MOST: usize = 3;

    /// A constructor is no tool.
    fn new() -> Self {
        Weather
    }

    const fn most(&self) -> usize {
        Self::MOST
    }

    /// Today's forecast.
    #[tool]
    fn forecast(&self, city: String) -> String {
        city.repeat(self.most())
    }

    /// A tool without `self`.
    #[tool]
    fn version() -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// Its name is a constant of the type.
    #[tool(name = Self::NAME)]
    fn named(&self) {}

    /// The report.
    #[resource("weather://{city}")]
    async fn report(&self, city: &str) -> mcp::Result<String> {
        Ok(city.to_owned())
    }

    /// Ask for a plan.
    #[prompt]
    fn plan(&self, city: String) -> String {
        city
    }

    #[completion(prompt = plan, argument = city)]
    fn cities(&self, value: &str) -> Vec<String> {
        vec![value.to_owned()]
    }
}

impl Weather {
    const NAME: &'static str = "constant";
}

#[mcp::server(name = "Module", version = "1.2.3")]
mod module {
    use super::Weather;
    use std::fmt::Display;

    pub struct Other;

    const fn number() -> u8 {
        3
    }

    macro_rules! shout {
        ($text:expr) => {
            show(&$text).to_uppercase()
        };
    }

    fn show(thing: &impl Display) -> String {
        thing.to_string()
    }

    impl From<Weather> for Other {
        fn from(_: Weather) -> Self {
            Other
        }
    }

    /// Today's forecast.
    #[tool]
    fn forecast(city: String) -> String {
        shout!(city)
    }

    /// The name is a constant expression.
    #[tool(name = if number() == 3 { "three" } else { "other" })]
    pub(super) async fn named() {}

    mod inner {
        /// Listed by nobody here.
        #[mcp::tool]
        pub fn forecast() {}
    }
    pub use inner::forecast as forgotten;
}

fn main() {
    Weather::new().into_server().check().unwrap();
    let _ = module::Other::from(Weather);
    module::server().check().unwrap();
    mcp::build!("Both", [module::named, module::forgotten]).check().unwrap();
}
