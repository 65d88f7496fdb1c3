//! Mistakes: where they are gathered until everything has been looked at, and what is said of each.

#[cfg(test)]
mod tests;
mod words;

pub(crate) use words::*;

use crate::distance::distance;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The errors of one macro call.
#[derive(Default)]
pub(crate) struct Sink {
    errors: Vec<syn::Error>,
}

impl Sink {
    /// An error at all of `tokens`.
    pub(crate) fn at(&mut self, tokens: &impl ToTokens, message: Words) {
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// An error at one place.
    pub(crate) fn span(&mut self, span: Span, message: Words) {
        self.errors.push(syn::Error::new(span, message));
    }

    /// What could not be read at all, in the parser's words.
    pub(crate) fn push(&mut self, error: &syn::Error) {
        self.errors.push(syn::Error::new(error.span(), unreadable(error)));
    }

    /// Those of another.
    pub(crate) fn extend(&mut self, other: Sink) {
        self.errors.extend(other.errors);
    }

    pub(crate) fn len(&self) -> usize {
        self.errors.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The errors as code that fails to compile with them.
    pub(crate) fn finish(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// `, did you mean `x`?` when one of the words is near.
pub(crate) fn did_you_mean(word: &str, known: &[&str]) -> String {
    let best = known.iter().map(|known| (distance(word, known), *known)).min();
    match best {
        Some((far, near)) if far <= 1 + near.len() / 3 => format!(", did you mean `{near}`?"),
        _ => String::new(),
    }
}
