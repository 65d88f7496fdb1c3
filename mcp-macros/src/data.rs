//! `#[mcp::data]`: serde's and schemars' derives, by way of our crate, so that users need neither.

use crate::diagnostics::{Sink, derived_twice, no_options, wrong_item};
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Meta, Path, Token};

const OURS: [&str; 3] = ["Serialize", "Deserialize", "JsonSchema"];

pub(crate) fn expand(options: TokenStream, input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    if !options.is_empty() {
        sink.at(&options, no_options("#[mcp::data]"));
    }
    let mut item: DeriveInput = match syn::parse2(input.clone()) {
        Ok(item) => item,
        Err(_) => {
            sink.span(
                crate::options::span_of(&input),
                wrong_item("#[mcp::data]", "a struct or an enum"),
            );
            let errors = sink.finish();
            return quote!(#errors #input);
        }
    };
    for attribute in item
        .attrs
        .iter_mut()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        let Meta::List(list) = &mut attribute.meta else {
            continue;
        };
        let Ok(derives) = list.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated) else {
            continue;
        };
        // A derive twice would be a second error, in words about an implementation that nobody wrote.
        let others = derives.iter().filter(|derive| match derive.segments.last() {
            Some(last) if OURS.iter().any(|ours| last.ident == ours) && may_be_ours(derive) => {
                sink.at(&last.ident, derived_twice(&last.ident));
                false
            }
            _ => true,
        });
        list.tokens = quote!(#(#others),*);
    }
    let errors = sink.finish();
    quote! {
        #errors
        #[derive(
            ::mcp::__private::serde::Serialize,
            ::mcp::__private::serde::Deserialize,
            ::mcp::__private::schemars::JsonSchema,
        )]
        #[serde(crate = "::mcp::__private::serde")]
        #[schemars(crate = "::mcp::__private::schemars")]
        #item
    }
}

/// Whether a derive of such a name is the one: others have theirs, `rkyv::Serialize` among them.
fn may_be_ours(derive: &Path) -> bool {
    let first = derive.segments.first().filter(|_| derive.segments.len() > 1);
    first.is_none_or(|first| ["serde", "schemars", "mcp"].iter().any(|known| first.ident == known))
}
