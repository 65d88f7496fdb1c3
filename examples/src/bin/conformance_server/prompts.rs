//! Prompts, and the completion of an argument.

use crate::PNG;
use mcp::types::{Content, PromptMessage, ResourceContents};

/// A simple prompt without arguments
#[mcp::prompt]
pub fn test_simple_prompt() -> &'static str {
    "This is a simple prompt for testing."
}

/// A prompt with arguments
#[mcp::prompt]
pub fn test_prompt_with_arguments(
    /// The first argument
    #[arg(complete = words)]
    arg1: String,
    /// The second argument
    arg2: String,
) -> String {
    format!("Prompt with arguments: arg1='{arg1}', arg2='{arg2}'")
}

fn words(value: &str) -> Vec<&'static str> {
    ["paris", "park", "party", "test", "testing"]
        .into_iter()
        .filter(|word| word.starts_with(value))
        .collect()
}

/// A prompt with a resource in it
#[mcp::prompt]
pub fn test_prompt_with_embedded_resource(
    /// The URI of the resource
    #[arg(rename = "resourceUri")]
    resource_uri: String,
) -> [PromptMessage; 2] {
    let contents = ResourceContents::text(resource_uri, "Embedded resource content for testing.");
    [
        PromptMessage::user(Content::resource(contents.with_mime_type("text/plain"))),
        PromptMessage::user("Please process the embedded resource above."),
    ]
}

/// A prompt with an image in it
#[mcp::prompt]
pub fn test_prompt_with_image() -> [PromptMessage; 2] {
    [
        PromptMessage::user(Content::image(PNG, "image/png")),
        PromptMessage::user("Please analyze the image above."),
    ]
}
