//! What the signature of an item may not be, as far as it shows without types.

use super::Role;
use crate::diagnostics::Sink;
use crate::function::Function;
use quote::ToTokens;
use syn::{FnArg, GenericParam, ReceiverKind, ReturnType, Safety, Type};

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
            GenericParam::Lifetime(lifetime) => sink.at(lifetime, format!("a {word} owns its arguments: it has no lifetimes")),
            other => sink.at(other, format!("the arguments of a {word} have concrete types: it has no generics")),
        }
    }
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                let by_reference = matches!(receiver.kind, ReceiverKind::Reference(..));
                if !by_reference || receiver.mutability.is_some() {
                    sink.at(receiver, "a server is shared by its calls: take `&self`, and use interior mutability");
                }
            }
            FnArg::Typed(typed) => {
                if let Type::ImplTrait(ty) = &*typed.ty {
                    sink.at(ty, format!("the arguments of a {word} have concrete types"));
                }
            }
        }
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        match &**ty {
            Type::Never(never) => sink.at(never, format!("a {word} returns")),
            Type::ImplTrait(ty) => sink.at(ty, format!("a {word} returns a concrete type; write `async fn` instead of `impl Future`")),
            Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Pin") => {
                sink.at(&ty.to_token_stream(), format!("a {word} returns a concrete type; write `async fn` instead of a boxed future"));
            }
            _ => {}
        }
    }
}
