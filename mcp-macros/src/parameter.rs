//! One parameter of a tool, resource or prompt.

use crate::attribute;
use crate::diagnostics::Sink;
use crate::docs;
use crate::item::Role;
use crate::limits;
use crate::options::{Options, string};
use crate::spans::{Ends, bare};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Pat, PatType, Type};

/// A parameter as it is meant.
pub(crate) struct Parameter {
    /// The name on the wire; empty for what only the server can give.
    pub(crate) wire: String,
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

const TOOL_KEYS: [&str; 9] = [
    "default", "range", "length", "pattern", "rename", "title", "example", "header", "flatten",
];
/// Arguments of resources and prompts are text, without a schema or a header.
const TEXT_KEYS: [&str; 7] = ["default", "range", "length", "pattern", "rename", "title", "complete"];

impl Parameter {
    pub(crate) fn parse(role: Role, typed: &PatType, sink: &mut Sink) -> Parameter {
        let mut rename = None;
        let mut arg = ArgOptions::default();
        for attribute in &typed.attrs {
            match attribute::word(attribute).as_deref() {
                Some("arg") if is_extractor(&typed.ty) => {
                    sink.at(
                        attribute,
                        "`#[arg]` says what a client sends, and this argument comes from the server",
                    );
                }
                Some("arg") => {
                    let tokens = attribute::options(attribute).unwrap_or_default();
                    let mut options = Options::parse(tokens, false, sink);
                    let tool = role == Role::Tool;
                    rename = options.text("rename", sink);
                    arg = ArgOptions {
                        default: options.value("default", sink),
                        range: options.value("range", sink),
                        length: options.value("length", sink),
                        pattern: options.text("pattern", sink),
                        title: options.text("title", sink),
                        example: if tool { options.value("example", sink) } else { None },
                        header: if tool { options.text("header", sink) } else { None },
                        complete: if tool { None } else { options.value("complete", sink) },
                        flatten: tool && options.flag("flatten", sink).is_some_and(|(set, _)| set),
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
                    sink.at(attribute, "`#[arg]` cannot be conditional");
                }
                Some(word @ ("args" | "param" | "argument")) => {
                    sink.at(
                        attribute.path(),
                        format!("there is no `#[{word}]`, did you mean `#[arg]`?"),
                    );
                }
                _ => {}
            }
        }
        let plain = match &*typed.pat {
            Pat::Ident(ident) if ident.subpat.is_none() && ident.by_ref.is_none() => Some(&ident.ident),
            _ => None,
        };
        let name = plain
            .map(|ident| ident.unraw().to_string())
            .filter(|name| !name.starts_with('_'));
        let (ty, by_reference) = match bare(&typed.ty) {
            Type::Reference(reference) => {
                if reference.mutability.is_some() {
                    sink.at(
                        &typed.ty,
                        "a handler owns its arguments: take the value, or a shared reference",
                    );
                }
                (bare(&reference.elem).clone(), true)
            }
            other => (other.clone(), false),
        };
        let place = rename.as_ref().map_or_else(|| Ends::of(&typed.pat), Ends::of);
        let is_plain = rename.is_none() && name.is_some();
        let rename = match rename.as_ref().map(|expr| (expr, string(expr))) {
            Some((_, Some(text))) => Some(text.value()),
            Some((expr, None)) => {
                sink.at(expr, "`rename` is a string literal");
                None
            }
            None => None,
        };
        Parameter {
            wire: rename.or(name).unwrap_or_default(),
            ty,
            by_reference,
            description: docs::text(&typed.attrs),
            cfgs: attribute::cfgs(&typed.attrs).into_iter().cloned().collect(),
            place,
            is_plain,
            arg,
        }
    }

    /// The keywords of its schema or listing, the constraints, then the default, which they are checked on.
    fn refinements(&self, index: usize) -> TokenStream {
        let mut tokens = TokenStream::new();
        let arg = &self.arg;
        if let Some(description) = &self.description {
            tokens.extend(quote!(.keyword("description", #description)));
        }
        if let Some(title) = &arg.title {
            tokens.extend(quote!(.keyword("title", #title)));
        }
        if let Some(example) = &arg.example {
            tokens.extend(quote!(.keyword("examples", ::mcp::__private::serde_json::json!([#example]))));
        }
        if let Some(header) = &arg.header {
            tokens.extend(quote!(.keyword("x-mcp-header", #header)));
        }
        if let Some(range) = &arg.range {
            tokens.extend(quote_spanned!(range.span()=> .range(#range)));
        }
        if let Some(length) = &arg.length {
            tokens.extend(quote_spanned!(length.span()=> .length(#length)));
        }
        if let Some(pattern) = &arg.pattern {
            tokens.extend(quote_spanned!(pattern.span()=> .pattern(#pattern)));
        }
        if let Some(default) = &arg.default {
            let value = quote_spanned!(default.span()=> ::mcp::__private::default_for(#default));
            let slot = variable("t", index);
            tokens.extend(quote!(.default(|| #value, #slot.default_json().json())));
        }
        if arg.flatten {
            tokens.extend(quote!(.flatten()));
        }
        tokens
    }

    /// `let t0 = …;`: the type of the value, which the compiler tells from the function.
    pub(crate) fn slot(&self, index: usize) -> TokenStream {
        let (cfgs, variable) = (&self.cfgs, variable("t", index));
        // Text that the function borrows is made as a `String`, a slice as a `Vec`.
        let owned = match &self.ty {
            Type::Path(path) if path.path.is_ident("str") => Some(quote!(::<::std::string::String>)),
            Type::Slice(_) => Some(quote!(::<::std::vec::Vec<_>>)),
            _ => None,
        };
        quote!(#(#cfgs)* let #variable = ::mcp::__private::Slot #owned::new();)
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
        let refinements = self.refinements(index);
        // The one question about the type, standing at the type.
        let question = Ends::of(&self.ty).cover(quote!(<_ as ::mcp::Argument>::source));
        let check = self.wire.is_empty().then(|| self.check(index, "nameless"));
        quote! {
            #check
            #(#cfgs)*
            let #parameter = ::mcp::__private::Parameter::new(#wire, #slot.source(#question)) #refinements;
        }
    }

    /// `let p0 = …;`: the parameter of a resource or prompt.
    pub(crate) fn of_text(&self, index: usize) -> TokenStream {
        let (cfgs, slot, parameter, wire) = (&self.cfgs, variable("t", index), variable("p", index), &self.wire);
        let refinements = self.refinements(index);
        let how = Ends::of(&self.ty).cover(quote!(how));
        quote! {
            #(#cfgs)*
            let #parameter = ::mcp::__private::TextParameter::new(#wire, #slot.text().#how()) #refinements;
        }
    }

    /// `t0.nameless();`: a question about the type that stands at the argument's name. What is plainly the server's own
    /// is not asked.
    pub(crate) fn check(&self, index: usize, question: &str) -> TokenStream {
        if is_extractor(&self.ty) {
            return TokenStream::new();
        }
        let (cfgs, slot) = (&self.cfgs, variable("t", index));
        let question = Ident::new(question, self.place.whole);
        quote!(#(#cfgs)* #slot.#question();)
    }

    /// How the function is given the value.
    pub(crate) fn passed(&self, index: usize) -> TokenStream {
        let (cfgs, variable) = (&self.cfgs, variable("a", index));
        let by_reference = self.by_reference.then(|| quote!(&));
        quote!(#(#cfgs)* #by_reference #variable)
    }
}

/// Whether a type is spelled like what the server gives. This spares questions and adds words; it decides nothing.
fn is_extractor(ty: &Type) -> bool {
    let known = ["Context", "State", "Progress", "Cancel", "Headers", "Principal", "Auth"];
    match bare(ty) {
        Type::Reference(reference) => is_extractor(&reference.elem),
        Type::Path(path) => path
            .path
            .segments
            .last()
            .is_some_and(|last| known.iter().any(|known| last.ident == known)),
        _ => false,
    }
}

/// Two parameters of one name on the wire.
pub(crate) fn duplicates(parameters: &[Parameter], sink: &mut Sink) {
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
            sink.span(
                parameter.place.whole,
                format!("two arguments are named `{}`", parameter.wire),
            );
        }
    }
}

/// A name that no code of the user's can mean.
pub(crate) fn variable(prefix: &str, index: usize) -> Ident {
    format_ident!("__{}{}", prefix, index, span = Span::mixed_site())
}
