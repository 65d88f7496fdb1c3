//! `#[mcp::client]` on a trait: each method calls a tool of a server that is written elsewhere.

mod argument;
mod method;

use crate::attribute;
use crate::diagnostics::{Sink, already_exists, client_has_no, no_options, wrong_item};
use crate::server::{Member, members_in, place};
use method::Method;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use std::collections::HashMap;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Generics, Token, TraitItem, TypeParamBound, Visibility};

/// The trait, as it was written.
struct Declared {
    attributes: Vec<Attribute>,
    visibility: Visibility,
    unsafety: Option<Token![unsafe]>,
    trait_token: Token![trait],
    ident: Ident,
    generics: Generics,
    supertraits: Punctuated<TypeParamBound, Token![+]>,
    inner: Vec<Attribute>,
    members: Vec<Member<TraitItem>>,
}

impl Parse for Declared {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut declared = Declared {
            attributes: input.call(Attribute::parse_outer)?,
            visibility: input.parse()?,
            unsafety: input.parse()?,
            trait_token: input.parse()?,
            ident: input.parse()?,
            generics: input.parse()?,
            supertraits: Punctuated::new(),
            inner: Vec::new(),
            members: Vec::new(),
        };
        if input.parse::<Option<Token![:]>>()?.is_some() {
            while !input.peek(Token![where]) && !input.peek(syn::token::Brace) {
                declared.supertraits.push_value(input.parse()?);
                if !input.peek(Token![+]) {
                    break;
                }
                declared.supertraits.push_punct(input.parse()?);
            }
        }
        declared.generics.where_clause = input.parse()?;
        (declared.inner, declared.members) = members_in(input)?;
        Ok(declared)
    }
}

pub(crate) fn expand(options: TokenStream, input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    if !options.is_empty() {
        sink.at(&options, no_options("#[mcp::client]"));
    }
    if !is_trait(input.clone()) {
        sink.span(crate::options::span_of(&input), wrong_item("#[mcp::client]", "a trait"));
        let errors = sink.finish();
        return quote!(#errors #input);
    }
    let declared: Declared = match syn::parse2(input) {
        Ok(declared) => declared,
        Err(error) => {
            sink.push(&error);
            return sink.finish();
        }
    };
    declared.check(&mut sink);
    let methods: Vec<Method<'_>> = declared
        .members
        .iter()
        .filter_map(|member| match member {
            Member::Function(function) => Method::parse(function, &mut sink),
            Member::Other(_) => None,
        })
        .collect();
    duplicates(&methods, &mut sink);
    let failed = !sink.is_empty();
    let errors = sink.finish();
    let (printed, client) = (declared.printed(&methods, failed), declared.client(&methods, failed));
    quote!(#errors #printed #client)
}

fn is_trait(input: TokenStream) -> bool {
    let peek = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        input.parse::<Visibility>()?;
        input.parse::<Option<Token![unsafe]>>()?;
        let is_trait = input.peek(Token![trait]);
        input.parse::<TokenStream>()?;
        Ok(is_trait)
    };
    syn::parse::Parser::parse2(peek, input).unwrap_or_default()
}

/// Two methods of one tool, both of them always there.
fn duplicates(methods: &[Method<'_>], sink: &mut Sink) {
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for method in methods.iter().filter(|method| method.cfgs.is_empty()) {
        match seen.get(method.tool.as_str()) {
            Some(first) => sink.span(method.place, already_exists("Tool", &method.tool, place(*first))),
            None => {
                seen.insert(&method.tool, method.place);
            }
        }
    }
}

impl Declared {
    fn check(&self, sink: &mut Sink) {
        if let Some(token) = &self.unsafety {
            sink.at(token, client_has_no("`unsafe`"));
        }
        if !self.generics.params.is_empty() {
            sink.at(&self.generics.params, client_has_no("generics"));
        }
        for member in &self.members {
            let Member::Other(other) = member else { continue };
            match &**other {
                TraitItem::Type(ty) => sink.at(&ty.ident, client_has_no("associated types")),
                TraitItem::Const(constant) => sink.at(&constant.ident, client_has_no("constants")),
                _ => {}
            }
        }
    }

    /// The trait again, for whoever implements it.
    fn printed(&self, methods: &[Method<'_>], failed: bool) -> TokenStream {
        let Declared {
            attributes,
            visibility,
            unsafety,
            trait_token,
            ident,
            generics,
            supertraits,
            inner,
            members,
        } = self;
        let where_clause = &generics.where_clause;
        let colon = (!supertraits.is_empty()).then(|| quote!(:));
        let members = members.iter().map(|member| match member {
            Member::Function(function) => {
                let method = methods.iter().find(|method| std::ptr::eq(method.function, function));
                match method {
                    Some(method) => method.declared(failed),
                    // What it waits for is its own to answer for.
                    None => {
                        let is_async = function.signature.asyncness.is_some();
                        let allowed =
                            (is_async && function.body.is_some()).then(|| quote!(#[allow(async_fn_in_trait)]));
                        let function = function.plain(method::is_ours);
                        quote!(#allowed #function)
                    }
                }
            }
            Member::Other(other) => quote!(#other),
        });
        quote! {
            #(#attributes)*
            #visibility #unsafety #trait_token #ident #generics #colon #supertraits #where_clause {
                #(#inner)*
                #(#members)*
            }
        }
    }

    /// The client, which implements it.
    fn client(&self, methods: &[Method<'_>], failed: bool) -> TokenStream {
        let (visibility, ident, generics) = (&self.visibility, &self.ident, &self.generics);
        let attributes = attribute::outer(&self.attributes, &self.inner);
        let cfgs = attribute::cfgs(&attributes);
        let old = attributes
            .iter()
            .filter(|attribute| attribute.path().is_ident("deprecated"));
        // A name of ours, so that nobody is told that it is not used.
        let place = Span::call_site().located_at(ident.span());
        let client = format_ident!("{}Client", ident.unraw(), span = place);
        let name = ident.unraw().to_string();
        let about = format!("A client of a server that has the tools of [`{name}`]. Clones share one connection.");
        let connects =
            format!("Connects to a server, and checks that it has the tools of [`{name}`] as they are declared.");
        let checks =
            format!("Takes a client, and checks that its server has the tools of [`{name}`] as they are declared.");
        let written = methods.iter().map(|method| method.written(failed));
        let tools = methods.iter().map(|method| method.described(ident, &client));
        let (tools, written) = match failed {
            true => (quote!(::std::vec::Vec::new()), quote!(#(#written)*)),
            false => (
                quote!({
                    let mut __methods = ::std::vec::Vec::new();
                    #(#tools)*
                    __methods
                }),
                quote!(#(#written)*),
            ),
        };
        // Where the trait has a method of the same name, that is what is meant.
        let is_free = |name: &str| {
            !self.members.iter().any(|member| match member {
                Member::Function(function) => function.name() == name,
                Member::Other(_) => false,
            })
        };
        let accessor = is_free("client").then(|| {
            quote! {
                /// The client that makes the calls.
                #visibility fn client(&self) -> &::mcp::Client {
                    &self.0
                }
            }
        });
        let chooser = is_free("with_options").then(|| {
            quote! {
                /// The same client, on the same connection, whose calls are made with these options.
                #visibility fn with_options(&self, options: ::mcp::CallOptions) -> Self {
                    Self(::core::clone::Clone::clone(&self.0), options)
                }
            }
        });
        let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
        let unsafety = &self.unsafety;
        // As after the name of the trait: what the compiler says of a type that is written a second time is then word for
        // word the same, and said once.
        let impl_token = quote_spanned!(ident.span()=> impl);
        // Without the types of the trait it cannot be implemented: that has been said.
        let lacks = |member: &Member<TraitItem>| match member {
            Member::Other(other) => matches!(&**other, TraitItem::Type(_) | TraitItem::Const(_)),
            Member::Function(_) => false,
        };
        let implemented = (!self.members.iter().any(lacks)).then(|| {
            quote! {
                #unsafety #impl_token #impl_generics #ident #ty_generics for #client #where_clause {
                    #written
                }
            }
        });
        quote! {
            #(#cfgs)*
            #[doc = #about]
            #(#old)*
            #[derive(::core::clone::Clone, ::core::fmt::Debug)]
            #visibility struct #client(::mcp::Client, ::mcp::CallOptions);

            #(#cfgs)*
            #[allow(deprecated, unused_braces, clippy::all, clippy::pedantic)]
            const _: () = {
                #[allow(unused_imports)]
                use ::mcp::__private::{GivenAlways as _, NoResult as _, Ungiven as _, NoData as _};

                impl #client {
                    #[doc = #connects]
                    ///
                    /// # Errors
                    /// `ClientError::Differs` with every difference, or as `Client::connect`.
                    #visibility async fn connect<__M>(
                        target: impl ::mcp::client::IntoTarget<__M>,
                    ) -> ::core::result::Result<Self, ::mcp::ClientError> {
                        Self::new(::mcp::Client::connect(target).await?).await
                    }

                    #[doc = #checks]
                    ///
                    /// # Errors
                    /// `ClientError::Differs` with every difference; its tools cannot be listed.
                    #visibility async fn new(
                        client: ::mcp::Client,
                    ) -> ::core::result::Result<Self, ::mcp::ClientError> {
                        ::mcp::__private::agrees(&client, #name, #tools).await?;
                        ::core::result::Result::Ok(Self(client, ::mcp::CallOptions::new()))
                    }

                    #accessor
                    #chooser
                }

                impl ::core::convert::AsRef<::mcp::Client> for #client {
                    fn as_ref(&self) -> &::mcp::Client {
                        &self.0
                    }
                }

                #implemented
            };
        }
    }
}
