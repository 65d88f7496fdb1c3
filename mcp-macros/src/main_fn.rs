//! `#[mcp::main]` and `#[mcp::test]`: an async function on a runtime of its own.

use crate::diagnostics::{Sink, no_options, takes_no_arguments, wrong_item};
use crate::function::Function;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn expand(options: TokenStream, input: TokenStream, test: bool) -> TokenStream {
    let word = if test { "#[mcp::test]" } else { "#[mcp::main]" };
    let mut sink = Sink::default();
    if !options.is_empty() {
        sink.at(&options, no_options(word));
    }
    let function: Function = match syn::parse2(input.clone()) {
        Ok(function) => function,
        Err(_) => {
            sink.span(crate::options::span_of(&input), wrong_item(word, "an `async fn`"));
            let errors = sink.finish();
            return quote!(#errors #input);
        }
    };
    if function.signature.asyncness.is_none() {
        sink.at(&function.signature.fn_token, wrong_item(word, "an `async fn`"));
    }
    if let Some(input) = function.signature.inputs.first() {
        sink.at(input, takes_no_arguments(word));
    }
    if !sink.is_empty() {
        // Inside another, so that the compiler does not refuse a `main` of this shape a second time.
        let (errors, name, visibility) = (sink.finish(), function.name(), &function.visibility);
        return quote! {
            #errors
            #[allow(dead_code)]
            #visibility fn #name() {
                #input
            }
        };
    }
    // The function itself stays as it is, inside one that runs it.
    let attributes = &function.attributes;
    let (visibility, name, output) = (&function.visibility, function.name(), &function.signature.output);
    let mut inner = function.again();
    inner.attributes.clear();
    inner.visibility = syn::Visibility::Inherited;
    let inner = inner.plain_unchanged();
    let test_attribute = test.then(|| quote!(#[::core::prelude::v1::test]));
    quote! {
        #(#attributes)*
        #test_attribute
        #visibility fn #name() #output {
            #inner
            ::mcp::__private::program(
                ::core::option_env!("CARGO_PKG_NAME"),
                ::core::option_env!("CARGO_PKG_VERSION"),
            );
            ::mcp::__private::block_on(#name(), #test)
        }
    }
}
