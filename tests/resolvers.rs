//! Resolvers: what they find, what they ask, and how often they run; of functions, impl blocks and modules, in both
//! eras.

use mcp::types::{CreateMessageParams, CreateMessageResult, Root, SamplingMessage};
use mcp::{Context, Elicit, ElicitUrl, Elicited, ListRoots, Sample, State, UrlConsent};
use mcp_tests::rounds::{Ended, Memory, greet, in_session, modern};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Runs of the resolvers below, by what counts them.
static STOCK: AtomicUsize = AtomicUsize::new(0);
static BODY: AtomicUsize = AtomicUsize::new(0);
static ROLLED: AtomicUsize = AtomicUsize::new(0);

/// Held by each test while it runs: runs are counted for all.
static TURN: Mutex<()> = Mutex::new(());

fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn count(counter: &AtomicUsize) -> usize {
    counter.fetch_add(1, Ordering::SeqCst) + 1
}

struct Db(u8);

struct Stock {
    left: u8,
}

#[derive(mcp::Form)]
struct Confirmation {
    confirm: bool,
}

#[derive(mcp::Form, Debug)]
struct Room {
    /// Which?
    name: RoomName,
    #[form(default = 1, range = 1..=9)]
    seats: u8,
}

#[derive(mcp::Form, Debug)]
enum RoomName {
    Blue,
    Green,
}

/// Who is calling, as the server sees it.
struct Tenant(String);

impl mcp::Argument for Tenant {
    fn source() -> mcp::Source<Self> {
        mcp::Source::context(|ctx| Ok(Tenant(ctx.revision().as_str().to_owned())))
    }
}

/// Takes its turn later, so that others run in between.
async fn later() {
    tokio::task::yield_now().await;
}

#[mcp::resolver]
async fn stock(title: &str, State(db): State<Db>) -> mcp::Result<Stock> {
    count(&STOCK);
    later().await;
    if title == "none" {
        return Err("there is no such book".into());
    }
    Ok(Stock { left: db.0 })
}

#[mcp::resolver]
async fn confirm(title: String, #[resolve(stock)] stock: &Stock) -> Elicit<Confirmation> {
    if stock.left > 100 {
        return Elicit::known(Confirmation { confirm: true });
    }
    Elicit::ask(format!("Order {title}? {} left.", stock.left))
}

#[mcp::resolver]
fn room(ctx: &Context, #[resolve(stock)] stock: &Stock) -> Result<Elicit<Room>, mcp::Error> {
    assert!(!ctx.request_id().is_empty());
    if stock.left == 0 {
        return Err("nothing to read".into());
    }
    Ok(Elicit::ask("Which room?"))
}

#[mcp::resolver]
fn consent(tenant: Tenant) -> ElicitUrl {
    ElicitUrl::ask(format!("Pay, on {}?", tenant.0), "https://example.com/pay")
}

#[mcp::resolver]
async fn summary(title: &str, #[resolve(confirm)] _answer: &Confirmation) -> Sample {
    later().await;
    let message = SamplingMessage::user(format!("Sum up {title}."));
    Sample::ask(CreateMessageParams::new(vec![message], 100))
}

#[mcp::resolver]
fn roots() -> ListRoots {
    ListRoots::ask()
}

/// Rolled once a call, however many rounds there are.
#[mcp::resolver(carry)]
fn rolled() -> usize {
    count(&ROLLED)
}

/// Order a book.
#[mcp::tool]
async fn order(
    title: String,
    #[resolve(confirm)] answer: Confirmation,
    #[resolve(stock)] stock: &Stock,
    #[resolve(room)] room: Elicited<Room>,
) -> mcp::Result<String> {
    count(&BODY);
    let room = match room {
        Elicited::Accept(room) => format!("{:?} for {}", room.name, room.seats),
        Elicited::Decline => "no room".to_owned(),
        Elicited::Cancel => "left".to_owned(),
    };
    Ok(format!("{title}: {}, {} left, {room}", answer.confirm, stock.left))
}

/// Take everything there is to ask.
#[mcp::tool(blocking)]
fn everything(
    title: &str,
    #[resolve(consent)] consent: Elicited<UrlConsent>,
    #[resolve(summary)] summary: &CreateMessageResult,
    #[resolve(roots)] roots: Vec<Root>,
    #[resolve(rolled)] rolled: usize,
) -> String {
    let consent = matches!(consent, Elicited::Accept(_));
    let _ = rolled;
    format!("{title}: {consent}, {}, {} roots", summary.text(), roots.len())
}

/// Agree to go somewhere.
#[mcp::tool]
fn pay(#[resolve(consent)] _consent: UrlConsent) -> &'static str {
    "Paid."
}

/// A receipt.
#[mcp::prompt]
async fn receipt(title: String, #[resolve(confirm)] answer: &Confirmation) -> String {
    format!("A receipt for {title}: {}", answer.confirm)
}

/// A page.
#[mcp::resource("book://{title}/{page}")]
fn page(title: String, page: u8, #[resolve(confirm)] answer: Confirmation) -> mcp::Result<String> {
    Ok(format!("{title} {page} {}", answer.confirm))
}

/// Nothing is asked.
#[mcp::tool]
fn remaining(title: String, #[resolve(stock)] first: &Stock, #[resolve(stock)] second: &Stock) -> String {
    let _ = title;
    format!("{} {}", first.left, second.left)
}

fn server(left: u8) -> mcp::Server {
    mcp::build!(
        "Books",
        [order, everything, pay, receipt, page, remaining],
        state = Db(left)
    )
}

fn able() -> Value {
    json!({ "elicitation": { "form": {}, "url": {} }, "sampling": {}, "roots": {} })
}

/// The question itself, however it came.
fn says(question: &Value) -> &str {
    question["params"]["message"].as_str().unwrap_or_default()
}

fn accept(question: &Value) -> Value {
    match question["method"].as_str() {
        Some("sampling/createMessage") => {
            json!({ "role": "assistant", "model": "m", "content": { "type": "text", "text": "Short." } })
        }
        Some("roots/list") => json!({ "roots": [{ "uri": "file:///a" }, { "uri": "file:///b" }] }),
        _ if says(question).contains("room") => {
            json!({ "action": "accept", "content": { "name": "Green", "seats": 4 } })
        }
        _ => json!({ "action": "accept", "content": { "confirm": true } }),
    }
}

fn tool(name: &str, arguments: &Value) -> (&'static str, Value) {
    ("tools/call", json!({ "name": name, "arguments": arguments }))
}

/// The call in both eras: at 2026-07-28, and in a session.
fn both(server: &mcp::Server, call: &(&str, Value), answers: &dyn Fn(&Value) -> Value) -> [Ended; 2] {
    let now = modern(&mut Memory::new(server), &able(), call.0, &call.1, answers);
    let mut wire = Memory::new(server);
    greet(&mut wire, "2025-11-25", &able());
    [now, in_session(&mut wire, call.0, &call.1, answers)]
}

#[test]
fn what_is_found_and_asked() {
    let _turn = turn();
    let server = server(3);
    let decline = |_: &Value| json!({ "action": "decline" });
    let cancel_room = |question: &Value| match says(question).contains("room") {
        true => json!({ "action": "cancel" }),
        false => accept(question),
    };
    let get = |method, params| -> (&'static str, Value) { (method, params) };
    type Answers<'a> = &'a dyn Fn(&Value) -> Value;
    let failed = |name: &str, what: &str| {
        format!(
            "Error executing tool {name}: Resolver for parameter '{what}' could not resolve: elicitation was decline"
        )
    };
    let declined = failed("order", "answer");
    let unpaid = failed("pay", "_consent");
    let table: Vec<((&str, Value), Answers<'_>, &str, usize)> = vec![
        (
            tool("order", &json!({ "title": "Emma" })),
            &accept,
            "Emma: true, 3 left, Green for 4",
            2,
        ),
        (
            tool("order", &json!({ "title": "Emma" })),
            &cancel_room,
            "Emma: true, 3 left, left",
            2,
        ),
        (tool("order", &json!({ "title": "Emma" })), &decline, &declined, 2),
        (
            tool("order", &json!({ "title": "none" })),
            &accept,
            "Error executing tool order: there is no such book",
            0,
        ),
        (
            tool("everything", &json!({ "title": "Emma" })),
            &accept,
            "Emma: true, Short., 2 roots",
            4,
        ),
        (tool("pay", &json!({})), &accept, "Paid.", 1),
        (tool("pay", &json!({})), &decline, &unpaid, 1),
        (tool("remaining", &json!({ "title": "Emma" })), &accept, "3 3", 0),
        (
            get(
                "prompts/get",
                json!({ "name": "receipt", "arguments": { "title": "Emma" } }),
            ),
            &accept,
            "A receipt for Emma: true",
            1,
        ),
        (
            get("resources/read", json!({ "uri": "book://Emma/7" })),
            &accept,
            "Emma 7 true",
            1,
        ),
    ];
    for (call, answers, text, asked) in table {
        for ended in both(&server, &call, answers) {
            assert_eq!((ended.text(), ended.asked()), (text, asked), "{call:?} {ended:?}");
        }
    }
    // Enough in stock: nobody is asked.
    let call = tool("order", &json!({ "title": "Emma" }));
    for ended in both(&self::server(200), &call, &accept) {
        assert_eq!(ended.asked(), 1, "only the room: {ended:?}");
    }
}

/// Within a round each resolver runs once, and all that can be asked is asked; the body runs once.
#[test]
fn how_often_they_run() {
    let _turn = turn();
    let server = server(3);
    let before = (STOCK.load(Ordering::SeqCst), BODY.load(Ordering::SeqCst));
    let (method, params) = tool("order", &json!({ "title": "Emma" }));
    let ended = modern(&mut Memory::new(&server), &able(), method, &params, &accept);
    let keys: Vec<&str> = ended.rounds.iter().flatten().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        keys,
        ["resolvers:confirm", "resolvers:room"],
        "in one round: {:?}",
        ended.rounds
    );
    assert_eq!(ended.rounds.len(), 1);
    let after = (STOCK.load(Ordering::SeqCst), BODY.load(Ordering::SeqCst));
    assert_eq!((after.0 - before.0, after.1 - before.1), (2, 1), "once a round; once");

    let rolled = ROLLED.load(Ordering::SeqCst);
    let (method, params) = tool("everything", &json!({ "title": "Emma" }));
    let ended = modern(&mut Memory::new(&server), &able(), method, &params, &accept);
    let rounds: Vec<usize> = ended.rounds.iter().map(Vec::len).collect();
    assert_eq!(
        rounds,
        [3, 1],
        "what waits for an answer is asked after it: {:?}",
        ended.rounds
    );
    assert_eq!(
        ROLLED.load(Ordering::SeqCst) - rolled,
        1,
        "what is carried is found once"
    );
}

/// A client that did not say that it can be asked gets an error, whatever the function would do with a decline.
#[test]
fn clients_that_cannot_be_asked() {
    let _turn = turn();
    let server = server(3);
    let refused = |what: &str, name: &str, required: &Value| {
        json!({ "code": -32021, "data": { "requiredCapabilities": required },
            "message": format!("Client did not declare the {what} capability required by resolver 'resolvers:{name}'") })
    };
    let table = [
        (
            "order",
            json!({}),
            refused("form elicitation", "confirm", &json!({ "elicitation": { "form": {} } })),
        ),
        (
            "order",
            json!({ "elicitation": { "url": {} } }),
            refused("form elicitation", "confirm", &json!({ "elicitation": { "form": {} } })),
        ),
        (
            "pay",
            json!({ "elicitation": {} }),
            refused("URL elicitation", "consent", &json!({ "elicitation": { "url": {} } })),
        ),
        (
            "everything",
            json!({ "elicitation": { "form": {}, "url": {} } }),
            refused("roots", "roots", &json!({ "roots": {} })),
        ),
    ];
    for (name, able, error) in table {
        let (method, params) = tool(name, &json!({ "title": "Emma" }));
        let params = if name == "pay" {
            json!({ "name": name, "arguments": {} })
        } else {
            params
        };
        let ended = modern(&mut Memory::new(&server), &able, method, &params, &accept);
        assert_eq!(ended.answer["error"], error, "{name}");
        let mut wire = Memory::new(&server);
        greet(&mut wire, "2025-11-25", &able);
        assert_eq!(
            in_session(&mut wire, method, &params, &accept).answer["error"],
            error,
            "{name}"
        );
    }
    // An old client says so by having no such capability.
    let mut wire = Memory::new(&server);
    greet(&mut wire, "2024-11-05", &json!({ "sampling": {} }));
    let (method, params) = tool("order", &json!({ "title": "Emma" }));
    assert_eq!(
        in_session(&mut wire, method, &params, &accept).answer["error"]["code"],
        -32021
    );
}

/// Answers that are none, and answers to other questions.
#[test]
fn answers_that_do_not_fit() {
    let _turn = turn();
    let server = server(3);
    let told = |what: &str| format!("Error executing tool order: Resolver 'resolvers:room' received {what}");
    let table = [
        (
            json!({ "action": "accept" }),
            told("an accepted elicitation with no content"),
        ),
        (
            json!({ "action": "accept", "content": { "name": "Red", "seats": 10 } }),
            told(
                "an accepted elicitation whose content does not match the requested schema: \
                 $.name: expected one of \"Blue\", \"Green\"; $.seats: expected an integer from 1 to 9",
            ),
        ),
        (json!({ "roots": [] }), told("a non-elicitation response")),
        (json!(5), told("a non-elicitation response")),
    ];
    for (answer, text) in table {
        let answers = |question: &Value| match says(question).contains("room") {
            true => answer.clone(),
            false => accept(question),
        };
        for ended in both(&server, &tool("order", &json!({ "title": "Emma" })), &answers) {
            assert_eq!(ended.text(), text, "{ended:?}");
        }
    }
}

/// The questions are in no schema, and what a model sends for them is passed over; what it makes up is not.
#[test]
fn arguments_that_the_model_never_sees() {
    let _turn = turn();
    let server = server(3);
    let ended = modern(&mut Memory::new(&server), &able(), "tools/list", &json!({}), &accept);
    let tools = ended.answer["result"]["tools"].as_array().expect("tools");
    for tool in tools {
        let names: Vec<&String> = tool["inputSchema"]["properties"]
            .as_object()
            .expect("an object")
            .keys()
            .collect();
        assert!(names.iter().all(|name| *name == "title"), "{tool}");
    }
    let sent = json!({ "title": "Emma", "stock": { "left": 9 }, "room": 1, "answer": { "confirm": false } });
    for ended in both(&server, &tool("order", &sent), &accept) {
        assert_eq!(ended.text(), "Emma: true, 3 left, Green for 4");
    }
    let sent = json!({ "title": "Emma", "rooms": 1 });
    for ended in both(&server, &tool("order", &sent), &accept) {
        assert_eq!(
            ended.text(),
            "Error executing tool order: $.rooms: unknown argument (arguments: title)"
        );
    }
}

/// What a client sends that was never asked is no answer, and neither is one to another question.
#[test]
fn answers_to_other_questions() {
    let _turn = turn();
    let (method, params) = tool("order", &json!({ "title": "Emma" }));
    let with = |responses: &Value, state: &Value| {
        let mut params = params.clone();
        params["inputResponses"] = responses.clone();
        if !state.is_null() {
            params["requestState"] = state.clone();
        }
        params
    };
    let yes = json!({ "resolvers:confirm": { "action": "accept", "content": { "confirm": true } },
        "resolvers:room": { "action": "decline" } });
    // Before anything was asked.
    let one = server(3);
    let ended = modern(
        &mut Memory::new(&one),
        &able(),
        method,
        &with(&yes, &Value::Null),
        &accept,
    );
    assert_eq!(ended.rounds.first().map(Vec::len), Some(2), "{ended:?}");
    // The question has changed: another server of the same keys has less in stock.
    let keys = || mcp::RequestStateKeys::new([[7; 32]]).expect("keys");
    let sealed = |left| server(left).request_state_security(mcp::RequestStateSecurity::new(keys()));
    let mut wire = Memory::new(&sealed(3));
    let mut asked = params.clone();
    asked["_meta"] = json!({ "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": able() });
    mcp_tests::rounds::Wire::say(
        &mut wire,
        &json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": asked }),
    );
    let first = mcp_tests::rounds::Wire::hear(&mut wire);
    let state = &first["result"]["requestState"];
    let ended = modern(
        &mut Memory::new(&sealed(2)),
        &able(),
        method,
        &with(&yes, state),
        &accept,
    );
    let again: Vec<&str> = ended
        .rounds
        .iter()
        .flatten()
        .map(|(_, question)| says(question))
        .collect();
    assert_eq!(again, ["Order Emma? 2 left."], "only what changed: {ended:?}");
    assert_eq!(ended.text(), "Emma: true, 2 left, no room");
}

/// The number in a question that changes.
static VERSION: AtomicUsize = AtomicUsize::new(0);

#[derive(mcp::Form, Clone)]
struct Colour {
    name: String,
}

#[mcp::resolver]
fn colour() -> Elicit<Colour> {
    Elicit::ask(format!("Colour, {}?", VERSION.load(Ordering::SeqCst)))
}

#[mcp::resolver(carry)]
fn price(#[resolve(colour)] colour: &Colour) -> String {
    format!("{} {}", colour.name, count(&ROLLED))
}

#[mcp::resolver]
fn agreed(#[resolve(price)] price: &str, #[resolve(fixed)] _fixed: &Colour) -> Elicit<Confirmation> {
    Elicit::ask(format!("Pay for {}?", price.split(' ').next().unwrap_or_default()))
}

#[mcp::resolver]
fn fixed(#[resolve(colour)] _colour: &Colour) -> Elicit<Colour> {
    Elicit::ask("Another?")
}

/// Buy paint.
#[mcp::tool]
fn paint(
    #[resolve(colour)] colour: Colour,
    #[resolve(price)] price: String,
    #[resolve(fixed)] fixed: Colour,
    #[resolve(agreed)] agreed: Confirmation,
) -> String {
    let priced = price.split(' ').next().unwrap_or_default();
    format!("{} {priced} {} {}", colour.name, fixed.name, agreed.confirm)
}

/// A question that changes in the middle of a call is asked again, with all that was made of its answer; what was
/// answered besides is kept.
#[test]
fn a_question_that_changes() {
    let _turn = turn();
    let server = mcp::build!("Paint", [paint]);
    VERSION.store(0, Ordering::SeqCst);
    for era in 0..2 {
        let asked = Mutex::new(Vec::new());
        let answers = |question: &Value| {
            let question = says(question).to_owned();
            asked
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(question.clone());
            let content = match question.as_str() {
                "Pay for blue?" => {
                    VERSION.fetch_add(1, Ordering::SeqCst);
                    json!({ "confirm": true })
                }
                "Pay for green?" => json!({ "confirm": false }),
                "Another?" => json!({ "name": "red" }),
                _ => json!({ "name": if VERSION.load(Ordering::SeqCst).is_multiple_of(2) { "blue" } else { "green" } }),
            };
            json!({ "action": "accept", "content": content })
        };
        let (method, params) = tool("paint", &json!({}));
        let ended = if era == 0 {
            modern(&mut Memory::new(&server), &able(), method, &params, &answers)
        } else {
            let mut wire = Memory::new(&server);
            greet(&mut wire, "2025-11-25", &able());
            in_session(&mut wire, method, &params, &answers)
        };
        let from = era * 2;
        assert_eq!(ended.text(), "green green red false", "{ended:?}");
        let asked = asked.into_inner().unwrap_or_else(PoisonError::into_inner);
        let (first, second) = (format!("Colour, {from}?"), format!("Colour, {}?", from + 1));
        assert_eq!(
            asked,
            [
                first.as_str(),
                "Another?",
                "Pay for blue?",
                second.as_str(),
                "Pay for green?"
            ],
            "nothing else twice"
        );
        VERSION.fetch_add(1, Ordering::SeqCst);
    }
}

mod hidden {
    #[mcp::resolver]
    fn secret(city_name: &str) -> usize {
        city_name.len()
    }

    /// A tool that others may list, of a resolver that they may not see; twice, and by another spelling.
    #[mcp::tool]
    pub fn seen(
        #[arg(rename = "city-name")] city_name: String,
        #[resolve(secret)] first: usize,
        #[resolve(self::secret)] second: usize,
        #[resolve(secret)] third: &usize,
    ) -> String {
        format!("{city_name} {first} {second} {third}")
    }
}

/// What cannot be read again.
#[mcp::resolver(carry)]
fn endless() -> f64 {
    f64::INFINITY
}

/// Carry what cannot be carried.
#[mcp::tool]
fn carries(#[resolve(endless)] endless: f64) -> String {
    endless.to_string()
}

#[derive(mcp::Form)]
struct Letter {
    text: String,
}

#[mcp::resolver]
fn letter() -> Elicit<Letter> {
    Elicit::ask("Write!")
}

#[mcp::resolver]
fn reply(#[resolve(letter)] letter: &Letter) -> Elicit<Letter> {
    Elicit::ask(format!("Answer {} characters!", letter.text.len()))
}

/// Write letters.
#[mcp::tool]
fn letters(#[resolve(reply)] reply: Letter) -> usize {
    reply.text.len()
}

#[test]
fn corners() {
    let _turn = turn();
    let server = mcp::build!("Corners", [hidden::seen, carries, letters, receipt, pay], state = Db(3));
    for ended in both(&server, &tool("seen", &json!({ "city-name": "Rome" })), &accept) {
        assert_eq!(ended.text(), "Rome 4 4 4", "{ended:?}");
    }
    for ended in both(&server, &tool("carries", &json!({})), &accept) {
        assert!(
            ended
                .text()
                .starts_with("Error executing tool carries (correlation id "),
            "{ended:?}"
        );
    }
    // What a prompt's resolver finds nobody else says.
    let sent = json!({ "name": "receipt", "arguments": { "title": "Emma", "answer": "no" } });
    for ended in both(&server, &("prompts/get", sent), &accept) {
        assert_eq!(ended.text(), "A receipt for Emma: true", "{ended:?}");
    }
    // More than a client could bring back: in a session nothing has to be brought back.
    let long = json!({ "action": "accept", "content": { "text": "x".repeat(60_000) } });
    let [now, before] = both(&server, &tool("letters", &json!({})), &|_| long.clone());
    assert_eq!(
        now.answer["error"],
        json!({ "code": -32603, "message": "Internal error" }),
        "{}",
        now.rounds.len()
    );
    assert_eq!(before.text(), "60000");
    // A URL is nothing that a client of 2025-06-18 could show, whatever it declares.
    let mut wire = Memory::new(&server);
    greet(&mut wire, "2025-06-18", &able());
    let (method, params) = tool("pay", &json!({}));
    assert_eq!(
        in_session(&mut wire, method, &params, &accept).answer["error"]["code"],
        -32021
    );
}

mod in_a_module {
    use super::{Confirmation, Elicit};

    #[mcp::server(name = "Module")]
    pub mod shop {
        use super::{Confirmation, Elicit};

        #[resolver(name = "shop.price")]
        fn price(item: &str) -> usize {
            item.len()
        }

        #[resolver]
        async fn sure(#[resolve(price)] price: usize) -> Elicit<Confirmation> {
            Elicit::ask(format!("Pay {price}?"))
        }

        /// Buy something.
        #[tool]
        async fn buy(item: String, #[resolve(sure)] sure: Confirmation, #[resolve(price)] price: usize) -> String {
            format!("{item} {price} {}", sure.confirm)
        }
    }
}

trait Shelf: Send + Sync + 'static {
    fn title(&self) -> String;
}

struct Wood;

impl Shelf for Wood {
    fn title(&self) -> String {
        "Wood".into()
    }
}

struct Shop<S> {
    shelf: S,
    open: bool,
}

#[mcp::server(name = "Shop", state = Db(4))]
impl<S: Shelf> Shop<S> {
    #[resolver]
    fn shelf(&self) -> String {
        self.shelf.title()
    }

    #[resolver]
    async fn really(
        &self,
        item: &str,
        #[resolve(Self::shelf)] shelf: &str,
        State(db): State<Db>,
    ) -> Elicit<Confirmation> {
        let open = self.open;
        Elicit::ask(format!("{item} from {shelf} ({}), {open}?", db.0))
    }

    /// See where something is, without a look at the shop.
    #[tool]
    fn find(item: String, #[resolve(Self::shelf)] shelf: String) -> String {
        format!("{item}: {shelf}")
    }

    /// Say where something is.
    #[prompt]
    async fn told(item: String, #[resolve(Self::shelf)] shelf: &str) -> String {
        format!("{item}: {shelf}")
    }

    /// Take something.
    #[tool]
    async fn take(
        &self,
        item: String,
        title: String,
        #[resolve(Self::really)] really: Confirmation,
        #[resolve(stock)] stock: &Stock,
    ) -> String {
        format!("{} {item} {title} {} {}", self.open, really.confirm, stock.left)
    }
}

/// In modules and impl blocks, generic ones too, with a resolver from outside.
#[test]
fn wherever_they_stand() {
    let _turn = turn();
    let shop = mcp::IntoServer::into_server(Shop {
        shelf: Wood,
        open: true,
    });
    let module = in_a_module::shop::server();
    for (server, name, key, question, text) in [
        (
            &module,
            "buy",
            "resolvers::in_a_module::shop:sure",
            "Pay 3?",
            "ink 3 true",
        ),
        (
            &shop,
            "take",
            "resolvers:really",
            "ink from Wood (4), true?",
            "true ink Emma true 4",
        ),
    ] {
        let arguments = if name == "buy" {
            json!({ "item": "ink" })
        } else {
            json!({ "item": "ink", "title": "Emma" })
        };
        for ended in both(server, &tool(name, &arguments), &accept) {
            let (asked_as, asked) = &ended.rounds[0][0];
            assert!(asked_as.is_empty() || asked_as == key, "{ended:?}");
            assert_eq!((says(asked), ended.text()), (question, text), "{ended:?}");
        }
    }
    let prompt = json!({ "name": "told", "arguments": { "item": "ink" } });
    for call in [tool("find", &json!({ "item": "ink" })), ("prompts/get", prompt)] {
        for ended in both(&shop, &call, &accept) {
            assert_eq!(ended.text(), "ink: Wood", "{ended:?}");
        }
    }
}
