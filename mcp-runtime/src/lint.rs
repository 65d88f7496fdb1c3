//! What macros warn of. Each is deprecated, so that using it is a warning in words of ours: `#[allow(deprecated)]` on a
//! function silences it there, `#![deny(deprecated)]` makes all of them errors.

/// A tool without a description.
// The id at the end of the note is no link.
#[allow(non_upper_case_globals, rustdoc::broken_intra_doc_links)]
#[deprecated(
    note = "a model chooses tools by their description: write a doc comment above this function, or `description = \"…\"` [MCP048]"
)]
pub const missing_description: () = ();
