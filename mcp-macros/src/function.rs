//! A function whose signature is read and whose body is carried along as it is: a mistake in the body is the compiler's
//! to report, once.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, Signature, Token, Visibility, braced};

pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// `None` for a declaration that ends in a semicolon.
    pub(crate) body: Option<TokenStream>,
    body_span: Span,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility = input.parse()?;
        Function::after_visibility(attributes, visibility, input)
    }
}

impl Function {
    pub(crate) fn after_visibility(
        attributes: Vec<Attribute>,
        visibility: Visibility,
        input: ParseStream<'_>,
    ) -> syn::Result<Self> {
        let signature = input.parse()?;
        let mut body_span = input.span();
        let body = if input.parse::<Option<Token![;]>>()?.is_some() {
            None
        } else {
            let content;
            body_span = braced!(content in input).span.join();
            Some(content.parse()?)
        };
        Ok(Function {
            attributes,
            visibility,
            signature,
            body,
            body_span,
        })
    }

    pub(crate) fn name(&self) -> &Ident {
        &self.signature.ident
    }

    /// The function without the attributes that are ours, on itself and on its parameters.
    pub(crate) fn plain(&self, ours: impl Fn(&Attribute) -> bool) -> TokenStream {
        let mut signature = self.signature.clone();
        for input in &mut signature.inputs {
            let attributes = match input {
                FnArg::Receiver(receiver) => &mut receiver.attrs,
                FnArg::Typed(typed) => &mut typed.attrs,
            };
            attributes.retain(|attribute| !is_parameter_attribute(attribute));
        }
        let attributes = self.attributes.iter().filter(|attribute| !ours(attribute));
        let visibility = &self.visibility;
        let mut tokens = quote!(#(#attributes)* #visibility #signature);
        tokens.extend(self.body_tokens());
        tokens
    }

    /// The function exactly as it was written.
    pub(crate) fn plain_unchanged(&self) -> TokenStream {
        let (attributes, visibility, signature) = (&self.attributes, &self.visibility, &self.signature);
        let mut tokens = quote!(#(#attributes)* #visibility #signature);
        tokens.extend(self.body_tokens());
        tokens
    }

    fn body_tokens(&self) -> TokenStream {
        let Some(body) = &self.body else { return quote!(;) };
        let mut group = proc_macro2::Group::new(proc_macro2::Delimiter::Brace, body.clone());
        group.set_span(self.body_span);
        let mut tokens = TokenStream::new();
        tokens.append(group);
        tokens
    }

    /// A copy.
    pub(crate) fn again(&self) -> Function {
        Function {
            attributes: self.attributes.clone(),
            visibility: self.visibility.clone(),
            signature: self.signature.clone(),
            body: self.body.clone(),
            body_span: self.body_span,
        }
    }

    /// The attributes that hold for what is written beside the function, too: `#[cfg]` and lints.
    pub(crate) fn shared_attributes(&self) -> TokenStream {
        let lints = ["allow", "warn", "deny"];
        self.attributes
            .iter()
            .filter(|attribute| {
                crate::attribute::is_cfg(attribute) || lints.iter().any(|word| attribute.path().is_ident(word))
            })
            .map(ToTokens::to_token_stream)
            .collect()
    }
}

/// The attributes on parameters that macros of ours read, and that no compiler knows.
pub(crate) fn is_parameter_attribute(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
        || ["arg", "resolve", "args", "param", "argument"]
            .iter()
            .any(|word| attribute.path().is_ident(word))
        || crate::attribute::is_conditional_arg(attribute)
}
