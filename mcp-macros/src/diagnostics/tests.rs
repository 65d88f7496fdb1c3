//! Typos, each in the place where one writes such a word.

use super::did_you_mean;
use crate::item::{Role, free};
use crate::server;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// What a macro says, as one text.
fn said(code: &TokenStream) -> String {
    code.to_string()
}

fn suggests(code: &TokenStream, typo: &str, word: &str) {
    let text = said(code);
    let hint = format!("did you mean `{word}`?");
    assert!(text.contains(&hint), "{typo}: {text}");
}

#[test]
fn option_keys() {
    for (typo, word) in [
        ("nmae", "name"),
        ("titel", "title"),
        ("descripton", "description"),
        ("readonly", "read_only"),
        ("destructiv", "destructive"),
        ("idempotant", "idempotent"),
        ("openworld", "open_world"),
        ("timout", "timeout"),
        ("concurency", "concurrency"),
        ("bloking", "blocking"),
    ] {
        let key = format_ident!("{typo}");
        suggests(
            &free(
                Role::Tool,
                quote!(#key = "x"),
                quote!(
                    fn f() {}
                ),
            ),
            typo,
            word,
        );
    }
}

#[test]
fn options_of_arguments() {
    for (typo, word) in [
        ("defualt", "default"),
        ("defalt", "default"),
        ("rang", "range"),
        ("lenght", "length"),
        ("patern", "pattern"),
        ("renamed", "rename"),
        ("titel", "title"),
        ("exmaple", "example"),
        ("heder", "header"),
        ("flaten", "flatten"),
    ] {
        let key = format_ident!("{typo}");
        suggests(
            &free(
                Role::Tool,
                TokenStream::new(),
                quote!(
                    fn f(#[arg(#key = 1)] a: u8) {}
                ),
            ),
            typo,
            word,
        );
    }
}

const TYPOS: [(&str, &str); 10] = [
    ("cty", "city"),
    ("citty", "city"),
    ("ciyt", "city"),
    ("countrey", "country"),
    ("contry", "country"),
    ("cuontry", "country"),
    ("languge", "language"),
    ("langauge", "language"),
    ("temprature", "temperature"),
    ("temperatur", "temperature"),
];

#[test]
fn variables_of_uris() {
    for (typo, word) in TYPOS {
        let (uri, argument) = (format!("weather://{{{typo}}}"), format_ident!("{word}"));
        suggests(
            &free(
                Role::Resource,
                quote!(#uri),
                quote!(fn f(#argument: String) -> String { String::new() }),
            ),
            typo,
            word,
        );
    }
}

#[test]
fn arguments_and_targets_of_completions() {
    for (typo, word) in TYPOS {
        let (wrong, right) = (format_ident!("{typo}"), format_ident!("{word}"));
        let block = |prompt: &proc_macro2::Ident, argument: &proc_macro2::Ident| {
            let block = quote! {
                impl Weather {
                    #[prompt]
                    fn #right(&self, #right: String) -> String { String::new() }
                    #[resource("weather://x")]
                    fn unlike_any_of_them(&self) -> String { String::new() }
                    #[completion(prompt = #prompt, argument = #argument)]
                    fn complete(&self, value: &str) -> Vec<String> { Vec::new() }
                }
            };
            server::expand(quote!(name = "Weather"), block)
        };
        suggests(&block(&right, &wrong), typo, word);
        suggests(&block(&wrong, &right), typo, word);
        let uri = format!("weather://{{{word}}}");
        let resource = quote! {
            impl Weather {
                #[resource(#uri)]
                fn #right(&self, #right: String) -> String { String::new() }
                #[prompt]
                fn unlike_any_of_them(&self) -> String { String::new() }
                #[completion(resource = #wrong, argument = #right)]
                fn complete(&self, value: &str) -> Vec<String> { Vec::new() }
            }
        };
        suggests(&server::expand(quote!(name = "Weather"), resource), typo, word);
    }
}

#[test]
fn nothing_near() {
    for word in ["x", "timezone", "", "description_of_the_city"] {
        assert_eq!(did_you_mean(word, &["name", "title", "description"]), "");
    }
}
