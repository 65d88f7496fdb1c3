//! Resources and a template.

use crate::PNG;

/// A static text resource for testing
#[mcp::resource("test://static-text", name = "static-text")]
pub fn static_text() -> &'static str {
    "This is the content of the static text resource."
}

/// A static binary resource for testing
#[mcp::resource("test://static-binary", name = "static-binary", mime = "image/png")]
pub fn static_binary() -> Vec<u8> {
    PNG.to_vec()
}

/// A resource that can be watched
#[mcp::resource("test://watched-resource", name = "watched-resource")]
pub fn watched_resource() -> &'static str {
    "This is the content of the watched resource."
}

/// What the template yields.
#[mcp::data]
#[serde(rename_all = "camelCase")]
pub struct Templated {
    id: String,
    template_test: bool,
    data: String,
}

/// A resource template with a variable
#[mcp::resource("test://template/{id}/data")]
pub fn template(id: String) -> Templated {
    Templated {
        data: format!("Data for ID: {id}"),
        template_test: true,
        id,
    }
}
