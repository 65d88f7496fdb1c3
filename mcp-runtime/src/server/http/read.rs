//! Reads a request's body: bounded in bytes and in time, without a copy when it comes in one piece.

use bytes::{Buf, Bytes, BytesMut};
use http_body::Body;
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReadError {
    TooLarge,
    TooSlow,
    Broken,
}

/// The whole body.
pub(super) async fn read<B: Body>(body: B, limit: usize, timeout: Duration) -> Result<Bytes, ReadError> {
    let promised = match usize::try_from(body.size_hint().lower()) {
        Ok(promised) if promised <= limit => promised,
        _ => return Err(ReadError::TooLarge),
    };
    let mut body = pin!(body);
    // Most bodies are there already: the clock is set only for one that is not.
    let mut collected = Collected {
        first: None,
        rest: None,
        promised,
        limit,
    };
    let mut collect = pin!(poll_fn(|context| {
        loop {
            match std::task::ready!(body.as_mut().poll_frame(context)) {
                None => return std::task::Poll::Ready(Ok(())),
                Some(Err(_)) => return std::task::Poll::Ready(Err(ReadError::Broken)),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data()
                        && let Err(error) = collected.add(data)
                    {
                        return std::task::Poll::Ready(Err(error));
                    }
                }
            }
        }
    }));
    let at_once = poll_fn(|context| std::task::Poll::Ready(collect.as_mut().poll(context))).await;
    match at_once {
        std::task::Poll::Ready(outcome) => outcome?,
        std::task::Poll::Pending => match tokio::time::timeout(timeout, collect).await {
            Ok(outcome) => outcome?,
            Err(_) => return Err(ReadError::TooSlow),
        },
    }
    Ok(collected.finish())
}

struct Collected {
    first: Option<Bytes>,
    rest: Option<BytesMut>,
    promised: usize,
    limit: usize,
}

impl Collected {
    fn add(&mut self, mut data: impl Buf) -> Result<(), ReadError> {
        let length = data.remaining();
        let before = self.first.as_ref().map_or(0, Bytes::len) + self.rest.as_ref().map_or(0, BytesMut::len);
        if before + length > self.limit {
            return Err(ReadError::TooLarge);
        }
        let data = data.copy_to_bytes(length);
        match (&mut self.rest, self.first.take()) {
            (Some(rest), _) => rest.extend_from_slice(&data),
            (None, None) => self.first = Some(data),
            (None, Some(first)) => {
                // A promise is believed as far as what is there makes it likely.
                let here = before + length;
                let mut rest = BytesMut::with_capacity(self.promised.clamp(here, here * 16));
                rest.extend_from_slice(&first);
                rest.extend_from_slice(&data);
                self.rest = Some(rest);
            }
        }
        Ok(())
    }

    fn finish(self) -> Bytes {
        self.rest.map(BytesMut::freeze).or(self.first).unwrap_or_default()
    }
}
