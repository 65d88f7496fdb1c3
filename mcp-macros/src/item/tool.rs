//! `#[tool]`.

use super::{Callee, Item, Specific};
use crate::attribute;
use crate::diagnostics::{
    Sink, bad_tool_name, blocking_async, contradictory, name_is_option, not_interruptible, only_none,
};
use crate::function::Function;
use crate::options::{Options, duration, string};
use crate::parameter::variable;
use crate::resolve::Owner;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Expr;

pub(crate) const KEYS: &[&str] = &[
    "name",
    "title",
    "description",
    "read_only",
    "destructive",
    "idempotent",
    "open_world",
    "icons",
    "meta",
    "timeout",
    "concurrency",
    "blocking",
    "output",
];

/// The parameters for which the library has a method by their number.
const MOST: usize = 8;

pub(super) struct ToolOptions {
    description: Option<Expr>,
    title: Option<Expr>,
    hints: Vec<(&'static str, bool)>,
    icons: Option<Expr>,
    meta: Option<Expr>,
    timeout: Option<TokenStream>,
    concurrency: Option<Expr>,
    blocking: bool,
    unstructured: bool,
}

/// A name without `name =` before it.
pub(crate) fn named_by_place(options: &mut Options, sink: &mut Sink) {
    if let Some(first) = options.first.take() {
        let named = match string(&first) {
            Some(text) => format!("{:?}", text.value()),
            None => "\"…\"".to_owned(),
        };
        sink.at(
            &first,
            name_is_option("a tool", format_args!("#[tool(name = {named})]")),
        );
    }
}

pub(super) fn parse(
    options: &mut Options,
    default_name: &str,
    docs: Option<Expr>,
    function: &Function,
    sink: &mut Sink,
) -> (Expr, Specific) {
    named_by_place(options, sink);
    let name = options.text("name", sink);
    let given = name.as_ref().map(string);
    match given {
        Some(Some(text)) if !is_tool_name(&text.value()) => {
            sink.at(&text, bad_tool_name(""));
        }
        None if !is_tool_name(default_name) => {
            sink.at(function.name(), bad_tool_name(": give it another, `name = \"…\"`"));
        }
        _ => {}
    }
    let mut hints = Vec::new();
    let mut read_only = None;
    for key in ["read_only", "destructive", "idempotent", "open_world"] {
        if let Some((set, word)) = options.flag(key, sink) {
            match key {
                "read_only" if set => read_only = Some(word),
                "destructive" if set && read_only.is_some() => {
                    sink.at(&word, contradictory());
                }
                _ => {}
            }
            hints.push((key, set));
        }
    }
    let blocking = options.flag("blocking", sink);
    let is_async = function.signature.asyncness.is_some();
    if let Some((true, word)) = &blocking
        && is_async
    {
        sink.at(word, blocking_async());
    }
    let blocking = blocking.is_some_and(|(set, _)| set);
    let timeout = options.value("timeout", sink);
    if let Some(value) = &timeout
        && !is_async
        && !blocking
    {
        sink.at(value, not_interruptible());
    }
    let unstructured = match options.value("output", sink) {
        None => false,
        Some(Expr::Path(path)) if path.path.is_ident("none") => true,
        Some(other) => {
            sink.at(&other, only_none());
            false
        }
    };
    let described = options.text("description", sink);
    let specific = ToolOptions {
        description: described.or(docs),
        title: options.text("title", sink),
        hints,
        icons: options.icons(sink),
        meta: options.meta(sink),
        timeout: timeout.and_then(|value| duration(&value, "timeout", sink)),
        concurrency: options.value("concurrency", sink),
        blocking,
        unstructured,
    };
    (
        name.unwrap_or_else(|| syn::parse_quote!(#default_name)),
        Specific::Tool(specific),
    )
}

fn is_tool_name(name: &str) -> bool {
    name.len() <= 128 && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
}

impl ToolOptions {
    pub(super) fn is_described(&self) -> bool {
        self.description.is_some()
    }

    pub(super) fn definition(&self, item: &Item, callee: Callee) -> TokenStream {
        let owner = Owner::of(item, callee);
        let made = item.own().map(|(index, parameter)| parameter.of_tool(index));
        let asked = owner.as_ref().map(Owner::questions);
        let (types, returns) = (item.types(callee), item.returns());
        let this = item.kept(callee);
        // A call that may have to wait for its turn starts when it has it.
        let deferred = self.concurrency.is_some();
        let invoke = item.invoke(callee, self.blocking, deferred);
        let define = match &owner {
            Some(owner) => self.one_by_one(item, Some(owner), &invoke),
            None => self
                .by_number(item, &invoke)
                .unwrap_or_else(|| self.one_by_one(item, None, &invoke)),
        };
        quote! {
            #types
            #(#made)*
            #asked
            #returns
            #this
            #define
        }
    }

    /// `__definitions.tool2(…, |__call, __returns, a0, a1| …)`: what takes the arguments is the library's. It has that for
    /// tools of a few parameters that are always there.
    fn by_number(&self, item: &Item, invoke: &TokenStream) -> Option<TokenStream> {
        let count = item.parameters.len();
        if count > MOST || item.parameters.iter().any(|parameter| !parameter.cfgs.is_empty()) {
            return None;
        }
        let method = format_ident!("tool{count}");
        let about = self.about(&item.name);
        let (parameters, values) = (
            (0..count).map(|index| variable("p", index)),
            (0..count).map(|index| variable("a", index)),
        );
        Some(quote! {
            __definitions.#method(#about, #(#parameters,)* __returns, move |__call, __returns, #(#values),*| {
                #invoke
            });
        })
    }

    /// The same for any parameters.
    fn one_by_one(&self, item: &Item, owner: Option<&Owner<'_>>, invoke: &TokenStream) -> TokenStream {
        let about = self.about(&item.name);
        let (graph, dropped) = owner.map(|owner| (owner.about(), owner.names())).unzip();
        let graph = graph.map(|graph| quote!(.resolved(#graph)));
        let dropped = dropped.map(|names| quote!(__arguments.drop_resolved(#names);));
        let take = item.taken(
            |index, parameter| quote!(__arguments.take(#index, &#parameter)),
            &quote!(__arguments.refuse()),
        );
        let mutable = (!take.is_empty() || owner.is_some()).then(|| quote!(mut));
        let declared = item.declared();
        let names = item.parameters.iter().enumerate().map(|(index, parameter)| {
            let (cfgs, variable) = (&parameter.cfgs, variable("p", index));
            if parameter.resolve.is_some() {
                return quote!("");
            }
            // The places of the others stay what they are.
            let absent = attribute::not(cfgs).map(|not| quote!(, #not ""));
            quote!(#(#cfgs)* #variable.wire_name() #absent)
        });
        quote! {
            let __names = [#(#names),*];
            let __declared = ::mcp::__private::Declaration::new(#declared)#graph;
            __definitions.tool(
                #about,
                __declared,
                &__with,
                ::mcp::__private::tool_fn(move |__call| {
                    let #mutable __arguments = __call.arguments(&__names);
                    #dropped
                    #take
                    let __call = match __arguments.accept() {
                        ::core::result::Result::Ok(__call) => __call,
                        ::core::result::Result::Err(__step) => return __step,
                    };
                    let __returns = &__returns;
                    #invoke
                }),
            );
        }
    }

    fn about(&self, name: &Expr) -> TokenStream {
        let mut about = quote!(::mcp::__private::ToolDef::new(#name));
        if let Some(title) = &self.title {
            about.extend(quote!(.title(#title)));
        }
        if let Some(description) = &self.description {
            about.extend(quote!(.description(#description)));
        }
        for (key, set) in &self.hints {
            let setter = match *key {
                "read_only" => quote!(with_read_only_hint),
                "destructive" => quote!(with_destructive_hint),
                "idempotent" => quote!(with_idempotent_hint),
                _ => quote!(with_open_world_hint),
            };
            about.extend(quote!(.annotate(|__hints| __hints.#setter(#set))));
        }
        if let Some(icons) = &self.icons {
            about.extend(quote!(.icons(#icons)));
        }
        if let Some(meta) = &self.meta {
            about.extend(quote!(.metas(#meta)));
        }
        if let Some(timeout) = &self.timeout {
            about.extend(quote!(.timeout(#timeout)));
        }
        if let Some(concurrency) = &self.concurrency {
            about.extend(quote!(.concurrency(#concurrency)));
        }
        if self.unstructured {
            about.extend(quote!(.unstructured()));
        }
        about
    }
}
