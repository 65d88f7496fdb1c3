//! A build without the feature `ask` asks nothing by requests of the server's own.

use crate::revision::Method;
use crate::server::input_required::InputRequired;
use crate::server::request::Request;
use crate::server::step::Running;
use std::pin::Pin;
use std::sync::Arc;

/// What there is none of.
#[derive(Debug)]
pub(super) enum Again {}

impl Again {
    pub(super) fn new(_: &Request<'_>, _: Method, _: &str) -> Option<Self> {
        None
    }

    pub(super) fn run(self, _: Arc<InputRequired>) -> Pin<Box<dyn Running>> {
        match self {}
    }
}
