//! What the macros say, each with the id of its entry in `docs/diagnostics.md`. What the compiler says for us, of a type
//! that does not fit, is worded at the trait in question in `mcp-runtime`, with ids of the same series.

use std::fmt::{self, Display};

/// The words of one mistake.
pub(crate) struct Words(String);

impl Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `id name(arguments) text`: a function that puts the text together.
macro_rules! words {
    ($($id:ident $name:ident($($argument:ident),*) $text:literal;)*) => {$(
        pub(crate) fn $name($($argument: impl Display),*) -> Words {
            Words(format!("{} [{}]", format_args!($text), stringify!($id)))
        }
    )*};
}

// Attributes and their options.
words! {
    MCP001 bare_attribute(word, form) "The #[{word}] attribute was used incorrectly. Did you forget to call it? Use #[{word}({form})] instead of #[{word}]";
    MCP002 name_is_option(what, form) "{what}'s name is an option: `{form}`";
    MCP003 uri_stands_first() "a resource's URI stands first, without a key: `#[resource(\"scheme://path\")]`";
    MCP003 uri_is_literal() "a resource's URI is a string literal: `#[resource(\"scheme://path\")]`";
    MCP004 unknown_option(key, what, near, list) "unknown option `{key}` of {what}{near} (options: {list})";
    MCP005 option_twice(key) "option `{key}` is given twice";
    MCP006 needs_value(key) "option `{key}` needs a value: `{key} = …`";
    MCP006 in_brackets(key, form) "`{key}` is a list: `{key}({form})`";
    MCP006 is_text(key) "`{key}` is text: `{key} = \"…\"`";
    MCP006 is_literal(key) "`{key}` is a string literal";
    MCP006 is_flag(key) "`{key}` is a bare word, or `{key} = false`";
    MCP006 is_duration(key) "`{key}` is a duration: `{key} = \"30s\"`, with ms, s, m or h";
    MCP006 only_none() "`output` can only be `none`: the return type says the rest";
    MCP006 only_no_calls() "`calls` can only be `none`, on an impl block: then its type has no function of that name";
    MCP006 is_scope() "`scope` is `public` or `private`";
    MCP007 option_empty(what) "{what} cannot be empty";
    MCP008 two_roles(word) "a function has one role: leave out `#[{word}]` or the other";
    MCP009 wrong_item(attribute, item) "`{attribute}` stands on {item}";
    MCP010 self_outside(word) "a {word} with `&self` belongs in an impl block with `#[mcp::server(name = \"…\")]`";
    MCP011 no_such_attribute(word) "there is no `#[{word}]`, did you mean `#[arg]`?";
    MCP012 conditional_arg() "`#[arg]` cannot be conditional";
    MCP014 contradictory() "a tool that is `read_only` is not `destructive`";
    MCP015 icon_without_src() "an icon has an address: `icons = \"https://…\"`";
    MCP016 mime_parts() "a MIME type has two parts: `mime = \"text/plain\"`";
    MCP017 meta_reserved(key) "the prefix of `{key}` belongs to the protocol: use one of your own, as in \"example.com/key\"";
    MCP018 bad_duration(text) "{text} is no duration: write \"30s\", with ms, s, m or h";
    MCP019 not_interruptible() "a function that is neither `async` nor `blocking` cannot be interrupted: add `blocking`";
    MCP019 blocking_async() "`blocking` is for functions that are not `async`";
    MCP020 unreadable(error) "{error}";
    MCP021 no_options(word) "`{word}` has no options";
    MCP022 in_parentheses(word) "options stand in parentheses: `#[{word}(…)]`";
}

// Names.
words! {
    MCP030 already_exists(title, name, place) "{title} already exists: {name}{place}";
    MCP031 bad_tool_name(hint) "a tool's name is 1 to 128 characters of A-Z, a-z, 0-9, `_`, `-` and `.`{hint}";
    MCP032 like_primitive(name) "`{name}` is the name of a primitive type: name the function otherwise and say `name = \"{name}\"`";
    MCP033 like_crate(name, word) "`{name}` is this {word} here: write `::{name}::…` for the crate, or name the function otherwise and say `name = \"{name}\"`";
    MCP034 same_argument(name) "two arguments are named `{name}`";
}

// Signatures.
words! {
    MCP040 shared_self() "a server is shared by its calls: take `&self`, and use interior mutability";
    MCP041 no_lifetimes(word) "a {word} owns its arguments: it has no lifetimes";
    MCP041 no_generics(word) "the arguments of a {word} have concrete types: it has no generics";
    MCP041 no_impl_trait(word) "the arguments of a {word} have concrete types";
    MCP041 owns_data(word) "a {word} owns its arguments: this type has a lifetime";
    MCP041 borrowed_inside(word, owner) "a {word} owns its arguments, and this is borrowed: write `{owner}`";
    MCP045 mutable_reference() "a handler owns its arguments: take the value, or a shared reference";
    MCP046 no_const(word) "a {word} is not a `const fn`";
    MCP046 no_abi(word) "a {word} is a Rust function";
    MCP046 no_unsafe(word) "a {word} is safe to call";
    MCP046 no_variadic(word) "a {word} has a fixed number of arguments";
    MCP047 no_body(word) "a {word} has a body";
    MCP049 borrowed_return(word, instead) "a {word} returns a value of its own, and this one is borrowed: {instead}";
}

// Arguments.
words! {
    MCP050 default_outside(what, word) "the {what} is outside its `{word}`";
    MCP050 default_unmatched(limit) "the default does not match `{limit}`";
    MCP052 self_in_arg() "`Self` means nothing here: use a const beside the impl block";
    MCP056 empty_range(word) "no value is in this `{word}`";
    MCP057 bad_pattern(error) "this is no pattern: {error}";
    MCP057 foreign_pattern(part) "this is no pattern of ECMA-262, which has no {part}";
    MCP058 bad_header() "a header's name is a token of letters, digits and `!#$%&'*+-.^_`|~`";
    MCP058 header_twice(name) "two arguments have the header `{name}`";
    MCP058 header_shape() "`header` repeats a number, text or a boolean, not a list or a map";
    MCP059 too_wide(ty) "JSON has no numbers as wide as `{ty}`: take 64 bits, or text";
    MCP060 derived_twice(name) "`#[mcp::data]` derives `{name}` already: leave one of them out";
    MCP064 beside_flatten(key) "`{key}` is of one argument, and `flatten` makes many of this one: say it on the fields of its type";
    MCP061 key_is_text(ty) "the keys of a JSON object are text, and `{ty}` is none";
}

// Return types.
words! {
    MCP072 nested_result(word) "a {word} fails in one way: flatten this `Result` in a `Result`";
    MCP073 never_returns(word) "a {word} returns something to whoever called it, and `!` never does";
    MCP074 future_return(word, what) "a {word} returns a concrete type: write `async fn` instead of {what}";
    MCP074 impl_return(word) "a {word} returns a concrete type: its schema is made from it";
}

// Resources.
words! {
    MCP080 no_argument(variable, uri, near) "variable `{variable}` of {uri} has no argument of that name{near}";
    MCP083 bad_template(error) "{error}";
    MCP083 unopened(position) "Unopened `}}` at position {position}";
    MCP084 no_scheme(uri) "{uri} does not start with a scheme, as in \"docs://page\"";
    MCP084 empty_uri() "a resource's URI cannot be empty";
}

// Completions.
words! {
    MCP091 no_target(word, name, near) "there is no {word} `{name}` here{near}";
    MCP091 other_target(name, other, word) "`{name}` is a {other}, not a {word}";
    MCP091 two_targets() "a completion has one target: `prompt` or `resource`";
    MCP092 no_completed(word, name, argument, near) "{word} `{name}` has no argument `{argument}`{near}";
    MCP092 names_argument() "a completion names the argument it completes: `argument = name`";
    MCP093 two_completions(argument, name) "argument `{argument}` of `{name}` has two completions";
    MCP094 takes_value() "a completion takes what was typed: `value: &str`";
}

// Servers.
words! {
    MCP102 unnamed(form) "a server has a name: `{form}`";
    MCP102 named_already() "the name of this server stands first already";
    MCP104 serves_nothing() "this server serves nothing: put `#[tool]`, `#[resource(\"…\")]` or `#[prompt]` on a function in it";
    MCP105 no_part(ty, part) "`{ty}` has no part `{part}`";
    MCP106 part_name() "a part has a plain name: `part = admin`";
    MCP106 part_in_list() "parts are for `#[mcp::server]` blocks: list the functions themselves";
    MCP107 not_listed(part) "no server has the part `{part}`: list it in the block with a name, `#[mcp::server(name = \"…\", parts({part}))]`";
    MCP111 weak_key(index, bytes) "request-state keys must be at least 32 bytes of secret randomness; keys[{index}] is {bytes} bytes. Generate one with: openssl rand -hex 32";
    MCP108 server_lifetime() "a server owns its data: its type has no lifetimes";
}

// Forms.
words! {
    MCP142 choice_has_data() "a choice in a form is a name: its variant holds nothing";
    MCP143 form_empty() "a form asks for something: give it a field";
    MCP143 choice_empty() "a choice is one of several: give it variants";
    MCP144 form_generic() "a form asks the same of everybody: it has no generics";
    MCP145 form_unnamed() "each question of a form has a name: write fields with names";
    MCP146 unknown_format(format, near, list) "there is no format {format}{near} (formats: {list})";
    MCP148 same_member(what, name) "two {what} are named `{name}`";
}

// Clients.
words! {
    MCP163 client_receiver(name) "a method of a client takes `&self`: `async fn {name}(&self, …)`";
    MCP164 client_async(name) "a call takes its time: write `async fn {name}`, or give the method a body of its own";
    MCP165 client_has_no(what) "the trait of a client has no {what}: its methods are the tools of one server";
    MCP166 server_says(key, what, list) "`{key}` is for the server to say (options of {what} here: {list})";
    MCP167 client_argument() "an argument has a plain name, which it is sent by: `#[arg(rename = \"…\")]` gives it another";
    MCP171 tool_with_body() "a method with a body calls no tool: leave out `#[tool]`, or the body";
    MCP172 only_tools(word) "a client calls tools: there is no `#[{word}]` here";
}

// `#[mcp::main]`, `#[mcp::test]` and `#[derive(mcp::Error)]`.
words! {
    MCP120 takes_no_arguments(word) "a function with `{word}` takes no arguments";
    MCP121 no_text(name) "`{name}` has no text: write `#[error(\"…\")]` above it";
    MCP121 from_alone() "`#[from]` stands on the only field";
}

// Resolvers.
words! {
    MCP013 arg_on_resolved() "`#[arg]` says what a client sends, and this argument comes from a resolver";
    MCP013 arg_in_resolver() "`#[arg]` stands on the arguments of the tool: a resolver takes them by name";
    MCP013 arg_in_completion() "`#[arg]` stands on the arguments of the prompt or resource: a completion takes what was typed";
    MCP133 waits_in_circle(path) "resolvers wait for each other: {path}";
    MCP138 no_resolver(name, near) "there is no resolver `{name}` in this block{near}";
    MCP139 resolve_is_path() "`#[resolve]` names one resolver: `#[resolve(ask)]`, or `#[resolve(Self::ask)]` in an impl block";
    MCP139 self_resolver(name) "`Self::{name}` is a resolver of an impl block with `#[mcp::server]`: name a function";
    MCP012 conditional_resolve() "`#[resolve]` cannot be conditional";
    MCP012 conditional_argument(word) "this argument of a {word} cannot be conditional";
    MCP150 one_question() "a resolver asks one question: make a resolver of each";
    MCP151 nothing_to_resolve(word) "a {word} takes no resolvers: only tools, prompts and resources with variables do";
    MCP153 needs_argument(resolver, name, ty, tool) "resolver `{resolver}` needs an argument `{name}: {ty}`, which tool `{tool}` does not have";
    MCP152 resolver_argument_name() "a resolver takes the tool's arguments by name: a pattern or a `_name` is for what the server gives";
}
