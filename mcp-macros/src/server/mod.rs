//! `#[mcp::server]` on an impl block or a module.

mod block;
mod calls;
mod module;
mod names;
mod options;
mod parts;
mod targets;

pub(crate) use names::{check as check_name, place};
pub(crate) use options::ServerOptions;

use crate::diagnostics::{Sink, wrong_item};
use crate::function::Function;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Signature, Token, Visibility, braced};

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
                wrong_item("#[mcp::server]", "an impl block, or on a module with its contents"),
            );
            let errors = sink.finish();
            quote!(#errors #input)
        }
    }
}

/// What stands in the braces: functions, whose bodies stay tokens, and other things.
pub(crate) enum Member<O> {
    Function(Function),
    Other(Box<O>),
}

/// The attributes and the members in the braces that come next.
pub(crate) fn members_in<O: Parse>(input: ParseStream<'_>) -> syn::Result<(Vec<Attribute>, Vec<Member<O>>)> {
    let content;
    braced!(content in input);
    let attributes = content.call(Attribute::parse_inner)?;
    let mut members = Vec::new();
    while !content.is_empty() {
        let ahead = content.fork();
        ahead.call(Attribute::parse_outer)?;
        ahead.parse::<Visibility>()?;
        members.push(if ahead.parse::<Signature>().is_ok() {
            Member::Function(content.parse()?)
        } else {
            Member::Other(Box::new(content.parse()?))
        });
    }
    Ok((attributes, members))
}
