//! What `#[arg(…)]` promises of a value, whichever way it comes: a default, and limits that it keeps.
//!
//! The setters that macros chain are written out on each of the three kinds of parameter: were they made by a macro of ours, the
//! compiler would show that macro to whoever puts a limit on the wrong type.

use crate::schema::{Constraint, Lengthed, Patterned, Ranged};
use std::ops::RangeBounds;

/// The promises about one parameter.
#[derive(Debug)]
pub(super) struct Promises<T> {
    /// The parameter they are about, for faults.
    name: &'static str,
    pub(super) default: Option<fn() -> T>,
    pub(super) constraints: Vec<Constraint<T>>,
    /// What is wrong with the promises themselves.
    pub(super) faults: Vec<String>,
}

impl<T> Promises<T> {
    pub(super) fn new(name: &'static str) -> Self {
        Promises {
            name,
            default: None,
            constraints: Vec::new(),
            faults: Vec::new(),
        }
    }

    pub(super) fn keeps(&self, value: &T) -> bool {
        self.constraints.iter().all(|constraint| (constraint.holds)(value))
    }

    /// Takes a default, which keeps the limits that were promised before it, and gives its value.
    pub(super) fn set_default(&mut self, default: fn() -> T) -> T {
        let value = default();
        if !self.keeps(&value) {
            self.faults
                .push(format!("the default of `{}` is outside its own limits", self.name));
        }
        self.default = Some(default);
        value
    }

    pub(super) fn range(&mut self, range: &impl RangeBounds<T::Number>)
    where
        T: Ranged,
    {
        self.constraints.push(Constraint::range(range));
    }

    pub(super) fn length(&mut self, range: &impl RangeBounds<usize>)
    where
        T: Lengthed,
    {
        self.constraints.push(Constraint::length(range));
    }

    pub(super) fn pattern(&mut self, pattern: &'static str)
    where
        T: Patterned,
    {
        match Constraint::pattern(pattern) {
            Ok(constraint) => self.constraints.push(constraint),
            Err(fault) => self.faults.push(format!("argument `{}`: {fault}", self.name)),
        }
    }
}
