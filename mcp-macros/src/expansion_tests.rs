//! What the macros write, against `tests/expansions/*.rs`, which are there to be read. `BLESS=1 cargo test -p
//! mcp-runtime-macros` writes them anew.

use crate::item::{Role, free};
use crate::{attribute, client, derive_form, list, server};
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use std::path::Path;
use std::{env, fs};
use syn::{File, Item};

#[test]
fn tool_async() {
    let tool = quote! {
        /// Today's forecast for one city.
        #[allow(clippy::unused_async)]
        pub async fn forecast(
            /// The city, by its English name.
            city: &str,
            #[arg(default = 1, range = 1..=14)] days: u8,
            ctx: &Context,
            State(db): State<Db>,
        ) -> mcp::Result<Vec<Day>> {
            db.lookup(city, days).await
        }
    };
    expands("tool_async", free(Role::Tool, quote!(read_only, timeout = "30s"), tool));
}

#[test]
fn tool_sync_in_impl() {
    let block = quote! {
        impl<D: Db> Weather<D> {
            /// Today's forecast.
            #[tool]
            fn forecast(&self, city: String) -> String {
                self.db.forecast(&city)
            }

            fn helper(&self) {}
        }
    };
    expands(
        "tool_sync_in_impl",
        server::expand(quote!(name = "Weather", state = Cache::new()), block),
    );
}

#[test]
fn resource_template() {
    let resource = quote! {
        /// The full report for one city.
        fn report(city: String, unit: Option<String>, tenant: Tenant) -> Result<Report, Lost> {
            find(city, unit, tenant)
        }
    };
    expands(
        "resource_template",
        free(
            Role::Resource,
            quote!("weather://{city}{?unit}", mime = "text/plain"),
            resource,
        ),
    );
}

#[test]
fn prompt() {
    let prompt = quote! {
        /// Ask for a travel plan.
        async fn plan(#[arg(complete = cities)] city: String, #[arg(default = 3)] days: u8) -> String {
            format!("Plan {days} days in {city}.")
        }
    };
    expands("prompt", free(Role::Prompt, quote!(title = "Plan"), prompt));
}

#[test]
fn resolver() {
    let resolver = quote! {
        /// The user has the last word.
        async fn ask_to_confirm(
            date: &str,
            #[resolve(stock)] stock: &Stock,
            State(db): State<Db>,
        ) -> mcp::Result<Elicit<Confirmation>> {
            Ok(Elicit::ask(format!("Book a table for {date}?")))
        }
    };
    expands("resolver", free(Role::Resolver, quote!(name = "confirm"), resolver));
}

#[test]
fn tool_resolved() {
    let tool = quote! {
        /// Book a table.
        async fn book_table(date: String, #[resolve(ask_to_confirm)] answer: Confirmation) -> String {
            format!("{date} {}", answer.confirm)
        }
    };
    expands("tool_resolved", free(Role::Tool, quote!(), tool));
}

#[test]
fn form() {
    let form = quote! {
        struct Booking {
            /// For how many?
            #[form(range = 1..=9, default = 2)]
            seats: u8,
            #[form(format = "date", title = "Day", rename = "day")]
            date: Option<String>,
            #[form(length = ..=2)]
            extras: Vec<Extra>,
        }
    };
    expands("form", derive_form::expand(form));
}

#[test]
fn form_choice() {
    let choice = quote! {
        enum Place {
            Indoor,
            #[form(title = "On the terrace", rename = "terrace")]
            Terrace,
        }
    };
    expands("form_choice", derive_form::expand(choice));
}

#[test]
fn build_list() {
    let built = list::expand(quote!(
        "Weather",
        [
            forecast,
            #[cfg(unix)]
            europe::report
        ],
        state = Db::new(),
        page_size = 20
    ));
    expands("build_list", quote!(fn server() -> mcp::Server { #built }));
}

#[test]
fn server_module() {
    let module = quote! {
        /// All about the weather.
        pub mod weather {
            use super::Db;

            /// Today's forecast.
            #[tool(name = NAME)]
            pub fn forecast(city: String) -> String {
                city
            }

            /// The report.
            #[resource("weather://report")]
            #[cfg(unix)]
            fn report() -> &'static str {
                "Rain."
            }

            #[completion(prompt = plan, argument = city)]
            async fn cities(value: &str, State(db): State<Db>) -> Vec<String> {
                db.cities(value).await
            }

            /// Ask for a plan.
            #[prompt]
            fn plan(city: String) -> String {
                city
            }
        }
    };
    expands(
        "server_module",
        server::expand(quote!(name = "Weather", instructions = "Ask for the weather."), module),
    );
}

#[test]
fn client_trait() {
    let declared = quote! {
        /// A weather service.
        pub trait Weather: Send + Sync {
            /// Tomorrow's weather in a city.
            async fn forecast(&self, city: &str, days: Option<u8>) -> mcp::Result<String>;

            #[tool(name = "get.alerts")]
            #[cfg(unix)]
            async fn alerts(
                &self,
                #[arg(rename = "areaCode")] area: String,
                #[arg(flatten)] filter: &Filter,
            ) -> Result<Vec<Alert>, Lost>;

            async fn here(&self) -> mcp::Result<String> {
                self.forecast("London", None).await
            }
        }
    };
    expands("client_trait", client::expand(quote!(), declared));
}

/// Compares code with a file, whose name is that of the test.
fn expands(name: &str, code: TokenStream) {
    let mut file: File = syn::parse2(code).expect("items");
    file.items = file.items.into_iter().flat_map(derived).collect();
    let code = prettyplease::unparse(&file);
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/expansions")
        .join(name)
        .with_extension("rs");
    if env::var_os("BLESS").is_some() {
        return fs::write(path, code).expect("the file is written");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    let difference = known.lines().zip(code.lines()).position(|(known, now)| known != now);
    let line = difference.unwrap_or_else(|| known.lines().count().min(code.lines().count()));
    assert!(
        known == code,
        "{} differs from line {}:\n{code}",
        path.display(),
        line + 1
    );
}

/// An item, and what its attribute prints beside it.
fn derived(item: Item) -> Vec<Item> {
    match item {
        Item::Struct(mut item) => {
            let place = item
                .attrs
                .iter()
                .position(|attribute| attribute.to_token_stream().to_string().contains("beside"));
            let code = place
                .and_then(|place| attribute::options(&item.attrs.remove(place)))
                .unwrap_or_default();
            let mut printed = item.to_token_stream();
            printed.extend(code);
            let printed: File = syn::parse2(printed).expect("items");
            printed.items
        }
        Item::Mod(mut module) => {
            if let Some((_, items)) = &mut module.content {
                *items = std::mem::take(items).into_iter().flat_map(derived).collect();
            }
            vec![Item::Mod(module)]
        }
        other => vec![other],
    }
}
