//! Types by how they are spelled. What they are only the compiler knows: this points, spares questions, or adds words.

use crate::spans::bare;
use syn::{GenericArgument, Lifetime, PathArguments, Type, TypePath};

/// Whether a type is spelled like what the server gives. Data may be called so, too: this spares questions.
pub(crate) fn is_extractor(ty: &Type) -> bool {
    is_named(ty, &["Context", "Progress", "Cancel", "Headers", "Principal"]) || is_state(ty)
}

/// `State<T>` and its like, of which data has no arguments.
pub(crate) fn is_state(ty: &Type) -> bool {
    let has_arguments = |path: &TypePath| {
        let last = path.path.segments.last();
        last.is_some_and(|last| matches!(last.arguments, PathArguments::AngleBracketed(_)))
    };
    is_named(ty, &["State", "Auth"]) && matches!(bare(ty), Type::Path(path) if has_arguments(path))
}

/// Whether a type is spelled like a list or a map, which no header holds.
pub(crate) fn is_collection(ty: &Type) -> bool {
    const COLLECTIONS: [&str; 5] = ["Vec", "HashMap", "BTreeMap", "HashSet", "BTreeSet"];
    match bare(ty) {
        Type::Array(_) | Type::Slice(_) | Type::Tuple(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return false;
            };
            let inner = || {
                arguments.args.iter().filter_map(|argument| match argument {
                    GenericArgument::Type(ty) => Some(ty),
                    _ => None,
                })
            };
            COLLECTIONS.iter().any(|known| last.ident == known) || last.ident == "Option" && inner().any(is_collection)
        }),
        _ => false,
    }
}

/// The key of a map, here or inside, that is spelled like a list.
pub(crate) fn odd_key(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = bare(ty) else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    if ["HashMap", "BTreeMap", "IndexMap"]
        .iter()
        .any(|known| last.ident == known)
    {
        let key = types.next()?;
        let is_odd = match bare(key) {
            Type::Tuple(_) | Type::Array(_) => true,
            Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Vec"),
            _ => false,
        };
        if is_odd {
            return Some(key);
        }
    }
    types.find_map(odd_key)
}

/// The lifetime of `Filter<'_>`.
pub(crate) fn lifetime_in(arguments: &PathArguments) -> Option<&Lifetime> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) if lifetime.ident != "static" => Some(lifetime),
        _ => None,
    })
}

pub(crate) fn is_named(ty: &Type, known: &[&str]) -> bool {
    match bare(ty) {
        Type::Reference(reference) => is_named(&reference.elem, known),
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| known.iter().any(|known| last.ident == known)),
        _ => false,
    }
}

/// Whether a type is spelled like the path of a file, which is borrowed as text is.
pub(crate) fn is_path(ty: &Type) -> bool {
    matches!(bare(ty), Type::Path(path) if path.path.segments.last().is_some_and(|last| {
        last.ident == "Path" && last.arguments.is_none()
    }))
}

/// What is borrowed inside a type, from nobody knows whom: a reference, or the lifetime of another type.
pub(crate) enum Borrowed<'a> {
    Reference(&'a Type),
    Lifetime(&'a Lifetime),
}

/// The first of it. A lifetime with a name is the signature's to have or not.
pub(crate) fn borrowed(ty: &Type) -> Option<Borrowed<'_>> {
    let unnamed = |lifetime: &Lifetime| lifetime.ident == "_";
    match ty {
        Type::Reference(reference) if reference.lifetime.as_ref().is_none_or(unnamed) => Some(Borrowed::Reference(ty)),
        Type::Reference(reference) => borrowed(&reference.elem),
        Type::Group(group) => borrowed(&group.elem),
        Type::Paren(paren) => borrowed(&paren.elem),
        Type::Array(array) => borrowed(&array.elem),
        Type::Slice(slice) => borrowed(&slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(borrowed),
        Type::Path(path) => path.path.segments.iter().find_map(|part| {
            let PathArguments::AngleBracketed(arguments) = &part.arguments else {
                return None;
            };
            arguments.args.iter().find_map(|argument| match argument {
                // Text that may be borrowed is owned where nobody lends it.
                GenericArgument::Lifetime(lifetime) if unnamed(lifetime) && part.ident != "Cow" => {
                    Some(Borrowed::Lifetime(lifetime))
                }
                GenericArgument::Type(ty) => borrowed(ty),
                _ => None,
            })
        }),
        _ => None,
    }
}
