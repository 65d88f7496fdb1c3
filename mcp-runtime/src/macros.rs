//! The macros, re-exported with their documentation so that its examples are run.

/// Makes a function a tool: name, description, arguments and result are all in its declaration.
///
/// ```
/// /// Today's forecast for one city.
/// #[mcp::tool]
/// async fn forecast(
///     /// The city, by its English name.
///     city: String,
///     /// Days ahead.
///     #[arg(default = 1, range = 1..=14)]
///     days: u8,
/// ) -> mcp::Result<String> {
///     if city == "London" { Ok(format!("Rain, in {days} days.")) } else { Err(format!("No forecast for '{city}'.").into()) }
/// }
/// # let _ = mcp::build!("Weather", [forecast]);
/// ```
///
/// The function stays an ordinary one. Beside it stands a type of the same name, which [`build!`](crate::build) and
/// [`ServerBuilder::add`](crate::ServerBuilder::add) take; one `use` brings both. The model reads the doc comments and
/// an input schema made from the arguments; it never sees what the server gives itself, such as `ctx: &Context` or
/// `State(db): State<Db>` (see [`Argument`](crate::Argument)).
///
/// Options, `key = value` or a bare word: `name`, `title`, `description`, `read_only`, `destructive`, `idempotent`,
/// `open_world`, `icons`, `meta`, `timeout = "30s"`, `concurrency = 8`, `blocking` (a sync function runs on the pool
/// for blocking work), `output = none` (no output schema, no structured content).
///
/// Options of an argument, `#[arg(…)]`: `default`, `range = 1..=14`, `length = ..=64`, `pattern = "…"`, `rename`,
/// `title`, `example`, `header = "Region"` (SEP-2243), `flatten`. They are in the schema, and are checked before the
/// body runs. `Option<T>` is optional.
///
/// The type has a function `args`, which makes a call of the tool for [`Client::call`](crate::Client::call), out of the
/// arguments that have to be given: `client.call(forecast::args("London").days(2))`.
///
/// A tool may not be named like a primitive type. One that is named like a crate (`fn uuid`) is listed as `self::uuid`,
/// and where the crate is meant its module writes `::uuid::…`; one that is named like its module is listed by its path.
pub use mcp_macros::tool;

/// Makes a function a resource at a URI, or at all URIs of a template (RFC 6570).
///
/// ```
/// /// The full report for one city.
/// #[mcp::resource("weather://{city}")]
/// async fn report(city: String) -> mcp::Result<String> {
///     if city == "Cairo" { Ok("Sun.".into()) } else { Err(mcp::Error::not_found(format!("No report for '{city}'."))) }
/// }
/// # let _ = mcp::build!("Weather", [report]);
/// ```
///
/// Each variable is an argument of the same name, read by `FromStr`; a query variable may be absent, so its argument is
/// an `Option` or has a default. Text, bytes (`Vec<u8>`), any serializable type (as JSON) and
/// [`ResourceContents`](crate::types::ResourceContents) can be returned. Values that could leave a directory are
/// refused before the function runs (see [`PathSafety`](crate::PathSafety)); `exempt = "name"` takes one that is no
/// path. Further options: `name`, `title`, `description`, `mime`, `icons`, `meta`, `size`, `audience`, `priority`.
pub use mcp_macros::resource;

/// Makes a function a prompt.
///
/// ```
/// /// Ask for a travel plan.
/// #[mcp::prompt]
/// fn plan(#[arg(complete = cities)] city: String, #[arg(default = 3)] days: u8) -> String {
///     format!("Plan {days} days in {city}.")
/// }
///
/// fn cities(typed: &str) -> Vec<String> {
///     ["London", "Lima"].into_iter().filter(|city| city.starts_with(typed)).map(String::from).collect()
/// }
/// # let _ = mcp::build!("Travel", [plan]);
/// ```
///
/// Arguments are text on the wire and are read by `FromStr`, or by serde where a type has only that; an enum with
/// [`#[mcp::data]`](macro@crate::data) completes itself. Options: `name`, `title`, `description`, `icons`, `meta`.
pub use mcp_macros::prompt;

/// Makes a function complete an argument of a prompt, or a variable of a resource template.
///
/// ```
/// use mcp::Completing;
///
/// /// Ask for a street.
/// #[mcp::prompt]
/// fn find(city: String, street: String) -> String { format!("{street}, {city}") }
///
/// #[mcp::completion(prompt = find, argument = street)]
/// async fn streets(typed: &str, completing: &Completing) -> Vec<String> {
///     vec![format!("{typed}… in {}", completing.argument("city").unwrap_or("any city"))]
/// }
/// # let _ = mcp::build!("Streets", [find, streets]);
/// ```
pub use mcp_macros::completion;

/// Makes an impl block or a module a server.
///
/// ```
/// struct Weather { greeting: String }
///
/// #[mcp::server(name = "Weather")]
/// impl Weather {
///     /// Today's forecast for one city.
///     #[tool]
///     async fn forecast(&self, city: String) -> String { format!("{} Rain in {city}.", self.greeting) }
/// }
///
/// #[mcp::server(name = "Clock")]
/// mod clock {
///     /// The hour.
///     #[tool]
///     pub fn hour() -> u8 { 12 }
/// }
/// # let _ = (mcp::IntoServer::into_server(Weather { greeting: "Hello.".into() }), clock::server());
/// ```
///
/// Options: `name`, `version` (your crate's unless set), `title`, `description`, `instructions`, `website_url`,
/// `icons`, `state = …` (repeatable), `page_size`, `request_state_keys = […]`, `cache(tools = "5m", scope = public)`,
/// `calls = none`. A further block of one type
/// is a part, `#[mcp::server(part = admin)]`, which the one block lists: `parts(admin)`.
///
/// An impl block gives its type a function `calls`, with a method for each tool, for [`Client::call`](crate::Client::call):
/// `client.call(Weather::calls().forecast("London"))`; a part gives `admin_calls`. `calls = none` leaves it out, where the
/// type has such a function in another block.
pub use mcp_macros::server;

/// Makes a trait a client of a server that is written elsewhere: each method calls a tool.
///
/// ```
/// use mcp::ClientError;
///
/// /// A weather service.
/// #[mcp::client]
/// pub trait Weather {
///     /// Tomorrow's weather in a city.
///     async fn forecast(&self, city: &str, days: Option<u8>) -> mcp::Result<String>;
///     /// What to look out for.
///     #[tool(name = "get.alerts")]
///     async fn alerts(&self, #[arg(rename = "areaCode")] area: &str) -> Result<Vec<Alert>, ClientError>;
/// }
///
/// #[mcp::data]
/// pub struct Alert { text: String }
///
/// # #[mcp::tool(name = "forecast")]
/// # /// A forecast.
/// # fn forecast_tool(city: String, #[arg(default = 1)] days: u8) -> String { format!("Rain in {city} for {days} days.") }
/// # #[mcp::tool(name = "get.alerts")]
/// # /// Alerts.
/// # fn alerts_tool(#[arg(rename = "areaCode")] area: String) -> Vec<Alert> { vec![Alert { text: format!("Flood in {area}.") }] }
/// #[mcp::main]
/// async fn main() -> mcp::Result<()> {
///     # let target = &mcp::build!("Weather", [forecast_tool, alerts_tool]);
///     let weather = WeatherClient::connect(target).await?;
///     assert_eq!(weather.forecast("London", None).await?, "Rain in London for 1 days.");
///     assert_eq!(weather.alerts("NL").await?[0].text, "Flood in NL.");
///     Ok(())
/// }
/// ```
///
/// Beside the trait stands a type that implements it, by its name with `Client` behind it. `connect` takes what
/// [`Client::connect`](crate::Client::connect) takes, `new` a [`Client`](crate::Client) that is there already, such as one
/// with callbacks; `client()` gives it back. `with_options` gives the same client, on the same connection, whose calls are
/// made with other [`CallOptions`](crate::CallOptions): a time limit, a callback for progress, `_meta`. The trait can be implemented by others, too, with plain `async fn`s: for a
/// fake in a test. The futures of its calls can be sent between threads. To write for any of them is to write for
/// `impl Weather + Sync`, or to declare `trait Weather: Send + Sync`. A method with a body calls no tool and stays as it is;
/// its future can be sent where the type is known.
///
/// Arguments are data (`Serialize` and `JsonSchema`, which [`#[mcp::data]`](macro@crate::data) brings), by value or
/// by reference. An `Option` that is `None` is left out. Options: `#[tool(name = "…")]` where the tool is called otherwise;
/// `#[arg(rename = "…")]`, and `#[arg(flatten)]`, which gives the members of a struct in its place. A method returns a
/// `Result`, whose value is read as by [`Client::call`](crate::Client::call) and whose error is made of a
/// [`ClientError`](crate::ClientError): a tool that fails is [`ToolFailed`](crate::ClientError::ToolFailed).
///
/// # The check
/// `connect` and `new` list the tools once and hold them against the trait. All that differs is one error,
/// [`ClientError::Differs`](crate::ClientError::Differs), with a line for each: a tool that is not there; an argument that
/// the tool does not have; one that it requires and the method does not give, or may leave out; an argument that is of no
/// type that the tool accepts; a result that is not of the type that the tool's output schema says.
///
/// Types are compared by their JSON schemas, and what those leave open is no difference: a `String` may be one of the words
/// that the tool knows, a `u8` within its range, and a tool without an output schema may return anything. A schema that
/// lists properties and says nothing of others (`additionalProperties`) is taken to accept no others; a result may have more
/// than its schema lists, what that calls optional may always be there, and of several kinds the type has to read one. An
/// `Option` inside a struct is sent as null, which not every tool accepts, unless serde leaves it out
/// (`#[serde(skip_serializing_if = "Option::is_none")]`). Nothing that a schema refers to elsewhere is fetched.
#[cfg(feature = "client")]
pub use mcp_macros::client;

/// Lists functions as a server: `mcp::build!("Weather", [forecast, report], state = app)`.
///
/// Two entries of one name do not build, nor does a function that takes a `State` the server is not given. Entries may
/// carry `#[cfg]`. Options are those of [`#[mcp::server]`](macro@crate::server).
pub use mcp_macros::build;

/// Puts serde's `Serialize` and `Deserialize` and schemars' `JsonSchema` on a struct or enum, by way of this crate, so
/// that yours needs neither. Their own attributes go on as usual.
///
/// ```
/// #[mcp::data]
/// #[serde(rename_all = "snake_case")]
/// enum Unit { Celsius, Fahrenheit }
/// ```
pub use mcp_macros::data;

/// Runs an async `main` on a runtime of its own.
pub use mcp_macros::main;

/// Runs an async test on a runtime of its own.
pub use mcp_macros::test;

/// Makes an enum or struct an error whose text the model reads; in place of `thiserror::Error`, whose attributes it
/// takes: `#[error("…")]` on each variant, `#[from]` on an only field.
///
/// ```
/// #[derive(Debug, mcp::Error)]
/// enum Lost {
///     #[error("No forecast for '{0}'.")]
///     City(String),
///     #[error("The archive opens at {hour}.")]
///     Closed { hour: u8 },
/// }
/// let error = mcp::Error::from(Lost::Closed { hour: 9 });
/// assert_eq!(error.to_string(), "The archive opens at 9.");
/// ```
pub use mcp_macros::Error;

/// Makes a function a resolver: it finds the value of an argument that the model never sees, and may ask the user for it.
///
/// ```
/// use mcp::{Elicit, State};
///
/// struct Tables(u8);
///
/// /// How many tables are free.
/// #[mcp::resolver]
/// async fn free(date: &str, State(tables): State<Tables>) -> u8 {
///     if date == "Friday" { tables.0 } else { 0 }
/// }
///
/// /// Book a table.
/// #[mcp::tool]
/// async fn book_table(date: String, #[resolve(free)] free: u8) -> String {
///     if free > 0 { format!("Booked for {date}.") } else { "No booking made.".into() }
/// }
/// # let _ = mcp::build!("Bistro", [book_table], state = Tables(3));
/// ```
///
/// It returns the value, a `Result` of it, or a question: [`Elicit`](crate::Elicit) (a form for the user),
/// [`ElicitUrl`](crate::ElicitUrl), [`Sample`](crate::Sample) (the client's model) or [`ListRoots`](crate::ListRoots). Its
/// arguments are those of the tool, prompt or resource, by name, what the server gives, or what other resolvers find. In
/// an impl block with [`#[mcp::server]`](macro@crate::server) it may be a method, and is named `#[resolve(Self::free)]`.
///
/// In one round each resolver runs once, those that can at the same time, and everything that can be asked is asked. The
/// function itself runs once, after the last answer. Between rounds only the answers are kept, sealed and bound to the
/// very question that was shown; other resolvers run again, so they are to find the same again. What they find can be
/// kept, too: `#[mcp::resolver(carry)]`. On 2026-07-28 a question travels in an `InputRequiredResult` (SEP-2322), in older
/// sessions as a request of the server's own; a client that cannot be asked gets −32021.
///
/// Options: `name` (what it is called in questions and states: `module::path:function` unless set), `carry`.
#[cfg(feature = "ask")]
pub use mcp_macros::resolver;

/// Makes a struct a form that a user fills in, and an enum a choice in one.
///
/// ```
/// use mcp::{Form, json};
///
/// #[derive(mcp::Form)]
/// struct Booking {
///     /// For how many?
///     #[form(range = 1..=9, default = 2)]
///     seats: u8,
///     #[form(default = Place::Terrace)]
///     place: Place,
///     /// Where the confirmation goes.
///     #[form(format = "email")]
///     email: Option<String>,
/// }
///
/// #[derive(mcp::Form, Debug, PartialEq)]
/// enum Place {
///     Indoor,
///     #[form(title = "On the terrace")]
///     Terrace,
/// }
///
/// let form = Booking::elicitation("Which table?");
/// let names: Vec<&str> = form.properties().map(|(name, _)| name).collect();
/// assert_eq!(names, ["seats", "place", "email"]);
///
/// let booking = Booking::read(json!({ "seats": 4 }).as_object().unwrap()).unwrap();
/// assert_eq!((booking.seats, booking.place, booking.email), (4, Place::Terrace, None));
///
/// let problems = Booking::read(json!({ "seats": 10 }).as_object().unwrap()).err().unwrap();
/// assert_eq!(problems, ["$.seats: expected an integer from 1 to 9"]);
/// ```
///
/// A form is flat: a field is a `bool`, a `String`, an integer or float of up to 64 bits, an enum with this derive (one
/// choice), a `Vec` of such an enum (several choices), or an `Option` of these. Anything else does not build. The user
/// reads the doc comments of the fields, in the order of the fields.
///
/// Options of a field, `#[form(…)]`: `default`, `range = 1..=9`, `length = ..=64` (characters of text, or choices),
/// `format = "email"` (or `"uri"`, `"date"`, `"date-time"`), `title`, `rename`; of a variant: `title`, `rename`. They are
/// in the schema, and [`Form::read`](trait@crate::Form) checks them. A field that is an `Option` or has a default may be
/// left out. Names on the wire are those in Rust unless renamed here; attributes of serde say nothing of a form. Clients of
/// 2025-06-18 know no form with several choices at once.
#[cfg(feature = "ask")]
pub use mcp_macros::Form;
