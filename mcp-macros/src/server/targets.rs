//! Completions of a block or module: what they complete is there.

use crate::diagnostics::{Sink, did_you_mean, no_completed, no_target, other_target, two_completions};
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
                sink.at(at, other_target(name, other.role.word(), word));
            } else if !open {
                let known: Vec<String> = items
                    .iter()
                    .filter(|item| item.role == role)
                    .map(|item| item.function.name().to_string())
                    .collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                let near = did_you_mean(&name.to_string(), &known);
                sink.at(at, no_target(word, name, near));
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
                sink.at(at, no_completed(word, name, argument, hint));
            }
            Some(parameter) => {
                let is_always = crate::attribute::cfgs(&completion.function.attributes).is_empty();
                let is_first = seen.insert((name.to_string(), argument.to_owned()));
                if is_always && (!is_first || parameter.arg.complete.is_some()) {
                    sink.at(at, two_completions(argument, name));
                }
            }
        }
    }
}
