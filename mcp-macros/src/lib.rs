//! The macros of `mcp-runtime`. Use them through that crate, `mcp::tool` and so on: what they write calls into it.
//!
//! Each macro has four steps, and none of them stops at the first error: *parse* the attribute and the item, *check*
//! what can be checked without types, keep a *model* of what is meant, and *write* it out. The user's item is always
//! written again, so that one mistake is one error.

mod attribute;
mod client;
mod data;
mod derive_error;
mod derive_form;
mod diagnostics;
mod distance;
mod docs;
#[cfg(test)]
mod expansion_tests;
mod format;
mod function;
mod item;
mod limits;
mod list;
mod main_fn;
mod options;
mod parameter;
mod pattern;
mod resolve;
mod server;
mod spans;
mod spelling;
mod uri_template;

use item::Role;
use proc_macro::TokenStream;

/// Makes a function a tool. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn tool(options: TokenStream, item: TokenStream) -> TokenStream {
    item::free(Role::Tool, options.into(), item.into()).into()
}

/// Makes a function a resource. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn resource(options: TokenStream, item: TokenStream) -> TokenStream {
    item::free(Role::Resource, options.into(), item.into()).into()
}

/// Makes a function a prompt. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn prompt(options: TokenStream, item: TokenStream) -> TokenStream {
    item::free(Role::Prompt, options.into(), item.into()).into()
}

/// Makes a function complete an argument. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn completion(options: TokenStream, item: TokenStream) -> TokenStream {
    item::free(Role::Completion, options.into(), item.into()).into()
}

/// Makes a function a resolver. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn resolver(options: TokenStream, item: TokenStream) -> TokenStream {
    item::free(Role::Resolver, options.into(), item.into()).into()
}

/// Makes an impl block or a module a server. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn server(options: TokenStream, item: TokenStream) -> TokenStream {
    server::expand(options.into(), item.into()).into()
}

/// Makes a trait a client. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn client(options: TokenStream, item: TokenStream) -> TokenStream {
    client::expand(options.into(), item.into()).into()
}

/// Lists functions as a server. Documented where it is re-exported.
#[proc_macro]
pub fn build(input: TokenStream) -> TokenStream {
    list::expand(input.into()).into()
}

/// Makes a struct or enum data. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn data(options: TokenStream, item: TokenStream) -> TokenStream {
    data::expand(options.into(), item.into()).into()
}

/// Runs `main` on a runtime. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn main(options: TokenStream, item: TokenStream) -> TokenStream {
    main_fn::expand(options.into(), item.into(), false).into()
}

/// Runs a test on a runtime. Documented where it is re-exported.
#[proc_macro_attribute]
pub fn test(options: TokenStream, item: TokenStream) -> TokenStream {
    main_fn::expand(options.into(), item.into(), true).into()
}

/// Makes an enum or struct an error for the model. Documented where it is re-exported.
#[proc_macro_derive(Error, attributes(error, from))]
pub fn derive_error(item: TokenStream) -> TokenStream {
    derive_error::expand(item.into()).into()
}

/// Makes a struct a form, or an enum a choice in one. Documented where it is re-exported.
#[proc_macro_derive(Form, attributes(form))]
pub fn derive_form(item: TokenStream) -> TokenStream {
    derive_form::expand(item.into()).into()
}

/// Prints what `#[mcp::tool]` and its siblings put beside the type of a function's name.
#[doc(hidden)]
#[proc_macro_attribute]
pub fn beside(code: TokenStream, mut item: TokenStream) -> TokenStream {
    item.extend([code]);
    item
}
