//! What schemars 0.8 derives is an implementation of another trait, which only has the name of ours.

use mcp::__private::serde;

mod schemars {
    pub trait JsonSchema {
        fn schema_name() -> String;
    }
}

struct Place(String);

impl<'de> serde::Deserialize<'de> for Place {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(deserializer).map(Place)
    }
}

impl schemars::JsonSchema for Place {
    fn schema_name() -> String {
        "Place".into()
    }
}

/// Today's forecast.
#[mcp::tool]
fn forecast(place: Place) -> String {
    place.0
}

fn main() {
    let _ = <Place as schemars::JsonSchema>::schema_name();
    mcp::build!("Weather", [forecast]);
}
