//! `#[tool]`, `#[resource]`, `#[prompt]` and `#[completion]`: what they have in common.

mod completion;
mod prompt;
mod resource;
mod signature;
mod tool;

use crate::attribute;
use crate::diagnostics::Sink;
use crate::docs;
use crate::function::Function;
use crate::options::Options;
use crate::parameter::{Parameter, variable};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, GenericArgument, PathArguments, ReturnType, Type};

/// What a function is made into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Tool,
    Resource,
    Prompt,
    Completion,
}

impl Role {
    pub(crate) fn of(attribute: &Attribute) -> Option<Role> {
        match attribute::word(attribute)?.as_str() {
            "tool" => Some(Role::Tool),
            "resource" => Some(Role::Resource),
            "prompt" => Some(Role::Prompt),
            "completion" => Some(Role::Completion),
            _ => None,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Role::Tool => "tool",
            Role::Resource => "resource",
            Role::Prompt => "prompt",
            Role::Completion => "completion",
        }
    }

    /// What such things are called in messages about duplicates.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Role::Tool => "Tool",
            Role::Resource => "Resource",
            Role::Prompt | Role::Completion => "Prompt",
        }
    }
}

/// A function with a role, read and checked.
pub(crate) struct Item {
    pub(crate) role: Role,
    pub(crate) function: Function,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) has_self: bool,
    /// The name of a tool or prompt, the URI of a resource: a literal or a constant expression.
    pub(crate) name: Expr,
    /// What only its role has.
    specific: Specific,
}

enum Specific {
    Tool(tool::ToolOptions),
    Resource(resource::ResourceOptions),
    Prompt(prompt::PromptOptions),
    Completion(completion::CompletionOptions),
}

/// How the function is called from the code beside it.
#[derive(Clone, Copy)]
pub(crate) enum Callee {
    Free,
    /// In an impl block: `__this` is an `Arc<Self>`.
    Method,
}

impl Item {
    /// Reads the attribute and the function. Errors go to the sink; what can be made of the rest is made.
    pub(crate) fn parse(role: Role, options: TokenStream, bare: Option<Span>, function: Function, sink: &mut Sink) -> Item {
        let positional = matches!(role, Role::Resource | Role::Tool | Role::Prompt);
        let mut options = Options::parse(options, positional, sink);
        signature::check(role, &function, sink);
        let mut has_self = false;
        let mut parameters = Vec::new();
        for input in &function.signature.inputs {
            match input {
                FnArg::Receiver(_) => has_self = true,
                FnArg::Typed(_) if role == Role::Completion => {}
                FnArg::Typed(typed) => parameters.push(Parameter::parse(typed, sink)),
            }
        }
        let default_name = function.name().unraw().to_string();
        let docs = docs::text(&function.attributes);
        let (name, specific) = match role {
            Role::Tool => tool::parse(&mut options, &default_name, docs, &function, sink),
            Role::Resource => resource::parse(&mut options, bare, docs, &function, &parameters, sink),
            Role::Prompt => prompt::parse(&mut options, &default_name, docs, sink),
            Role::Completion => completion::parse(&mut options, bare, &function, sink),
        };
        let known = match role {
            Role::Tool => tool::KEYS,
            Role::Resource => resource::KEYS,
            Role::Prompt => prompt::KEYS,
            Role::Completion => completion::KEYS,
        };
        options.finish(&format!("`#[{}]`", role.word()), known, sink);
        Item { role, function, parameters, has_self, name, specific }
    }

    /// In an impl block a completion names its target by the function, whose own name may be another.
    pub(crate) fn resolve_target(&mut self, names: &[(String, Expr)]) {
        if let Specific::Completion(completion) = &mut self.specific {
            completion.resolve(names);
        }
    }

    /// Statements that add the item to `__definitions`.
    pub(crate) fn definition(&self, callee: Callee) -> TokenStream {
        match &self.specific {
            Specific::Tool(tool) => tool.definition(self, callee),
            Specific::Resource(resource) => resource.definition(self, callee),
            Specific::Prompt(prompt) => prompt.definition(self, callee),
            Specific::Completion(completion) => completion.definition(self, callee),
        }
    }

    /// `Entry { … }`: what it is and what it is called.
    pub(crate) fn entry(&self) -> TokenStream {
        let kind = match self.role {
            Role::Tool => quote!(Tool),
            Role::Resource => quote!(Resource),
            Role::Prompt => quote!(Prompt),
            Role::Completion => quote!(Completion),
        };
        let name = &self.name;
        quote!(::mcp::__private::Entry { kind: ::mcp::__private::EntryKind::#kind, name: #name })
    }

    /// `let (…) = …`: what makes an answer of a return value, asked in one bounded question for the value and one for
    /// the error, each pointing at the type it is about.
    fn returns(&self, question: &str) -> TokenStream {
        let ask = quote!(::mcp::__private::Returned);
        let (ty, ok_span, err_span) = match &self.function.signature.output {
            ReturnType::Default => {
                let span = self.function.name().span();
                (quote!(()), span, span)
            }
            ReturnType::Type(_, ty) => {
                let (ok, err) = result_parts(ty).unwrap_or((ty.span(), ty.span()));
                (quote!(#ty), ok, err)
            }
        };
        let question = Ident::new(question, ok_span);
        let tail = match self.role {
            Role::Resource => quote!(.read()),
            _ => quote!(),
        };
        let how = Ident::new("how", err_span);
        quote! {
            let __ask = #ask::<#ty>::ASK;
            let __with = __ask.ok().#question() #tail;
            let __returns = __ask.join(__with, __ask.err().#how());
        }
    }

    /// The end of the call: run the function with what was taken, and answer.
    fn invoke(&self, callee: Callee, blocking: bool, deferred: bool) -> TokenStream {
        let name = self.function.name();
        let arguments: Vec<TokenStream> =
            self.parameters.iter().enumerate().map(|(index, parameter)| parameter.passed(index)).collect();
        let path = match callee {
            Callee::Free => quote!(#name(#(#arguments),*)),
            Callee::Method if self.has_self => quote!(__this.#name(#(#arguments),*)),
            Callee::Method => quote!(Self::#name(#(#arguments),*)),
        };
        let this = match callee {
            Callee::Method if self.has_self => quote!(let __this = ::mcp::__private::Arc::clone(&__this);),
            _ => quote!(),
        };
        if self.function.signature.asyncness.is_some() {
            quote!(#this __call.run(&__returns, async move { #path.await }))
        } else if blocking {
            quote!(#this __call.run_blocking(&__returns, move || #path))
        } else if deferred {
            quote!(#this __call.run(&__returns, async move { #path }))
        } else {
            quote!(__call.done(&__returns, #path))
        }
    }

    /// The variables the parameters are kept in, and those their values are taken into.
    fn variables(&self) -> (Vec<Ident>, Vec<Ident>) {
        let all = |prefix| (0..self.parameters.len()).map(|index| variable(prefix, index)).collect();
        (all("p"), all("a"))
    }

    /// `vec![("city", Some(…))]`: the completions that parameters name.
    fn completions(&self) -> TokenStream {
        let entries = self.parameters.iter().filter_map(|parameter| {
            let complete = parameter.arg.complete.as_ref()?;
            let wire = &parameter.wire;
            let function = quote_spanned!(complete.span()=> ::mcp::__private::completion_function(#complete));
            Some(quote!((#wire, ::core::option::Option::Some(#function))))
        });
        quote!(::std::vec![#(#entries),*])
    }
}

/// Where the value and the error of `Result<A, B>` are written, by the spelling of the type: this only points, it
/// decides nothing.
fn result_parts(ty: &Type) -> Option<(Span, Span)> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if last.ident != "Result" {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.span()),
        _ => None,
    });
    let ok = types.next()?;
    Some((ok, types.next().unwrap_or_else(|| ty.span())))
}

/// `use` of the traits whose methods stand behind inherent ones of the same name.
pub(crate) fn traits() -> TokenStream {
    quote! {
        #[allow(unused_imports)]
        use ::mcp::__private::{BodyOf as _, Split as _, TextLike as _, Unshown as _};
    }
}

/// An attribute on a free function: the function, and beside it a type of the same name that can be listed.
pub(crate) fn free(role: Role, options: TokenStream, input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let function: Function = match syn::parse2(input.clone()) {
        Ok(function) => function,
        Err(_) => {
            let message = format!("`#[{}]` stands on a function", role.word());
            sink.span(crate::options::span_of(&input), message);
            let errors = sink.finish();
            return quote!(#errors #input);
        }
    };
    let bare = options.is_empty().then(Span::call_site);
    let item = Item::parse(role, options, bare, function, &mut sink);
    free_parsed(&item, sink)
}

/// A free function that has been read.
pub(crate) fn free_parsed(item: &Item, mut sink: Sink) -> TokenStream {
    let role = item.role;
    let plain = item.function.plain(|_| false);
    if item.has_self {
        sink.at(
            item.function.name(),
            format!("a `#[{}]` with `&self` belongs in an impl block with `#[mcp::server]`", role.word()),
        );
        let errors = sink.finish();
        return quote!(#plain #errors);
    }
    let shared = item.function.shared_attributes();
    let visibility = &item.function.visibility;
    let name = item.function.name();
    let failed = !sink.is_empty();
    let errors = sink.finish();
    let docs = item.function.attributes.iter().filter(|attribute| attribute.path().is_ident("doc"));
    // A type of the function's own name does not collide with it, and one `use` brings both.
    let marker = quote! {
        #(#docs)*
        #[allow(non_camel_case_types, dead_code, missing_debug_implementations, missing_docs)]
        #shared
        #visibility struct #name {}
    };
    if failed {
        // A stand-in keeps lists of items from failing, too.
        let stand_in = stand_in(item);
        return quote!(#plain #marker #errors #stand_in);
    }
    let (entry, definition, needs, traits) = (item.entry(), item.definition(Callee::Free), needs(item), traits());
    quote! {
        #plain
        #marker
        #shared
        #[allow(deprecated, clippy::all, clippy::pedantic)]
        const _: () = {
            impl ::mcp::__private::Item for #name {
                const ENTRY: ::mcp::__private::Entry = #entry;
                fn define(__definitions: &mut ::mcp::__private::Definitions) {
                    #traits
                    #definition
                }
            }
            #needs
            const _: () = ::mcp::__private::named(<#name as ::mcp::__private::Item>::ENTRY);
        };
    }
}

fn stand_in(item: &Item) -> TokenStream {
    let name = item.function.name();
    let text = name.unraw().to_string();
    let shared = item.function.shared_attributes();
    quote! {
        #shared
        const _: () = {
            impl ::mcp::__private::Item for #name {
                const ENTRY: ::mcp::__private::Entry =
                    ::mcp::__private::Entry { kind: ::mcp::__private::EntryKind::Completion, name: #text };
                fn define(_: &mut ::mcp::__private::Definitions) {}
            }
            impl<__S> ::mcp::__private::Needs<__S, ()> for #name {}
        };
    }
}

/// `impl Needs`: the states the function takes, by the spelling `State<T>`. An alias of it is found when the server is
/// built.
fn needs(item: &Item) -> TokenStream {
    let name = item.function.name();
    let states: Vec<&Type> = item.function.signature.inputs.iter().filter_map(state_of).collect();
    let places: Vec<Ident> = (0..states.len()).map(|index| variable("P", index)).collect();
    quote! {
        impl<__S, #(#places),*> ::mcp::__private::Needs<__S, (#(#places,)*)> for #name
        where #(__S: ::mcp::__private::Has<#states, #places>),*
        {}
    }
}

fn state_of(input: &FnArg) -> Option<&Type> {
    let FnArg::Typed(typed) = input else { return None };
    let ty = match &*typed.ty {
        Type::Reference(reference) => &*reference.elem,
        other => other,
    };
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    if last.ident != "State" {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}
