//! The compiler's own words: an error whose text is for the model implements `Error` by this derive alone. A type that has
//! it already becomes visible by `.for_model(…)`.

#[derive(Debug, mcp::Error)]
#[error("lost")]
struct Lost;

impl std::error::Error for Lost {}

fn main() {
    let _ = mcp::Error::from(Lost);
}
