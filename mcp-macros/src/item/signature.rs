//! What the signature of an item may not be, as far as it shows without types.

use super::{Role, borrow};
use crate::diagnostics::{
    Sink, borrowed_return, future_return, impl_return, nested_result, never_returns, no_abi, no_body, no_const,
    no_generics, no_impl_trait, no_lifetimes, no_unsafe, no_variadic, shared_self,
};
use crate::function::Function;
use crate::spans::bare;
use syn::{
    FnArg, GenericArgument, GenericParam, PathArguments, ReceiverKind, ReturnType, Safety, Signature, Type,
    TypeImplTrait,
};

/// What may not stand around its name, whoever has it.
pub(crate) fn qualifiers(word: &str, signature: &Signature, sink: &mut Sink) {
    if let Some(token) = &signature.constness {
        sink.at(token, no_const(word));
    }
    if let Some(abi) = &signature.abi {
        sink.at(abi, no_abi(word));
    }
    if let Safety::Unsafe(token) = &signature.safety {
        sink.at(token, no_unsafe(word));
    }
    if let Some(variadic) = &signature.variadic {
        sink.at(variadic, no_variadic(word));
    }
}

pub(crate) fn check(role: Role, function: &Function, sink: &mut Sink) {
    let word = role.word();
    let signature = &function.signature;
    if function.body.is_none() {
        sink.at(function.name(), no_body(word));
    }
    qualifiers(word, signature, sink);
    for parameter in &signature.generics.params {
        match parameter {
            GenericParam::Lifetime(lifetime) => sink.at(lifetime, no_lifetimes(word)),
            other => sink.at(other, no_generics(word)),
        }
    }
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                if !matches!(receiver.kind, ReceiverKind::Reference(_, _, None)) {
                    sink.at(receiver, shared_self());
                }
            }
            FnArg::Typed(typed) => {
                if let Some(ty) = impl_trait(&typed.ty) {
                    sink.at(ty, no_impl_trait(word));
                }
            }
        }
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        match bare(ty) {
            Type::Never(never) => sink.at(never, never_returns(word)),
            Type::ImplTrait(ty) if names_future(ty) => {
                sink.at(ty, future_return(word, "`impl Future`"));
            }
            Type::ImplTrait(ty) => sink.at(ty, impl_return(word)),
            Type::Path(_) if let Some(inner) = inner_result(ty) => {
                sink.at(inner, nested_result(word));
            }
            ty if arguments_of(ty, "Pin").any(|pinned| arguments_of(pinned, "Box").next().is_some()) => {
                sink.at(ty, future_return(word, "a boxed future"));
            }
            // Of a tool and of a resolver the type is written once more.
            ty if matches!(role, Role::Tool | Role::Resolver)
                && let Some(ty) = impl_trait(ty) =>
            {
                sink.at(ty, impl_return(word));
            }
            _ => {}
        }
        // Without anything to borrow from the compiler has said so; a completion's answer is written at once.
        if role != Role::Completion
            && let Some(lent) = borrow::lent(ty)
            && signature.inputs.iter().any(borrow::lends)
        {
            sink.at(&lent, borrowed_return(word, borrow::instead(&lent)));
        }
    }
}

/// The `Result<…>` in `Result<Result<…>, …>`, by their spelling.
fn inner_result(ty: &Type) -> Option<&Type> {
    let inner = arguments_of(ty, "Result").next()?;
    arguments_of(inner, "Result").next().map(|_| inner)
}

/// The types in the brackets behind this name, where the type is spelled so.
fn arguments_of<'t>(ty: &'t Type, name: &str) -> impl Iterator<Item = &'t Type> + use<'t> {
    let last = match bare(ty) {
        Type::Path(path) => path.path.segments.last().filter(|last| last.ident == name),
        _ => None,
    };
    let arguments = last.and_then(|last| match &last.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        _ => None,
    });
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The first `impl Trait` in a type.
fn impl_trait(ty: &Type) -> Option<&TypeImplTrait> {
    match ty {
        Type::ImplTrait(ty) => Some(ty),
        Type::Reference(reference) => impl_trait(&reference.elem),
        Type::Group(group) => impl_trait(&group.elem),
        Type::Paren(paren) => impl_trait(&paren.elem),
        Type::Array(array) => impl_trait(&array.elem),
        Type::Slice(slice) => impl_trait(&slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(impl_trait),
        Type::Path(path) => path.path.segments.iter().find_map(|part| match &part.arguments {
            PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => impl_trait(ty),
                _ => None,
            }),
            _ => None,
        }),
        _ => None,
    }
}

fn names_future(ty: &TypeImplTrait) -> bool {
    ty.bounds.iter().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| last.ident == "Future"),
        _ => false,
    })
}
