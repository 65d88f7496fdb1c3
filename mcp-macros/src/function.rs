//! A function whose signature is read and whose body is carried along as it is: a mistake in the body is the compiler's
//! to report, once.

use crate::spans;
use proc_macro2::{Group, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote, quote_spanned};
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
        // An error already, and three more of the compiler's.
        signature.variadic = None;
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

    /// Puts `::` before each path that starts with the function's own name: beside the function stands a type of that
    /// name, so what was meant is a crate. Gives the places where it was missing. A body with imports of its own is left
    /// alone.
    pub(crate) fn lead_to_crate(&mut self) -> Vec<Span> {
        let name = self.name().to_string();
        let mut places = Vec::new();
        // Most never name themselves, which is seen sooner in the text.
        if let Some(body) = self.body.take_if(|body| body.to_string().contains(&name)) {
            let imports = spans::mentions(body.clone(), "use") || spans::mentions(body.clone(), "mod");
            self.body = Some(if imports { body } else { lead(body, &name, &mut places) });
        }
        let in_body = places.len();
        let signature = lead(self.signature.to_token_stream(), &name, &mut places);
        if places.len() > in_body
            && let Ok(signature) = syn::parse2(signature)
        {
            self.signature = signature;
        }
        places
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

/// `::name::x` for `name::x`, with the places of the names.
fn lead(tokens: TokenStream, name: &str, places: &mut Vec<Span>) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_punct = |at: Option<usize>, wanted: char| matches!(at.and_then(|at| tokens.get(at)), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
    // The colon of `url: ::url::Url` is none of a path.
    let is_joint = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint);
    let mut out = TokenStream::new();
    for (at, token) in tokens.iter().enumerate() {
        let (before, after) = (at.checked_sub(1), is_joint(at + 1) && is_punct(Some(at + 2), ':'));
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), lead(group.stream(), name, places));
                inner.set_span(group.span());
                out.append(inner);
            }
            TokenTree::Ident(word) if word == name && after && !is_punct(before, ':') && !is_punct(before, '.') => {
                places.push(word.span());
                out.extend(quote_spanned!(word.span()=> ::));
                out.append(word.clone());
            }
            other => out.append(other.clone()),
        }
    }
    out
}

/// The attributes on parameters that macros of ours read, and that no compiler knows.
pub(crate) fn is_parameter_attribute(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
        || ["arg", "resolve", "args", "param", "argument"]
            .iter()
            .any(|word| attribute.path().is_ident(word))
        || crate::attribute::is_conditional_arg(attribute)
}
