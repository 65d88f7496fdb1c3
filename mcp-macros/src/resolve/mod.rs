//! Resolvers, and the arguments they find.

mod body;
pub(crate) mod circle;
mod key;
mod options;
mod owner;
mod resolver;

pub(crate) use options::{KEYS, ResolverOptions, parse};
pub(crate) use owner::Owner;
pub(crate) use resolver::{printed, printed_in, refused};

use crate::diagnostics::{Sink, bare_attribute, resolve_is_path};
use crate::spans::Ends;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Meta, Path};

/// `#[resolve(path)]`.
pub(crate) struct Resolve {
    pub(crate) path: Path,
}

impl Resolve {
    pub(crate) fn parse(attribute: &Attribute, sink: &mut Sink) -> Option<Resolve> {
        let list = match &attribute.meta {
            Meta::List(list) => list,
            Meta::Path(path) => {
                sink.at(path, bare_attribute("resolve", "resolver"));
                return None;
            }
            Meta::NameValue(meta) => {
                sink.at(&meta.value, resolve_is_path());
                return None;
            }
        };
        if list.tokens.is_empty() {
            sink.at(attribute.path(), bare_attribute("resolve", "resolver"));
            return None;
        }
        match syn::parse2(list.tokens.clone()) {
            Ok(path) => Some(Resolve { path }),
            Err(_) => {
                sink.at(&list.tokens, resolve_is_path());
                None
            }
        }
    }

    /// The `stock` of `Self::stock`.
    pub(crate) fn own(&self) -> Option<&Ident> {
        circle::of_self(&self.path)?;
        self.path.segments.last().map(|last| &last.ident)
    }

    /// The type that stands for the resolver, where `Self` means `this`.
    pub(crate) fn ty(&self, this: &TokenStream) -> TokenStream {
        match self.own() {
            Some(name) => {
                let name = own_type(name);
                quote!(#name<#this>)
            }
            None => self.path.to_token_stream(),
        }
    }

    pub(crate) fn place(&self) -> Ends {
        Ends::of(&self.path)
    }
}

/// The type that stands beside an impl block for a resolver in it.
pub(crate) fn own_type(name: &Ident) -> Ident {
    use syn::ext::IdentExt as _;
    format_ident!("__Resolver_{}", name.unraw(), span = name.span())
}

/// `(A, (B, ()))`.
pub(crate) fn list(types: impl DoubleEndedIterator<Item = TokenStream>) -> TokenStream {
    types.rev().fold(quote!(()), |rest, ty| quote!((#ty, #rest)))
}
