//! `#[mcp::data]`: serde's and schemars' derives, by way of our crate, so that users need neither.

use crate::diagnostics::Sink;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Meta};

pub(crate) fn expand(options: TokenStream, input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    if !options.is_empty() {
        sink.at(&options, "`#[mcp::data]` has no options: serde and schemars attributes go on as usual");
    }
    let item: DeriveInput = match syn::parse2(input.clone()) {
        Ok(item) => item,
        Err(_) => {
            sink.span(crate::options::span_of(&input), "`#[mcp::data]` stands on a struct or an enum");
            let errors = sink.finish();
            return quote!(#errors #input);
        }
    };
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let Meta::List(list) = &attribute.meta else { continue };
        for token in list.tokens.clone() {
            let word = token.to_string();
            if matches!(word.as_str(), "Serialize" | "Deserialize" | "JsonSchema") {
                sink.span(token.span(), format!("`#[mcp::data]` derives `{word}` already: leave one of them out"));
            }
        }
    }
    let errors = sink.finish();
    if !errors.is_empty() {
        return quote!(#errors #input);
    }
    quote! {
        #[derive(
            ::mcp::__private::serde::Serialize,
            ::mcp::__private::serde::Deserialize,
            ::mcp::__private::schemars::JsonSchema,
        )]
        #[serde(crate = "::mcp::__private::serde")]
        #[schemars(crate = "::mcp::__private::schemars")]
        #input
    }
}
