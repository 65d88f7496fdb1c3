//! `#[completion]`.

use super::{Callee, Item, Specific};
use crate::diagnostics::Sink;
use crate::function::Function;
use crate::options::Options;
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, FnArg, Type};

pub(crate) const KEYS: &[&str] = &["prompt", "resource", "argument"];

pub(super) struct CompletionOptions {
    target: Option<(bool, Expr)>,
    argument: String,
    /// How each parameter after the value is made: by the context of the completion, or by its type.
    extra: Vec<Extra>,
    value_by_reference: bool,
}

enum Extra {
    Completing,
    Given(Box<Type>, bool),
}

pub(super) fn parse(options: &mut Options, bare: Option<Span>, function: &Function, sink: &mut Sink) -> (Expr, Specific) {
    let prompt = options.value("prompt", sink);
    let resource = options.value("resource", sink);
    let argument = options.value("argument", sink);
    let target = match (prompt, resource) {
        (Some(prompt), None) => Some((true, prompt)),
        (None, Some(resource)) => Some((false, resource)),
        (Some(_), Some(resource)) => {
            sink.at(&resource, "a completion has one target: `prompt` or `resource`");
            None
        }
        (None, None) => {
            sink.span(
                bare.unwrap_or_else(Span::call_site),
                "The #[completion] attribute was used incorrectly. Did you forget to call it? \
                 Use #[completion(prompt = name, argument = name)] instead of #[completion]",
            );
            None
        }
    };
    let argument = match &argument {
        Some(Expr::Path(path)) => path.path.get_ident().map(ToString::to_string),
        Some(other) => crate::options::string(other).map(|text| text.value()),
        None => None,
    };
    if argument.is_none() && target.is_some() {
        sink.span(Span::call_site(), "a completion names the argument it completes: `argument = name`");
    }
    let mut inputs = function.signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    let value = inputs.next();
    if value.is_none() {
        sink.at(&function.signature.ident, "a completion takes what was typed: `value: &str`");
    }
    let extra = inputs
        .map(|typed| {
            let (ty, by_reference) = match &*typed.ty {
                Type::Reference(reference) => (&*reference.elem, true),
                other => (other, false),
            };
            let completing = matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Completing"));
            if completing && by_reference { Extra::Completing } else { Extra::Given(Box::new(ty.clone()), by_reference) }
        })
        .collect();
    let specific = CompletionOptions {
        target,
        argument: argument.unwrap_or_default(),
        extra,
        value_by_reference: value.is_some_and(|typed| matches!(&*typed.ty, Type::Reference(_))),
    };
    let name = function.signature.ident.to_string();
    (syn::parse_quote!(#name), Specific::Completion(specific))
}

impl CompletionOptions {
    pub(super) fn resolve(&mut self, names: &[(String, Expr)]) {
        if let Some((_, target)) = &mut self.target
            && let Expr::Path(path) = target
            && let Some(last) = path.path.segments.last()
            && let Some((_, name)) = names.iter().find(|(function, _)| last.ident == function)
        {
            *target = name.clone();
        }
    }

    pub(super) fn definition(&self, item: &Item, callee: Callee) -> TokenStream {
        let Some((is_prompt, target)) = &self.target else { return TokenStream::new() };
        let name = item.function.name();
        let argument = &self.argument;
        let mut arguments = vec![if self.value_by_reference { quote!(&__value) } else { quote!(__value) }];
        let mut extracted = TokenStream::new();
        for (index, extra) in self.extra.iter().enumerate() {
            match extra {
                Extra::Completing => arguments.push(quote!(&__completing)),
                Extra::Given(ty, by_reference) => {
                    let variable = crate::parameter::variable("x", index);
                    let source = quote_spanned!(ty.span()=> ::mcp::__private::completion_argument::<#ty>(&__completing));
                    extracted.extend(quote!(let #variable = #source?;));
                    arguments.push(if *by_reference { quote!(&#variable) } else { quote!(#variable) });
                }
            }
        }
        let call = match callee {
            Callee::Free => quote!(#name(#(#arguments),*)),
            Callee::Method if item.has_self => quote!(__this.#name(#(#arguments),*)),
            Callee::Method => quote!(Self::#name(#(#arguments),*)),
        };
        let wait = item.function.signature.asyncness.map(|_| quote!(.await));
        let outer = match callee {
            Callee::Method if item.has_self => quote!(let __this = ::mcp::__private::Arc::clone(__this);),
            _ => quote!(),
        };
        let inner = match callee {
            Callee::Method if item.has_self => quote!(let __this = ::mcp::__private::Arc::clone(&__this);),
            _ => quote!(),
        };
        let finish = quote_spanned!(name.span()=> ::mcp::Completions::into_completion);
        let add = if *is_prompt { quote!(prompt_completion) } else { quote!(resource_completion) };
        let path = match target {
            // A path names a listed function; text names the thing itself.
            Expr::Path(path) if matches!(callee, Callee::Free) => quote!(<#path as ::mcp::__private::Item>::ENTRY.name),
            Expr::Path(path) => {
                let text = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
                quote!(#text)
            }
            other => quote!(#other),
        };
        quote! {
            #outer
            __definitions.#add(#path, #argument, ::mcp::__private::completion(move |__value: ::std::string::String, __completing| {
                #inner
                async move {
                    #extracted
                    #finish(#call #wait)
                }
            }));
        }
    }
}
