//! One argument of a method of a client.

use super::method::{asked, local};
use crate::attribute;
use crate::diagnostics::{
    Sink, client_argument, conditional_arg, is_literal, key_is_text, no_impl_trait, no_such_attribute, server_says,
    too_wide,
};
use crate::function::is_parameter_attribute;
use crate::item::shown;
use crate::options::{Options, listed, string};
use crate::parameter::{TOOL_KEYS, variable};
use crate::spans::{Ends, bare};
use crate::spelling::odd_key;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, LitStr, Pat, PatType, Type};

const KEYS: [&str; 2] = ["rename", "flatten"];

pub(super) struct Argument<'a> {
    index: usize,
    /// The name on the wire.
    pub(super) wire: String,
    /// Where its name stands, or the name it is given instead.
    pub(super) place: Span,
    /// The name in the signature; one of ours where there is none.
    name: Ident,
    /// The type, without a reference before it.
    ty: &'a Type,
    by_reference: bool,
    flatten: bool,
    is_renamed: bool,
    cfgs: Vec<&'a Attribute>,
}

impl<'a> Argument<'a> {
    pub(super) fn parse(index: usize, typed: &'a PatType, sink: &mut Sink) -> Self {
        let (mut rename, mut flatten) = (None, false);
        for attribute in &typed.attrs {
            match attribute::word(attribute).as_deref() {
                Some("arg") => {
                    let tokens = attribute::options(attribute).unwrap_or_default();
                    let mut options = Options::parse(tokens, false, sink);
                    rename = options.text("rename", sink);
                    flatten = options.flag("flatten", sink).is_some_and(|(set, _)| set);
                    for key in TOOL_KEYS.iter().chain(&["description", "complete"]) {
                        if let Some(given) = options.take(key) {
                            sink.at(&given.key, server_says(key, "an argument", listed(&KEYS)));
                        }
                    }
                    options.finish("an argument of a client", &KEYS, sink);
                }
                Some("resolve") => {
                    sink.at(
                        attribute.path(),
                        server_says("#[resolve]", "an argument", listed(&KEYS)),
                    );
                }
                Some("cfg_attr") if attribute::is_conditional_arg(attribute) => sink.at(attribute, conditional_arg()),
                Some(word @ ("args" | "param" | "argument")) => sink.at(attribute.path(), no_such_attribute(word)),
                _ => {}
            }
        }
        let plain = match &*typed.pat {
            Pat::Ident(pat) if pat.subpat.is_none() && pat.by_ref.is_none() && pat.mutability.is_none() => {
                Some(&pat.ident)
            }
            _ => None,
        };
        let literal = rename.as_ref().and_then(|rename| {
            let literal = string(rename);
            if literal.is_none() {
                sink.at(rename, is_literal("rename"));
            }
            literal
        });
        let own = plain.map(|ident| ident.unraw().to_string());
        if plain.is_none() || rename.is_none() && own.as_ref().is_some_and(|name| name.starts_with('_')) {
            sink.at(&typed.pat, client_argument());
        }
        let (ty, by_reference) = match bare(&typed.ty) {
            Type::Reference(reference) if reference.mutability.is_none() => (bare(&reference.elem), true),
            other => (other, false),
        };
        match ty {
            Type::ImplTrait(_) => sink.at(ty, no_impl_trait("tool")),
            Type::Path(path) => {
                if let Some(last) = path.path.segments.last()
                    && (last.ident == "i128" || last.ident == "u128")
                {
                    sink.at(ty, too_wide(&last.ident));
                }
            }
            _ => {}
        }
        if let Some(key) = odd_key(ty) {
            sink.at(key, key_is_text(shown(key)));
        }
        Argument {
            index,
            place: literal
                .as_ref()
                .map_or_else(|| Ends::of(&typed.pat).whole, LitStr::span),
            is_renamed: literal.is_some(),
            wire: literal.map(|literal| literal.value()).or(own).unwrap_or_default(),
            name: plain.cloned().unwrap_or_else(|| variable("a", index)),
            ty,
            by_reference,
            flatten,
            cfgs: attribute::cfgs(&typed.attrs),
        }
    }

    /// Whether both are one argument to the tool. Two plain names are the compiler's to refuse.
    pub(super) fn is_twin(&self, other: &Argument<'_>) -> bool {
        let always = |argument: &Argument<'_>| argument.cfgs.is_empty() && !argument.flatten;
        self.wire == other.wire && (self.is_renamed || other.is_renamed) && always(self) && always(other)
    }

    /// The parameter without what is ours.
    pub(super) fn plain(&self, typed: &mut PatType) {
        typed.attrs.retain(|attribute| !is_parameter_attribute(attribute));
        let name = &self.name;
        typed.pat = syn::parse_quote!(#name);
    }

    fn reference(&self) -> TokenStream {
        let name = &self.name;
        match self.by_reference {
            true => name.to_token_stream(),
            false => quote!(&#name),
        }
    }

    /// Gives it to the request, after the one question about its type, which stands at the type.
    pub(super) fn given(&self) -> TokenStream {
        let Argument { cfgs, wire, .. } = self;
        let (request, value) = (local("request"), self.reference());
        let ends = Ends::of(self.ty);
        let (question, asked) = (
            ends.cover(quote!(::mcp::checks::sendable)),
            asked(ends, &self.name, self.by_reference),
        );
        let give = match self.flatten {
            true => quote!(give_members),
            false => quote!(give),
        };
        quote! {
            #(#cfgs)*
            #question(#asked);
            #(#cfgs)*
            let #request = #request.#give(#wire, (&::mcp::__private::Given::of(#value)).how().json(#value));
        }
    }

    /// `let t0 = …;`: its type.
    pub(super) fn slot(&self) -> TokenStream {
        let (cfgs, slot) = (&self.cfgs, variable("t", self.index));
        quote!(#(#cfgs)* let #slot = ::mcp::__private::Given::new();)
    }

    /// What stands for it in the call that the types are told from.
    pub(super) fn stand_in(&self) -> TokenStream {
        let (cfgs, slot) = (&self.cfgs, variable("t", self.index));
        match self.by_reference {
            true => quote!(#(#cfgs)* #slot.reference()),
            false => quote!(#(#cfgs)* #slot.value()),
        }
    }

    /// `let method = method.takes("city", …);`.
    pub(super) fn taken(&self) -> TokenStream {
        let Argument { cfgs, wire, .. } = self;
        let (method, slot) = (local("method"), variable("t", self.index));
        let takes = match self.flatten {
            true => quote!(takes_members),
            false => quote!(takes),
        };
        quote!(#(#cfgs)* let #method = #method.#takes(#wire, (&#slot).how());)
    }
}
