//! `#[mcp::server]` on an impl block or a module.

mod block;
mod module;
mod options;

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
    Other,
}

pub(crate) fn expand(options: TokenStream, input: TokenStream) -> TokenStream {
    let peek = |input: ParseStream<'_>| {
        input.call(syn::Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        let kind = if input.peek(Token![impl]) || input.peek(Token![unsafe]) {
            Kind::Impl
        } else if input.peek(Token![mod]) {
            Kind::Module
        } else {
            Kind::Other
        };
        input.parse::<TokenStream>()?;
        Ok(kind)
    };
    match peek.parse2(input.clone()) {
        Ok(Kind::Impl) => block::expand(options, input),
        Ok(Kind::Module) => module::expand(options, input),
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
