//! `#[derive(mcp::Form)]`: a struct that a user fills in, or an enum that is a choice in one.

use crate::attribute;
use crate::diagnostics::{
    Sink, choice_empty, choice_has_data, default_unmatched, did_you_mean, form_empty, form_generic, form_unnamed,
    in_parentheses, is_literal, no_options, same_member, unknown_format, wrong_item,
};
use crate::docs;
use crate::format::Format;
use crate::limits;
use crate::options::{Options, listed, string};
use crate::parameter::variable;
use crate::spans::Ends;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Attribute, Data, DeriveInput, Expr, Fields, LitStr, Type, Variant};

const FIELD_KEYS: [&str; 6] = ["default", "range", "length", "format", "title", "rename"];
const VARIANT_KEYS: [&str; 2] = ["title", "rename"];

pub(crate) fn expand(input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let item: DeriveInput = match syn::parse2(input) {
        Ok(item) => item,
        Err(error) => {
            sink.push(&error);
            return sink.finish();
        }
    };
    for attribute in item.attrs.iter().filter(|attribute| is_ours(attribute)) {
        sink.at(attribute, no_options("#[derive(mcp::Form)]"));
    }
    let is_generic = !item.generics.params.is_empty();
    if is_generic {
        sink.at(&item.generics.params, form_generic());
    }
    let written = match &item.data {
        Data::Struct(data) => form(&item, &data.fields, &mut sink),
        Data::Enum(data) => choice(&item, data.variants.iter().collect(), &mut sink),
        Data::Union(data) => {
            sink.at(
                &data.union_token,
                wrong_item("#[derive(mcp::Form)]", "a struct or an enum"),
            );
            None
        }
    };
    let written = match written {
        Some(written) if !is_generic => written,
        _ => stand_in(&item),
    };
    let errors = sink.finish();
    quote! {
        #errors
        #[allow(deprecated, unused_braces, clippy::all, clippy::pedantic)]
        const _: () = {
            #written
        };
    }
}

/// What an item that failed is all the same, so that whoever uses it is not told so again.
fn stand_in(item: &DeriveInput) -> TokenStream {
    let name = &item.ident;
    let (impl_generics, ty_generics, where_clause) = item.generics.split_for_impl();
    let others = where_clause.map(|clause| &clause.predicates);
    if matches!(item.data, Data::Enum(_)) {
        return quote! {
            #[automatically_derived]
            impl #impl_generics ::mcp::__private::Choice for #name #ty_generics #where_clause {
                const CHOICES: &'static [(&'static str, ::core::option::Option<&'static str>)] = &[];
                fn choice(_: usize) -> ::core::option::Option<Self> {
                    ::core::option::Option::None
                }
                fn place(&self) -> usize {
                    0
                }
            }
        };
    }
    quote! {
        #[automatically_derived]
        impl #impl_generics ::mcp::Form for #name #ty_generics
        where
            Self: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static,
            #others
        {
            fn elicitation(
                _: impl ::core::convert::Into<::std::string::String>,
            ) -> ::mcp::types::FormElicitation {
                ::core::unreachable!()
            }
            fn read(
                _: &::mcp::types::JsonObject,
            ) -> ::core::result::Result<Self, ::std::vec::Vec<::std::string::String>> {
                ::core::unreachable!()
            }
        }
    }
}

/// The form that a struct is.
fn form(item: &DeriveInput, fields: &Fields, sink: &mut Sink) -> Option<TokenStream> {
    let named = match fields {
        Fields::Unnamed(unnamed) if !unnamed.unnamed.is_empty() => {
            sink.at(unnamed, form_unnamed());
            return None;
        }
        fields if fields.is_empty() => {
            sink.at(&item.ident, form_empty());
            return None;
        }
        fields => fields,
    };
    let fields: Vec<Field<'_>> = named.iter().filter_map(|field| Field::parse(field, sink)).collect();
    let members: Vec<_> = fields.iter().map(|field| (&field.wire, field.place)).collect();
    once("fields", &members, sink);
    let name = &item.ident;
    let idents: Vec<&Ident> = fields.iter().map(|field| field.ident).collect();
    let slots: Vec<Ident> = (0..fields.len()).map(|index| variable("t", index)).collect();
    let values: Vec<Ident> = (0..fields.len()).map(|index| variable("a", index)).collect();
    let asked = fields.iter().enumerate().map(|(index, field)| field.ask(index));
    Some(quote! {
        #[automatically_derived]
        impl ::mcp::__private::FormFields for #name {
            fn fields(__form: &mut ::mcp::__private::Filling<'_>) -> ::core::option::Option<Self> {
                #(let #slots = ::mcp::__private::Slot::new();)*
                if false {
                    return ::core::option::Option::Some(Self { #(#idents: #slots.value()),* });
                }
                #(#asked)*
                ::core::option::Option::Some(Self { #(#idents: #values?),* })
            }
        }
        #[automatically_derived]
        impl ::mcp::Form for #name {
            fn elicitation(
                message: impl ::core::convert::Into<::std::string::String>,
            ) -> ::mcp::types::FormElicitation {
                ::mcp::__private::form_elicitation::<Self>(message.into())
            }
            fn read(
                content: &::mcp::types::JsonObject,
            ) -> ::core::result::Result<Self, ::std::vec::Vec<::std::string::String>> {
                ::mcp::__private::read_form(content)
            }
            fn digest() -> ::mcp::__private::Cow<'static, str> {
                static DIGEST: ::mcp::__private::OnceLock<::std::string::String> =
                    ::mcp::__private::OnceLock::new();
                ::mcp::__private::form_digest::<Self>(&DIGEST)
            }
            fn faults() -> ::std::vec::Vec<::std::string::String> {
                ::mcp::__private::form_faults::<Self>()
            }
        }
    })
}

/// One field as it is meant.
struct Field<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    wire: String,
    /// Where its name on the wire stands.
    place: Ends,
    description: Option<Expr>,
    title: Option<Expr>,
    format: Option<LitStr>,
    range: Option<Expr>,
    length: Option<Expr>,
    default: Option<Expr>,
}

impl<'a> Field<'a> {
    fn parse(field: &'a syn::Field, sink: &mut Sink) -> Option<Field<'a>> {
        let ident = field.ident.as_ref()?;
        let mut options = options(&field.attrs, sink);
        let (wire, place) = name(ident, &mut options, sink);
        let parsed = Field {
            ident,
            ty: &field.ty,
            wire,
            place,
            description: docs::text(&field.attrs),
            title: options.text("title", sink),
            format: options
                .text("format", sink)
                .and_then(|format| known_format(&format, sink)),
            range: options.value("range", sink),
            length: options.value("length", sink),
            default: options.value("default", sink),
        };
        options.finish("a field of a form", &FIELD_KEYS, sink);
        let default = parsed.default.as_ref();
        limits::within(default, parsed.range.as_ref(), parsed.length.as_ref(), sink);
        if let (Some(default), Some(format)) = (default, &parsed.format)
            && let (Some(text), Some(known)) = (string(default), Format::parse(&format.value()))
            && !known.holds(&text.value())
        {
            sink.at(
                default,
                default_unmatched(format_args!("format = {:?}", format.value())),
            );
        }
        Some(parsed)
    }

    /// `let a0 = …;`: the field, handed over.
    fn ask(&self, index: usize) -> TokenStream {
        let (slot, field, value) = (variable("t", index), variable("p", index), variable("a", index));
        let wire = &self.wire;
        let keywords = [("description", &self.description), ("title", &self.title)];
        let keywords = keywords
            .into_iter()
            .filter_map(|(key, value)| value.as_ref().map(|value| quote!(.keyword(#key, #value))));
        // The one question about the type, standing at the type.
        let question = Ends::of(self.ty).cover(quote!(::mcp::__private::form_field));
        // Each limit stands where it was written, which is underlined when the type has no such limit.
        let limit = |method: &str, place: Ends, argument: TokenStream| {
            let mut receiver = Group::new(Delimiter::Brace, quote!(#field));
            receiver.set_span(place.whole);
            let method = Ident::new(method, place.whole);
            quote!(let #field = #receiver.#method(#argument);)
        };
        let format = self
            .format
            .as_ref()
            .map(|format| limit("format", Ends::of(format), quote!(#format)));
        let range = self
            .range
            .as_ref()
            .map(|range| limit("range", Ends::of(range), quote!(#range)));
        let length = self
            .length
            .as_ref()
            .map(|length| limit("length", Ends::of(length), quote!(#length)));
        let default = self.default.as_ref().map(|default| {
            let place = Ends::of(default);
            let question = place.cover(quote!(::mcp::__private::default_for));
            limit("default", place, quote!(|| #question(#default)))
        });
        quote! {
            let #field = ::mcp::__private::Field::new(#wire, #slot.field(#question)) #(#keywords)*;
            #format
            #range
            #length
            #default
            let #value = __form.field(#field);
        }
    }
}

/// A format that elicitation has.
fn known_format(format: &Expr, sink: &mut Sink) -> Option<LitStr> {
    let Some(text) = string(format) else {
        sink.at(format, is_literal("format"));
        return None;
    };
    if Format::parse(&text.value()).is_none() {
        let near = did_you_mean(&text.value(), &Format::NAMES);
        let known = listed(&Format::NAMES);
        sink.at(&text, unknown_format(format_args!("{:?}", text.value()), near, known));
        return None;
    }
    Some(text)
}

/// The choice that an enum is.
fn choice(item: &DeriveInput, variants: Vec<&Variant>, sink: &mut Sink) -> Option<TokenStream> {
    if variants.is_empty() {
        sink.at(&item.ident, choice_empty());
        return None;
    }
    let mut members = Vec::new();
    let mut choices = Vec::new();
    for variant in &variants {
        if !matches!(variant.fields, Fields::Unit) {
            sink.at(&variant.fields, choice_has_data());
        }
        let mut options = options(&variant.attrs, sink);
        let (wire, place) = name(&variant.ident, &mut options, sink);
        let title = match options.text("title", sink) {
            Some(title) => quote!(::core::option::Option::Some(#title)),
            None => quote!(::core::option::Option::None),
        };
        options.finish("a choice of a form", &VARIANT_KEYS, sink);
        choices.push(quote!((#wire, #title)));
        members.push((wire, place));
    }
    let members: Vec<_> = members.iter().map(|(wire, place)| (wire, *place)).collect();
    once("choices", &members, sink);
    if variants.iter().any(|variant| !matches!(variant.fields, Fields::Unit)) {
        return None;
    }
    let name = &item.ident;
    let idents: Vec<&Ident> = variants.iter().map(|variant| &variant.ident).collect();
    let places: Vec<usize> = (0..variants.len()).collect();
    Some(quote! {
        #[automatically_derived]
        impl ::mcp::__private::Choice for #name {
            const CHOICES: &'static [(&'static str, ::core::option::Option<&'static str>)] = &[#(#choices),*];
            fn choice(place: usize) -> ::core::option::Option<Self> {
                match place {
                    #(#places => ::core::option::Option::Some(Self::#idents),)*
                    _ => ::core::option::Option::None,
                }
            }
            fn place(&self) -> usize {
                match self {
                    #(Self::#idents => #places,)*
                }
            }
        }
    })
}

fn is_ours(attribute: &Attribute) -> bool {
    attribute.path().is_ident("form")
}

/// What `#[form(…)]` says.
fn options(attributes: &[Attribute], sink: &mut Sink) -> Options {
    // Several attributes are one list.
    let mut all: Vec<TokenTree> = Vec::new();
    for attribute in attributes.iter().filter(|attribute| is_ours(attribute)) {
        let Some(given) = attribute::options(attribute) else {
            sink.at(attribute, in_parentheses("form"));
            continue;
        };
        if !matches!(all.last(), None | Some(TokenTree::Punct(_))) {
            all.extend(quote!(,));
        }
        all.extend(given);
    }
    Options::parse(all.into_iter().collect(), false, sink)
}

/// The name on the wire, and where it stands.
fn name(ident: &Ident, options: &mut Options, sink: &mut Sink) -> (String, Ends) {
    let own = || (ident.unraw().to_string(), Ends::of(ident));
    let Some(rename) = options.text("rename", sink) else {
        return own();
    };
    match string(&rename) {
        Some(text) => (text.value(), Ends::of(&text)),
        None => {
            sink.at(&rename, is_literal("rename"));
            own()
        }
    }
}

/// Each name stands for one member.
fn once(what: &str, members: &[(&String, Ends)], sink: &mut Sink) {
    for (index, (wire, place)) in members.iter().enumerate() {
        if members[..index].iter().any(|(earlier, _)| earlier == wire) {
            sink.span(place.whole, same_member(what, wire));
        }
    }
}
