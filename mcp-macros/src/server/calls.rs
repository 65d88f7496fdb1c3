//! `Weather::calls()`: the tools of an impl block, as a client calls them.

use super::Member;
use super::block::Block;
use crate::attribute;
use crate::item::{Item, Role};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ImplItem;
use syn::ext::IdentExt as _;

/// `impl Weather { pub fn calls() }`, and the type that has the tools of the block as methods. Of a part, the function has
/// the part's name before its own. Where the block has a function of that name, it keeps it.
pub(super) fn calls(block: &Block, part: Option<&Ident>, items: &[Item]) -> TokenStream {
    let name = match part {
        Some(part) => format_ident!("{}_calls", part.unraw(), span = Span::call_site()),
        None => format_ident!("calls", span = Span::call_site()),
    };
    let (impl_token, ty, generics) = (&block.impl_token, &block.ty, &block.generics);
    let (mut known, mut makers, mut setters) = (Vec::new(), TokenStream::new(), TokenStream::new());
    for (index, item) in items.iter().enumerate().filter(|(_, item)| item.role == Role::Tool) {
        let tool = item.function.name().unraw();
        let is_conditional = !attribute::cfgs(&item.function.attributes).is_empty();
        // Two of one name are an error already, unless there are never both.
        let twin = |(other, conditional): &(Ident, bool)| *other == tool && !(*conditional && is_conditional);
        if known.iter().any(twin) {
            continue;
        }
        known.push((tool, is_conditional));
        if let Some((maker, setter)) = item.method_call(index, impl_token, (ty, generics)) {
            makers.extend(maker);
            setters.extend(setter);
        }
    }
    if makers.is_empty() || is_taken(block, &name) {
        return TokenStream::new();
    }
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    quote! {
        #[allow(deprecated, private_bounds, private_interfaces, clippy::all, clippy::pedantic)]
        const _: () = {
            /// Calls of tools, for a client.
            pub struct __Calls<__W>(::core::marker::PhantomData<fn() -> __W>);
            #impl_token #impl_generics #ty #where_clause {
                /// Calls of its tools, for a client.
                pub fn #name() -> __Calls<#ty> {
                    __Calls(::core::marker::PhantomData)
                }
            }
            #impl_token #impl_generics __Calls<#ty> #where_clause {
                #makers
            }
            #setters
        };
    }
}

/// Whether the block has something of this name.
fn is_taken(block: &Block, name: &Ident) -> bool {
    block.members.iter().any(|member| match member {
        Member::Function(function) => function.name() == name,
        Member::Other(other) => match &**other {
            ImplItem::Fn(function) => function.sig.ident == *name,
            ImplItem::Const(constant) => constant.ident == *name,
            _ => false,
        },
    })
}
