//! Tools that ask the user, a model or the client while they work.
//!
//! Nothing can carry their questions yet, so they fail and say so.

use mcp::{McpError, Text};

const ELICIT: &str = "elicitation/create";
const SAMPLE: &str = "sampling/createMessage";
const ROOTS: &str = "roots/list";

/// Tests a question to the client's model
#[mcp::tool]
pub fn test_sampling(
    /// What to ask
    prompt: String,
) -> Result<Text, McpError> {
    drop(prompt);
    Err(McpError::no_back_channel(SAMPLE))
}

/// Tests a question to the user
#[mcp::tool]
pub fn test_elicitation(
    /// What to ask
    message: String,
) -> Result<Text, McpError> {
    drop(message);
    Err(McpError::no_back_channel(ELICIT))
}

/// Declares tools without arguments that ask this way.
macro_rules! asking {
    ($($(#[$doc:meta])* $name:ident => $method:expr;)*) => {$(
        $(#[$doc])*
        #[mcp::tool]
        pub fn $name() -> Result<Text, McpError> {
            Err(McpError::no_back_channel($method))
        }
    )*};
}

asking! {
    /// Tests defaults in a question to the user
    test_elicitation_sep1034_defaults => ELICIT;
    /// Tests choices in a question to the user
    test_elicitation_sep1330_enums => ELICIT;
    /// Tests that a question comes soon
    test_streaming_elicitation => ELICIT;
    /// Tests input_required with a question to the user
    test_input_required_result_elicitation => ELICIT;
    /// Tests input_required with a question to the client's model
    test_input_required_result_sampling => SAMPLE;
    /// Tests input_required with a question for the client's roots
    test_input_required_result_list_roots => ROOTS;
    /// Tests input_required with a state
    test_input_required_result_request_state => ELICIT;
    /// Tests input_required with several questions
    test_input_required_result_multiple_inputs => ELICIT;
    /// Tests input_required more than once
    test_input_required_result_multi_round => ELICIT;
    /// Tests input_required with a state that is sealed
    test_input_required_result_tampered_state => ELICIT;
    /// Tests that only questions are asked which the client can answer
    test_input_required_result_capabilities => SAMPLE;
}

/// A prompt that asks the user first
#[mcp::prompt]
pub fn test_input_required_result_prompt() -> Result<String, McpError> {
    Err(McpError::no_back_channel(ELICIT))
}
