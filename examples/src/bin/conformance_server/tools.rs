//! Tools that need nothing but their arguments.

use crate::PNG;
use mcp::types::{ClientCapabilities, EmbeddedResource, LoggingLevel, ResourceContents, SamplingCapability};
use mcp::{Audio, Context, Image, Progress, Text};
use std::thread::sleep;
use std::time::Duration;

/// A sound without a sample.
const WAV: &[u8] = b"RIFF&\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0@\x1f\0\0\0}\0\0\x02\0\x10\0data\x02\0\0\0";

/// How long the tools that do something between two messages take for it.
const WORK: Duration = Duration::from_millis(50);

fn text(text: &str) -> Text {
    Text(text.into())
}

/// Tests simple text content response
#[mcp::tool]
pub fn test_simple_text() -> Text {
    text("This is a simple text response for testing.")
}

/// Tests image content response
#[mcp::tool]
pub fn test_image_content() -> Image {
    Image::png(PNG)
}

/// Tests audio content response
#[mcp::tool]
pub fn test_audio_content() -> Audio {
    Audio::wav(WAV)
}

/// Tests embedded resource content response
#[mcp::tool]
pub fn test_embedded_resource() -> EmbeddedResource {
    let contents = ResourceContents::text("test://embedded-resource", "This is an embedded resource content.");
    EmbeddedResource::new(contents.with_mime_type("text/plain"))
}

/// Tests response with several kinds of content
#[mcp::tool]
pub fn test_multiple_content_types() -> (Text, Image, EmbeddedResource) {
    let contents = ResourceContents::text("test://mixed-content-resource", r#"{"test":"data","value":123}"#);
    let resource = EmbeddedResource::new(contents.with_mime_type("application/json"));
    (text("Multiple content types test:"), Image::png(PNG), resource)
}

/// Tests that a tool's error is a result
#[mcp::tool]
pub fn test_error_handling() -> mcp::Result<Text> {
    Err("This tool intentionally returns an error for testing".into())
}

/// Tests log messages of a tool
#[allow(deprecated)] // Clients of older revisions know it.
#[mcp::tool(blocking)]
pub fn test_tool_with_logging(ctx: &Context) -> Text {
    ctx.log(LoggingLevel::Info, "Tool execution started");
    sleep(WORK);
    ctx.log(LoggingLevel::Info, "Tool processing data");
    sleep(WORK);
    ctx.log(LoggingLevel::Info, "Tool execution completed");
    text("Tool with logging executed successfully")
}

/// Tests progress of a tool
#[mcp::tool(blocking)]
pub fn test_tool_with_progress(progress: Progress) -> Text {
    progress.report(0.0, 100.0);
    sleep(WORK);
    progress.report(50.0, 100.0);
    sleep(WORK);
    progress.report(100.0, 100.0);
    text("Tool with progress executed successfully")
}

/// Tests that an answer survives the loss of its stream
#[mcp::tool(blocking)]
pub fn test_reconnection(ctx: &Context) -> Text {
    ctx.close_sse_stream();
    sleep(2 * WORK);
    text("Reconnection test completed")
}

/// Tests that an argument is mirrored in a header
#[mcp::tool]
pub fn test_x_mcp_header(
    /// Comes in the header Mcp-Param-Region too
    #[arg(header = "Region")]
    region: String,
) -> Text {
    Text(format!("region={region}"))
}

/// Tests that a tool can refuse clients which cannot sample
#[mcp::tool]
pub fn test_missing_capability(ctx: &Context) -> mcp::Result<Text> {
    ctx.require_client(&ClientCapabilities::new().with_sampling(SamplingCapability::new()))?;
    Ok(text("The client can sample."))
}

/// Tests that nothing is logged to who did not ask for it
#[allow(deprecated)] // Clients of older revisions know it.
#[mcp::tool]
pub fn test_logging_tool(ctx: &Context) -> Text {
    ctx.log(LoggingLevel::Info, "test_logging_tool ran");
    text("Logged.")
}

/// Tests the notice that the list of tools changed
#[mcp::tool]
pub fn test_trigger_tool_change(ctx: &Context) -> Text {
    ctx.tools_changed();
    text("The list of tools changed.")
}

/// Tests the notice that the list of prompts changed
#[mcp::tool]
pub fn test_trigger_prompt_change(ctx: &Context) -> Text {
    ctx.prompts_changed();
    text("The list of prompts changed.")
}
