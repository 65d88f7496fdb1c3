//! One parameter of a tool, resource or prompt.

use crate::attribute;
use crate::diagnostics::Sink;
use crate::docs;
use crate::options::{Options, string};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned;
use syn::{Expr, Pat, PatType, Type};

/// A parameter as it is meant.
pub(crate) struct Parameter {
    /// The name on the wire; empty for what only the server can give.
    pub(crate) wire: String,
    /// The type of the value to make, without a reference before it.
    pub(crate) ty: Type,
    /// The function takes a reference to it.
    pub(crate) by_reference: bool,
    pub(crate) description: Option<Expr>,
    pub(crate) arg: ArgOptions,
}

/// What `#[arg(…)]` says.
#[derive(Default)]
pub(crate) struct ArgOptions {
    default: Option<Expr>,
    range: Option<Expr>,
    length: Option<Expr>,
    pattern: Option<Expr>,
    title: Option<Expr>,
    example: Option<Expr>,
    header: Option<Expr>,
    pub(crate) complete: Option<Expr>,
    pub(crate) flatten: bool,
}

const KEYS: [&str; 10] =
    ["default", "range", "length", "pattern", "rename", "title", "example", "header", "complete", "flatten"];

impl Parameter {
    pub(crate) fn parse(typed: &PatType, sink: &mut Sink) -> Parameter {
        let mut rename = None;
        let mut arg = ArgOptions::default();
        for attribute in &typed.attrs {
            match attribute::word(attribute).as_deref() {
                Some("arg") => {
                    let tokens = attribute::options(attribute).unwrap_or_default();
                    let mut options = Options::parse(tokens, false, sink);
                    rename = options.text("rename", sink);
                    arg = ArgOptions {
                        default: options.value("default", sink),
                        range: options.value("range", sink),
                        length: options.value("length", sink),
                        pattern: options.text("pattern", sink),
                        title: options.text("title", sink),
                        example: options.value("example", sink),
                        header: options.text("header", sink),
                        complete: options.value("complete", sink),
                        flatten: options.flag("flatten", sink).is_some_and(|(set, _)| set),
                    };
                    options.finish("`#[arg]`", &KEYS, sink);
                }
                Some(word @ ("args" | "param" | "argument")) => {
                    sink.at(attribute.path(), format!("there is no `#[{word}]`, did you mean `#[arg]`?"));
                }
                _ => {}
            }
        }
        let plain = match &*typed.pat {
            Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => Some(&ident.ident),
            _ => None,
        };
        let name = plain.map(|ident| ident.unraw().to_string()).filter(|name| !name.starts_with('_'));
        let (ty, by_reference) = match &*typed.ty {
            Type::Reference(reference) => {
                if reference.mutability.is_some() {
                    sink.at(&typed.ty, "a handler owns its arguments: take the value, or a shared reference");
                }
                ((*reference.elem).clone(), true)
            }
            other => (other.clone(), false),
        };
        let rename = match rename.as_ref().map(|expr| (expr, string(expr))) {
            Some((_, Some(text))) => Some(text.value()),
            Some((expr, None)) => {
                sink.at(expr, "`rename` is a string literal");
                None
            }
            None => None,
        };
        Parameter {
            wire: rename.or(name).unwrap_or_default(),
            ty: owned(ty),
            by_reference,
            description: docs::text(&typed.attrs).map(|text| syn::parse_quote!(#text)),
            arg,
        }
    }

    /// The keywords of its schema or listing, the constraints, then the default, which they are checked on.
    fn refinements(&self, text: bool) -> TokenStream {
        let ty = &self.ty;
        let mut tokens = TokenStream::new();
        let arg = &self.arg;
        if let Some(description) = &self.description {
            tokens.extend(quote!(.keyword("description", #description)));
        }
        if let Some(title) = &arg.title {
            tokens.extend(quote!(.keyword("title", #title)));
        }
        if let Some(example) = arg.example.as_ref().filter(|_| !text) {
            tokens.extend(quote!(.keyword("examples", ::mcp::__private::serde_json::json!([#example]))));
        }
        if let Some(header) = arg.header.as_ref().filter(|_| !text) {
            tokens.extend(quote!(.keyword("x-mcp-header", #header)));
        }
        if let Some(range) = &arg.range {
            tokens.extend(quote_spanned!(range.span()=> .range(#range)));
        }
        if let Some(length) = &arg.length {
            tokens.extend(quote_spanned!(length.span()=> .length(#length)));
        }
        if let Some(pattern) = &arg.pattern {
            tokens.extend(quote_spanned!(pattern.span()=> .pattern(#pattern)));
        }
        if let Some(default) = &arg.default {
            let value = quote_spanned!(default.span()=> ::mcp::__private::default_for(#default));
            tokens.extend(quote!(.default(|| #value, ::mcp::__private::DefaultJson::<#ty>::ASK.json())));
        }
        if arg.flatten && !text {
            tokens.extend(quote!(.flatten()));
        }
        tokens
    }

    /// `let p0 = …;`: the parameter of a tool.
    pub(crate) fn of_tool(&self, index: usize) -> TokenStream {
        let (variable, ty, wire) = (variable("p", index), &self.ty, &self.wire);
        let refinements = self.refinements(false);
        quote! {
            let #variable = ::mcp::__private::Parameter::new(#wire, ::mcp::__private::source::<#ty>()) #refinements;
        }
    }

    /// `let p0 = …;`: the parameter of a resource or prompt.
    pub(crate) fn of_text(&self, index: usize) -> TokenStream {
        let (variable, ty, wire) = (variable("p", index), &self.ty, &self.wire);
        let refinements = self.refinements(true);
        let how = quote_spanned!(ty.span()=> how);
        quote! {
            let #variable =
                ::mcp::__private::TextParameter::new(#wire, ::mcp::__private::TextOf::<#ty>::ASK.#how()) #refinements;
        }
    }

    /// How the function is given the value.
    pub(crate) fn passed(&self, index: usize) -> TokenStream {
        let variable = variable("a", index);
        if self.by_reference { quote!(&#variable) } else { quote!(#variable) }
    }
}

/// `str` is made as a `String`, a slice as a `Vec`.
fn owned(ty: Type) -> Type {
    match &ty {
        Type::Path(path) if path.path.is_ident("str") => {
            let span = ty.span();
            syn::parse2(quote_spanned!(span=> ::std::string::String)).unwrap_or(ty)
        }
        Type::Slice(slice) => {
            let element = &slice.elem;
            syn::parse2(quote_spanned!(ty.span()=> ::std::vec::Vec<#element>)).unwrap_or(ty)
        }
        _ => ty,
    }
}

/// A name that no code of the user's can mean.
pub(crate) fn variable(prefix: &str, index: usize) -> Ident {
    format_ident!("__{}{}", prefix, index, span = Span::mixed_site())
}
