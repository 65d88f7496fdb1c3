//! `args` beside a tool: the call of it that a client makes, with its arguments for what it returns.

use super::{Item, Role};
use crate::attribute;
use crate::parameter::Parameter;
use crate::spans::bare;
use proc_macro2::{Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt as _, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{Attribute, Generics, PathArguments, ReturnType, Token, Type};

/// Where the calls of tools stand: on the type beside a function, or on one of their own beside an impl block.
struct Place<'a> {
    /// As beside the states that are needed: what the compiler says of a type that is written a second time is then word
    /// for word the same, and said once.
    impl_token: TokenStream,
    block: Option<(&'a Type, &'a Generics)>,
    /// What a call is made by, and the type that has a setter for each of its optional arguments.
    maker: Ident,
    setters: Ident,
}

impl Item {
    /// `impl forecast { pub fn args(…) }`, and the type with the setters. The names are given by the macro and not by the
    /// user, so that nobody is told that they are not used; they are not allowed to be unused either, because that would
    /// make the function used.
    pub(super) fn args(&self) -> TokenStream {
        let name = self.function.name();
        let place = Place {
            impl_token: quote_spanned!(name.span()=> impl),
            block: None,
            maker: format_ident!("args", span = Span::call_site()),
            setters: format_ident!("__Call", span = Span::call_site()),
        };
        let Some((maker, setters)) = self.call_at(&place) else {
            return TokenStream::new();
        };
        let impl_token = &place.impl_token;
        quote! {
            #impl_token #name { #maker }
            #setters
        }
    }

    /// The method that makes a call, for a tool of an impl block, and the type with the setters. Types of ours have their
    /// number behind the name.
    pub(crate) fn method_call(
        &self,
        index: usize,
        impl_token: &Token![impl],
        block: (&Type, &Generics),
    ) -> Option<(TokenStream, TokenStream)> {
        let place = Place {
            impl_token: impl_token.to_token_stream(),
            block: Some(block),
            maker: ident(&self.function.name().unraw().to_string())?,
            setters: format_ident!("__Call{}", index, span = Span::call_site()),
        };
        self.call_at(&place)
    }

    /// What makes a call, and the type of one that has optional arguments.
    fn call_at(&self, place: &Place<'_>) -> Option<(TokenStream, TokenStream)> {
        let arguments = self.arguments(place);
        if self.role != Role::Tool || !self.is_callable || has_twins(&arguments) {
            return None;
        }
        let (optional, required): (Vec<_>, Vec<_>) = arguments.into_iter().partition(Argument::is_optional);
        let taken = required.iter().map(Argument::taken);
        let Place { maker, setters, .. } = place;
        let (tool, returned, cfgs) = (place.named(&self.name), self.returned(place), place.cfgs(self));
        let about = format!("A call of `{}`, for a client.", self.function.name());
        let receiver = place.block.map(|_| quote!(&self,));
        // One expression costs the compiler less than one for each argument.
        let chained = required.iter().all(|argument| argument.parameter.cfgs.is_empty());
        let new = quote!(::mcp::__private::ToolRequest::new(#tool));
        let (set, request) = if chained {
            let with = required.iter().map(Argument::with);
            (TokenStream::new(), quote!(#new #(#with)*))
        } else {
            let set = required.iter().map(|argument| {
                let (cfgs, with) = (&argument.parameter.cfgs, argument.with());
                quote!(#(#cfgs)* let __call = __call #with;)
            });
            (quote!(let __call = #new; #(#set)*), quote!(__call))
        };
        let (call, made) = match optional.is_empty() {
            true => (
                quote!(::mcp::__private::Typed<#returned>),
                quote!(::mcp::__private::Typed::new(#request)),
            ),
            false => (place.call(), place.made(&request)),
        };
        let maker = quote! {
            #(#cfgs)*
            #[doc = #about]
            pub fn #maker(#receiver #(#taken),*) -> #call {
                #set
                #made
            }
        };
        if optional.is_empty() {
            return Some((maker, TokenStream::new()));
        }
        let methods = optional.iter().map(Argument::setter);
        let (impl_token, generics) = (&place.impl_token, place.generics());
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (parameter, field) = place.held();
        let setters = quote! {
            #(#cfgs)*
            #[doc = #about]
            pub struct #setters #parameter (::mcp::__private::ToolRequest #field);
            #(#cfgs)*
            #impl_token #impl_generics #call #where_clause {
                #(#methods)*
            }
            #(#cfgs)*
            #impl_token #impl_generics ::mcp::__private::TypedCall<#returned> for #call #where_clause {
                fn into_request(self) -> ::mcp::__private::ToolRequest {
                    self.0
                }
            }
        };
        Some((maker, setters))
    }

    /// What a client gives. What only types can tell to be the server's is taken for such an argument: nobody can call
    /// `args` then.
    fn arguments<'a>(&'a self, place: &'a Place<'a>) -> Vec<Argument<'a>> {
        self.own()
            .filter(|(_, parameter)| !parameter.looks_given())
            .map(|(index, parameter)| Argument::new(index, parameter, place))
            .collect()
    }

    /// `Plain<R>`, or `Fallible<R>` where the return type is spelled `Result<…>`, which spares users to write what they
    /// expect.
    fn returned(&self, place: &Place<'_>) -> TokenStream {
        let ReturnType::Type(_, ty) = &self.function.signature.output else {
            return quote!(::mcp::__private::Plain<()>);
        };
        let written = place.written(ty.to_token_stream(), true);
        match bare(ty) {
            Type::Path(path)
                if path.path.segments.last().is_some_and(|last| {
                    last.ident == "Result" && matches!(last.arguments, PathArguments::AngleBracketed(_))
                }) =>
            {
                quote!(::mcp::__private::Fallible<#written>)
            }
            _ => quote!(::mcp::__private::Plain<#written>),
        }
    }
}

impl Place<'_> {
    /// The type of a call with optional arguments.
    fn call(&self) -> TokenStream {
        let setters = &self.setters;
        match self.block {
            Some((ty, _)) => quote!(#setters<#ty>),
            None => quote!(#setters),
        }
    }

    /// A value of it, of a request.
    fn made(&self, request: &TokenStream) -> TokenStream {
        let setters = &self.setters;
        match self.block {
            Some(_) => quote!(#setters(#request, ::core::marker::PhantomData)),
            None => quote!(#setters(#request)),
        }
    }

    /// The parameter of it, and the field for that.
    fn held(&self) -> (TokenStream, TokenStream) {
        match self.block {
            Some(_) => (quote!(<__W>), quote!(, ::core::marker::PhantomData<fn() -> __W>)),
            None => (TokenStream::new(), TokenStream::new()),
        }
    }

    fn generics(&self) -> Generics {
        self.block.map(|(_, generics)| generics.clone()).unwrap_or_default()
    }

    /// When a method is there at all. What stands beside a function has its conditions already.
    fn cfgs<'i>(&self, item: &'i Item) -> Vec<&'i Attribute> {
        match self.block {
            Some(_) => attribute::cfgs(&item.function.attributes),
            None => Vec::new(),
        }
    }

    /// A type as it is written there.
    fn written(&self, tokens: TokenStream, text: bool) -> TokenStream {
        self.named(&owned(tokens, text))
    }

    /// What may say `Self` of the block's type.
    fn named(&self, tokens: &impl ToTokens) -> TokenStream {
        match self.block {
            Some((ty, _)) => named(tokens.to_token_stream(), &ty),
            None => tokens.to_token_stream(),
        }
    }
}

/// `Self`, by its name.
pub(crate) fn named(tokens: TokenStream, this: &impl ToTokens) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut out = TokenStream::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word == "Self" => {
                let leads = matches!(tokens.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                out.extend(if leads { quote!(<#this>) } else { quote!(#this) });
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), named(group.stream(), this));
                inner.set_span(group.span());
                out.append(inner);
            }
            other => out.append(other),
        }
    }
    out
}

/// An argument that a client gives.
struct Argument<'a> {
    parameter: &'a Parameter,
    name: Ident,
    place: &'a Place<'a>,
}

impl<'a> Argument<'a> {
    fn new(index: usize, parameter: &'a Parameter, place: &'a Place<'a>) -> Self {
        let named = [parameter.called.trim_start_matches('_'), &parameter.wire];
        let name = named.into_iter().find_map(ident);
        Argument {
            parameter,
            place,
            name: name.unwrap_or_else(|| Ident::new(&format!("argument{index}"), Span::call_site())),
        }
    }

    /// Whether it may be left out, as far as the spelling of its type shows.
    fn is_optional(&self) -> bool {
        let is_option = match bare(&self.parameter.ty) {
            Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "Option"),
            _ => false,
        };
        is_option || self.parameter.arg.default.is_some()
    }

    /// `city: impl Sends<String>`.
    fn taken(&self) -> TokenStream {
        let (cfgs, name) = (&self.parameter.cfgs, &self.name);
        let ty = self.place.written(self.parameter.owned(), false);
        quote!(#(#cfgs)* #name: impl ::mcp::__private::Sends<#ty>)
    }

    /// `.with("city", city)`.
    fn with(&self) -> TokenStream {
        let (name, wire) = (&self.name, &self.parameter.wire);
        match self.parameter.arg.flatten {
            true => quote!(.with_members(#wire, #name)),
            false => quote!(.with(#wire, #name)),
        }
    }

    /// The method that sets it.
    fn setter(&self) -> TokenStream {
        let Parameter {
            cfgs,
            description,
            wire,
            arg,
            ..
        } = self.parameter;
        let (name, taken) = (&self.name, self.taken());
        let set = match arg.flatten {
            true => quote!(set_members),
            false => quote!(set),
        };
        let about = match description {
            Some(description) => description.to_token_stream(),
            None => format!("With its argument `{name}`.").to_token_stream(),
        };
        quote! {
            #(#cfgs)*
            #[doc = #about]
            #[must_use]
            pub fn #name(mut self, #taken) -> Self {
                self.0.#set(#wire, #name);
                self
            }
        }
    }
}

/// Two of one name are an error already, and no second one here.
fn has_twins(arguments: &[Argument<'_>]) -> bool {
    arguments.iter().enumerate().any(|(index, argument)| {
        let mut earlier = arguments[..index]
            .iter()
            .filter(|earlier| earlier.name == argument.name);
        earlier.any(|earlier| earlier.parameter.cfgs.is_empty() || argument.parameter.cfgs.is_empty())
    })
}

/// A word as a name of ours.
fn ident(word: &str) -> Option<Ident> {
    if syn::parse_str::<Ident>(word).is_ok() {
        return Some(Ident::new(word, Span::call_site()));
    }
    let raw = format!("r#{word}");
    let is_name = syn::parse_str::<Ident>(&raw).is_ok();
    is_name.then(|| Ident::new_raw(word, Span::call_site()))
}

/// A type that borrows for good where it borrows at all. With `text`, `&'static str` is a `String`: it is read.
fn owned(tokens: TokenStream, text: bool) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_punct =
        |at: usize, wanted: char| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
    let is_word = |at: usize, wanted: &str| matches!(tokens.get(at), Some(TokenTree::Ident(word)) if word == wanted);
    let forever = |span: Span| {
        let mut quote = Punct::new('\'', Spacing::Joint);
        quote.set_span(span);
        [TokenTree::Punct(quote), TokenTree::Ident(Ident::new("static", span))]
    };
    let (mut out, mut at) = (TokenStream::new(), 0);
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '&' => {
                let named = is_punct(at + 1, '\'');
                let after = at + if named { 3 } else { 1 };
                if text && is_word(after, "str") {
                    out.extend(quote!(::std::string::String));
                    at = after;
                } else {
                    out.append(token.clone());
                    if !named {
                        out.extend(forever(punct.span()));
                    }
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' && is_word(at + 1, "_") => {
                out.extend(forever(punct.span()));
                at += 1;
            }
            TokenTree::Group(group) => {
                let inner = owned(group.stream(), text);
                let mut inner = Group::new(group.delimiter(), inner);
                inner.set_span(group.span());
                out.append(inner);
            }
            other => out.append(other.clone()),
        }
        at += 1;
    }
    out
}
