//! Lists: page by page, item by item, and whole.

use super::Client;
use super::cache::CacheMode;
use super::cached::Cacheable;
use super::calls::Call;
use super::error::ClientError;
use super::link::Boxed;
use super::options::CallOptions;
use crate::jsonrpc::code;
use crate::types::{
    ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, Prompt, Resource,
    ResourceTemplate, Tool,
};
use futures_core::Stream;
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

/// Pages of one list above which something is wrong.
const MOST_PAGES: usize = 10_000;

#[derive(Serialize)]
struct Paged<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

/// A page of a list.
#[expect(private_bounds, reason = "nobody else can make a page")]
pub trait Page: Cacheable + Send + 'static {
    /// What is listed.
    type Item: Unpin + Send;
    /// The method that lists.
    #[doc(hidden)]
    const METHOD: &'static str;

    /// Takes note of what is listed.
    #[doc(hidden)]
    fn noted(&mut self, _client: &Client) {}

    /// The items, and where the next page starts.
    #[doc(hidden)]
    fn split(self) -> (Vec<Self::Item>, Option<String>);
}

/// Writes the methods for one list: a page, all items one after the other, all at once.
macro_rules! lists {
    ($($method:literal $what:literal:
        $list:ident $each:ident $all:ident $page:ident $items:ident $item:ident $($noted:ident)?;)*) => {
        $(
            impl Page for $page {
                type Item = $item;
                const METHOD: &'static str = $method;

                $(fn noted(&mut self, client: &Client) {
                    client.$noted(self);
                })?

                fn split(self) -> (Vec<$item>, Option<String>) {
                    (self.$items, self.next_cursor)
                }
            }
        )*

        impl Client {
            $(
                #[doc = concat!("A page of the ", $what, ": the first, or the one at this cursor, which is the")]
                /// `next_cursor` of the page before.
                ///
                /// # Errors
                /// As [`request`](Self::request).
                pub async fn $list(&self, cursor: Option<&str>) -> Result<$page, ClientError> {
                    self.page(cursor, CallOptions::new()).await
                }

                #[doc = concat!("The ", $what, " one by one; pages are fetched as they are needed.")]
                pub fn $each(&self) -> Items<$page> {
                    Items::new(self.clone(), CacheMode::Use)
                }

                #[doc = concat!("All ", $what, ", page by page.")]
                ///
                /// # Errors
                /// As [`request`](Self::request), for each page; the pages have no end.
                pub async fn $all(&self) -> Result<Vec<$item>, ClientError> {
                    self.whole::<$page>().await
                }
            )*
        }
    };
}

lists! {
    "tools/list" "tools": list_tools tools all_tools ListToolsResult tools Tool learn;
    "prompts/list" "prompts": list_prompts prompts all_prompts ListPromptsResult prompts Prompt;
    "resources/list" "resources": list_resources resources all_resources ListResourcesResult resources Resource;
    "resources/templates/list" "resource templates":
        list_resource_templates resource_templates all_resource_templates
        ListResourceTemplatesResult resource_templates ResourceTemplate;
}

impl Client {
    /// A page of any list, with options.
    ///
    /// # Errors
    /// As [`request`](Self::request).
    pub async fn page<T: Page>(&self, cursor: Option<&str>, options: CallOptions) -> Result<T, ClientError> {
        let paged = Paged { cursor };
        let call = Call::new(T::METHOD, &paged);
        let mut page: T = match cursor {
            None => {
                let fetch = async { Ok((self.typed(&call, &options).await?, true)) };
                self.cached(T::METHOD, "", &options, fetch).await?
            }
            // What is kept is where a list begins: the rest of it hangs by the cursor.
            Some(_) => self.typed(&call, &options).await.inspect_err(|error| {
                if error.code() == Some(code::INVALID_PARAMS) {
                    self.changed(T::METHOD);
                }
            })?,
        };
        page.noted(self);
        Ok(page)
    }

    /// All items of a list.
    async fn whole<T: Page>(&self) -> Result<Vec<T::Item>, ClientError> {
        let mut items = Items::<T>::new(self.clone(), CacheMode::Use);
        match items.rest().await {
            // A first page that was kept may have been of a server that has started again since.
            Err(error)
                if error.code() == Some(code::INVALID_PARAMS)
                    && !items.seen.is_empty()
                    && self.0.connection.peer.cache.is_some() =>
            {
                Items::<T>::new(self.clone(), CacheMode::Refresh).rest().await
            }
            listed => listed,
        }
    }
}

/// The items of a list, one after the other: a [`Stream`], and without it [`next`](Self::next). After an error nothing
/// more comes.
pub struct Items<T: Page> {
    client: Client,
    /// Of the page that was fetched last.
    items: std::vec::IntoIter<T::Item>,
    /// The page that is being fetched; `None` after the last.
    fetching: Option<Boxed<'static, Result<T, ClientError>>>,
    /// The cursors so far.
    seen: HashSet<String>,
}

impl<T: Page> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("method", &T::METHOD)
            .finish_non_exhaustive()
    }
}

impl<T: Page> Items<T> {
    fn new(client: Client, first: CacheMode) -> Self {
        let mut items = Items {
            client,
            items: Vec::new().into_iter(),
            fetching: None,
            seen: HashSet::new(),
        };
        items.fetch(None, first);
        items
    }

    fn fetch(&mut self, cursor: Option<String>, mode: CacheMode) {
        let client = self.client.clone();
        self.fetching = Some(Box::pin(async move {
            client.page(cursor.as_deref(), CallOptions::new().cache(mode)).await
        }));
    }

    /// Takes a page.
    fn take(&mut self, page: T) -> Result<(), ClientError> {
        let (items, next) = page.split();
        let items = items.into_iter();
        let Some(next) = next else {
            self.items = items;
            return Ok(());
        };
        let method = T::METHOD;
        if self.seen.len() == MOST_PAGES {
            let fault = format!("'{method}' has more than {MOST_PAGES} pages");
            return Err(ClientError::Unexpected(fault));
        }
        if !self.seen.insert(next.clone()) {
            let fault = format!("The pages of '{method}' have no end: the server gave the cursor {next:?} again");
            return Err(ClientError::Unexpected(fault));
        }
        self.items = items;
        self.fetch(Some(next), CacheMode::Use);
        Ok(())
    }

    /// The next item; `None` after the last.
    pub async fn next(&mut self) -> Option<Result<T::Item, ClientError>> {
        poll_fn(|context| self.poll(context)).await
    }

    /// All items that are left.
    ///
    /// # Errors
    /// The first error of a page.
    pub async fn all(mut self) -> Result<Vec<T::Item>, ClientError> {
        self.rest().await
    }

    async fn rest(&mut self) -> Result<Vec<T::Item>, ClientError> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
            all.extend(self.items.by_ref());
        }
        Ok(all)
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T::Item, ClientError>>> {
        loop {
            if let Some(item) = self.items.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let Some(fetching) = self.fetching.as_mut() else {
                return Poll::Ready(None);
            };
            let page = ready!(fetching.as_mut().poll(context));
            self.fetching = None;
            if let Err(error) = page.and_then(|page| self.take(page)) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

impl<T: Page> Stream for Items<T> {
    type Item = Result<T::Item, ClientError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}
