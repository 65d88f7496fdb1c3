//! Resolvers that wait for each other, where one macro sees all of them. Elsewhere the compiler finds it.

use crate::diagnostics::{Sink, did_you_mean, no_resolver, waits_in_circle};
use crate::item::Item;
use syn::Path;

/// What one resolver waits for: its name in this block or module, and where it is named.
type Edge<'a> = (String, &'a Path);

/// Refuses the last step of each circle among these resolvers. `name` says which path means one of them.
pub(crate) fn check(resolvers: &[Item], name: impl Fn(&Path) -> Option<String>, sink: &mut Sink) {
    let nodes: Vec<(String, Vec<Edge<'_>>)> = resolvers
        .iter()
        .map(|resolver| {
            let edges = resolver.parameters.iter().filter_map(|parameter| {
                let path = &parameter.resolve.as_ref()?.path;
                Some((name(path)?, path))
            });
            (resolver.function.name().to_string(), edges.collect())
        })
        .collect();
    let mut done = vec![false; nodes.len()];
    for start in 0..nodes.len() {
        visit(start, &nodes, &mut Vec::new(), &mut done, sink);
    }
}

fn visit(at: usize, nodes: &[(String, Vec<Edge<'_>>)], way: &mut Vec<usize>, done: &mut [bool], sink: &mut Sink) {
    if done[at] {
        return;
    }
    way.push(at);
    for (name, path) in &nodes[at].1 {
        let Some(next) = nodes.iter().position(|(known, _)| known == name) else {
            continue;
        };
        if let Some(first) = way.iter().position(|step| *step == next) {
            let circle = way[first..].iter().chain([&next]);
            let names: Vec<String> = circle.map(|step| format!("`{}`", nodes[*step].0)).collect();
            sink.at(path, waits_in_circle(names.join(" → ")));
        } else {
            visit(next, nodes, way, done, sink);
        }
    }
    way.pop();
    done[at] = true;
}

/// A free function that names itself.
pub(crate) fn of_one(resolver: &Item, sink: &mut Sink) {
    check(std::slice::from_ref(resolver), of_module, sink);
}

/// The `stock` of `Self::stock`.
pub(crate) fn of_self(path: &Path) -> Option<String> {
    let mut segments = path.segments.iter();
    let is_self = segments.next().is_some_and(|first| first.ident == "Self");
    match (is_self, segments.next(), segments.next()) {
        (true, Some(name), None) => Some(name.ident.to_string()),
        _ => None,
    }
}

/// `stock` alone.
pub(crate) fn of_module(path: &Path) -> Option<String> {
    path.get_ident().map(ToString::to_string)
}

/// `Self::stock` of items in a block that has no such resolver.
pub(crate) fn unknown<'a>(items: impl Iterator<Item = &'a Item>, resolvers: &[Item], sink: &mut Sink) {
    let known: Vec<String> = resolvers
        .iter()
        .map(|resolver| resolver.function.name().to_string())
        .collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    for resolve in items.flat_map(Item::resolves) {
        let Some(name) = resolve.own() else { continue };
        if !known.contains(&name.to_string().as_str()) {
            let near = did_you_mean(&name.to_string(), &known);
            sink.at(&resolve.path, no_resolver(name, near));
        }
    }
}
