//! Further blocks of one type: `#[mcp::server(part = admin)]`, and `parts(admin)` on the block that is the server.

use super::block::Block;
use crate::attribute;
use crate::diagnostics::{no_part, not_listed};
use crate::item::{Callee, Item, needs_bounds, state_types, wants_bounds};
use crate::resolve::Owner;
use crate::spans::Ends;
use proc_macro2::{Delimiter, Group, Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;

/// What a block or part serves, by name: the block compares its parts.
pub(super) fn names(block: &Block, part: Option<&Ident>, items: &[Item]) -> TokenStream {
    let (impl_token, ty, name) = (&block.impl_token, &block.ty, names_of(part));
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let entries = super::names::entries(items.iter().enumerate());
    quote! {
        #impl_token #impl_generics #ty #where_clause {
            #[doc(hidden)]
            #[allow(dead_code, deprecated, non_upper_case_globals)]
            pub(crate) const #name: &'static [(usize, ::mcp::__private::Entry)] = #entries;
        }
    }
}

/// What says to a part that it is listed, on the type.
pub(super) fn listed(block: &Block, parts: &[Ident]) -> TokenStream {
    if parts.is_empty() {
        return TokenStream::new();
    }
    let (impl_token, ty) = (&block.impl_token, &block.ty);
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let names = parts.iter().map(listed_name);
    quote! {
        #impl_token #impl_generics #ty #where_clause {
            #(
                #[doc(hidden)]
                #[allow(dead_code, non_upper_case_globals)]
                pub(crate) const #names: () = ();
            )*
        }
    }
}

/// A warning, in words of ours, when nothing says so: behind what the type has stands what is deprecated.
fn is_listed(block: &Block, part: &Ident) -> TokenStream {
    let ty = &block.ty;
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let (message, name) = (not_listed(part).to_string(), listed_name(part));
    quote! {
        #[allow(non_upper_case_globals, dead_code)]
        trait Unlisted: ::core::marker::Sized {
            #[deprecated(note = #message)]
            const #name: () = ();
        }
        impl<__T> Unlisted for __T {}
        #[allow(dead_code)]
        fn __listed #impl_generics () #where_clause {
            let () = <#ty>::#name;
        }
    }
}

fn listed_name(part: &Ident) -> Ident {
    format_ident!("{}_is_listed", part.unraw(), span = part.span())
}

/// The checks that no part serves what the block or an earlier part does, each standing at the part. Of a generic type
/// they are made when one is built.
pub(super) fn unique(block: &Block, parts: &[Ident], owner: &TokenStream) -> TokenStream {
    let checks = parts.iter().enumerate().map(|(index, part)| {
        let lists = std::iter::once(None)
            .chain(parts[..=index].iter().map(Some))
            .map(names_of);
        let function = Ends::of(part).cover(quote!(::mcp::__private::unique_among));
        let mut arguments = Group::new(Delimiter::Parenthesis, quote!(&[#(<#owner>::#lists),*]));
        arguments.set_span(part.span());
        if is_generic(block) {
            quote!(const { #function #arguments };)
        } else {
            quote!(const _: () = #function #arguments;)
        }
    });
    let fallbacks = parts.iter().map(|part| {
        let name = names_of(Some(part));
        quote!(const #name: &'static [(usize, ::mcp::__private::Entry)] = &[];)
    });
    quote! {
        // A part that is not there is told of once, where its items are taken.
        #[allow(non_upper_case_globals, unused)]
        trait Named: ::core::marker::Sized {
            #(#fallbacks)*
        }
        impl<__T> Named for __T {}
        #(#checks)*
    }
}

pub(super) fn is_generic(block: &Block) -> bool {
    !block.generics.params.is_empty()
}

fn names_of(part: Option<&Ident>) -> Ident {
    match part {
        Some(part) => format_ident!("mcp_names_{}", part.unraw(), span = part.span()),
        None => format_ident!("mcp_names"),
    }
}

/// The function that adds a part's items. The states they need are its bounds, which the block that has the states
/// meets. Listed or not, it is no dead code: that nobody lists it is said in one place.
pub(super) fn part(block: &Block, part: &Ident, items: &[Item], define: &TokenStream) -> TokenStream {
    let (impl_token, ty, name) = (&block.impl_token, &block.ty, name(part));
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    // A bound cannot be conditional: what such an item needs is found when the server is built.
    let always = items
        .iter()
        .filter(|item| attribute::cfgs(&item.function.attributes).is_empty());
    let always: Vec<&Item> = always.collect();
    let states: Vec<_> = always.iter().flat_map(|item| state_types(&item.function)).collect();
    let owners = always.iter().filter_map(|item| Owner::of(item, Callee::Method));
    let resolvers: Vec<TokenStream> = owners.flat_map(|owner| owner.types()).map(|(_, ty)| ty).collect();
    let (mut places, mut bounds) = needs_bounds(&states);
    let (more, wants) = wants_bounds(&resolvers);
    places.extend(more);
    bounds.extend(wants);
    let names = names(block, Some(part), items);
    let listed = is_listed(block, part);
    quote! {
        #names
        #listed
        #[allow(private_bounds, private_interfaces)]
        #impl_token #impl_generics #ty #where_clause {
            #[doc(hidden)]
            #[allow(dead_code, deprecated, unused_variables, unused_braces, clippy::all, clippy::pedantic)]
            pub(crate) fn #name<__S, #(#places),*>(
                __states: ::core::marker::PhantomData<__S>,
                __this: &::mcp::__private::Arc<Self>,
                __definitions: &mut ::mcp::__private::Definitions,
            )
            where
                #bounds
            {
                #define
            }
        }
    }
}

/// Calls of those functions. Behind each stands one of a trait, which the compiler comes to when there is no such part.
pub(super) fn taken(block: &Block, parts: &[Ident]) -> TokenStream {
    let ty = block
        .ty
        .to_token_stream()
        .to_string()
        .replace(" < ", "<")
        .replace(" >", ">");
    let calls = parts.iter().map(|part| {
        let name = name(part);
        let path = Ends::of(part).cover(quote!(Self::#name));
        let message = no_part(&ty, part).to_string();
        let note = format!("a part is a block of its own: `#[mcp::server(part = {part})] impl {ty}`");
        quote! {
            {
                #[diagnostic::on_unimplemented(message = #message, label = "no such part", note = #note)]
                trait Part {}
                trait Parts: ::core::marker::Sized {
                    fn #name<__S>(
                        _: ::core::marker::PhantomData<__S>,
                        _: &::mcp::__private::Arc<Self>,
                        _: &mut ::mcp::__private::Definitions,
                    )
                    where
                        Self: Part,
                    {
                    }
                }
                impl<__T> Parts for __T {}
                #[diagnostic::do_not_recommend]
                impl Part for ::mcp::__private::NoStates {}
                let __part = #path;
                __part(__states, __this, __definitions);
            }
        }
    });
    calls.collect()
}

fn name(part: &Ident) -> Ident {
    format_ident!("mcp_part_{}", part.unraw(), span = part.span())
}
