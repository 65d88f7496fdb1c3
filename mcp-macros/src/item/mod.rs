//! `#[tool]`, `#[resource]`, `#[prompt]` and `#[completion]`: what they have in common.

mod args;
mod borrow;
mod completion;
mod free;
mod prompt;
mod resource;
mod returns;
mod signature;
mod tool;

pub(crate) use args::named as with_self;
pub(crate) use borrow::{owner, shown};
pub(crate) use free::{crate_named, free, free_parsed, is_primitive, needs_bounds, wants_bounds};
pub(crate) use returns::result_parts;
pub(crate) use signature::qualifiers;
pub(crate) use tool::{KEYS as TOOL_KEYS, named_by_place};

use crate::attribute;
use crate::diagnostics::{Sink, in_parentheses, two_roles};
use crate::docs;
use crate::function::Function;
use crate::options::Options;
use crate::parameter::{self, Parameter, variable};
use crate::resolve::{self, Owner, Resolve};
use crate::spans::{Ends, bare};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, FnArg, GenericArgument, Generics, Meta, PathArguments, Type};

/// What a function is made into.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Tool,
    Resource,
    Prompt,
    Completion,
    Resolver,
}

impl Role {
    pub(crate) fn of(attribute: &Attribute) -> Option<Role> {
        match attribute::word(attribute)?.as_str() {
            "tool" => Some(Role::Tool),
            "resource" => Some(Role::Resource),
            "prompt" => Some(Role::Prompt),
            "completion" => Some(Role::Completion),
            "resolver" => Some(Role::Resolver),
            _ => None,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Role::Tool => "tool",
            Role::Resource => "resource",
            Role::Prompt => "prompt",
            Role::Completion => "completion",
            Role::Resolver => "resolver",
        }
    }

    /// What such things are called in messages about duplicates.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Role::Tool => "Tool",
            Role::Resource => "Resource",
            Role::Prompt | Role::Completion => "Prompt",
            Role::Resolver => "Resolver",
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
    /// Whether nothing is wrong with the signature, so that a call of it can be written.
    is_callable: bool,
}

enum Specific {
    Tool(tool::ToolOptions),
    Resource(resource::ResourceOptions),
    Prompt(prompt::PromptOptions),
    Completion(completion::CompletionOptions),
    Resolver(resolve::ResolverOptions),
}

/// The attribute of an item: where it stands, and whether it is a word alone.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) at: Span,
    pub(crate) is_bare: bool,
}

impl Place {
    pub(crate) fn of(attribute: &Attribute) -> Place {
        Place {
            at: attribute.path().span(),
            is_bare: attribute::options(attribute).is_none(),
        }
    }
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
    pub(crate) fn parse(role: Role, options: TokenStream, place: Place, function: Function, sink: &mut Sink) -> Item {
        let positional = matches!(role, Role::Resource | Role::Tool | Role::Prompt | Role::Resolver);
        let mut options = Options::parse(options, positional, sink);
        let faults = sink.len();
        signature::check(role, &function, sink);
        let mut has_self = false;
        let mut parameters = Vec::new();
        for input in &function.signature.inputs {
            match input {
                FnArg::Receiver(_) => has_self = true,
                FnArg::Typed(_) if role == Role::Completion => {}
                FnArg::Typed(typed) => parameters.push(Parameter::parse(role, typed, sink)),
            }
        }
        parameter::duplicates(&parameters, sink);
        let is_callable = sink.len() == faults;
        let default_name = function.name().unraw().to_string();
        let docs = docs::text(&function.attributes);
        let (name, specific) = match role {
            Role::Tool => tool::parse(&mut options, &default_name, docs, &function, sink),
            Role::Resource => resource::parse(&mut options, place, docs, &function, &parameters, sink),
            Role::Prompt => prompt::parse(&mut options, &default_name, docs, sink),
            Role::Completion => completion::parse(&mut options, place, &function, sink),
            Role::Resolver => {
                let (name, specific) = resolve::parse(&mut options, &default_name, &function, &parameters, sink);
                (name, Specific::Resolver(specific))
            }
        };
        let known = match role {
            Role::Tool => tool::KEYS,
            Role::Resource => resource::KEYS,
            Role::Prompt => prompt::KEYS,
            Role::Completion => completion::KEYS,
            Role::Resolver => resolve::KEYS,
        };
        options.finish(&format!("`#[{}]`", role.word()), known, sink);
        Item {
            role,
            function,
            parameters,
            has_self,
            name,
            specific,
            is_callable,
        }
    }

    /// The role of a function among others, and its attribute. One that has two is refused the second.
    pub(crate) fn role<'f>(function: &'f Function, sink: &mut Sink) -> Option<(Role, &'f Attribute)> {
        let mut roles = function
            .attributes
            .iter()
            .filter_map(|attribute| Role::of(attribute).map(|role| (role, attribute)));
        let first = roles.next()?;
        if let Some((second, attribute)) = roles.next() {
            sink.at(attribute.path(), two_roles(second.word()));
        }
        if let Meta::NameValue(meta) = &first.1.meta {
            sink.at(&meta.value, in_parentheses(first.0.word()));
        }
        Some(first)
    }

    /// In an impl block a completion names its target by the function, whose own name may be another.
    pub(crate) fn resolve_target(&mut self, names: &[(String, Expr)]) {
        if let Specific::Completion(completion) = &mut self.specific {
            completion.resolve(names);
        }
    }

    /// Of a completion: the function it names as its target.
    pub(crate) fn target(&self) -> Option<(Role, &Ident, &Expr)> {
        match &self.specific {
            Specific::Completion(completion) => completion.target(),
            _ => None,
        }
    }

    /// Of a completion: the argument it completes, and where it is named.
    pub(crate) fn completed(&self) -> Option<(&str, &Expr)> {
        match &self.specific {
            Specific::Completion(completion) => completion.completed(),
            _ => None,
        }
    }

    /// `const ARGUMENTS: …`: those that completions may name.
    fn completable(&self) -> TokenStream {
        if !matches!(self.role, Role::Resource | Role::Prompt) {
            return TokenStream::new();
        }
        let names = self.parameters.iter().filter_map(|parameter| {
            let (cfgs, wire) = (&parameter.cfgs, &parameter.wire);
            (!wire.is_empty()).then(|| quote!(#(#cfgs)* #wire))
        });
        quote! {
            const ARGUMENTS: ::core::option::Option<&'static [&'static str]> =
                ::core::option::Option::Some(&[#(#names),*]);
        }
    }

    /// Of a completion that stands alone: the check that its target has the argument, by the target's own list.
    fn completed_there(&self) -> TokenStream {
        let Specific::Completion(completion) = &self.specific else {
            return TokenStream::new();
        };
        let (Some((role, target)), Some((argument, at))) = (completion.named(), completion.completed()) else {
            return TokenStream::new();
        };
        let ends = Ends::of(at);
        let function = match role {
            Role::Prompt => quote!(::mcp::__private::completes_prompt::<#target>),
            _ => quote!(::mcp::__private::completes_resource::<#target>),
        };
        let function = ends.cover(function);
        let mut arguments = Group::new(Delimiter::Parenthesis, quote!(#argument));
        arguments.set_span(ends.last);
        quote!(const _: () = #function #arguments;)
    }

    /// Statements that add the item to `__definitions`.
    pub(crate) fn definition(&self, callee: Callee) -> TokenStream {
        match &self.specific {
            Specific::Tool(tool) => tool.definition(self, callee),
            Specific::Resource(resource) => resource.definition(self, callee),
            Specific::Prompt(prompt) => prompt.definition(self, callee),
            Specific::Completion(completion) => completion.definition(self, callee),
            Specific::Resolver(_) => TokenStream::new(),
        }
    }

    /// What stands beside an impl block for a resolver in it.
    pub(crate) fn printed_in(&self, ty: &Type, generics: &Generics) -> TokenStream {
        match &self.specific {
            Specific::Resolver(options) => resolve::printed_in(self, options, ty, generics),
            _ => TokenStream::new(),
        }
    }

    /// The resolvers that its arguments name.
    pub(crate) fn resolves(&self) -> impl Iterator<Item = &Resolve> {
        self.parameters
            .iter()
            .filter_map(|parameter| parameter.resolve.as_ref())
    }

    /// Its parameters that no resolver finds, with their numbers.
    fn own(&self) -> impl Iterator<Item = (usize, &Parameter)> {
        let all = self.parameters.iter().enumerate();
        all.filter(|(_, parameter)| parameter.resolve.is_none())
    }

    /// `Entry { … }`: what it is and what it is called.
    pub(crate) fn entry(&self) -> TokenStream {
        let kind = match self.role {
            Role::Tool => quote!(Tool),
            Role::Resource => quote!(Resource),
            Role::Prompt => quote!(Prompt),
            Role::Completion | Role::Resolver => quote!(Completion),
        };
        let name = &self.name;
        quote!(::mcp::__private::Entry { kind: ::mcp::__private::EntryKind::#kind, name: #name })
    }

    /// Whether only the compiler can read the name.
    pub(crate) fn has_const_name(&self) -> bool {
        crate::options::string(&self.name).is_none()
    }

    /// The check that a tool's name is one, where only the compiler can read it.
    pub(crate) fn const_named(&self) -> TokenStream {
        if self.role != Role::Tool || !self.has_const_name() {
            return TokenStream::new();
        }
        let name = &self.name;
        let ends = Ends::of(name);
        let (function, mut arguments) = (
            ends.cover(quote!(::mcp::__private::named_tool)),
            Group::new(Delimiter::Parenthesis, quote!(#name)),
        );
        arguments.set_span(ends.last);
        quote!(const _: () = #function #arguments;)
    }

    /// A warning, in words of ours, that a tool has nothing a model could choose it by. It stands where no lints are
    /// silenced but those of the function.
    pub(crate) fn described(&self) -> TokenStream {
        let Specific::Tool(tool) = &self.specific else {
            return TokenStream::new();
        };
        if tool.is_described() {
            return TokenStream::new();
        }
        let (shared, name) = (self.function.shared_attributes(), self.function.name());
        let lint = quote_spanned!(name.span()=> ::mcp::lint::missing_description);
        quote!(#shared const _: () = #lint;)
    }

    /// `let __this = …;`: the server, in code that outlives its definition. Resolvers may need it where the function does not.
    fn kept(&self, callee: Callee) -> TokenStream {
        match callee {
            Callee::Method if self.has_self || self.resolves().next().is_some() => {
                quote!(let __this = ::mcp::__private::Arc::clone(__this);)
            }
            _ => quote!(),
        }
    }

    /// The function, called.
    fn call(&self, callee: Callee, arguments: impl Iterator<Item = TokenStream>) -> TokenStream {
        let name = self.function.name();
        match callee {
            Callee::Free => quote!(#name(#(#arguments),*)),
            Callee::Method if self.has_self => quote!(Self::#name(&__this, #(#arguments),*)),
            Callee::Method => quote!(Self::#name(#(#arguments),*)),
        }
    }

    /// The function, called with what was taken.
    pub(crate) fn called(&self, callee: Callee) -> TokenStream {
        let parameters = self.parameters.iter().enumerate();
        self.call(callee, parameters.map(|(index, parameter)| parameter.passed(index)))
    }

    /// The end of the call: run the function with what was taken, and answer.
    fn invoke(&self, callee: Callee, blocking: bool, deferred: bool) -> TokenStream {
        if let Some(owner) = Owner::of(self, callee) {
            return owner.invoke(blocking);
        }
        let path = self.called(callee);
        let this = match callee {
            Callee::Method if self.has_self => quote!(let __this = ::mcp::__private::Arc::clone(&__this);),
            _ => quote!(),
        };
        if self.function.signature.asyncness.is_some() {
            // A future that cannot move between threads is the function's to answer for.
            let place = Ends::of(self.function.name());
            let run = place.cover(quote!(run));
            // What borrows from nothing is a future that needs no other around it.
            let borrows = self.has_self || self.parameters.iter().any(|parameter| parameter.by_reference);
            if !borrows && matches!(callee, Callee::Free) {
                let mut future = Group::new(Delimiter::Brace, path);
                future.set_span(place.whole);
                return quote!(__call.#run(__returns, #future));
            }
            let mut body = Group::new(Delimiter::Brace, quote!(#path.await));
            body.set_span(place.last);
            let future = place.cover(quote!(async move));
            quote!(#this __call.#run(__returns, #future #body))
        } else if blocking {
            quote!(#this __call.run_blocking(__returns, move || #path))
        } else if deferred {
            quote!(#this __call.run(__returns, async move { #path }))
        } else {
            quote!(__call.done(__returns, #path))
        }
    }

    /// `&[&p0, &p1]`: what the parameters declare.
    fn declared(&self) -> TokenStream {
        let parameters = self.own().map(|(index, parameter)| {
            let (cfgs, variable) = (&parameter.cfgs, variable("p", index));
            quote!(#(#cfgs)* &#variable)
        });
        quote!(&[#(#parameters),*])
    }

    /// `let a0 = …;` for each parameter, then `let Some(a0) = a0 else { … };`: all that is wrong is told at once.
    fn taken(&self, take: impl Fn(usize, &Ident) -> TokenStream, refuse: &TokenStream) -> TokenStream {
        let each = || {
            self.own()
                .map(|(index, parameter)| (index, &parameter.cfgs, variable("a", index)))
        };
        let taken = each().map(|(index, cfgs, value)| {
            let take = take(index, &variable("p", index));
            quote!(#(#cfgs)* let #value = #take;)
        });
        // In one pattern, which is one way out for the compiler to look at; what is conditional cannot be in it.
        let (always, at_times): (Vec<_>, Vec<_>) = each().partition(|(_, cfgs, _)| cfgs.is_empty());
        let always: Vec<Ident> = always.into_iter().map(|(_, _, value)| value).collect();
        let all = (!always.is_empty()).then(|| {
            quote! {
                let (#(::core::option::Option::Some(#always),)*) = (#(#always,)*) else { return #refuse };
            }
        });
        let there = at_times.into_iter().map(|(_, cfgs, value)| {
            quote!(#(#cfgs)* let ::core::option::Option::Some(#value) = #value else { return #refuse };)
        });
        quote!(#(#taken)* #all #(#there)*)
    }

    /// `vec![("city", Some(…))]`: the completions that parameters name.
    fn completions(&self) -> TokenStream {
        let entries = self.parameters.iter().filter_map(|parameter| {
            let complete = parameter.arg.complete.as_ref()?;
            let (cfgs, wire) = (&parameter.cfgs, &parameter.wire);
            let function = quote_spanned!(complete.span()=> ::mcp::__private::completion_function(#complete));
            Some(quote!(#(#cfgs)* (#wire, ::core::option::Option::Some(#function))))
        });
        quote!(::std::vec::Vec::from([#(#entries),*]))
    }
}

/// `use` of the traits whose methods stand behind inherent ones of the same name.
pub(crate) fn traits() -> TokenStream {
    quote! {
        #[allow(unused_imports)]
        use ::mcp::__private::{
            BodyOf as _, HalfRead as _, HalfShown as _, Neither as _, Split as _, TextLike as _, Unasked as _, Unshown as _,
        };
    }
}

/// The `T` of each parameter spelled `State<T>` that is always there.
pub(crate) fn state_types(function: &Function) -> impl Iterator<Item = &Type> {
    function.signature.inputs.iter().filter_map(|input| {
        let FnArg::Typed(typed) = input else { return None };
        if !attribute::cfgs(&typed.attrs).is_empty() {
            return None;
        }
        let ty = match bare(&typed.ty) {
            Type::Reference(reference) => bare(&reference.elem),
            other => other,
        };
        let Type::Path(path) = ty else { return None };
        let last = path.path.segments.last().filter(|last| last.ident == "State")?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return None;
        };
        match arguments.args.first()? {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }
    })
}
