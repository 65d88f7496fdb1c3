//! `#[completion]`.

use super::{Callee, Item, Place, Role, Specific};
use crate::attribute;
use crate::diagnostics::{
    Sink, arg_in_completion, bare_attribute, conditional_arg, conditional_argument, names_argument, no_such_attribute,
    nothing_to_resolve, takes_value, two_targets,
};
use crate::function::Function;
use crate::options::Options;
use crate::spans::{Ends, bare};
use crate::spelling::is_named;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Attribute, Expr, ExprPath, FnArg, PatType, ReturnType, Type};

pub(crate) const KEYS: &[&str] = &["prompt", "resource", "argument"];

pub(super) struct CompletionOptions {
    target: Option<(bool, Expr)>,
    argument: String,
    /// Where the argument is named.
    argument_at: Option<Expr>,
    /// How each parameter after the value is made: by the context of the completion, or by its type.
    extra: Vec<Extra>,
    value_by_reference: bool,
}

struct Extra {
    cfgs: Vec<Attribute>,
    ty: Type,
    by_reference: bool,
}

impl Extra {
    fn is_completing(&self) -> bool {
        self.by_reference && is_named(&self.ty, &["Completing"])
    }
}

pub(super) fn parse(options: &mut Options, place: Place, function: &Function, sink: &mut Sink) -> (Expr, Specific) {
    let prompt = options.value("prompt", sink);
    let resource = options.value("resource", sink);
    let argument = options.value("argument", sink);
    let target = match (prompt, resource) {
        (Some(prompt), None) => Some((true, prompt)),
        (None, Some(resource)) => Some((false, resource)),
        (Some(_), Some(resource)) => {
            sink.at(&resource, two_targets());
            None
        }
        // A word that is wrong may have been meant for what is missing.
        (None, None) if options.is_broken() || options.has_unknown(KEYS) => None,
        (None, None) => {
            sink.span(place.at, bare_attribute("completion", "prompt = name, argument = name"));
            None
        }
    };
    let argument_at = argument;
    let argument = match &argument_at {
        Some(Expr::Path(path)) => path.path.get_ident().map(|name| name.unraw().to_string()),
        Some(other) => crate::options::string(other).map(|text| text.value()),
        None => None,
    };
    if argument.is_none() && target.is_some() && !options.is_broken() && !options.has_unknown(KEYS) {
        sink.span(place.at, names_argument());
    }
    let mut inputs = function.signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => Some(typed),
        FnArg::Receiver(_) => None,
    });
    let value = inputs.next();
    match value {
        Some(value) => {
            if let Some(cfg) = attribute::cfgs(&value.attrs).first() {
                sink.at(cfg, conditional_argument("completion"));
            }
            not_sent(value, sink);
        }
        None => sink.at(&function.signature.ident, takes_value()),
    }
    let extra = inputs
        .map(|typed| {
            not_sent(typed, sink);
            let (ty, by_reference) = match bare(&typed.ty) {
                Type::Reference(reference) => (bare(&reference.elem), true),
                other => (other, false),
            };
            let (cfgs, ty) = (attribute::cfgs(&typed.attrs).into_iter().cloned().collect(), ty.clone());
            Extra { cfgs, ty, by_reference }
        })
        .collect();
    let specific = CompletionOptions {
        target,
        argument: argument.unwrap_or_default(),
        argument_at,
        extra,
        value_by_reference: value.is_some_and(|typed| matches!(bare(&typed.ty), Type::Reference(_))),
    };
    let name = function.signature.ident.to_string();
    (syn::parse_quote!(#name), Specific::Completion(specific))
}

/// What a completion takes is what was typed, and what the server gives.
fn not_sent(typed: &PatType, sink: &mut Sink) {
    for attribute in &typed.attrs {
        match attribute::word(attribute).as_deref() {
            Some("resolve") => sink.at(attribute, nothing_to_resolve("completion")),
            Some("arg") => sink.at(attribute, arg_in_completion()),
            Some("cfg_attr") if attribute::is_conditional_arg(attribute) => sink.at(attribute, conditional_arg()),
            Some(word @ ("args" | "param" | "argument")) => sink.at(attribute.path(), no_such_attribute(word)),
            _ => {}
        }
    }
}

impl CompletionOptions {
    /// The function beside it that it names as its target.
    pub(super) fn target(&self) -> Option<(Role, &Ident, &Expr)> {
        let (role, target) = self.named()?;
        let segments = &target.path.segments;
        let is_own = segments.len() == 2 && segments.first().is_some_and(|first| first.ident == "Self");
        let name = target
            .path
            .get_ident()
            .or(segments.last().map(|last| &last.ident).filter(|_| is_own))?;
        Some((role, name, &self.target.as_ref()?.1))
    }

    /// The function it names, wherever that is.
    pub(super) fn named(&self) -> Option<(Role, &ExprPath)> {
        let (is_prompt, target) = self.target.as_ref()?;
        let Expr::Path(path) = target else { return None };
        Some((if *is_prompt { Role::Prompt } else { Role::Resource }, path))
    }

    /// The argument it completes, and where it is named.
    pub(super) fn completed(&self) -> Option<(&str, &Expr)> {
        Some((&self.argument, self.argument_at.as_ref()?))
    }

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
        let Some((is_prompt, target)) = &self.target else {
            return TokenStream::new();
        };
        let argument = &self.argument;
        let mut arguments = vec![if self.value_by_reference {
            quote!(&__value)
        } else {
            quote!(__value)
        }];
        let mut extracted = TokenStream::new();
        for (index, extra) in self.extra.iter().enumerate() {
            let (cfgs, ty) = (&extra.cfgs, &extra.ty);
            if extra.is_completing() {
                arguments.push(quote!(#(#cfgs)* &__completing));
                continue;
            }
            let variable = crate::parameter::variable("x", index);
            let source = Ends::of(ty).cover(quote!(::mcp::__private::completion_argument));
            extracted.extend(quote!(#(#cfgs)* let #variable = #source(&__completing)?;));
            let by_reference = extra.by_reference.then(|| quote!(&));
            arguments.push(quote!(#(#cfgs)* #by_reference #variable));
        }
        let call = item.call(callee, arguments.into_iter());
        let wait = item.function.signature.asyncness.map(|_| quote!(.await));
        let outer = item.kept(callee);
        let inner = match callee {
            Callee::Method if item.has_self => quote!(let __this = ::mcp::__private::Arc::clone(&__this);),
            _ => quote!(),
        };
        let ends = match &item.function.signature.output {
            ReturnType::Default => Ends::of(item.function.name()),
            ReturnType::Type(_, ty) => Ends::of(ty),
        };
        let finish = ends.cover(quote!(<_ as ::mcp::Completions>::into_completion));
        let add = if *is_prompt {
            quote!(prompt_completion)
        } else {
            quote!(resource_completion)
        };
        let path = match target {
            // A path names a listed function; text names the thing itself.
            Expr::Path(path) if matches!(callee, Callee::Free) => quote!(<#path as ::mcp::__private::Item>::ENTRY.name),
            Expr::Path(path) => {
                let text = path
                    .path
                    .segments
                    .last()
                    .map(|last| last.ident.unraw().to_string())
                    .unwrap_or_default();
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
