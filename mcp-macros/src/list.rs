//! `mcp::build!("Weather", [forecast, report, plan], state = app)`.

use crate::diagnostics::Sink;
use crate::options::Given;
use crate::server::ServerOptions;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Path, Token, bracketed};

struct Listed {
    attributes: Vec<Attribute>,
    path: Path,
}

impl Parse for Listed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Listed { attributes: input.call(Attribute::parse_outer)?, path: input.parse()? })
    }
}

struct List {
    name: Option<Expr>,
    items: Vec<Listed>,
    given: Vec<Given>,
}

impl Parse for List {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut name = None;
        if !input.peek(syn::token::Bracket) {
            name = Some(input.parse()?);
            input.parse::<Token![,]>()?;
        }
        let content;
        bracketed!(content in input);
        let items = Punctuated::<Listed, Token![,]>::parse_terminated(&content)?.into_iter().collect();
        let mut given = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if !input.is_empty() {
                given.push(input.parse()?);
            }
        }
        Ok(List { name, items, given })
    }
}

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let list: List = match syn::parse2(input) {
        Ok(list) => list,
        Err(error) => return error.to_compile_error(),
    };
    if list.name.is_none() {
        sink.span(Span::call_site(), "a server has a name: `mcp::build!(\"Weather\", […])`");
    }
    let mut states = Vec::new();
    let mut rest = Vec::new();
    for given in list.given {
        match given.value {
            Some(value) if given.key == "state" => states.push(value),
            _ => rest.push(given),
        }
    }
    let options = ServerOptions::of_list(list.name, rest, &mut sink);
    if !sink.is_empty() {
        return sink.finish();
    }
    let builder = options.builder();
    let with_states = states.iter().map(|state| {
        quote_spanned! {state.span()=>
            let __state = #state;
            let __states = ::mcp::__private::with_state(__states, &__state);
            let __builder = __builder.state(__state);
        }
    });
    let define = list.items.iter().enumerate().map(|(index, item)| {
        let (attributes, variable) = (&item.attributes, variable(index));
        let (imports, alias) = imports(&item.path);
        let needs = quote_spanned!(alias.span()=> ::mcp::__private::needs);
        quote! {
            #(#attributes)*
            let __builder = {
                { #imports #needs::<#alias, _, _>(__states); }
                __builder.define(#variable.define)
            };
        }
    });
    let constants = list.items.iter().enumerate().map(|(index, item)| constant(item, index));
    let checks = (0..list.items.len()).map(|index| check(&list.items[..=index]));
    quote! {{
        #(#constants)*
        #(#checks)*
        let __states = ::core::marker::PhantomData::<::mcp::__private::NoStates>;
        let __builder = #builder;
        #(#with_states)*
        #(#define)*
        let _ = __states;
        __builder.finish()
    }}
}

fn variable(index: usize) -> Ident {
    Ident::new(&format!("__ENTRY_{index}"), Span::mixed_site())
}

/// Fails the build when the last of these has the name of an earlier one. The whole path is underlined: its first token
/// begins the call, its last token closes it.
fn check(items: &[Listed]) -> TokenStream {
    let Some(last) = items.last() else { return TokenStream::new() };
    let variables = items.iter().enumerate().map(|(index, item)| {
        let (attributes, variable) = (&item.attributes, variable(index));
        quote!(#(#attributes)* #variable)
    });
    let segments = &last.path.segments;
    let first = segments.first().map_or_else(Span::call_site, |segment| segment.ident.span());
    let end = segments.last().map_or(first, |segment| segment.ident.span());
    let function = quote_spanned!(first=> ::mcp::__private::unique);
    let mut arguments = proc_macro2::Group::new(proc_macro2::Delimiter::Parenthesis, quote!(&[#(#variables),*]));
    arguments.set_span(end);
    let attributes = &last.attributes;
    quote! {
        #(#attributes)*
        const _: () = #function #arguments;
    }
}

/// Brings the item in under a name of ours, over a stand-in of that name behind a glob: a plain function leaves the
/// stand-in standing, so that the error about it can be in our words instead of the compiler's.
fn imports(path: &Path) -> (TokenStream, Ident) {
    let span = path.segments.first().map_or_else(Span::call_site, |segment| segment.ident.span());
    let alias = Ident::new("__Item", span);
    let tokens = quote! {
        #[allow(non_camel_case_types, dead_code)]
        mod __stand_in {
            pub struct #alias {}
            impl<__S> ::mcp::__private::Needs<__S, ()> for #alias {}
        }
        #[allow(unused_imports)]
        use __stand_in::*;
        #[allow(unused_imports)]
        use #path as #alias;
    };
    (tokens, alias)
}

/// The item's entry as a constant: the one place that asks whether it is an item at all.
fn constant(item: &Listed, index: usize) -> TokenStream {
    let (attributes, variable) = (&item.attributes, variable(index));
    let Some(name) = item.path.segments.last().map(|last| last.ident.to_string()) else { return TokenStream::new() };
    let (imports, alias) = imports(&item.path);
    let message = format!("`{name}` is not a tool, resource, prompt or completion");
    let note = "put `#[mcp::tool]`, `#[mcp::resource(\"…\")]`, `#[mcp::prompt]` or `#[mcp::completion(…)]` on it";
    quote! {
        #(#attributes)*
        const #variable: ::mcp::__private::Listed = {
            #[diagnostic::on_unimplemented(message = #message, label = "not one of these", note = #note)]
            trait __Listed {
                const LISTED: ::mcp::__private::Listed;
            }
            #[diagnostic::do_not_recommend]
            impl<__I: ::mcp::__private::Item> __Listed for __I {
                const LISTED: ::mcp::__private::Listed = ::mcp::__private::listed::<__I>();
            }
            #imports
            <#alias as __Listed>::LISTED
        };
    }
}
