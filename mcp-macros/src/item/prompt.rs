//! `#[prompt]`.

use super::{Callee, Item, Specific};
use crate::diagnostics::{Sink, name_is_option};
use crate::options::Options;
use crate::resolve::Owner;
use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

pub(crate) const KEYS: &[&str] = &["name", "title", "description", "icons", "meta"];

pub(super) struct PromptOptions {
    description: Option<Expr>,
    title: Option<Expr>,
    icons: Option<Expr>,
    meta: Option<Expr>,
}

pub(super) fn parse(
    options: &mut Options,
    default_name: &str,
    docs: Option<Expr>,
    sink: &mut Sink,
) -> (Expr, Specific) {
    if let Some(first) = options.first.take() {
        sink.at(&first, name_is_option("a prompt", "#[prompt(name = \"…\")]"));
    }
    let name = options.text("name", sink);
    let described = options.text("description", sink);
    let specific = PromptOptions {
        description: described.or(docs),
        title: options.text("title", sink),
        icons: options.icons(sink),
        meta: options.meta(sink),
    };
    (
        name.unwrap_or_else(|| syn::parse_quote!(#default_name)),
        Specific::Prompt(specific),
    )
}

impl PromptOptions {
    pub(super) fn definition(&self, item: &Item, callee: Callee) -> TokenStream {
        let (types, returns) = (item.types(callee), item.returns());
        let invoke = item.invoke(callee, false, false);
        let body = text_call(item, callee, &invoke);
        let completions = item.completions();
        let owner = Owner::of(item, callee);
        let made = item.own().map(|(index, parameter)| parameter.of_text(index));
        let asked = owner.as_ref().map(Owner::questions);
        let graph = owner.as_ref().map(|owner| {
            let (graph, names) = (owner.about(), owner.names());
            quote!(.resolved(#graph, #names))
        });
        let declared = item.declared();
        let name = &item.name;
        let mut about = quote!(::mcp::__private::PromptDef::new(#name));
        if let Some(title) = &self.title {
            about.extend(quote!(.title(#title)));
        }
        if let Some(description) = &self.description {
            about.extend(quote!(.description(#description)));
        }
        if let Some(icons) = &self.icons {
            about.extend(quote!(.icons(#icons)));
        }
        if let Some(meta) = &self.meta {
            about.extend(quote!(.metas(#meta)));
        }
        let nameless = item.own().filter(|(_, parameter)| parameter.wire.is_empty());
        let checks = nameless.map(|(index, parameter)| parameter.check(index, "nameless"));
        quote! {
            #types
            #(#checks)*
            #(#made)*
            #asked
            #returns
            let __declared = ::mcp::__private::DeclaredTexts::new(#declared)#graph;
            #body
            __definitions.prompt(#about, __declared, #completions, ::mcp::__private::prompt_fn(__function));
        }
    }
}

/// `let __function = …`: takes the texts, then runs the function. Resources and prompts share it.
pub(super) fn text_call(item: &Item, callee: Callee, invoke: &TokenStream) -> TokenStream {
    let taken = item.taken(
        |_, parameter| quote!(__texts.take(&#parameter)),
        &quote!(__call.refuse(__texts)),
    );
    let take = (!taken.is_empty()).then(|| {
        quote! {
            let mut __texts = __call.texts();
            #taken
        }
    });
    let this = item.kept(callee);
    let call = match item.role {
        super::Role::Resource => quote!(::mcp::__private::ReadCall<'_, '_>),
        _ => quote!(::mcp::__private::PromptCall<'_, '_>),
    };
    quote! {
        #this
        let __function = move |__call: #call| {
            #take
            let __returns = &__returns;
            #invoke
        };
    }
}
