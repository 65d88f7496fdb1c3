//! What tells resolvers and arguments from each other where only types can compare.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// The key of a resolver: digits of a hash of where it is written.
pub(super) fn key(name: &Ident) -> TokenStream {
    let mut hash = hash(&name.to_string());
    // A crate may see those of another.
    for part in ["CARGO_PKG_NAME", "CARGO_CRATE_NAME", "CARGO_PKG_VERSION"] {
        hash = further(hash, &std::env::var(part).unwrap_or_default());
    }
    hash = further(hash, &place(name.span()));
    let hash = (hash >> 32) ^ (hash & 0xffff_ffff);
    (0..8).fold(quote!(()), |rest, digit| {
        let digit = format_ident!("H{:X}", (hash >> (4 * digit)) & 0xf);
        quote!(::mcp::__private::#digit<#rest>)
    })
}

fn place(span: Span) -> String {
    if !proc_macro::is_available() {
        return String::new();
    }
    let span = span.unwrap();
    // The last part tells apart what one macro writes in one place, when it is called twice.
    format!("{}:{}:{} {span:?}", span.file(), span.line(), span.column())
}

/// The hash that stands for the name of an argument.
pub(crate) fn hash(name: &str) -> u64 {
    further(0xcbf2_9ce4_8422_2325, name)
}

/// FNV-1a.
fn further(hash: u64, text: &str) -> u64 {
    text.bytes().fold(hash, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
