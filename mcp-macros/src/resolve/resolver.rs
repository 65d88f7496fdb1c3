//! `#[mcp::resolver]`.

use super::options::ResolverOptions;
use super::{key, list};
use crate::attribute;
use crate::diagnostics::needs_argument;
use crate::item::{Item, needs_bounds, state_types, wants_bounds, with_self};
use crate::parameter::Parameter;
use crate::spans::{self, Ends};
use crate::spelling::is_extractor;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Generics, ReturnType, Type};

/// How a parameter of a resolver is taken.
pub(super) enum Taken {
    /// What another resolver finds.
    Found,
    /// What the server gives.
    Given,
    /// The tool's argument of that name, unless its type says that the server gives it.
    Named,
}

/// A resolver and where it stands.
pub(super) struct Written<'a> {
    pub(super) item: &'a Item,
    pub(super) carry: bool,
    among: Option<&'a Type>,
    /// The type that stands for it.
    ty: TokenStream,
    /// Of an impl block: its type, and its generics.
    pub(super) block: Option<(&'a Type, &'a Generics)>,
}

/// What stands beside a free function.
pub(crate) fn printed(item: &Item, options: &ResolverOptions) -> TokenStream {
    let name = item.function.name();
    Written {
        item,
        carry: options.carry,
        among: options.among.as_ref(),
        ty: quote!(#name),
        block: None,
    }
    .printed()
}

/// What stands beside an impl block for one of its resolvers, with a type for it.
pub(crate) fn printed_in(item: &Item, options: &ResolverOptions, ty: &Type, generics: &Generics) -> TokenStream {
    let name = super::own_type(item.function.name());
    let printed = Written {
        item,
        carry: options.carry,
        among: options.among.as_ref(),
        ty: quote!(#name<#ty>),
        block: Some((ty, generics)),
    }
    .printed();
    let cfgs = attribute::cfgs(&item.function.attributes);
    quote! {
        #(#cfgs)*
        #[allow(non_camel_case_types)]
        struct #name<__W: ?::core::marker::Sized>(::core::marker::PhantomData<fn() -> __W>);
        #(#cfgs)*
        const _: () = { #printed };
    }
}

/// What stands beside one that was refused: it finds anything, for anybody.
pub(crate) fn refused(name: &Ident) -> TokenStream {
    quote! {
        impl ::mcp::__private::Resolver for #name {
            type Key = ();
            type Needs = ();
            type Return = ::mcp::__private::Nothing;
            const NAME: &'static str = "";
            fn describe(_: &mut ::mcp::__private::AboutGraph) {}
        }
        impl<__X> ::mcp::__private::Ordered<__X> for #name {}
        impl<__A> ::mcp::__private::ResolverFor<__A> for #name {
            fn resolve<'s>(
                _: &'s __A,
                (): (),
                _: &'s ::mcp::__private::Round,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<::mcp::__private::Nothing, ::mcp::__private::Stop>,
            > + ::core::marker::Send + 's {
                ::core::future::pending()
            }
        }
        impl<__S> ::mcp::__private::Wants<__S, ()> for #name {}
    }
}

impl Written<'_> {
    pub(super) fn taken(&self, parameter: &Parameter) -> Taken {
        if parameter.resolve.is_some() {
            Taken::Found
        } else if parameter.wire.is_empty() || self.is_generic(parameter) && is_extractor(&parameter.ty) {
            Taken::Given
        } else {
            Taken::Named
        }
    }

    /// Whether the block's own parameters are in the type.
    fn is_generic(&self, parameter: &Parameter) -> bool {
        self.block.is_some_and(|(_, generics)| {
            let mentions = |word: &str| spans::mentions(parameter.owned(), word);
            mentions("Self") || generics.type_params().any(|param| mentions(&param.ident.to_string()))
        })
    }

    /// The generics of the block, with one more.
    fn generics(&self, more: &[&Ident]) -> (TokenStream, TokenStream) {
        let mut generics = self.block.map(|(_, generics)| generics.clone()).unwrap_or_default();
        for name in more {
            generics.params.push(syn::parse_quote!(#name));
        }
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let predicates = where_clause.map(|clause| {
            let predicates = &clause.predicates;
            quote!(#predicates,)
        });
        (impl_generics.to_token_stream(), predicates.unwrap_or_default())
    }

    pub(super) fn this(&self) -> TokenStream {
        self.block.map_or_else(|| quote!(Self), |(ty, _)| ty.to_token_stream())
    }

    fn needs(&self) -> Vec<TokenStream> {
        self.item.resolves().map(|resolve| resolve.ty(&self.this())).collect()
    }

    /// Whether the model fills in an argument of this type: the type itself says so, unless the block's own parameters
    /// are in it.
    pub(super) fn is_sent(&self, parameter: &Parameter) -> TokenStream {
        if self.is_generic(parameter) {
            return quote!(true);
        }
        let owned = parameter.owned();
        let question = Ends::of(&parameter.ty).cover(quote!(::mcp::Argument));
        quote!({ <#owned as #question>::FROM_MODEL })
    }

    fn printed(&self) -> TokenStream {
        let Written { item, ty, .. } = self;
        let shared = item.function.shared_attributes();
        let (name, key) = (&item.name, key::key(item.function.name()));
        let needs = self.needs();
        let need_list = list(needs.iter().cloned());
        let returned = self.returned().to_token_stream();
        let returned = match self.block {
            Some((this, _)) => with_self(returned, this),
            None => returned,
        };
        // A type that only fewer may see than the function is told of where it is written.
        let ends = match &item.function.signature.output {
            ReturnType::Default => Ends::of(item.function.name()),
            ReturnType::Type(_, ty) => Ends::of(ty),
        };
        let (open, close) = (ends.start(quote!(type Return =)), ends.end(quote!(;)));
        let returned = quote!(#open #returned #close);
        let (x, a) = (format_ident!("__X"), format_ident!("__A"));
        let (plain, plain_where) = self.generics(&[]);
        let (with_x, _) = self.generics(&[&x]);
        let (with_a, _) = self.generics(&[&a]);
        let impl_token = quote_spanned!(item.function.name().span()=> impl);
        let (traits, bounds) = self.arguments();
        let this_bound = self
            .block
            .filter(|_| item.has_self)
            .map(|(this, _)| quote!(__A: ::mcp::__private::Args<This = ::mcp::__private::Arc<#this>>,));
        let (body, wants, describe) = (self.body(), self.wants(), self.describe());
        quote! {
            #shared
            #[allow(
                deprecated,
                non_camel_case_types,
                unused_braces,
                unused_variables,
                private_bounds,
                private_interfaces,
                clippy::all,
                clippy::pedantic
            )]
            const _: () = {
                #traits
                #impl_token #plain ::mcp::__private::Resolver for #ty where #plain_where {
                    type Key = #key;
                    type Needs = #need_list;
                    #returned
                    const NAME: &'static str = #name;
                    fn describe(__about: &mut ::mcp::__private::AboutGraph) {
                        #describe
                    }
                }
                impl #with_x ::mcp::__private::Ordered<#x> for #ty
                where
                    #plain_where
                    #(#needs: ::mcp::__private::Ordered<#x>,)*
                {}
                impl #with_a ::mcp::__private::ResolverFor<#a> for #ty
                where
                    #plain_where
                    #a: ::mcp::__private::Args,
                    #this_bound
                    #bounds
                {
                    #body
                }
                #wants
            };
        }
    }

    /// For each argument it takes by name a trait that says so in words, and the bound that asks for it.
    fn arguments(&self) -> (TokenStream, TokenStream) {
        let (mut traits, mut bounds) = (TokenStream::new(), TokenStream::new());
        let named = |parameter: &&Parameter| matches!(self.taken(parameter), Taken::Named);
        for parameter in self.item.parameters.iter().filter(named) {
            let (resolver, wire, written) = (self.item.function.name(), &parameter.wire, parameter.written());
            // The compiler puts the tool's name in.
            let message = needs_argument(resolver, wire, written, "{Tool}").to_string();
            let label = format!("`{{Tool}}` has no argument `{wire}`");
            let (name, hash, owned, model) = (
                needs_trait(wire),
                key::hash(wire),
                self.owned(parameter),
                self.is_sent(parameter),
            );
            traits.extend(quote! {
                #[diagnostic::on_unimplemented(message = #message, label = #label)]
                trait #name<Tool, const MODEL: bool> {
                    type Found;
                    fn get(&self) -> &Self::Found;
                }
                #[diagnostic::do_not_recommend]
                impl<__A: ::mcp::__private::Named<#hash>, Tool> #name<Tool, true> for __A {
                    type Found = __A::Type;
                    fn get(&self) -> &__A::Type {
                        self.named()
                    }
                }
                #[diagnostic::do_not_recommend]
                impl<__A, Tool> #name<Tool, false> for __A {
                    type Found = ();
                    fn get(&self) -> &() {
                        &()
                    }
                }
            });
            bounds.extend(quote! {
                __A: #name<
                    <__A as ::mcp::__private::Args>::Owner,
                    #model,
                    Found: ::mcp::checks::Supply<#owned, #model>,
                >,
            });
        }
        (traits, bounds)
    }

    pub(super) fn owned(&self, parameter: &Parameter) -> TokenStream {
        match self.block {
            Some((this, _)) => with_self(parameter.owned(), this),
            None => parameter.owned(),
        }
    }

    /// The types of the parameters, told from a call that is never made.
    pub(super) fn types(&self) -> TokenStream {
        let parameters = self.item.parameters.iter().enumerate();
        let this = self
            .block
            .map(|(ty, _)| quote!(::mcp::__private::Slot::<#ty>::new().reference()));
        self.item
            .told(&self.call(this, parameters.map(|(index, parameter)| parameter.stand_in(index))))
    }

    /// The question whether what is inside the return value asks something.
    pub(super) fn alone(&self) -> TokenStream {
        let Some(ty) = self.among else {
            return TokenStream::new();
        };
        let question = Ends::of(ty).cover(quote!(::mcp::checks::alone));
        let ty = match self.block {
            Some((this, _)) => with_self(ty.to_token_stream(), this),
            None => ty.to_token_stream(),
        };
        quote!(::mcp::__private::Slot::<#ty>::new().alone(#question);)
    }

    /// The function, called; with this server, where it is a method.
    pub(super) fn call(&self, this: Option<TokenStream>, arguments: impl Iterator<Item = TokenStream>) -> TokenStream {
        let function = self.item.function.name();
        let this = this.filter(|_| self.item.has_self).map(|this| quote!(#this,));
        match self.block {
            None => quote!(#function(#(#arguments),*)),
            Some((ty, _)) => quote!(<#ty>::#function(#this #(#arguments),*)),
        }
    }

    /// The states it takes, for the check of whoever names it.
    fn wants(&self) -> TokenStream {
        let states: Vec<&Type> = state_types(&self.item.function).collect();
        let (s, ty, needs) = (format_ident!("__S"), &self.ty, self.needs());
        let ((mut places, bounds), (others, wants)) = (needs_bounds(&states), wants_bounds(&needs));
        places.extend(others);
        let more: Vec<&Ident> = std::iter::once(&s).chain(&places).collect();
        let (generics, predicates) = self.generics(&more);
        let places = list(places.iter().map(ToTokens::to_token_stream));
        quote! {
            impl #generics ::mcp::__private::Wants<#s, #places> for #ty
            where
                #predicates
                #bounds
                #wants
            {}
        }
    }

    /// What a server is told of it when it is built.
    fn describe(&self) -> TokenStream {
        let states = state_types(&self.item.function);
        let states = states.map(|state| quote!(__about.takes::<::mcp::State<#state>>();));
        quote! {
            #(#states)*
            #[allow(unused_imports)]
            use ::mcp::__private::{AnyKind as _, Split as _};
            let __ask = ::mcp::__private::Returned::<<Self as ::mcp::__private::Resolver>::Return>::ASK;
            __about.faults(__ask.ok().faults());
        }
    }

    fn returned(&self) -> Type {
        match &self.item.function.signature.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        }
    }
}

/// The trait of a resolver that says it needs this argument.
pub(super) fn needs_trait(wire: &str) -> Ident {
    format_ident!("Needs_{}", wire)
}
