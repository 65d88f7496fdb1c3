//! Attributes of ours on items and parameters: `#[tool]`, `#[mcp::tool]`, `#[arg(…)]`.

use proc_macro2::TokenStream;
use syn::{Attribute, Meta};

/// The last word of an attribute's path, when the path is that word alone or `mcp::` before it.
pub(crate) fn word(attribute: &Attribute) -> Option<String> {
    let segments = &attribute.path().segments;
    let last = segments.last()?.ident.to_string();
    match segments.len() {
        1 => Some(last),
        2 if segments[0].ident == "mcp" => Some(last),
        _ => None,
    }
}

/// What stands in the parentheses of an attribute; `None` for one that has none.
pub(crate) fn options(attribute: &Attribute) -> Option<TokenStream> {
    match &attribute.meta {
        Meta::List(list) => Some(list.tokens.clone()),
        _ => None,
    }
}

/// The attributes that decide whether an item is there at all.
pub(crate) fn cfgs(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")).collect()
}
