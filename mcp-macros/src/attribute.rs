//! Attributes of ours on items and parameters: `#[tool]`, `#[mcp::tool]`, `#[arg(…)]`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::{AttrStyle, Attribute, Meta};

/// The last word of an attribute's path, when the path is that word alone or behind a crate's name, which is
/// `mcp` or what the user calls it.
pub(crate) fn word(attribute: &Attribute) -> Option<String> {
    let segments = &attribute.path().segments;
    let last = segments.last()?.ident.to_string();
    match segments.len() {
        1 => Some(last),
        2 => Some(last),
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

/// Whether the macro's attribute was written `#[tool = …]`: its tokens are those of `#[tool(…)]`.
pub(crate) fn is_key_value() -> bool {
    let Some(text) = Span::call_site().source_text() else {
        return false;
    };
    let text = text.trim_start_matches("#[");
    text.find(['=', '(', '[', '{'])
        .is_some_and(|at| text[at..].starts_with('='))
}

/// The attributes of an item, those inside its braces as if they stood before it.
pub(crate) fn outer(attributes: &[Attribute], inner: &[Attribute]) -> Vec<Attribute> {
    let mut all = [attributes, inner].concat();
    for attribute in &mut all {
        attribute.style = AttrStyle::Outer;
    }
    all
}

/// The attributes that decide whether an item is there at all.
pub(crate) fn cfgs(attributes: &[Attribute]) -> Vec<&Attribute> {
    attributes.iter().filter(|attribute| is_cfg(attribute)).collect()
}

/// `#[cfg(…)]`, or `#[cfg_attr(…, cfg(…))]`, which means one.
pub(crate) fn is_cfg(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || is_conditional(attribute, &["cfg"])
}

/// `#[cfg_attr(…, arg(…))]`, which comes too late to be read.
pub(crate) fn is_conditional_arg(attribute: &Attribute) -> bool {
    is_conditional(attribute, &["arg", "resolve"])
}

fn is_conditional(attribute: &Attribute, known: &[&str]) -> bool {
    let is_known = |token| matches!(token, TokenTree::Ident(word) if known.iter().any(|known| word == known));
    attribute.path().is_ident("cfg_attr") && options(attribute).unwrap_or_default().into_iter().any(is_known)
}

/// The condition opposite to these attributes: `#[cfg(not(all(…)))]`. `None` when there is no condition.
pub(crate) fn not(cfgs: &[Attribute]) -> Option<TokenStream> {
    let conditions: Vec<TokenStream> = cfgs.iter().filter_map(options).collect();
    (!conditions.is_empty()).then(|| quote!(#[cfg(not(all(#(#conditions),*)))]))
}
