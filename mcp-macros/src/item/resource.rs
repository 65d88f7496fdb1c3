//! `#[resource]`.

use super::{Callee, Item, Place, Specific};
use crate::diagnostics::{
    Sink, bad_template, bare_attribute, empty_uri, mime_parts, needs_value, no_argument, no_scheme, nothing_to_resolve,
    unopened, uri_is_literal, uri_stands_first,
};
use crate::function::Function;
use crate::options::{Options, string};
use crate::parameter::Parameter;
use crate::resolve::Owner;
use crate::uri_template;
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;
use syn::{Expr, LitStr};

pub(crate) const KEYS: &[&str] = &[
    "name",
    "title",
    "description",
    "mime",
    "icons",
    "meta",
    "size",
    "audience",
    "priority",
    "exempt",
];

pub(super) struct ResourceOptions {
    name: Expr,
    description: Option<Expr>,
    title: Option<Expr>,
    mime: Option<Expr>,
    icons: Option<Expr>,
    meta: Option<Expr>,
    size: Option<Expr>,
    audience: Option<Expr>,
    priority: Option<Expr>,
    exempt: Option<Expr>,
}

pub(super) fn parse(
    options: &mut Options,
    place: Place,
    docs: Option<Expr>,
    function: &Function,
    parameters: &[Parameter],
    sink: &mut Sink,
) -> (Expr, Specific) {
    let uri = options.first.take();
    match &uri {
        None if place.is_bare => sink.span(place.at, bare_attribute("resource", "\"scheme://path\"")),
        None if options.is_broken() => {}
        // What is no option is meant to be the URI.
        None => match options.take_unknown(KEYS) {
            Some(given) if given.value.is_none() => sink.at(&given.key, uri_is_literal()),
            Some(given) => sink.at(&given.key, uri_stands_first()),
            None => sink.span(place.at, uri_stands_first()),
        },
        Some(uri) => match string(uri) {
            Some(text) => check_uri(&text, parameters, sink),
            None => sink.at(uri, uri_is_literal()),
        },
    }
    if let Some(text) = options.take("mime") {
        let fits = |value: &str| {
            value
                .split_once('/')
                .is_some_and(|(kind, sub)| !kind.is_empty() && !sub.is_empty())
        };
        match text.value.as_ref().map(|value| (value, string(value))) {
            Some((value, Some(literal))) if !fits(&literal.value()) => {
                sink.at(value, mime_parts());
            }
            None => sink.at(&text.key, needs_value("mime")),
            _ => {}
        }
        return finish(options, uri, docs, function, text.value, sink);
    }
    finish(options, uri, docs, function, None, sink)
}

fn finish(
    options: &mut Options,
    uri: Option<Expr>,
    docs: Option<Expr>,
    function: &Function,
    mime: Option<Expr>,
    sink: &mut Sink,
) -> (Expr, Specific) {
    let default_name = function.name().unraw().to_string();
    let name = options.text("name", sink);
    let described = options.text("description", sink);
    let specific = ResourceOptions {
        name: name.unwrap_or_else(|| syn::parse_quote!(#default_name)),
        description: described.or(docs),
        title: options.text("title", sink),
        mime,
        icons: options.icons(sink),
        meta: options.meta(sink),
        size: options.value("size", sink),
        audience: options.value("audience", sink),
        priority: options.value("priority", sink),
        exempt: options.value("exempt", sink),
    };
    (
        uri.unwrap_or_else(|| syn::parse_quote!("")),
        Specific::Resource(specific),
    )
}

/// The URI is one, its template can be matched, and its variables and the arguments are the same.
fn check_uri(uri: &LitStr, parameters: &[Parameter], sink: &mut Sink) {
    let text = uri.value();
    if text.is_empty() {
        return sink.at(uri, empty_uri());
    }
    let scheme = text.split(':').next().unwrap_or_default();
    let scheme_fits = scheme.len() < text.len()
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    if !scheme_fits {
        return sink.at(uri, no_scheme(format_args!("{text:?}")));
    }
    let parsed = match uri_template::parse(&text, uri_template::MAX_LENGTH, uri_template::MAX_VARIABLES) {
        Ok(parsed) => parsed,
        Err(error) => return sink.at(uri, bad_template(error.message)),
    };
    if let Some(position) = stray_brace(&text) {
        return sink.at(uri, unopened(position));
    }
    let names: Vec<&str> = parsed.variables.iter().map(|variable| variable.name.as_str()).collect();
    if let Some(resolve) = parameters
        .iter()
        .find_map(|parameter| parameter.resolve.as_ref())
        .filter(|_| names.is_empty())
    {
        sink.at(&resolve.path, nothing_to_resolve("resource at one URI"));
    }
    for variable in &names {
        if !parameters.iter().any(|parameter| parameter.wire == *variable) {
            let known: Vec<&str> = parameters
                .iter()
                .map(|parameter| parameter.wire.as_str())
                .filter(|name| !name.is_empty())
                .collect();
            let mut hint = crate::diagnostics::did_you_mean(variable, &known);
            if hint.is_empty() && !known.is_empty() {
                let known: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
                hint = format!(" (arguments: {})", known.join(", "));
            }
            sink.at(uri, no_argument(variable, format_args!("{text:?}"), hint));
        }
    }
}

/// Where a `}` stands that closes nothing.
fn stray_brace(template: &str) -> Option<usize> {
    let mut open = false;
    template.char_indices().find_map(|(at, c)| {
        let stray = c == '}' && !open;
        open = c == '{' || open && c != '}';
        stray.then_some(at)
    })
}

impl ResourceOptions {
    pub(super) fn definition(&self, item: &Item, callee: Callee) -> TokenStream {
        let (types, returns) = (item.types(callee), item.returns());
        let about = self.about(&item.name);
        let invoke = item.invoke(callee, false, false);
        let body = super::prompt::text_call(item, callee, &invoke);
        let completions = item.completions();
        let owner = Owner::of(item, callee);
        let made = item.own().map(|(index, parameter)| parameter.of_text(index));
        let asked = owner.as_ref().map(Owner::questions);
        let graph = owner.as_ref().map(|owner| {
            let (graph, names) = (owner.about(), owner.names());
            quote!(.resolved(#graph, #names))
        });
        let checks = self.checks(item);
        let declared = item.declared();
        quote! {
            #types
            #checks
            #(#made)*
            #asked
            #returns
            let __declared = ::mcp::__private::DeclaredTexts::new(#declared)#graph;
            #body
            __definitions.resource(#about, __declared, #completions, ::mcp::__private::read_fn(__function));
        }
    }

    /// An argument that is no variable of the URI comes from the server, and one that is a query variable may be absent.
    fn checks(&self, item: &Item) -> TokenStream {
        let Some(uri) = string(&item.name) else {
            return TokenStream::new();
        };
        let parsed = uri_template::parse(&uri.value(), uri_template::MAX_LENGTH, uri_template::MAX_VARIABLES);
        let Ok(parsed) = parsed else { return TokenStream::new() };
        let has =
            |variables: &[uri_template::Variable], name: &str| variables.iter().any(|variable| variable.name == name);
        let each = item.own().map(|(index, parameter)| {
            if !has(&parsed.variables, &parameter.wire) {
                parameter.check(index, "beside_uri")
            } else if parameter.looks_given() {
                TokenStream::new()
            } else if has(parsed.query_variables(), &parameter.wire) && parameter.arg.default.is_none() {
                parameter.check(index, "may_be_absent")
            } else if parsed
                .variables
                .iter()
                .any(|variable| variable.name == parameter.wire && variable.explode)
            {
                parameter.check(index, "exploded")
            } else {
                TokenStream::new()
            }
        });
        each.collect()
    }

    fn about(&self, uri: &Expr) -> TokenStream {
        let name = &self.name;
        let mut about = quote!(::mcp::__private::ResourceDef::new(#uri, #name));
        if let Some(title) = &self.title {
            about.extend(quote!(.title(#title)));
        }
        if let Some(description) = &self.description {
            about.extend(quote!(.description(#description)));
        }
        if let Some(mime) = &self.mime {
            about.extend(quote!(.mime_type(#mime)));
        }
        if let Some(size) = &self.size {
            about.extend(quote!(.size(#size)));
        }
        if let Some(icons) = &self.icons {
            about.extend(quote!(.icons(#icons)));
        }
        if let Some(meta) = &self.meta {
            about.extend(quote!(.metas(#meta)));
        }
        if let Some(audience) = &self.audience {
            about.extend(quote!(.annotate(|__hints| __hints.with_audience(::std::vec::Vec::from(#audience)))));
        }
        if let Some(priority) = &self.priority {
            about.extend(quote!(.annotate(|__hints| __hints.with_priority(#priority))));
        }
        if let Some(exempt) = &self.exempt {
            about.extend(quote!(.exempt(#exempt)));
        }
        about
    }
}
