//! Completions of a block or module: what they complete is there.

use crate::diagnostics::{Sink, did_you_mean};
use crate::item::Item;
use std::collections::HashSet;

/// Each names a prompt or resource of these items, and an argument of it that nothing else completes. With `open` there
/// may be others elsewhere.
pub(super) fn check(items: &[Item], open: bool, sink: &mut Sink) {
    let mut seen: HashSet<(String, String)> = HashSet::new();
    for (completion, target, argument) in items
        .iter()
        .filter_map(|item| Some((item, item.target()?, item.completed()?)))
    {
        let (role, name, at) = target;
        let word = role.word();
        let named = |item: &&Item| item.function.name() == name;
        let Some(found) = items.iter().filter(named).find(|item| item.role == role) else {
            if let Some(other) = items.iter().find(named) {
                sink.at(at, format!("`{name}` is a {}, not a {word}", other.role.word()));
            } else if !open {
                let known: Vec<String> = items
                    .iter()
                    .filter(|item| item.role == role)
                    .map(|item| item.function.name().to_string())
                    .collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                sink.at(
                    at,
                    format!(
                        "there is no {word} `{name}` here{}",
                        did_you_mean(&name.to_string(), &known)
                    ),
                );
            }
            continue;
        };
        let (argument, at) = argument;
        let parameter = found.parameters.iter().find(|parameter| parameter.wire == argument);
        match parameter {
            None => {
                let known: Vec<&str> = found
                    .parameters
                    .iter()
                    .map(|parameter| parameter.wire.as_str())
                    .collect();
                let hint = did_you_mean(argument, &known);
                sink.at(at, format!("{word} `{name}` has no argument `{argument}`{hint}"));
            }
            Some(parameter) => {
                let is_always = crate::attribute::cfgs(&completion.function.attributes).is_empty();
                let is_first = seen.insert((name.to_string(), argument.to_owned()));
                if is_always && (!is_first || parameter.arg.complete.is_some()) {
                    sink.at(at, format!("argument `{argument}` of `{name}` has two completions"));
                }
            }
        }
    }
}
