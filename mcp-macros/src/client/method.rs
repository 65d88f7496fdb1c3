//! One method of a client: the tool it calls, as it is declared and as it is written.

use super::argument::Argument;
use crate::attribute;
use crate::diagnostics::{
    Sink, client_async, client_receiver, in_parentheses, is_literal, no_generics, only_tools, same_argument,
    server_says, tool_with_body, two_roles,
};
use crate::function::Function;
use crate::item::{Role, TOOL_KEYS, named_by_place, qualifiers, result_parts};
use crate::options::{Options, listed, string};
use crate::spans::Ends;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, FnArg, GenericParam, Meta, ReceiverKind, ReturnType, Signature};

const KEYS: [&str; 1] = ["name"];

pub(super) struct Method<'a> {
    pub(super) function: &'a Function,
    /// The name of the tool.
    pub(super) tool: String,
    /// Where that stands.
    pub(super) place: Span,
    /// Whether it is there at all.
    pub(super) cfgs: Vec<&'a Attribute>,
    arguments: Vec<Argument<'a>>,
}

/// What is read here, and nobody else knows.
pub(super) fn is_ours(attribute: &Attribute) -> bool {
    Role::of(attribute).is_some()
}

impl<'a> Method<'a> {
    /// Reads a method; `None` for one with a body, which is the trait's own.
    pub(super) fn parse(function: &'a Function, sink: &mut Sink) -> Option<Self> {
        let mut tools = Vec::new();
        for attribute in &function.attributes {
            match Role::of(attribute) {
                Some(Role::Tool) => tools.push(attribute),
                Some(other) => sink.at(attribute.path(), only_tools(other.word())),
                None => {}
            }
        }
        if function.body.is_some() {
            for tool in tools {
                sink.at(tool.path(), tool_with_body());
            }
            return None;
        }
        let mut name = None;
        if let Some(tool) = tools.first() {
            name = named(tool, sink);
        }
        if let Some(second) = tools.get(1) {
            sink.at(second.path(), two_roles("tool"));
        }
        check(&function.signature, sink);
        let mut arguments: Vec<Argument<'a>> = Vec::new();
        for input in &function.signature.inputs {
            if let FnArg::Typed(typed) = input {
                let argument = Argument::parse(arguments.len(), typed, sink);
                let mut earlier = arguments.iter();
                if earlier.any(|earlier| earlier.is_twin(&argument)) {
                    sink.span(argument.place, same_argument(&argument.wire));
                }
                arguments.push(argument);
            }
        }
        let own = function.name();
        let (tool, place) = name.unwrap_or_else(|| (own.unraw().to_string(), own.span()));
        Some(Method {
            function,
            tool,
            place,
            cfgs: attribute::cfgs(&function.attributes),
            arguments,
        })
    }

    /// What a call gives, as it is written.
    fn returned(&self) -> TokenStream {
        match &self.function.signature.output {
            ReturnType::Default => Ends::of(self.function.name()).cover(quote!(())),
            ReturnType::Type(_, ty) => ty.to_token_stream(),
        }
    }

    /// The signature without what is ours; of one that failed as it was, else with a future that goes anywhere.
    fn signature(&self, failed: bool) -> Signature {
        let mut signature = self.function.signature.clone();
        // An error already, and three more of the compiler's.
        signature.variadic = None;
        let mut arguments = self.arguments.iter();
        for input in &mut signature.inputs {
            match input {
                FnArg::Receiver(_) => {}
                FnArg::Typed(typed) => {
                    if let Some(argument) = arguments.next() {
                        argument.plain(typed);
                    }
                }
            }
        }
        if !failed {
            let returned = self.returned();
            signature.asyncness = None;
            signature.output = syn::parse_quote! {
                -> impl ::core::future::Future<Output = #returned> + ::core::marker::Send
            };
        }
        signature
    }

    /// The method in the trait.
    pub(super) fn declared(&self, failed: bool) -> TokenStream {
        let attributes = self.function.attributes.iter().filter(|attribute| !is_ours(attribute));
        let allowed = failed.then(|| quote!(#[allow(async_fn_in_trait)]));
        let signature = self.signature(failed);
        let visibility = &self.function.visibility;
        quote!(#(#attributes)* #allowed #visibility #signature;)
    }

    /// The method of the client.
    pub(super) fn written(&self, failed: bool) -> TokenStream {
        let (cfgs, signature) = (&self.cfgs, self.signature(failed));
        if failed {
            return quote! {
                #(#cfgs)*
                #[allow(unused_variables)]
                #signature {
                    ::core::unreachable!()
                }
            };
        }
        let (tool, returned, this) = (&self.tool, self.returned(), self.this());
        let given = self.arguments.iter().map(Argument::given);
        let function = self.function.name();
        let (whole, value, error) = match &self.function.signature.output {
            ReturnType::Default => (Ends::of(function), Ends::of(function), Ends::of(function)),
            ReturnType::Type(_, ty) => {
                let (value, error) = result_parts(ty).unwrap_or((Ends::of(ty), Ends::of(ty)));
                (Ends::of(ty), value, error)
            }
        };
        // The questions about what is returned, each standing at the type it is about.
        let is_result = whole.cover(quote!(::mcp::checks::is_result));
        let reads = value.cover(quote!(::mcp::checks::reads));
        let fails = error.cover(quote!(::mcp::checks::fails_with));
        let (request, ask) = (local("request"), local("ask"));
        quote! {
            #(#cfgs)*
            #signature {
                let #request = ::mcp::__private::ToolRequest::new(#tool);
                #(#given)*
                let #ask = ::mcp::__private::Outcome::<#returned>::ASK;
                #is_result::<#returned>();
                let #ask = #ask.join(#ask.value().by(#reads), #ask.error().by(#fails));
                ::mcp::__private::answered(&#this.0, &#this.1, #request, #ask)
            }
        }
    }

    /// `__methods.push(…);`: what it declares of its tool. The types are told from a call that is never made.
    pub(super) fn described(&self, of: &Ident, client: &Ident) -> TokenStream {
        let (cfgs, name, tool) = (&self.cfgs, self.function.name(), &self.tool);
        let called = name.unraw().to_string();
        let slots = self.arguments.iter().map(Argument::slot);
        let stand_ins = self.arguments.iter().map(Argument::stand_in);
        let takes = self.arguments.iter().map(Argument::taken);
        let (ask, method) = (local("ask"), local("method"));
        quote! {
            #(#cfgs)*
            {
                #(#slots)*
                let #ask = ::mcp::__private::Outcome::ASK;
                if false {
                    #ask.will_be(<#client as #of>::#name(
                        ::mcp::__private::Given::<#client>::new().reference(),
                        #(#stand_ins),*
                    ));
                }
                let #method = ::mcp::__private::Method::new(#called, #tool);
                #(#takes)*
                __methods.push(#method.gives(#ask.value().schema()));
            }
        }
    }

    /// `self`, as the user means it.
    fn this(&self) -> Ident {
        let receiver = self.function.signature.inputs.iter().find_map(|input| match input {
            FnArg::Receiver(receiver) => Some(receiver.self_token.span),
            FnArg::Typed(_) => None,
        });
        Ident::new("self", receiver.unwrap_or_else(Span::call_site))
    }
}

/// A variable that no code of the user's can mean.
pub(super) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// `&value`, or `&*value` of one that is borrowed, where the type stands that is asked about: what is wrong with the value is
/// wrong with that.
pub(super) fn asked(ends: Ends, value: &Ident, by_reference: bool) -> TokenStream {
    let operator = match by_reference {
        true => quote!(&*),
        false => quote!(&),
    };
    let mut value = value.clone();
    value.set_span(value.span().located_at(ends.last));
    let operator = ends.start(operator);
    quote!(#operator #value)
}

/// The name that `#[tool(…)]` gives, and where.
fn named(attribute: &Attribute, sink: &mut Sink) -> Option<(String, Span)> {
    if let Meta::NameValue(meta) = &attribute.meta {
        sink.at(&meta.value, in_parentheses("tool"));
    }
    let mut options = Options::parse(attribute::options(attribute).unwrap_or_default(), true, sink);
    named_by_place(&mut options, sink);
    let name = options.text("name", sink);
    for key in TOOL_KEYS.iter().filter(|key| !KEYS.contains(key)) {
        if let Some(given) = options.take(key) {
            sink.at(&given.key, server_says(key, "`#[tool]`", listed(&KEYS)));
        }
    }
    options.finish("`#[tool]` in a client", &KEYS, sink);
    let name = name?;
    match string(&name) {
        Some(text) => Some((text.value(), text.span())),
        None => {
            sink.at(&name, is_literal("name"));
            None
        }
    }
}

/// What a signature may not be, as far as it shows without types.
fn check(signature: &Signature, sink: &mut Sink) {
    let name = &signature.ident;
    qualifiers("tool", signature, sink);
    for parameter in &signature.generics.params {
        if !matches!(parameter, GenericParam::Lifetime(_)) {
            sink.at(parameter, no_generics("tool"));
        }
    }
    match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) if matches!(receiver.kind, ReceiverKind::Reference(_, _, None)) => {}
        Some(FnArg::Receiver(receiver)) => sink.at(receiver, client_receiver(name)),
        _ => sink.at(name, client_receiver(name)),
    }
    if signature.asyncness.is_none() && signature.constness.is_none() {
        sink.at(&signature.fn_token, client_async(name));
    }
}
