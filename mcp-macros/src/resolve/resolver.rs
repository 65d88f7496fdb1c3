//! `#[mcp::resolver]`.

use super::{key, list};
use crate::attribute;
use crate::diagnostics::{Sink, name_is_option, one_question, resolver_argument_name};
use crate::function::Function;
use crate::item::{Callee, Item, state_types, traits};
use crate::options::Options;
use crate::parameter::{Parameter, variable};
use crate::spans::{Ends, bare};
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Expr, GenericArgument, Generics, PathArguments, ReturnType, Type};

pub(crate) const KEYS: &[&str] = &["name", "carry"];

/// What `#[mcp::resolver(…)]` says.
pub(crate) struct ResolverOptions {
    carry: bool,
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
    if let ReturnType::Type(_, ty) = &function.signature.output
        && let Some(inner) = several(ty, false)
    {
        sink.at(inner, one_question());
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
    (name, ResolverOptions { carry })
}

/// A question inside a tuple, a list or an option.
fn several(ty: &Type, inside: bool) -> Option<&Type> {
    match bare(ty) {
        Type::Tuple(tuple) => tuple.elems.iter().find_map(|ty| several(ty, true)),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let asks = ["Elicit", "ElicitUrl", "Sample", "ListRoots"]
                .iter()
                .any(|known| last.ident == known);
            if asks {
                return inside.then_some(ty);
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

/// How a parameter of a resolver is taken.
enum Taken {
    /// What another resolver finds.
    Found,
    /// What the server gives.
    Given,
    /// The tool's argument of that name, unless its type says that the server gives it.
    Named,
}

impl Taken {
    fn of(parameter: &Parameter) -> Self {
        if parameter.resolve.is_some() {
            Taken::Found
        } else if parameter.is_given() {
            Taken::Given
        } else {
            Taken::Named
        }
    }
}

/// A resolver and where it stands.
struct Written<'a> {
    item: &'a Item,
    carry: bool,
    callee: Callee,
    /// The type that stands for it.
    ty: TokenStream,
    /// Of an impl block: its type, and its generics.
    block: Option<(&'a Type, &'a Generics)>,
}

/// What stands beside a free function.
pub(crate) fn printed(item: &Item, options: &ResolverOptions) -> TokenStream {
    let name = item.function.name();
    Written {
        item,
        carry: options.carry,
        callee: Callee::Free,
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
        callee: Callee::Method,
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

    fn this(&self) -> TokenStream {
        self.block.map_or_else(|| quote!(Self), |(ty, _)| ty.to_token_stream())
    }

    fn needs(&self) -> Vec<TokenStream> {
        self.item.resolves().map(|resolve| resolve.ty(&self.this())).collect()
    }

    /// Whether the model fills in an argument of this type: the type itself says so, unless the block's own parameters
    /// are in it.
    fn is_sent(&self, parameter: &Parameter) -> TokenStream {
        let owned = parameter.owned();
        let generic = self.block.is_some_and(|(_, generics)| {
            mentions(owned.clone(), &|word| {
                word == "Self" || generics.type_params().any(|param| param.ident == *word)
            })
        });
        if generic {
            return quote!(true);
        }
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
            Some((this, _)) => with_self(returned, &this.to_token_stream()),
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
        let named = |parameter: &&Parameter| matches!(Taken::of(parameter), Taken::Named);
        for parameter in self.item.parameters.iter().filter(named) {
            let (resolver, wire, written) = (self.item.function.name(), &parameter.wire, parameter.written());
            let message = format!(
                "resolver `{resolver}` needs an argument `{wire}: {written}`, which tool `{{Tool}}` does not have [MCP153]"
            );
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

    fn owned(&self, parameter: &Parameter) -> TokenStream {
        match self.block {
            Some((this, _)) => with_self(parameter.owned(), &this.to_token_stream()),
            None => parameter.owned(),
        }
    }

    /// `fn resolve`.
    fn body(&self) -> TokenStream {
        let Written {
            item, carry, callee, ..
        } = self;
        let (traits, types) = (traits(), self.types());
        let (ok, err) = item.return_ends();
        let (kind, how) = if *carry {
            (quote!(carried), quote!(::mcp::checks::carrying))
        } else {
            (quote!(kind), quote!(::mcp::checks::settling))
        };
        let how = ok.cover(how);
        let error = err.cover(quote!(::mcp::checks::fails));
        let name = quote!(<Self as ::mcp::__private::Resolver>::NAME);
        let carried = carry.then(|| {
            quote! {
                if let ::core::option::Option::Some(__known) = __round.known(&__settles, #name) {
                    return ::core::result::Result::Ok(__known);
                }
            }
        });
        let (mut asked, mut taken) = (TokenStream::new(), TokenStream::new());
        let mut cells = Vec::new();
        for (index, parameter) in item.parameters.iter().enumerate() {
            let (slot, value, view, source) = (
                variable("t", index),
                variable("a", index),
                variable("v", index),
                variable("s", index),
            );
            let place = Ends::of(&parameter.ty);
            match Taken::of(parameter) {
                Taken::Found => {
                    let Some(resolve) = &parameter.resolve else { continue };
                    let (ty, called, cell) = (resolve.ty(&self.this()), &parameter.called, variable("n", index));
                    let how = place.cover(quote!(::mcp::checks::yields));
                    asked.extend(quote!(let #view = ::mcp::__private::Wanted::<#ty>::ASK.by(&#slot, #how);));
                    let own = (!parameter.by_reference).then(|| {
                        let own = place.cover(quote!(::mcp::checks::reused));
                        quote! {
                            let __own = #own;
                            let #value = __own(::mcp::__private::Handed::<_, true>::Lent(#value))?;
                        }
                    });
                    taken.extend(quote!(let #value = #view.lend(#cell.ready().await?, #called)?; #own));
                    cells.push(cell);
                }
                Taken::Given => {
                    let question = place.cover(quote!(::mcp::__private::argument));
                    asked.extend(quote!(let #source = (&#slot).source(#question);));
                    taken.extend(quote!(let #value = __round.extract(#source)?;));
                }
                Taken::Named => {
                    let (needs, model) = (needs_trait(&parameter.wire), self.is_sent(parameter));
                    let owned = self.owned(parameter);
                    let own = if parameter.by_reference {
                        quote!(let #value = #value.lend();)
                    } else {
                        let own = place.cover(quote!(::mcp::checks::reused));
                        quote! {
                            let __own = #own;
                            let #value = __own(#value)?;
                        }
                    };
                    taken.extend(quote! {
                        let #value = ::mcp::checks::Supply::<#owned, #model>::supply(
                            #needs::<<__A as ::mcp::__private::Args>::Owner, #model>::get(__args),
                            __round,
                            <#owned as ::mcp::Argument>::source,
                        )?;
                        #own
                    });
                }
            }
        }
        let cells = list(cells.into_iter().map(ToTokens::into_token_stream));
        let this = matches!(callee, Callee::Method)
            .then_some(item.has_self)
            .filter(|has| *has)
            .map(|_| quote!(let __this = ::mcp::__private::Args::this(__args);));
        let arguments = item.parameters.iter().enumerate().map(|(index, parameter)| {
            let value = variable("a", index);
            let given = parameter.resolve.is_none() && parameter.is_given() && parameter.by_reference;
            if given { quote!(&#value) } else { quote!(#value) }
        });
        let function = item.function.name();
        let call = match self.block {
            None => quote!(#function(#(#arguments),*)),
            Some((ty, _)) if item.has_self => quote!(<#ty>::#function(__this, #(#arguments),*)),
            Some((ty, _)) => quote!(<#ty>::#function(#(#arguments),*)),
        };
        let wait = item.function.signature.asyncness.is_some().then(|| quote!(.await));
        let place = Ends::of(function);
        let future = place.cover(quote!(async move));
        let mut block = Group::new(
            Delimiter::Brace,
            quote! {
                #carried
                let #cells = __needs;
                #this
                #taken
                __round.settle(&__settles, #name, #call #wait)
            },
        );
        block.set_span(place.last);
        // A future that cannot move between threads is the function's to answer for.
        let output = place.cover(quote! {
            impl ::core::future::Future<
                Output = ::core::result::Result<
                    <Self as ::mcp::__private::Resolver>::Return,
                    ::mcp::__private::Stop,
                >,
            > + ::core::marker::Send + 's
        });
        quote! {
            fn resolve<'s>(
                __args: &'s __A,
                __needs: <<Self as ::mcp::__private::Resolver>::Needs as ::mcp::__private::List>::Cells<'s>,
                __round: &'s ::mcp::__private::Round,
            ) -> #output {
                #traits
                #[allow(unused_imports)]
                use ::mcp::__private::{AnyKind as _, Unwanted as _};
                #types
                let __with = __ask.ok().#kind().by(#how);
                let __settles = __ask.join(__with, __ask.err().by(#error));
                #asked
                #future #block
            }
        }
    }

    /// The types of the parameters, told from a call that is never made.
    fn types(&self) -> TokenStream {
        let item = self.item;
        let parameters = || item.parameters.iter().enumerate();
        let slots = parameters().map(|(index, parameter)| parameter.slot(index));
        let arguments = parameters().map(|(index, parameter)| parameter.stand_in(index));
        let function = item.function.name();
        let call = match self.block {
            None => quote!(#function(#(#arguments),*)),
            Some((ty, _)) if item.has_self => {
                quote!(<#ty>::#function(::mcp::__private::Slot::<#ty>::new().reference(), #(#arguments),*))
            }
            Some((ty, _)) => quote!(<#ty>::#function(#(#arguments),*)),
        };
        let returned = match item.function.signature.asyncness {
            Some(_) => quote!(will_be),
            None => quote!(is),
        };
        quote! {
            #(#slots)*
            let __ask = ::mcp::__private::Returned::ASK;
            if false {
                __ask.#returned(#call);
            }
        }
    }

    /// The states it takes, for the check of whoever names it.
    fn wants(&self) -> TokenStream {
        let states: Vec<&Type> = state_types(&self.item.function).collect();
        let (s, ty, needs) = (format_ident!("__S"), &self.ty, self.needs());
        let own: Vec<Ident> = (0..states.len()).map(|index| format_ident!("__P{}", index)).collect();
        let others: Vec<Ident> = (0..needs.len()).map(|index| format_ident!("__Q{}", index)).collect();
        let mut more: Vec<&Ident> = vec![&s];
        more.extend(own.iter().chain(&others));
        let (generics, predicates) = self.generics(&more);
        let places = list(own.iter().chain(&others).map(ToTokens::to_token_stream));
        let bounds = states.iter().zip(&own).map(|(state, place)| {
            let ends = Ends::of(state);
            let (open, close) = (
                ends.cover(quote!(::mcp::__private::Has<)),
                ends.cover(quote!(, #place>)),
            );
            quote!(#s: #open #state #close,)
        });
        quote! {
            impl #generics ::mcp::__private::Wants<#s, #places> for #ty
            where
                #predicates
                #(#bounds)*
                #(#needs: ::mcp::__private::Wants<#s, #others>,)*
            {}
        }
    }

    /// What a server is told of it when it is built.
    fn describe(&self) -> TokenStream {
        let states = state_types(&self.item.function);
        let states = states.map(|state| quote!(__about.takes::<::mcp::State<#state>>();));
        let (traits, types) = (traits(), self.types());
        let asks = several(&self.returned(), true).is_some().then(|| {
            quote! {
                #traits
                #[allow(unused_imports)]
                use ::mcp::__private::AnyKind as _;
                #types
                __about.faults(__ask.ok().faults());
            }
        });
        quote!(#(#states)* #asks)
    }

    fn returned(&self) -> Type {
        match &self.item.function.signature.output {
            ReturnType::Default => syn::parse_quote!(()),
            ReturnType::Type(_, ty) => (**ty).clone(),
        }
    }
}

/// The trait of a resolver that says it needs this argument.
fn needs_trait(wire: &str) -> Ident {
    format_ident!("Needs_{}", wire)
}

/// Tokens with `this` in the place of `Self`.
fn with_self(tokens: TokenStream, this: &TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(word) if word == "Self" => quote!(<#this>),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), with_self(group.stream(), this));
                inner.set_span(group.span());
                TokenTree::Group(inner).into()
            }
            other => other.into(),
        })
        .collect()
}

/// Whether a word that fits stands in the tokens.
fn mentions(tokens: TokenStream, fits: &dyn Fn(&Ident) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => fits(&word),
        TokenTree::Group(group) => mentions(group.stream(), fits),
        _ => false,
    })
}
