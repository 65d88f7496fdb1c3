//! The server that the official conformance suite drives: `conformance_server --http 127.0.0.1:8000`.
//!
//! Names, texts and arguments are the suite's, so there is no sense to look for in them; what is of interest is that
//! each line of its contract is a function with an attribute.

mod asking;
mod prompts;
mod resources;
mod schema;
mod tools;

use asking::*;
use mcp::{HttpOptions, MemoryEventStore};
use prompts::*;
use resources::*;
use tools::*;

/// A picture of one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\xda\
    c\xfc\xcf\xc0\xf0\x1f\0\x05\x05\x02\0_\xc8\xf1\xd2\0\0\0\0IEND\xaeB`\x82";

/// The server, its tools in the order they are listed: the first has to succeed without arguments.
fn server() -> mcp::Result<mcp::Server> {
    let server = mcp::build!(
        "conformance",
        [
            // tools
            test_simple_text,
            test_image_content,
            test_audio_content,
            test_embedded_resource,
            test_multiple_content_types,
            test_error_handling,
            test_tool_with_logging,
            test_tool_with_progress,
            test_reconnection,
            test_x_mcp_header,
            test_missing_capability,
            test_logging_tool,
            test_trigger_tool_change,
            test_trigger_prompt_change,
            // tools that ask the user
            test_sampling,
            test_elicitation,
            test_elicitation_sep1034_defaults,
            test_elicitation_sep1330_enums,
            test_streaming_elicitation,
            test_input_required_result_elicitation,
            test_input_required_result_sampling,
            test_input_required_result_list_roots,
            test_input_required_result_request_state,
            test_input_required_result_multiple_inputs,
            test_input_required_result_multi_round,
            test_input_required_result_tampered_state,
            test_input_required_result_capabilities,
            // resources
            static_text,
            static_binary,
            watched_resource,
            template,
            // prompts
            test_simple_prompt,
            test_prompt_with_arguments,
            test_prompt_with_embedded_resource,
            test_prompt_with_image,
            test_input_required_result_prompt,
        ],
        instructions = "Drive this server with the conformance suite.",
    );
    server.add_tool(schema::json_schema_2020_12_tool())?;
    Ok(server)
}

#[mcp::main]
async fn main() -> mcp::Result<()> {
    let server = server()?;
    match std::env::args().skip_while(|argument| argument != "--http").nth(1) {
        // Only with a store of events can a client that lost its stream have the rest.
        Some(address) => {
            let options = HttpOptions::new().event_store(MemoryEventStore::default());
            server.serve_http_with(address, options).await
        }
        None => mcp::serve(server).await,
    }
}
