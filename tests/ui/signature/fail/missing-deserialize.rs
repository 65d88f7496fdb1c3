//! A type with a schema alone: nothing reads it.

use mcp::__private::schemars::{JsonSchema, Schema, SchemaGenerator};
use std::borrow::Cow;

struct Place(String);

impl JsonSchema for Place {
    fn schema_name() -> Cow<'static, str> {
        "Place".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
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
