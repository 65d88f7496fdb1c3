//! Limits of an argument that can be checked where they are written: on literals. What is a constant or a call is checked
//! when the server is built.

use crate::diagnostics::{
    Sink, bad_header, bad_pattern, default_outside, default_unmatched, empty_range, foreign_pattern,
};
use crate::options::{literal, string};
use crate::parameter::ArgOptions;
use crate::pattern::foreign;
use syn::{Expr, ExprRange, ExprUnary, Lit, RangeLimits, UnOp};

/// A range holds something, a pattern is one, and the default keeps to both.
pub(crate) fn check(arg: &ArgOptions, sink: &mut Sink) {
    let default = arg.default.as_ref();
    within(default, arg.range.as_ref(), arg.length.as_ref(), sink);
    if let Some(pattern) = &arg.pattern
        && let Some(text) = string(pattern)
    {
        match regex_lite::Regex::new(&text.value()) {
            Err(error) => sink.at(pattern, bad_pattern(error)),
            Ok(_) if let Some(foreign) = foreign(&text.value()) => sink.at(pattern, foreign_pattern(foreign)),
            Ok(regex) => {
                if let Some(default) = default
                    && let Some(value) = string(default)
                    && !regex.is_match(&value.value())
                {
                    sink.at(default, default_unmatched(format_args!("pattern = {:?}", text.value())));
                }
            }
        }
    }
    if let Some(header) = arg.header.as_ref().and_then(string) {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if !header.value().bytes().all(fits) {
            sink.at(&header, bad_header());
        }
    }
}

/// A range and a length hold something, and the default is among it.
pub(crate) fn within(default: Option<&Expr>, range: Option<&Expr>, length: Option<&Expr>, sink: &mut Sink) {
    if let Some(range) = range {
        let measured = default.and_then(number).map(Measured::Value);
        check_range("range", range, measured, default, sink);
    }
    if let Some(length) = length {
        let measured = default.and_then(size).map(Measured::Size);
        check_range("length", length, measured, default, sink);
    }
}

enum Measured {
    Value(f64),
    Size(f64),
}

fn check_range(word: &str, range: &Expr, measured: Option<Measured>, default: Option<&Expr>, sink: &mut Sink) {
    let Expr::Range(ExprRange { start, limits, end, .. }) = range else {
        return;
    };
    let bound = |bound: &Option<Box<Expr>>| bound.as_deref().map(number);
    let (from, to) = (bound(start), bound(end));
    let closed = matches!(limits, RangeLimits::Closed(_));
    // A bound that is no literal is not known here.
    let (Some(from), Some(to)) = (
        from.unwrap_or(Some(f64::NEG_INFINITY)),
        to.unwrap_or(Some(f64::INFINITY)),
    ) else {
        return;
    };
    if from > to || (from == to && !closed) {
        return sink.at(range, empty_range(word));
    }
    let inside = |value: f64| from <= value && (value < to || (closed && value == to));
    let (value, what) = match measured {
        Some(Measured::Value(value)) => (value, "default"),
        Some(Measured::Size(value)) => (value, "length of the default"),
        None => return,
    };
    if !inside(value) {
        sink.at(&default, default_outside(what, word));
    }
}

/// The number that a literal is.
fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_), expr, ..
        }) => number(expr).map(|number| -number),
        Expr::Paren(paren) => number(&paren.expr),
        other => match literal(other)? {
            Lit::Int(int) => int.base10_parse().ok(),
            Lit::Float(float) => float.base10_parse().ok(),
            _ => None,
        },
    }
}

/// The length that a literal has: characters of text, items of an array.
#[allow(clippy::cast_precision_loss)] // No literal is that long.
fn size(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Array(array) => Some(array.elems.len() as f64),
        other => string(other).map(|text| text.value().chars().count() as f64),
    }
}
