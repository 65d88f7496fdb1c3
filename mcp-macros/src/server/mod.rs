//! `#[mcp::server]` on an impl block or a module.

mod block;
mod module;
mod names;
mod options;
mod parts;
mod targets;

pub(crate) use names::check as check_name;
pub(crate) use options::ServerOptions;

use crate::diagnostics::Sink;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Token;
use syn::parse::{ParseStream, Parser};

/// What stands under the attribute, by its first keyword.
enum Kind {
    Impl,
    Module,
    /// `mod weather;`, which the compiler refuses to hand over.
    File,
    Other,
}

pub(crate) fn expand(options: TokenStream, input: TokenStream) -> TokenStream {
    let peek = |input: ParseStream<'_>| {
        input.call(syn::Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        let kind = if input.peek(Token![impl]) || input.peek(Token![unsafe]) {
            Kind::Impl
        } else if input.peek(Token![mod]) {
            input.parse::<Token![mod]>()?;
            input.parse::<proc_macro2::Ident>()?;
            if input.peek(Token![;]) {
                Kind::File
            } else {
                Kind::Module
            }
        } else {
            Kind::Other
        };
        input.parse::<TokenStream>()?;
        Ok(kind)
    };
    // Then the compiler has said that `#[mcp::server = …]` is no attribute.
    let options = if crate::attribute::is_key_value() {
        quote!(name = #options)
    } else {
        options
    };
    match peek.parse2(input.clone()) {
        Ok(Kind::Impl) => block::expand(options, input),
        Ok(Kind::Module) => module::expand(options, input),
        Ok(Kind::File) => input,
        _ => {
            let mut sink = Sink::default();
            sink.span(
                crate::options::span_of(&input),
                "`#[mcp::server]` stands on an impl block, or on a module with its contents",
            );
            let errors = sink.finish();
            quote!(#errors #input)
        }
    }
}
