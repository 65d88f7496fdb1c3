//! An attribute on a free function: the function, and beside it a type of the same name that can be listed.

use super::{Callee, Item, Place, Role, Specific, state_types, traits};
use crate::diagnostics::{Sink, like_crate, like_primitive, self_outside, self_resolver, two_roles, wrong_item};
use crate::function::Function;
use crate::resolve::{Owner, circle, printed as resolver, refused};
use crate::spans::Ends;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Attribute, Type, Visibility};

/// The names of primitive types: a type of that name would take their place in the whole module.
const PRIMITIVES: [&str; 17] = [
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
    "f32", "f64",
];

pub(crate) fn is_primitive(name: &Ident) -> bool {
    PRIMITIVES.contains(&name.to_string().as_str())
}

/// The attribute `#[tool]` and its siblings, wherever it stands alone.
pub(crate) fn free(role: Role, options: TokenStream, input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let mut function: Function = match syn::parse2(input.clone()) {
        Ok(function) => function,
        Err(_) => {
            let attribute = format_args!("#[{}]", role.word());
            sink.span(crate::options::span_of(&input), wrong_item(attribute, "a function"));
            let errors = sink.finish();
            return quote!(#errors #input);
        }
    };
    let place = Place {
        at: Span::call_site(),
        is_bare: options.is_empty(),
    };
    if crate::attribute::is_key_value() {
        // The compiler has said that `#[tool = …]` is no attribute.
        let item = Item::parse(role, TokenStream::new(), place, function, &mut Sink::default());
        return item.failed(TokenStream::new());
    }
    // The other attribute would print everything a second time.
    if let Some((second, attribute)) = Item::role(&function, &mut Sink::default()) {
        sink.at(attribute.path(), two_roles(second.word()));
        function.attributes.retain(|attribute| Role::of(attribute).is_none());
    }
    crate_named(role, &mut function, &mut sink);
    let item = Item::parse(role, options, place, function, &mut sink);
    if role == Role::Resolver {
        circle::of_one(&item, &mut sink);
    }
    free_parsed(&item, sink)
}

/// A function named like a crate it uses. With the error the paths lead to the crate, so that it is the only one.
pub(crate) fn crate_named(role: Role, function: &mut Function, sink: &mut Sink) {
    if let Some(place) = function.lead_to_crate().first() {
        sink.span(*place, like_crate(function.name(), role.word()));
    }
}

/// A free function that has been read.
pub(crate) fn free_parsed(item: &Item, mut sink: Sink) -> TokenStream {
    let role = item.role;
    let name = item.function.name();
    if item.has_self || item.function.body.is_none() {
        if sink.is_empty() {
            sink.at(name, self_outside(role.word()));
        }
        let (plain, errors) = (item.function.plain(|_| false), sink.finish());
        return quote!(#plain #errors);
    }
    if item.is_named_like_primitive() {
        sink.at(name, like_primitive(name));
    }
    for resolve in item.resolves() {
        if let Some(name) = resolve.own() {
            sink.at(&resolve.path, self_resolver(name));
        }
    }
    if sink.is_empty() {
        item.printed()
    } else {
        item.failed(sink.finish())
    }
}

impl Item {
    /// Whether a type of the function's name would be taken for a primitive one.
    pub(crate) fn is_named_like_primitive(&self) -> bool {
        is_primitive(self.function.name())
    }

    /// The function and its type. What the type can do is printed by an attribute on it, so that on a function in a
    /// plain impl block the compiler stops at the type: that is one error instead of one for everything here.
    fn printed(&self) -> TokenStream {
        let plain = self.function.plain(|_| false);
        if let Specific::Resolver(options) = &self.specific {
            let marker = self.marker(&resolver(self, options));
            return quote!(#plain #marker);
        }
        let (entry, definition, needs, traits) = (self.entry(), self.definition(Callee::Free), self.needs(), traits());
        let name = self.function.name();
        let named = self.const_named();
        let (arguments, completed) = (self.completable(), self.completed_there());
        let shared = self.function.shared_attributes();
        let owner = Owner::of(self, Callee::Free);
        let args = self.args();
        let code = quote! {
                #[diagnostic::do_not_recommend]
                impl ::mcp::__private::Item for #name {
                    const ENTRY: ::mcp::__private::Entry = #entry;
                    #arguments
                    fn define(__definitions: &mut ::mcp::__private::Definitions) {
                        #traits
                        #definition
                    }
                }
                #needs
                #named
                #completed
                #args
        };
        let code = Owner::naming(owner.iter(), &code);
        let beside = quote! {
            #shared
            #[allow(deprecated, unused_braces, private_bounds, private_interfaces, clippy::all, clippy::pedantic)]
            const _: () = { #code };
        };
        let (marker, described) = (self.marker(&beside), self.described());
        quote!(#plain #marker #described)
    }

    /// The function, and a type in its place that is nothing: lists of items do not fail, too.
    pub(crate) fn failed(&self, errors: TokenStream) -> TokenStream {
        let plain = self.function.plain(|_| false);
        if self.is_named_like_primitive() {
            return quote!(#plain #errors);
        }
        let name = self.function.name();
        let text = name.unraw().to_string();
        let shared = self.function.shared_attributes();
        if self.role == Role::Resolver {
            let refused = refused(name);
            let marker = self.marker(&quote!(#shared const _: () = { #refused };));
            return quote!(#plain #marker #errors);
        }
        // What calls it is right.
        let args = self.is_callable.then(|| self.args());
        let beside = quote! {
            #shared
            #[allow(deprecated, private_bounds, private_interfaces, clippy::all, clippy::pedantic)]
            const _: () = {
                #args
                #[diagnostic::do_not_recommend]
                impl ::mcp::__private::Item for #name {
                    const ENTRY: ::mcp::__private::Entry =
                        ::mcp::__private::Entry { kind: ::mcp::__private::EntryKind::Completion, name: #text };
                    fn define(_: &mut ::mcp::__private::Definitions) {}
                }
            };
        };
        let marker = self.marker(&beside);
        quote!(#plain #marker #errors)
    }

    /// A type of the function's own name does not collide with it, and one `use` brings both.
    fn marker(&self, beside: &TokenStream) -> TokenStream {
        let attributes = self.function.attributes.iter();
        let docs: Vec<&Attribute> = attributes
            .filter(|attribute| attribute.path().is_ident("doc"))
            .collect();
        let shared = self.function.shared_attributes();
        let (visibility, name) = (&self.function.visibility, self.function.name());
        let about = format!("The {} `{}`.", self.role.word(), name.unraw());
        // What others see is described and can be shown: to allow that it is not may be forbidden.
        let is_private = matches!(visibility, Visibility::Inherited);
        let about = (docs.is_empty() && !is_private).then(|| quote!(#[doc = #about]));
        let shown = (!is_private).then(|| quote!(#[derive(::core::fmt::Debug)]));
        quote! {
            #(#docs)*
            #about
            #shared
            #[allow(non_camel_case_types, dead_code)]
            #shown
            #[::mcp::__private::beside(#beside)]
            #visibility struct #name {}
        }
    }

    /// `fn __needs`, whose bounds are the states the function takes, by the spelling `State<T>`. An alias of it is found
    /// when the server is built.
    fn needs(&self) -> TokenStream {
        let states: Vec<&Type> = state_types(&self.function).collect();
        let name = self.function.name();
        let resolvers = Owner::of(self, Callee::Free).map(|owner| {
            let list = owner.list();
            quote! {
                // Stands for the list, which may be of private types.
                #[doc(hidden)]
                #[derive(::core::fmt::Debug)]
                pub struct __Resolvers;
                impl<__X> ::mcp::__private::AreResolvers<__X> for __Resolvers
                where
                    #list: ::mcp::__private::AreResolvers<__X>,
                {}
                impl<__S, __P> ::mcp::__private::AllWant<__S, __P> for __Resolvers
                where
                    #list: ::mcp::__private::AllWant<__S, __P>,
                {}
                impl #name {
                    #[doc(hidden)]
                    pub fn __resolvers() -> ::mcp::__private::Resolvers<__Resolvers> {
                        ::mcp::__private::Resolvers::ASK
                    }
                }
            }
        });
        if states.is_empty() {
            return resolvers.unwrap_or_default();
        }
        let (places, bounds) = needs_bounds(&states);
        // A type that means nothing is written a second time here. What the compiler says of it is the same word for
        // word, and so said once, when generics could be added in one place: behind the function's name.
        let impl_token = quote_spanned!(name.span()=> impl);
        quote! {
            #resolvers
            #impl_token #name {
                #[doc(hidden)]
                pub fn __needs<__S, #(#places),*>(_: ::core::marker::PhantomData<__S>)
                where
                    #bounds
                {
                }
            }
        }
    }
}

/// `Q0, Q1` and `ask: Wants<S, Q0>, …`: the same for the states of resolvers.
pub(crate) fn wants_bounds(resolvers: &[TokenStream]) -> (Vec<Ident>, TokenStream) {
    let places: Vec<Ident> = (0..resolvers.len())
        .map(|index| format_ident!("__Q{}", index))
        .collect();
    let bounds = resolvers
        .iter()
        .zip(&places)
        .map(|(ty, place)| quote!(#ty: ::mcp::__private::Wants<__S, #place>,));
    let bounds = bounds.collect();
    (places, bounds)
}

/// `P0, P1` and `S: Has<Db, P0>, S: Has<Cache, P1>`, each bound standing at the type in it.
pub(crate) fn needs_bounds(states: &[&Type]) -> (Vec<Ident>, TokenStream) {
    let places: Vec<Ident> = (0..states.len()).map(|index| format_ident!("__P{}", index)).collect();
    let bounds = states.iter().zip(&places).map(|(state, place)| {
        let ends = Ends::of(state);
        let (open, close) = (
            ends.cover(quote!(::mcp::__private::Has<)),
            ends.cover(quote!(, #place>)),
        );
        quote!(__S: #open #state #close,)
    });
    let bounds = bounds.collect();
    (places, bounds)
}
