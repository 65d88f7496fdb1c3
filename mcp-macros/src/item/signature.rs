//! What the signature of an item may not be, as far as it shows without types.

use super::{Role, borrow};
use crate::diagnostics::Sink;
use crate::function::Function;
use crate::spans::bare;
use syn::{FnArg, GenericArgument, GenericParam, PathArguments, ReceiverKind, ReturnType, Safety, Type};

pub(crate) fn check(role: Role, function: &Function, sink: &mut Sink) {
    let word = role.word();
    let signature = &function.signature;
    if function.body.is_none() {
        sink.at(function.name(), format!("a {word} has a body"));
    }
    if let Some(token) = &signature.constness {
        sink.at(token, format!("a {word} is not a `const fn`"));
    }
    if let Some(abi) = &signature.abi {
        sink.at(abi, format!("a {word} is a Rust function"));
    }
    if let Safety::Unsafe(token) = &signature.safety {
        sink.at(token, format!("a {word} is safe to call"));
    }
    if let Some(variadic) = &signature.variadic {
        sink.at(variadic, format!("a {word} has a fixed number of arguments"));
    }
    for parameter in &signature.generics.params {
        match parameter {
            GenericParam::Lifetime(lifetime) => {
                sink.at(lifetime, format!("a {word} owns its arguments: it has no lifetimes"))
            }
            other => sink.at(
                other,
                format!("the arguments of a {word} have concrete types: it has no generics"),
            ),
        }
    }
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                if !matches!(receiver.kind, ReceiverKind::Reference(_, _, None)) {
                    sink.at(
                        receiver,
                        "a server is shared by its calls: take `&self`, and use interior mutability",
                    );
                }
            }
            FnArg::Typed(typed) => {
                if let Type::ImplTrait(ty) = bare(&typed.ty) {
                    sink.at(ty, format!("the arguments of a {word} have concrete types"));
                }
            }
        }
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        match bare(ty) {
            Type::Never(never) => sink.at(
                never,
                format!("a {word} returns something to whoever called it, and `!` never does"),
            ),
            Type::ImplTrait(ty) if names_future(ty) => {
                sink.at(
                    ty,
                    format!("a {word} returns a concrete type: write `async fn` instead of `impl Future`"),
                );
            }
            Type::ImplTrait(ty) => sink.at(
                ty,
                format!("a {word} returns a concrete type: its schema is made from it"),
            ),
            Type::Path(_) if let Some(inner) = nested_result(ty) => {
                sink.at(
                    inner,
                    format!("a {word} fails in one way: flatten this `Result` in a `Result`"),
                );
            }
            Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Pin") => {
                sink.at(
                    ty,
                    format!("a {word} returns a concrete type: write `async fn` instead of a boxed future"),
                );
            }
            _ => {}
        }
        // Without anything to borrow from the compiler has said so; a completion's answer is written at once.
        if role != Role::Completion
            && let Some(lent) = borrow::lent(ty)
            && signature.inputs.iter().any(borrow::lends)
        {
            sink.at(
                &lent,
                format!(
                    "a {word} returns a value of its own, and this one is borrowed: {}",
                    borrow::instead(&lent)
                ),
            );
        }
    }
}

/// The `Result` in `Result<Result<…>, …>`, by their spelling.
fn nested_result(ty: &Type) -> Option<&Type> {
    let first = |ty| {
        let Type::Path(path) = bare(ty) else { return None };
        let last = path.path.segments.last().filter(|last| last.ident == "Result")?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else {
            return Some(None);
        };
        Some(arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }))
    };
    let inner = first(ty)??;
    first(inner).map(|_| inner)
}

fn names_future(ty: &syn::TypeImplTrait) -> bool {
    ty.bounds.iter().any(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| last.ident == "Future"),
        _ => false,
    })
}
