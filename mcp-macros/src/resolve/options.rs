//! What `#[mcp::resolver(…)]` says, and what a resolver may not be.

use crate::diagnostics::{Sink, name_is_option, one_question, resolver_argument_name};
use crate::function::Function;
use crate::options::Options;
use crate::parameter::Parameter;
use crate::spans::bare;
use syn::{Expr, GenericArgument, PathArguments, ReturnType, Type};

pub(crate) const KEYS: &[&str] = &["name", "carry"];

/// What `#[mcp::resolver(…)]` says.
pub(crate) struct ResolverOptions {
    pub(super) carry: bool,
    /// What is spelled like one of several questions, and may be data.
    pub(super) among: Option<Type>,
}

pub(crate) fn parse(
    options: &mut Options,
    default_name: &str,
    function: &Function,
    parameters: &[Parameter],
    sink: &mut Sink,
) -> (Expr, ResolverOptions) {
    if let Some(first) = options.first.take() {
        sink.at(&first, name_is_option("a resolver", "#[resolver(name = \"…\")]"));
    }
    let mut among = None;
    if let ReturnType::Type(_, ty) = &function.signature.output {
        match several(ty, false) {
            Some((inner, true)) => sink.at(inner, one_question()),
            Some((inner, false)) => among = Some(inner.clone()),
            None => {}
        }
    }
    for parameter in parameters {
        // A pattern over a type that is no extractor's, and says so.
        if parameter.wire.is_empty() && parameter.resolve.is_none() && is_data(&parameter.ty) {
            sink.at(&parameter.ty, resolver_argument_name());
        }
    }
    let name = options.text("name", sink);
    let carry = options.flag("carry", sink).is_some_and(|(set, _)| set);
    let name = name.unwrap_or_else(|| syn::parse_quote!(::core::concat!(::core::module_path!(), ":", #default_name)));
    (name, ResolverOptions { carry, among })
}

/// A question inside a tuple, a list or an option, and whether its name is enough to tell.
fn several(ty: &Type, inside: bool) -> Option<(&Type, bool)> {
    match bare(ty) {
        Type::Tuple(tuple) => tuple.elems.iter().find_map(|ty| several(ty, true)),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let asks = ["Elicit", "ElicitUrl", "Sample", "ListRoots"]
                .iter()
                .any(|known| last.ident == known);
            if asks {
                let sure = match path.path.segments.len() {
                    1 => last.ident != "Sample",
                    _ => path.path.segments.first().is_some_and(|first| first.ident == "mcp"),
                };
                return inside.then_some((ty, sure));
            }
            let PathArguments::AngleBracketed(arguments) = &last.arguments else {
                return None;
            };
            let within = inside || ["Option", "Vec", "Box", "Arc"].iter().any(|known| last.ident == known);
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => several(ty, within),
                _ => None,
            })
        }
        _ => None,
    }
}

/// Whether a type is spelled like data, which the server never gives by itself.
fn is_data(ty: &Type) -> bool {
    const DATA: [&str; 16] = [
        "str", "String", "bool", "char", "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "usize", "isize", "f32",
        "f64",
    ];
    matches!(bare(ty), Type::Path(path) if path.path.get_ident().is_some_and(|name| DATA.iter().any(|known| name == known)))
}
