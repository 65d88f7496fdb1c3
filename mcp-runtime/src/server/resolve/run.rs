//! A round: every resolver once, those that can at the same time.

use super::graph::AreResolvers;
use super::round::{Round, Stop};
use super::set::{All, Collect, Contains, Holds, Kept, List, No, Picks, Yes};
use super::view::{Missed, Sees, View};
use super::{AllReach, Args, Cell, Resolver, ResolverFor};
use crate::server::error::Error;
use crate::server::panic::guard;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

/// The rest of a list of resolvers, to be run on the cells of the whole list `S`.
pub trait Run<A, S: Kept>: Kept {
    /// Runs them beside each other.
    fn run<'s>(
        args: &'s A,
        all: &'s S::Cells,
        own: &'s Self::Cells,
        round: &'s Round,
    ) -> impl Future<Output = ()> + Send + 's;
}

impl<A: Args, S: Kept> Run<A, S> for () {
    fn run<'s>(_: &'s A, _: &'s S::Cells, (): &'s (), _: &'s Round) -> impl Future<Output = ()> + Send + 's {
        std::future::ready(())
    }
}

impl<A: Args, S, R, T> Run<A, S> for (R, T)
where
    S: Picks<R::Needs>,
    R: ResolverFor<A>,
    T: Run<A, S>,
{
    fn run<'s>(
        args: &'s A,
        all: &'s S::Cells,
        own: &'s Self::Cells,
        round: &'s Round,
    ) -> impl Future<Output = ()> + Send + 's {
        let needs = <S as Picks<R::Needs>>::pick(all);
        Both {
            first: one::<R, A>(args, needs, &own.0, round),
            second: T::run(args, all, &own.1, round),
            first_done: false,
            second_done: false,
            round,
        }
    }
}

fn one<'s, R: ResolverFor<A>, A: Args>(
    args: &'s A,
    needs: <R::Needs as List>::Cells<'s>,
    own: &'s Cell<R::Return>,
    round: &'s Round,
) -> impl Future<Output = ()> + Send + 's {
    let future = R::resolve(args, needs, round);
    async move {
        own.fill(match future.await {
            Ok(value) => Some(value),
            Err(stop) => {
                if let Stop::Failed(error) = stop {
                    round.fail(error);
                }
                None
            }
        });
    }
}

pin_project_lite::pin_project! {
    /// Two futures, of which the first is polled first: the second may wait for it.
    struct Both<'s, F, G> {
        #[pin]
        first: F,
        #[pin]
        second: G,
        first_done: bool,
        second_done: bool,
        round: &'s Round,
    }
}

impl<F: Future<Output = ()>, G: Future<Output = ()>> Future for Both<'_, F, G> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = self.project();
        if !*this.first_done {
            *this.first_done = this.first.poll(context).is_ready();
            // A call that has failed waits for nothing.
            if this.round.has_failed() {
                return Poll::Ready(());
            }
        }
        if !*this.second_done {
            *this.second_done = this.second.poll(context).is_ready();
        }
        if *this.first_done && *this.second_done || this.round.has_failed() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

/// The resolvers of `L` and all they need, about to run. How is known where the compiler finds that all of them can: an
/// inherent method, before that of [`Unresolved`].
#[derive(Debug)]
pub struct Resolving<'a, L, A> {
    args: &'a A,
    round: &'a Round,
    list: PhantomData<fn() -> L>,
}

impl<'a, L, A> Resolving<'a, L, A> {
    /// On these arguments.
    pub fn of(args: &'a A, round: &'a Round) -> Self {
        Resolving {
            args,
            round,
            list: PhantomData,
        }
    }
}

impl<'a, L: AreResolvers<()> + AllReach<A>, A: Args> Resolving<'a, L, A> {
    /// The same, once it is known that they are resolvers and find what they need: how is not looked at before.
    pub fn known(self) -> KnownResolving<'a, L, A> {
        KnownResolving(self)
    }
}

/// The resolvers of `L`, which are some, about to run.
#[derive(Debug)]
pub struct KnownResolving<'a, L, A>(Resolving<'a, L, A>);

impl<'a, L: 'static, A: Args> KnownResolving<'a, L, A> {
    /// Runs them.
    ///
    /// # Errors
    /// One has failed, or something has to be asked first.
    pub fn resolve(self) -> impl Future<Output = Result<Values<All<L>>, Error>> + Send + 'a
    where
        (): Collect<L>,
        All<L>: Run<A, All<L>>,
    {
        let Resolving { args, round, .. } = self.0;
        async move {
            let cells = <All<L> as Kept>::Cells::default();
            <All<L> as Run<A, All<L>>>::run(args, &cells, &cells, round).await;
            round.finish()?;
            Ok(Values(cells))
        }
    }
}

/// Stands behind [`Resolving`] where a resolver has been refused.
pub trait Unresolved: Sized {
    /// They are none, or do not find what they need.
    fn known(self) -> Self {
        self
    }

    /// Never called: there is an error.
    fn resolve(self) -> std::future::Ready<Result<NoValues, Error>> {
        std::future::ready(Err(Error::hidden("a resolver was refused")))
    }
}

impl<L, A> Unresolved for Resolving<'_, L, A> {}

/// What all resolvers of a call have found.
#[allow(missing_debug_implementations)] // It holds values of the user's.
pub struct Values<S: Kept>(S::Cells);

impl<S: Kept> Values<S> {
    /// What one has found, as the parameter `name` takes it.
    ///
    /// # Errors
    /// The user has declined.
    pub fn lend<R: Resolver, T>(&self, view: &View<R::Return, T>, name: &str) -> Result<&T, Error>
    where
        S: Holds<R>,
    {
        let value = <S as Holds<R>>::cell(&self.0).get();
        view.lend(value.ok_or_else(|| Missed::Lost.error(name))?, name)
    }

    /// The same by value. Where one of the resolvers of the function's other arguments is the same, it is a copy: `how`
    /// is asked where the type is written.
    ///
    /// # Errors
    /// The user has declined.
    pub fn give<R: Resolver, Others, T>(
        &mut self,
        view: &View<R::Return, T>,
        name: &str,
        how: fn() -> Given<Others::Is, T>,
    ) -> Result<T, Error>
    where
        S: Holds<R>,
        Others: Contains<R>,
    {
        let cell = <S as Holds<R>>::cell_mut(&mut self.0);
        let lost = || Missed::Lost.error(name);
        match how().copy {
            Some(copy) => view.lend(cell.get().ok_or_else(lost)?, name).map(copy),
            None => view.take(cell.take().ok_or_else(lost)?, name),
        }
    }
}

/// How a value is given to an argument, by whether others want it, too.
#[derive(Debug)]
pub struct Given<Is, T> {
    copy: Option<fn(&T) -> T>,
    is: PhantomData<fn() -> Is>,
}

/// A value that can be given so.
#[diagnostic::on_unimplemented(
    message = "two arguments are found by one resolver, and `{Self}` is not `Clone` [MCP135]",
    label = "taken by value, and wanted by another argument: take `&{Self}`"
)]
pub trait Giving<Is>: Sized {
    /// How.
    fn how() -> Given<Is, Self>;
}

#[diagnostic::do_not_recommend]
impl<T> Giving<No> for T {
    fn how() -> Given<No, T> {
        Given {
            copy: None,
            is: PhantomData,
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Giving<Yes> for T {
    fn how() -> Given<Yes, T> {
        Given {
            copy: Some(T::clone),
            is: PhantomData,
        }
    }
}

/// The question, asked where the type is written.
pub fn given<T: Giving<Is>, Is>() -> Given<Is, T> {
    T::how()
}

/// Stands for [`Values`] where a resolver has been refused.
#[derive(Debug)]
#[allow(clippy::exhaustive_enums)] // It has no values, for good.
pub enum NoValues {}

#[allow(clippy::extra_unused_type_parameters)] // As those of `Values` have.
impl NoValues {
    /// Never called.
    pub fn lend<R, T>(&self, _: &impl Sees<T>, _: &str) -> Result<&T, Error> {
        match *self {}
    }

    /// Never called.
    pub fn give<R, Others, T>(&mut self, _: &impl Sees<T>, _: &str, _: fn() -> Given<No, T>) -> Result<T, Error> {
        match *self {}
    }
}

/// Runs the end of a call on the pool for blocking work.
///
/// # Errors
/// It has panicked, or the user has declined.
pub async fn on_pool<R: Send + 'static>(
    function: impl FnOnce() -> Result<R, Error> + Send + 'static,
) -> Result<R, Error> {
    let joined = tokio::task::spawn_blocking(|| guard(function)).await;
    joined.map_err(Error::hidden).flatten().flatten()
}
