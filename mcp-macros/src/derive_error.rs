//! `#[derive(mcp::Error)]`: an error of the user's whose text is for the model.

use crate::diagnostics::{Sink, from_alone, no_text, wrong_item};
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Fields, LitStr, Token};

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let item: DeriveInput = match syn::parse2(input) {
        Ok(item) => item,
        Err(error) => {
            sink.push(&error);
            return sink.finish();
        }
    };
    let name = &item.ident;
    let mut arms = Vec::new();
    let mut conversions = TokenStream::new();
    match &item.data {
        Data::Enum(data) => {
            for variant in &data.variants {
                let ident = &variant.ident;
                arms.push(arm(
                    &quote!(#name::#ident),
                    &variant.fields,
                    &variant.attrs,
                    ident,
                    &mut sink,
                ));
                conversions.extend(conversion(&item, &quote!(#name::#ident), &variant.fields, &mut sink));
            }
        }
        Data::Struct(data) => {
            arms.push(arm(&quote!(#name), &data.fields, &item.attrs, name, &mut sink));
            conversions.extend(conversion(&item, &quote!(#name), &data.fields, &mut sink));
        }
        Data::Union(data) => sink.at(
            &data.union_token,
            wrong_item("#[derive(mcp::Error)]", "an enum or a struct"),
        ),
    }
    let errors = sink.finish();
    let (impl_generics, ty_generics, where_clause) = item.generics.split_for_impl();
    let body = if arms.is_empty() {
        quote!(match *self {})
    } else {
        quote!(match self { #(#arms)* })
    };
    quote! {
        #errors
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics ::core::fmt::Display for #name #ty_generics #where_clause {
            #[allow(unused_variables, clippy::all, clippy::pedantic)]
            fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #body
            }
        }
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics ::core::error::Error for #name #ty_generics #where_clause {
            fn source(&self) -> ::core::option::Option<&(dyn ::core::error::Error + 'static)> {
                ::core::option::Option::Some(::mcp::__private::visible())
            }
        }
        #conversions
    }
}

/// `Name::Variant { field } => write!(…)`.
fn arm(path: &TokenStream, fields: &Fields, attributes: &[Attribute], at: &Ident, sink: &mut Sink) -> TokenStream {
    let Some(attribute) = attributes.iter().find(|attribute| attribute.path().is_ident("error")) else {
        sink.at(at, no_text(at));
        return quote!(#path { .. } => ::core::result::Result::Ok(()),);
    };
    let parsed = attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
        let text: LitStr = input.parse()?;
        let rest = if input.parse::<Option<Token![,]>>()?.is_some() {
            input.parse::<TokenStream>()?
        } else {
            TokenStream::new()
        };
        Ok((text, rest))
    });
    let (text, rest) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            sink.push(&error);
            return quote!(#path { .. } => ::core::result::Result::Ok(()),);
        }
    };
    let (pattern, text) = match fields {
        Fields::Named(named) => {
            let names: Vec<_> = named.named.iter().filter_map(|field| field.ident.as_ref()).collect();
            (quote!(#path { #(#names),* }), text)
        }
        Fields::Unnamed(unnamed) => {
            let names = (0..unnamed.unnamed.len()).map(|index| format_ident!("_{}", index));
            (quote!(#path(#(#names),*)), positional(&text))
        }
        Fields::Unit => (path.clone(), text),
    };
    let rest = (!rest.is_empty()).then(|| quote!(, #rest));
    quote!(#pattern => ::core::write!(__formatter, #text #rest),)
}

/// `{0}` means the first field: it is written as the name the pattern gives it.
fn positional(text: &LitStr) -> LitStr {
    let mut out = String::new();
    let value = text.value();
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if c == '{' {
            if chars.peek() == Some(&'{') {
                out.extend(chars.next());
            } else if chars.peek().is_some_and(char::is_ascii_digit) {
                out.push('_');
            }
        }
    }
    LitStr::new(&out, text.span())
}

/// `impl From` for the one field that says `#[from]`.
fn conversion(item: &DeriveInput, path: &TokenStream, fields: &Fields, sink: &mut Sink) -> TokenStream {
    let from = |attribute: &Attribute| attribute.path().is_ident("from");
    let Some(field) = fields.iter().find(|field| field.attrs.iter().any(from)) else {
        return TokenStream::new();
    };
    if fields.len() > 1 {
        sink.span(field.span(), from_alone());
        return TokenStream::new();
    }
    let (ty, name) = (&field.ty, &item.ident);
    let (impl_generics, ty_generics, where_clause) = item.generics.split_for_impl();
    let value = match &field.ident {
        Some(ident) => quote!(#path { #ident: __value }),
        None => quote!(#path(__value)),
    };
    quote! {
        #[automatically_derived]
        #[allow(deprecated)]
        impl #impl_generics ::core::convert::From<#ty> for #name #ty_generics #where_clause {
            fn from(__value: #ty) -> Self {
                #value
            }
        }
    }
    .into_token_stream()
}
