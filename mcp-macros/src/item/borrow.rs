//! Return types that borrow from `self` or from an argument, which are gone when the answer is written.

use crate::spelling::is_path;
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{FnArg, GenericArgument, Lifetime, PathArguments, ReturnType, Type};

/// The first part of a return type that borrows: a reference without a lifetime, or what has a `'_`.
pub(super) fn lent(ty: &Type) -> Option<TokenStream> {
    match ty {
        Type::Reference(reference) if is_elided(reference.lifetime.as_ref()) => Some(quote!(#reference)),
        Type::Reference(reference) => lent(&reference.elem),
        Type::Group(group) => lent(&group.elem),
        Type::Paren(paren) => lent(&paren.elem),
        Type::Array(array) => lent(&array.elem),
        Type::Slice(slice) => lent(&slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(lent),
        Type::Path(path) => {
            let arguments = path.path.segments.iter().filter_map(|part| match &part.arguments {
                PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
                _ => None,
            });
            arguments.flatten().find_map(|argument| match argument {
                GenericArgument::Lifetime(lifetime) if is_elided(Some(lifetime)) => Some(quote!(#path)),
                GenericArgument::Type(ty) => lent(ty),
                _ => None,
            })
        }
        _ => None,
    }
}

fn is_elided(lifetime: Option<&Lifetime>) -> bool {
    lifetime.is_none_or(|lifetime| lifetime.ident == "_")
}

/// Whether a return value can borrow from this input.
pub(super) fn lends(input: &FnArg) -> bool {
    match input {
        FnArg::Receiver(_) => true,
        FnArg::Typed(typed) => lent(&typed.ty).is_some(),
    }
}

/// What to return in place of it.
pub(super) fn instead(lent: &TokenStream) -> String {
    match syn::parse2::<Type>(lent.clone()) {
        Ok(ty @ Type::Reference(_)) => format!("write `{}`", owner(&ty)),
        _ => "return what it is made of, with an owner".to_owned(),
    }
}

/// What holds for itself what a reference lends.
pub(crate) fn owner(ty: &Type) -> String {
    let Type::Reference(reference) = ty else {
        return shown(ty);
    };
    match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
        ty if is_path(ty) => "PathBuf".to_owned(),
        Type::Slice(slice) => format!("Vec<{}>", owner(&slice.elem)),
        other => owner(other),
    }
}

/// A type as one writes it.
pub(crate) fn shown(ty: &Type) -> String {
    let output = ReturnType::Type(Default::default(), Box::new(ty.clone()));
    let text = output.to_token_stream().to_string();
    text.trim_start_matches("->")
        .trim()
        .replace(" < ", "<")
        .replace(" >", ">")
        .replace(" :: ", "::")
}
