//! One parameter of a tool, resource or prompt.

use crate::attribute;
use crate::diagnostics::{
    Sink, arg_in_resolver, arg_on_resolved, beside_flatten, borrowed_inside, conditional_arg, conditional_argument,
    conditional_resolve, header_shape, header_twice, is_literal, key_is_text, mutable_reference, no_such_attribute,
    owns_data, same_argument, self_in_arg, too_wide,
};
use crate::docs;
use crate::item::{Role, owner, shown};
use crate::limits;
use crate::options::{Options, string};
use crate::resolve::Resolve;
use crate::spans::{self, Ends, bare};
use crate::spelling::{self, Borrowed, is_collection, lifetime_in, odd_key};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt as _;
use syn::{Attribute, Expr, Pat, PatType, Type};

/// A parameter as it is meant.
pub(crate) struct Parameter {
    /// The name on the wire; empty for what only the server can give.
    pub(crate) wire: String,
    /// The name in the signature; the pattern, where it has none.
    pub(crate) called: String,
    /// The type of the value as it is written, without a reference before it.
    pub(crate) ty: Type,
    /// The function takes a reference to it.
    pub(crate) by_reference: bool,
    pub(crate) description: Option<Expr>,
    /// Whether it is there at all.
    pub(crate) cfgs: Vec<Attribute>,
    /// Where its name or pattern stands, or the name it is given instead.
    pub(crate) place: Ends,
    /// Whether that is a plain name and nothing else is given.
    pub(crate) is_plain: bool,
    pub(crate) arg: ArgOptions,
    /// Where `#[arg(…)]` stands.
    arg_at: Option<Ends>,
    /// The resolver that finds its value.
    pub(crate) resolve: Option<Resolve>,
}

/// What `#[arg(…)]` says.
#[derive(Default)]
pub(crate) struct ArgOptions {
    pub(crate) default: Option<Expr>,
    pub(crate) range: Option<Expr>,
    pub(crate) length: Option<Expr>,
    pub(crate) pattern: Option<Expr>,
    title: Option<Expr>,
    example: Option<Expr>,
    pub(crate) header: Option<Expr>,
    pub(crate) complete: Option<Expr>,
    pub(crate) flatten: bool,
}

pub(crate) const TOOL_KEYS: [&str; 9] = [
    "default", "range", "length", "pattern", "rename", "title", "example", "header", "flatten",
];
/// Arguments of resources and prompts are text, without a schema or a header.
const TEXT_KEYS: [&str; 7] = ["default", "range", "length", "pattern", "rename", "title", "complete"];

impl Parameter {
    pub(crate) fn parse(role: Role, typed: &PatType, sink: &mut Sink) -> Parameter {
        let mut rename = None;
        let mut arg = ArgOptions::default();
        let mut arg_at = None;
        let mut resolve = None;
        let is_resolved = typed
            .attrs
            .iter()
            .any(|attribute| attribute::word(attribute).as_deref() == Some("resolve"));
        for attribute in &typed.attrs {
            match attribute::word(attribute).as_deref() {
                Some("resolve") => {
                    resolve = Resolve::parse(attribute, sink);
                    if !attribute::cfgs(&typed.attrs).is_empty() {
                        sink.at(attribute, conditional_resolve());
                    }
                }
                // Whoever names the resolver has the argument, or has not.
                Some("cfg" | "cfg_attr") if role == Role::Resolver && !is_resolved && attribute::is_cfg(attribute) => {
                    sink.at(attribute, conditional_argument("resolver"));
                }
                Some("arg") if is_resolved => sink.at(attribute, arg_on_resolved()),
                Some("arg") if role == Role::Resolver => sink.at(attribute, arg_in_resolver()),
                Some("arg") => {
                    arg_at = Some(Ends::of(attribute));
                    let tokens = attribute::options(attribute).unwrap_or_default();
                    if let Some(place) = spans::find(tokens.clone(), "Self") {
                        // What stands in a const is outside the block, where `Self` would be a second error.
                        sink.span(place, self_in_arg());
                        continue;
                    }
                    let mut options = Options::parse(tokens, false, sink);
                    let tool = role == Role::Tool;
                    rename = options.text("rename", sink);
                    let flatten = tool && options.flag("flatten", sink).is_some_and(|(set, _)| set);
                    for key in TOOL_KEYS.iter().filter(|key| flatten && **key != "rename") {
                        if let Some(given) = options.take(key) {
                            sink.at(&given.key, beside_flatten(key));
                        }
                    }
                    arg = ArgOptions {
                        default: options.value("default", sink),
                        range: options.value("range", sink),
                        length: options.value("length", sink),
                        pattern: options.text("pattern", sink),
                        title: options.text("title", sink),
                        example: if tool { options.value("example", sink) } else { None },
                        header: if tool { options.text("header", sink) } else { None },
                        complete: if tool { None } else { options.value("complete", sink) },
                        flatten,
                    };
                    limits::check(&arg, sink);
                    let (word, known) = if tool {
                        ("tool", &TOOL_KEYS[..])
                    } else {
                        (role.word(), &TEXT_KEYS[..])
                    };
                    options.finish(&format!("an argument of a {word}"), known, sink);
                }
                Some("cfg_attr") if attribute::is_conditional_arg(attribute) => {
                    sink.at(attribute, conditional_arg());
                }
                Some(word @ ("args" | "param" | "argument")) => {
                    sink.at(attribute.path(), no_such_attribute(word));
                }
                _ => {}
            }
        }
        let plain = match &*typed.pat {
            Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => Some(&ident.ident),
            _ => None,
        };
        let called = plain.map(|ident| ident.unraw().to_string());
        let name = called.clone().filter(|name| !name.starts_with('_'));
        let (ty, by_reference) = match bare(&typed.ty) {
            Type::Reference(reference) => {
                if reference.mutability.is_some() {
                    sink.at(&typed.ty, mutable_reference());
                }
                (bare(&reference.elem).clone(), true)
            }
            other => (other.clone(), false),
        };
        let last = match &ty {
            Type::Path(path) => path.path.segments.last(),
            _ => None,
        };
        if let Some(last) = last.filter(|last| last.ident == "i128" || last.ident == "u128") {
            sink.at(&ty, too_wide(&last.ident));
        }
        let lends = last.filter(|last| last.ident != "Cow");
        if let Some(lifetime) = lends.and_then(|last| lifetime_in(&last.arguments)) {
            sink.at(lifetime, owns_data(role.word()));
        } else {
            match spelling::borrowed(&ty).filter(|_| !is_resolved) {
                Some(Borrowed::Reference(inner)) => sink.at(inner, borrowed_inside(role.word(), owner(inner))),
                Some(Borrowed::Lifetime(lifetime)) => sink.at(lifetime, owns_data(role.word())),
                None => {}
            }
        }
        if let Some(key) = odd_key(&ty).filter(|_| !is_resolved) {
            sink.at(key, key_is_text(shown(key)));
        }
        if let Some(header) = &arg.header
            && is_collection(&ty)
        {
            sink.at(header, header_shape());
        }
        let place = rename.as_ref().map_or_else(|| Ends::of(&typed.pat), Ends::of);
        let is_plain = rename.is_none() && name.is_some();
        let rename = match rename.as_ref().map(|expr| (expr, string(expr))) {
            Some((_, Some(text))) => Some(text.value()),
            Some((expr, None)) => {
                sink.at(expr, is_literal("rename"));
                None
            }
            None => None,
        };
        Parameter {
            wire: rename.or(name).unwrap_or_default(),
            called: called.unwrap_or_else(|| typed.pat.to_token_stream().to_string()),
            ty,
            by_reference,
            description: docs::text(&typed.attrs),
            cfgs: attribute::cfgs(&typed.attrs).into_iter().cloned().collect(),
            place,
            is_plain,
            arg,
            arg_at,
            resolve,
        }
    }

    /// The type as it is written.
    pub(crate) fn written(&self) -> String {
        let by_reference = if self.by_reference { "&" } else { "" };
        format!("{by_reference}{}", shown(&self.ty))
    }

    /// Whether it looks as if the server gave it: it has no name for a client to use, or the type is spelled like one of
    /// the server's and nothing is said of what a client sends.
    pub(crate) fn looks_given(&self) -> bool {
        self.wire.is_empty() || self.arg_at.is_none() && spelling::is_extractor(&self.ty)
    }

    /// The question whether a client sends it, where something is said of what it sends. Limits and a default ask as
    /// much.
    pub(crate) fn sent(&self, index: usize) -> TokenStream {
        let (arg, cfgs, slot) = (&self.arg, &self.cfgs, variable("t", index));
        let is_limited = [&arg.range, &arg.length, &arg.pattern, &arg.default];
        match self.arg_at {
            Some(at) if spelling::is_extractor(&self.ty) && is_limited.iter().all(|limit| limit.is_none()) => {
                let question = at.cover(quote!(::mcp::checks::of_client));
                quote!(#(#cfgs)* #slot.of_client(#question);)
            }
            _ => TokenStream::new(),
        }
    }

    /// The keywords of its schema or listing, each of them one more call.
    fn keywords(&self) -> TokenStream {
        let arg = &self.arg;
        let example = arg
            .example
            .as_ref()
            .map(|example| quote!(::mcp::__private::serde_json::json!([#example])));
        let keywords = [
            ("description", self.description.as_ref().map(ToTokens::to_token_stream)),
            ("title", arg.title.as_ref().map(ToTokens::to_token_stream)),
            ("examples", example),
            ("x-mcp-header", arg.header.as_ref().map(ToTokens::to_token_stream)),
        ];
        let given = keywords
            .into_iter()
            .filter_map(|(key, value)| value.map(|value| quote!(.keyword(#key, #value))));
        let flatten = arg.flatten.then(|| quote!(.flatten()));
        quote!(#(#given)* #flatten)
    }

    /// `let p0 = { p0 }.range(1..=14);` and so on: the limits, then the default, which they are checked on. Each stands
    /// where it was written, brackets and all, because those are underlined when the type has no such limits.
    fn limits(&self, index: usize) -> TokenStream {
        let (cfgs, parameter, slot, arg) = (&self.cfgs, variable("p", index), variable("t", index), &self.arg);
        let limit = |method: &str, value: &Expr, argument: TokenStream| {
            let place = Ends::of(value).whole;
            let mut receiver = Group::new(Delimiter::Brace, quote!(#parameter));
            receiver.set_span(place);
            let method = Ident::new(method, place);
            quote!(#(#cfgs)* let #parameter = #receiver.#method(#argument);)
        };
        let mut tokens = TokenStream::new();
        for (method, value) in [
            ("range", &arg.range),
            ("length", &arg.length),
            ("pattern", &arg.pattern),
        ] {
            tokens.extend(value.as_ref().map(|value| limit(method, value, quote!(#value))));
        }
        tokens.extend(arg.default.as_ref().map(|default| {
            let question = Ends::of(default).cover(quote!(::mcp::__private::default_for));
            limit(
                "default",
                default,
                quote!(|| #question(#default), #slot.default_json().json()),
            )
        }));
        tokens
    }

    /// `let t0 = …;`: the type of the value, which the compiler tells from the function.
    pub(crate) fn slot(&self, index: usize) -> TokenStream {
        let (cfgs, variable) = (&self.cfgs, variable("t", index));
        // Text that the function borrows is made as a `String`, a slice as a `Vec`.
        let owned = match &self.ty {
            Type::Slice(_) => Some(quote!(::<::std::vec::Vec<_>>)),
            _ => self.owner().map(|owned| quote!(::<#owned>)),
        };
        quote!(#(#cfgs)* let #variable = ::mcp::__private::Slot #owned::new();)
    }

    /// The type of the value: text that is borrowed is a `String`, a slice a `Vec`.
    pub(crate) fn owned(&self) -> TokenStream {
        match &self.ty {
            Type::Slice(slice) => {
                let item = &slice.elem;
                quote!(::std::vec::Vec<#item>)
            }
            ty => self.owner().unwrap_or_else(|| ty.to_token_stream()),
        }
    }

    /// What text is made as that the function borrows.
    fn owner(&self) -> Option<TokenStream> {
        match &self.ty {
            Type::Path(path) if path.path.is_ident("str") => Some(quote!(::std::string::String)),
            // The standard library's, or one of the user's.
            ty if self.by_reference && spelling::is_path(ty) => Some(quote!(<#ty as ::mcp::__private::Lent>::Owned)),
            _ => None,
        }
    }

    /// What stands for the value in the call that the types are told from.
    pub(crate) fn stand_in(&self, index: usize) -> TokenStream {
        let (cfgs, variable) = (&self.cfgs, variable("t", index));
        let value = if self.by_reference {
            quote!(reference())
        } else {
            quote!(value())
        };
        quote!(#(#cfgs)* #variable.#value)
    }

    /// `let p0 = …;`: the parameter of a tool.
    pub(crate) fn of_tool(&self, index: usize) -> TokenStream {
        let (cfgs, slot, parameter, wire) = (&self.cfgs, variable("t", index), variable("p", index), &self.wire);
        let (keywords, limits) = (self.keywords(), self.limits(index));
        // The one question about the type, standing at the type.
        let question = Ends::of(&self.ty).cover(quote!(::mcp::__private::argument));
        let check = self.wire.is_empty().then(|| self.check(index, "nameless"));
        let sent = self.sent(index);
        quote! {
            #check
            #sent
            #(#cfgs)*
            let #parameter = ::mcp::__private::Parameter::new(#wire, (&#slot).source(#question)) #keywords;
            #limits
        }
    }

    /// `let p0 = …;`: the parameter of a resource or prompt.
    pub(crate) fn of_text(&self, index: usize) -> TokenStream {
        let (cfgs, slot, parameter, wire) = (&self.cfgs, variable("t", index), variable("p", index), &self.wire);
        let (keywords, limits) = (self.keywords(), self.limits(index));
        let how = Ends::of(&self.ty).cover(quote!(how));
        let sent = self.sent(index);
        quote! {
            #sent
            #(#cfgs)*
            let #parameter = ::mcp::__private::TextParameter::new(#wire, #slot.text().#how()) #keywords;
            #limits
        }
    }

    /// `let () = { &t0 }.nameless();`: a question about the type that stands at the argument's name.
    pub(crate) fn check(&self, index: usize, question: &str) -> TokenStream {
        let (cfgs, slot) = (&self.cfgs, variable("t", index));
        let question = Ident::new(question, self.place.whole);
        let mut receiver = Group::new(Delimiter::Brace, quote!(&#slot));
        receiver.set_span(self.place.whole);
        quote!(#(#cfgs)* let () = #receiver.#question();)
    }

    /// How the function is given the value.
    pub(crate) fn passed(&self, index: usize) -> TokenStream {
        let (cfgs, variable) = (&self.cfgs, variable("a", index));
        // What a resolver has found is lent as it is.
        let by_reference = (self.by_reference && self.resolve.is_none()).then(|| quote!(&));
        quote!(#(#cfgs)* #by_reference #variable)
    }
}

/// The question whether the first two types that are spelled so are both the context.
pub(crate) fn contexts(parameters: &[Parameter]) -> TokenStream {
    let each = parameters.iter().enumerate();
    let mut contexts = each.filter(|(_, parameter)| spelling::is_named(&parameter.ty, &["Context"]));
    let (Some((first, one)), Some((second, other))) = (contexts.next(), contexts.next()) else {
        return TokenStream::new();
    };
    let (cfgs, more) = (&one.cfgs, &other.cfgs);
    let (first, second) = (variable("t", first), variable("t", second));
    let question = Ends::of(&other.ty).cover(quote!(::mcp::checks::once));
    quote!(#(#cfgs)* #(#more)* ::mcp::__private::two(&#first, &#second).once(#question);)
}

/// Two parameters of one name on the wire, and two of one header.
pub(crate) fn duplicates(parameters: &[Parameter], sink: &mut Sink) {
    let mut headers: Vec<String> = Vec::new();
    for header in parameters
        .iter()
        .filter_map(|parameter| parameter.arg.header.as_ref().and_then(string))
    {
        let name = header.value().to_ascii_lowercase();
        if headers.contains(&name) {
            sink.at(&header, header_twice(header.value()));
        }
        headers.push(name);
    }
    for (index, parameter) in parameters
        .iter()
        .enumerate()
        .filter(|(_, parameter)| parameter.cfgs.is_empty())
    {
        let twin = |earlier: &&Parameter| earlier.wire == parameter.wire && earlier.cfgs.is_empty();
        let Some(earlier) = parameters[..index]
            .iter()
            .filter(|_| !parameter.wire.is_empty())
            .find(twin)
        else {
            continue;
        };
        // Two plain names are the compiler's to refuse.
        if !(earlier.is_plain && parameter.is_plain) {
            sink.span(parameter.place.whole, same_argument(&parameter.wire));
        }
    }
}

/// A name that no code of the user's can mean.
pub(crate) fn variable(prefix: &str, index: usize) -> Ident {
    format_ident!("__{}{}", prefix, index, span = Span::mixed_site())
}
