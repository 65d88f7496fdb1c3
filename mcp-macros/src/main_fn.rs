//! `#[mcp::main]` and `#[mcp::test]`: an async function on a runtime of its own.

use crate::diagnostics::Sink;
use crate::function::Function;
use proc_macro2::TokenStream;
use quote::quote;

pub(crate) fn expand(options: TokenStream, input: TokenStream, test: bool) -> TokenStream {
    let word = if test { "#[mcp::test]" } else { "#[mcp::main]" };
    let mut sink = Sink::default();
    if !options.is_empty() {
        sink.at(&options, format!("`{word}` has no options"));
    }
    let function: Function = match syn::parse2(input.clone()) {
        Ok(function) => function,
        Err(_) => {
            sink.span(
                crate::options::span_of(&input),
                format!("`{word}` stands on an `async fn`"),
            );
            let errors = sink.finish();
            return quote!(#errors #input);
        }
    };
    if function.signature.asyncness.is_none() {
        sink.at(
            &function.signature.fn_token,
            format!("`{word}` stands on an `async fn`"),
        );
    }
    if let Some(input) = function.signature.inputs.first() {
        sink.at(input, format!("a function with `{word}` takes no arguments"));
    }
    let errors = sink.finish();
    if !errors.is_empty() {
        return quote!(#errors #input);
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
            ::mcp::__private::block_on(#name(), #test)
        }
    }
}
