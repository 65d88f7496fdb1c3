//! `#[mcp::server] impl Weather { … }`.

use super::{Member, ServerOptions, members_in};
use crate::attribute;
use crate::diagnostics::{Sink, server_lifetime, serves_nothing, unnamed, wrong_item};
use crate::item::{Callee, Item, Place, Role, state_types, traits};
use crate::resolve::{Owner, circle};
use crate::spans::{Ends, bare};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, GenericArgument, Generics, ImplItem, PathArguments, Token, Type};

/// An impl block whose functions keep their bodies as tokens.
pub(super) struct Block {
    attributes: Vec<Attribute>,
    pub(super) impl_token: Token![impl],
    pub(super) generics: Generics,
    of_trait: Option<syn::Path>,
    pub(super) ty: Type,
    inner: Vec<Attribute>,
    pub(super) members: Vec<Member<ImplItem>>,
}

impl Parse for Block {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        input.parse::<Option<Token![unsafe]>>()?;
        let impl_token = input.parse()?;
        let mut generics: Generics = input.parse()?;
        let mut ty: Type = input.parse()?;
        let mut of_trait = None;
        if input.parse::<Option<Token![for]>>()?.is_some() {
            if let Type::Path(path) = ty {
                of_trait = Some(path.path);
            }
            ty = input.parse()?;
        }
        generics.where_clause = input.parse()?;
        let (inner, members) = members_in(input)?;
        Ok(Block {
            attributes,
            impl_token,
            generics,
            of_trait,
            ty,
            inner,
            members,
        })
    }
}

pub(super) fn expand(options: TokenStream, input: TokenStream) -> TokenStream {
    let mut sink = Sink::default();
    let block: Block = match syn::parse2(input.clone()) {
        Ok(block) => block,
        Err(error) => {
            sink.push(&error);
            let errors = sink.finish();
            return quote!(#errors #input);
        }
    };
    let options = ServerOptions::of_attribute(options, &mut sink);
    if let Some(path) = &block.of_trait {
        sink.at(
            path,
            wrong_item("#[mcp::server]", "an impl block of the type itself, not of a trait"),
        );
    }
    if let Some(lifetime) = block.generics.lifetimes().next() {
        sink.at(lifetime, server_lifetime());
    } else if let Some(lifetime) = borrowed(&block.ty) {
        sink.at(lifetime, server_lifetime());
    }
    if sink.is_empty() && options.part.is_none() && !options.has_name() {
        sink.span(Span::call_site(), unnamed("#[mcp::server(name = \"Weather\")]"));
    }
    let (plain, items) = members(&block, &mut sink);
    let (resolvers, mut items): (Vec<Item>, Vec<Item>) =
        items.into_iter().partition(|item| item.role == Role::Resolver);
    circle::check(&resolvers, circle::of_self, &mut sink);
    circle::unknown(items.iter().chain(&resolvers), &resolvers, &mut sink);
    if items.is_empty() && options.parts.is_empty() && sink.is_empty() {
        sink.at(&block.ty, serves_nothing());
    }
    super::names::duplicates(&items, &mut sink);
    super::targets::check(&items, options.part.is_some() || !options.parts.is_empty(), &mut sink);
    let names: Vec<(String, syn::Expr)> = items
        .iter()
        .map(|item| (item.function.name().to_string(), item.name.clone()))
        .collect();
    items.iter_mut().for_each(|item| item.resolve_target(&names));
    let (attributes, inner) = (&block.attributes, &block.inner);
    let (impl_token, ty) = (&block.impl_token, &block.ty);
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let of_trait = block.of_trait.as_ref().map(|path| quote!(#path for));
    let printed = quote! {
        #(#attributes)*
        #impl_token #impl_generics #of_trait #ty #where_clause { #(#inner)* #(#plain)* }
    };
    let failed = !sink.is_empty();
    let errors = sink.finish();
    let beside = if block.of_trait.is_some() {
        TokenStream::new()
    } else if failed {
        stand_in(&block, &options, &items)
    } else {
        let resolvers = resolvers
            .iter()
            .map(|resolver| resolver.printed_in(&block.ty, &block.generics));
        let beside = beside(&block, &options, &items);
        quote!(#(#resolvers)* #beside)
    };
    let beside_cfgs = attribute::outer(attributes, inner);
    let cfgs = attribute::cfgs(&beside_cfgs);
    quote! {
        #printed
        #errors
        #(#cfgs)*
        const _: () = { #beside };
    }
}

/// What stands beside the block: checks of the names, and how the type becomes a server; of a part, what the server
/// takes from it.
fn beside(block: &Block, options: &ServerOptions, items: &[Item]) -> TokenStream {
    let checks = super::names::const_checks(items);
    let definitions = items.iter().map(|item| {
        let cfgs = attribute::cfgs(&item.function.attributes);
        let definition = item.definition(Callee::Method);
        quote! {
            #(#cfgs)*
            { #definition }
        }
    });
    let traits = traits();
    let define = quote! {
        #traits
        #(#definitions)*
    };
    let own = match &options.part {
        Some(part) => super::parts::part(block, part, items, &define),
        None => into_server(block, options, items, &define),
    };
    let described = items.iter().map(Item::described);
    let owners: Vec<Owner<'_>> = items
        .iter()
        .filter_map(|item| Owner::of(item, Callee::Method))
        .collect();
    let code = Owner::naming(owners.iter(), &quote!(#checks #own));
    let calls = calls(block, options, items);
    quote!(#code #(#described)* #calls)
}

fn calls(block: &Block, options: &ServerOptions, items: &[Item]) -> TokenStream {
    match options.without_calls {
        Some(_) => TokenStream::new(),
        None => super::calls::calls(block, options.part.as_ref(), items),
    }
}

/// The `'_` of `impl Weather<'_>`.
fn borrowed(ty: &Type) -> Option<&syn::Lifetime> {
    let Type::Path(path) = bare(ty) else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) if lifetime.ident != "static" => Some(lifetime),
        _ => None,
    })
}

fn into_server(block: &Block, options: &ServerOptions, items: &[Item], define: &TokenStream) -> TokenStream {
    // The block's own word: what the compiler says of a type that is written a second time here is then the same.
    let (impl_token, ty, builder) = (&block.impl_token, &block.ty, options.builder());
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    let needs = items.iter().flat_map(|item| {
        let cfgs = attribute::cfgs(&item.function.attributes);
        state_types(&item.function).map(move |state| {
            let ends = Ends::of(state);
            let (open, close) = (
                ends.cover(quote!(::mcp::__private::Need::<)),
                ends.cover(quote!(>::among)),
            );
            quote! {
                #(#cfgs)*
                {
                    let __needs = #open #state #close;
                    __needs(__states);
                }
            }
        })
    });
    let wants = items.iter().flat_map(|item| {
        let cfgs = attribute::cfgs(&item.function.attributes);
        let owner = Owner::of(item, Callee::Method);
        let resolvers = owner.map(|owner| owner.types()).unwrap_or_default();
        resolvers.into_iter().map(move |(resolve, ty)| {
            let given = resolve.place().cover(quote!(::mcp::checks::all_given));
            quote! {
                #(#cfgs)*
                {
                    #[allow(unused_imports)]
                    use ::mcp::__private::Unresolvable as _;
                    ::mcp::__private::Resolvers::<(#ty, ())>::ASK.among(__states, #given);
                }
            }
        })
    });
    let parts = super::parts::taken(block, &options.parts);
    let (mut named, mut unique, mut unique_now) = (quote!(), quote!(), quote!());
    if !options.parts.is_empty() {
        named = super::parts::names(block, None, items);
        named.extend(super::parts::listed(block, &options.parts));
        if super::parts::is_generic(block) {
            unique = super::parts::unique(block, &options.parts, &quote!(Self));
        } else {
            unique_now = super::parts::unique(block, &options.parts, &ty.to_token_stream());
        }
    }
    let body = quote! {
        #unique
        #builder
        #(#needs)*
        #(#wants)*
        let __this = &::mcp::__private::Arc::new(self);
        let __builder = __builder.define(|__definitions| {
            #define
            #parts
        });
        __builder.finish()
    };
    let lints =
        quote!(#[allow(deprecated, trivial_bounds, unused_variables, unused_braces, clippy::all, clippy::pedantic)]);
    // Asked once, for the whole type: below it holds, whatever it is.
    let ends = Ends::of(ty);
    let (open, close) = (
        ends.cover(quote!(::mcp::__private::shared::<)),
        ends.cover(quote!(, _>)),
    );
    let asked = quote! {
        #[allow(dead_code, clippy::all, clippy::pedantic)]
        fn __shared #impl_generics () #where_clause {
            #open #ty #close();
        }
    };
    let shareable = Ends::of(ty).cover(quote!(::mcp::__private::Shareable));
    let mut shared = where_clause.cloned().unwrap_or_else(|| syn::parse_quote!(where));
    if block.generics.type_params().next().is_some() {
        shared.predicates.push(syn::parse_quote!(#ty: #shareable));
        return quote! {
            #named
            #asked
            #lints
            #impl_token #impl_generics ::mcp::IntoServer for #ty #shared {
                fn into_server(self) -> ::mcp::Server {
                    #body
                }
            }
        };
    }
    // Of a type without parameters it would be looked at here, too, and refused a second time: it goes by another name.
    shared
        .predicates
        .push(syn::parse_quote!(<__X as ::mcp::__private::Same<#ty>>::Type: ::mcp::__private::Shareable));
    let mut generics = block.generics.clone();
    generics.params.push(syn::parse_quote!(__X));
    let (made_generics, _, _) = generics.split_for_impl();
    quote! {
        #named
        #unique_now
        #asked
        trait __Make<__X>: ::core::marker::Sized {
            fn __make(self, _: ::core::marker::PhantomData<__X>) -> ::mcp::Server;
        }
        #lints
        #impl_token #made_generics __Make<__X> for #ty #shared {
            fn __make(self, _: ::core::marker::PhantomData<__X>) -> ::mcp::Server {
                #body
            }
        }
        trait __Made: ::core::marker::Sized {
            fn __made(self) -> ::mcp::Server;
        }
        impl #made_generics __Made for (#ty, ::core::marker::PhantomData<__X>) #shared {
            fn __made(self) -> ::mcp::Server {
                self.0.__make(self.1)
            }
        }
        impl #impl_generics ::mcp::IntoServer for #ty #where_clause {
            fn into_server(self) -> ::mcp::Server {
                #[allow(unused_imports)]
                use ::mcp::__private::Refused as _;
                (self, ::core::marker::PhantomData::<()>).__made()
            }
        }
    }
}

/// The block's members as they are printed again, and those that are items.
fn members(block: &Block, sink: &mut Sink) -> (Vec<TokenStream>, Vec<Item>) {
    let mut plain = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for member in &block.members {
        let function = match member {
            Member::Function(function) => function,
            Member::Other(other) => {
                plain.push(other.to_token_stream());
                continue;
            }
        };
        let Some((role, attribute)) = Item::role(function, sink) else {
            plain.push(function.plain_unchanged());
            continue;
        };
        plain.push(function.plain(|attribute| Role::of(attribute).is_some()));
        let tokens = attribute::options(attribute);
        items.push(Item::parse(
            role,
            tokens.unwrap_or_default(),
            Place::of(attribute),
            function.again(),
            sink,
        ));
    }
    (plain, items)
}

/// A block that could not be read still is a server, or a part, so that nothing else turns red.
fn stand_in(block: &Block, options: &ServerOptions, items: &[Item]) -> TokenStream {
    let ty = &block.ty;
    let (impl_generics, _, where_clause) = block.generics.split_for_impl();
    // What calls its tools is right, unless the type itself is refused.
    let is_owned = block.generics.lifetimes().next().is_none() && borrowed(&block.ty).is_none();
    let calls = is_owned.then(|| calls(block, options, items));
    if let Some(part) = &options.part {
        let part = super::parts::part(block, part, &[], &TokenStream::new());
        return quote!(#part #calls);
    }
    let listed = super::parts::listed(block, &options.parts);
    quote! {
        #listed
        #calls
        impl #impl_generics ::mcp::IntoServer for #ty #where_clause {
            fn into_server(self) -> ::mcp::Server {
                ::mcp::Server::builder("").finish()
            }
        }
    }
}
