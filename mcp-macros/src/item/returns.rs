//! What is asked of a return type.

use super::{Callee, Item, Role};
use crate::parameter::contexts;
use crate::spans::{Ends, bare};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericArgument, PathArguments, ReturnType, Type};

impl Item {
    /// `let __ask = …`: the types of the parameters and of the return value, told from a call that is never made. Their
    /// spelling is not repeated: a type that means nothing is then one error, where it is written.
    pub(super) fn types(&self, callee: Callee) -> TokenStream {
        let parameters = self.parameters.iter().enumerate();
        self.told(&self.call(callee, parameters.map(|(index, parameter)| parameter.stand_in(index))))
    }

    /// The same, of this call.
    pub(crate) fn told(&self, call: &TokenStream) -> TokenStream {
        let slots = self
            .parameters
            .iter()
            .enumerate()
            .map(|(index, parameter)| parameter.slot(index));
        let returned = match self.function.signature.asyncness {
            Some(_) => quote!(will_be),
            None => quote!(is),
        };
        let contexts = contexts(&self.parameters);
        quote! {
            #(#slots)*
            let __ask = ::mcp::__private::Returned::ASK;
            if false {
                __ask.#returned(#call);
            }
            #contexts
        }
    }

    /// Whether it is a resource at one URI.
    fn is_fixed_resource(&self) -> bool {
        let uri = crate::options::string(&self.name);
        self.role == Role::Resource && uri.is_some_and(|uri| !uri.value().contains('{'))
    }

    /// Where the value and the error of the return type are written.
    pub(crate) fn return_ends(&self) -> (Ends, Ends) {
        let name = self.function.name();
        match &self.function.signature.output {
            ReturnType::Default => (Ends::of(name), Ends::of(name)),
            ReturnType::Type(_, ty) => result_parts(ty).unwrap_or((Ends::of(ty), Ends::of(ty))),
        }
    }

    /// `let __returns = …`: what makes an answer of a return value, asked in one bounded question for the value and one
    /// for the error, each standing at the type it is about. `_` becomes that type because the question is handed to
    /// the half of the return type it belongs to.
    pub(super) fn returns(&self) -> TokenStream {
        let (ok, err) = self.return_ends();
        let value = match self.role {
            Role::Resource => {
                let read = ok.cover(quote!(read));
                quote!(body().#read())
            }
            Role::Prompt => {
                let how = ok.cover(quote!(::mcp::checks::messages));
                quote!(by(#how))
            }
            Role::Tool | Role::Completion | Role::Resolver => {
                let how = ok.cover(quote!(::mcp::checks::responds));
                quote!(tool(#how))
            }
        };
        let error = if self.resolves().next().is_some() {
            quote!(::mcp::checks::fails_alone)
        } else if self.is_fixed_resource() {
            quote!(::mcp::checks::fails_unasked)
        } else {
            quote!(::mcp::checks::fails)
        };
        let error = err.cover(error);
        quote! {
            let __with = __ask.ok().#value;
            let __returns = __ask.join(__with, __ask.err().by(#error));
        }
    }
}

/// Where the value and the error of `Result<A, B>` are written, by the spelling of the type: this only points, it
/// decides nothing.
pub(crate) fn result_parts(ty: &Type) -> Option<(Ends, Ends)> {
    let Type::Path(path) = bare(ty) else { return None };
    let last = path.path.segments.last()?;
    if last.ident != "Result" {
        return None;
    }
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    let mut types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(Ends::of(ty)),
        _ => None,
    });
    let ok = types.next()?;
    Some((ok, types.next().unwrap_or_else(|| Ends::of(ty))))
}
