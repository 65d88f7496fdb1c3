//! A type of serde's alone: there is no schema for the model to see.

use mcp::__private::serde;

struct Place(String);

impl<'de> serde::Deserialize<'de> for Place {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(deserializer).map(Place)
    }
}

/// Today's forecast.
#[mcp::tool]
fn forecast(place: Place) -> String {
    place.0
}

fn main() {
    mcp::build!("Weather", [forecast]);
}
