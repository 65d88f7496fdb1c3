//! How a request is made: what its revision wants in it, and what is done about an answer that asks for another try.

use super::Client;
use super::connection::Ask;
use super::error::ClientError;
use super::link::Failure;
use super::options::CallOptions;
use super::requests::{At, Named};
use crate::jsonrpc::{BorrowedStr, MapOnly, code};
use crate::types::{JsonObject, LOG_LEVEL_META_KEY, Meta, RESULT_TYPE_COMPLETE};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::time::Duration;
use tokio::time::timeout;

/// A request but for what is special about this one.
#[derive(Clone, Copy)]
pub(super) struct Call<'a, P> {
    pub(super) method: &'a str,
    pub(super) own: &'a P,
    /// What it is for, where headers say so.
    pub(super) name: Option<&'a str>,
    /// The arguments of a tool, which may be headers too; `None` where they still are text.
    pub(super) arguments: Option<&'a JsonObject>,
    /// The same as text.
    pub(super) text: Option<&'a RawValue>,
}

impl<'a, P> Call<'a, P> {
    pub(super) fn new(method: &'a str, own: &'a P) -> Self {
        Call {
            method,
            own,
            name: None,
            arguments: None,
            text: None,
        }
    }
}

impl<'a> Call<'a, Named<'a>> {
    pub(super) fn tool(own: &'a Named<'a>) -> Self {
        Call {
            name: Some(own.name),
            text: own.arguments.as_deref(),
            ..Call::new("tools/call", own)
        }
    }

    pub(super) fn prompt(own: &'a Named<'a>) -> Self {
        Call {
            name: Some(own.name),
            ..Call::new("prompts/get", own)
        }
    }
}

impl<'a> Call<'a, At<'a>> {
    pub(super) fn resource(own: &'a At<'a>) -> Self {
        Call {
            name: Some(own.uri),
            ..Call::new("resources/read", own)
        }
    }
}

/// `resultType` of a result.
#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "resultType", borrow)]
    kind: Option<BorrowedStr<'a>>,
}

impl Client {
    /// Makes a request and reads its result, which has to be complete.
    ///
    /// # Errors
    /// As [`request`](Self::request); the result does not fit.
    pub(super) async fn typed<T, P>(&self, call: &Call<'_, P>, options: &CallOptions) -> Result<T, ClientError>
    where
        T: DeserializeOwned,
        P: Serialize + Sync,
    {
        let answer = self.limited(call, options).await?;
        let kind = self.kind_of(&answer);
        match kind.as_deref() {
            None | Some(RESULT_TYPE_COMPLETE) => read(call.method, &answer),
            Some(kind) => Err(unknown_kind(call.method, kind)),
        }
    }

    /// The `resultType`, in the revisions that have one.
    pub(super) fn kind_of<'a>(&self, answer: &'a RawValue) -> Option<Cow<'a, str>> {
        let modern = self.revision().is_modern();
        let kind = modern
            .then(|| serde_json::from_str::<Kind<'a>>(answer.get()).ok())
            .flatten();
        Some(kind?.kind?.0)
    }

    /// Makes a request within the time for all its tries.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub(super) async fn limited<P: Serialize + Sync>(
        &self,
        call: &Call<'_, P>,
        options: &CallOptions,
    ) -> Result<Box<RawValue>, ClientError> {
        let total = self.total_timeout(options);
        within(total, call.method, self.tried(call, options)).await
    }

    /// How long each request of a call may take.
    fn timeout(&self, options: &CallOptions) -> Option<Duration> {
        options.timeout.or(self.0.builder.timeout)
    }

    /// How long a call may take with all its rounds and tries.
    pub(super) fn total_timeout(&self, options: &CallOptions) -> Option<Duration> {
        options.total_timeout.or(self.0.builder.total_timeout)
    }

    /// Makes a request, and makes it again where the server has not looked at it: its session is lost, or the headers
    /// that mirror its arguments are not those the server knows of.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub(super) async fn tried<P: Serialize + Sync>(
        &self,
        call: &Call<'_, P>,
        options: &CallOptions,
    ) -> Result<Box<RawValue>, ClientError> {
        let failure = match self.once(call, options).await {
            Ok(answer) => return Ok(answer),
            Err(failure) => failure,
        };
        let limit = self.timeout(options);
        let again = match (&failure.lost_session, call.name) {
            (Some(lost), _) => {
                let longest = limit.or(self.total_timeout(options));
                match within(limit, "initialize", self.renew(lost, longest)).await {
                    Ok(()) => true,
                    Err(error) => {
                        tracing::warn!(%error, "a lost session could not be opened again");
                        false
                    }
                }
            }
            (None, Some(tool))
                if failure.error.code() == Some(code::HEADER_MISMATCH)
                    && call.method == "tools/call"
                    && self.0.connection.link.has_headers() =>
            {
                let learning = async { Ok(self.learn_tool(tool, limit).await) };
                within(limit, "tools/list", learning).await.unwrap_or(false)
            }
            _ => false,
        };
        match again {
            true => self.once(call, options).await.map_err(|failure| failure.error),
            false => Err(failure.error),
        }
    }

    /// The `_meta` of a request: the user's, and what the revision wants.
    fn meta_of(&self, options: &CallOptions) -> Cow<'_, Meta> {
        if options.meta.is_empty() {
            return Cow::Borrowed(&self.0.envelope);
        }
        let mut meta = options.meta.clone();
        for (key, value) in &self.0.envelope {
            if key != LOG_LEVEL_META_KEY || !meta.contains_key(key) {
                meta.insert(key.clone(), value.clone());
            }
        }
        Cow::Owned(meta)
    }

    async fn once<P: Serialize + Sync>(
        &self,
        call: &Call<'_, P>,
        options: &CallOptions,
    ) -> Result<Box<RawValue>, Failure> {
        let ask = Ask {
            method: call.method,
            meta: self.meta_of(options),
            timeout: self.timeout(options),
            progress: options.progress.clone(),
            name: call.name,
            mirrored: self.mirrored(call),
            ..Ask::default()
        };
        self.0.connection.ask(ask, call.own).await
    }
}

/// Gives a future this long.
///
/// # Errors
/// It took longer, or its own.
pub(super) async fn within<T>(
    total: Option<Duration>,
    method: &str,
    call: impl Future<Output = Result<T, ClientError>>,
) -> Result<T, ClientError> {
    let Some(after) = total else { return call.await };
    timeout(after, call).await.unwrap_or_else(|_| {
        let method = method.to_owned();
        Err(ClientError::Timeout { method, after })
    })
}

/// Reads a result.
///
/// # Errors
/// It does not fit.
pub(super) fn read<T: DeserializeOwned>(method: &str, answer: &RawValue) -> Result<T, ClientError> {
    let result = serde_json::from_str::<MapOnly<T>>(answer.get());
    result.map(|result| result.0).map_err(|error| unfit(method, &error))
}

pub(super) fn unfit(method: &str, error: &serde_json::Error) -> ClientError {
    ClientError::Unexpected(format!("The server's result does not fit '{method}': {error}"))
}

pub(super) fn unknown_kind(method: &str, kind: &str) -> ClientError {
    ClientError::Unexpected(format!(
        "The server answered '{method}' with '{kind}', which this client cannot go on from"
    ))
}
