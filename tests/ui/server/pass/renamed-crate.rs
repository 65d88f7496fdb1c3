//! The crate under another name: `extern crate other as mcp;` in the crate root is all that a renamed dependency needs.

#![deny(warnings)]

extern crate mcp as other;

mod inner {
    use other::{Context, tool};

    /// Today's forecast.
    #[tool]
    pub async fn forecast(city: String, ctx: &Context) -> other::Result<String> {
        ctx.progress(1.0, None, None);
        Ok(city)
    }

    #[other::data]
    pub struct Day {
        rain: bool,
    }

    /// Tomorrow's.
    #[other::tool]
    pub fn tomorrow(day: Day) -> Day {
        day
    }

    #[derive(Debug, other::Error)]
    #[error("lost")]
    pub struct Lost;
}

struct Weather;

#[other::server(name = "Weather")]
impl Weather {
    /// Today's forecast.
    #[tool]
    fn forecast(&self) -> Result<String, inner::Lost> {
        Err(inner::Lost)
    }

    /// Tomorrow's.
    #[other::tool]
    fn tomorrow(&self) -> String {
        "Rain.".into()
    }
}

#[other::main]
async fn main() -> other::Result<()> {
    other::IntoServer::into_server(Weather).check()?;
    other::build!("Weather", [inner::forecast, inner::tomorrow]).check()?;
    Ok(())
}
