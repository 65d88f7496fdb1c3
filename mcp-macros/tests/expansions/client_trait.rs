/// A weather service.
pub trait Weather: Send + Sync {
    /// Tomorrow's weather in a city.
    fn forecast(
        &self,
        city: &str,
        days: Option<u8>,
    ) -> impl ::core::future::Future<
        Output = mcp::Result<String>,
    > + ::core::marker::Send;
    #[cfg(unix)]
    fn alerts(
        &self,
        area: String,
        filter: &Filter,
    ) -> impl ::core::future::Future<
        Output = Result<Vec<Alert>, Lost>,
    > + ::core::marker::Send;
    #[allow(async_fn_in_trait)]
    async fn here(&self) -> mcp::Result<String> {
        self.forecast("London", None).await
    }
}
///A client of a server that has the tools of [`Weather`]. Clones share one connection.
#[derive(::core::clone::Clone, ::core::fmt::Debug)]
pub struct WeatherClient(::mcp::Client, ::mcp::CallOptions);
#[allow(deprecated, unused_braces, clippy::all, clippy::pedantic)]
const _: () = {
    #[allow(unused_imports)]
    use ::mcp::__private::{GivenAlways as _, NoResult as _, Ungiven as _, NoData as _};
    impl WeatherClient {
        ///Connects to a server, and checks that it has the tools of [`Weather`] as they are declared.
        ///
        /// # Errors
        /// `ClientError::Differs` with every difference, or as `Client::connect`.
        pub async fn connect<__M>(
            target: impl ::mcp::client::IntoTarget<__M>,
        ) -> ::core::result::Result<Self, ::mcp::ClientError> {
            Self::new(::mcp::Client::connect(target).await?).await
        }
        ///Takes a client, and checks that its server has the tools of [`Weather`] as they are declared.
        ///
        /// # Errors
        /// `ClientError::Differs` with every difference; its tools cannot be listed.
        pub async fn new(
            client: ::mcp::Client,
        ) -> ::core::result::Result<Self, ::mcp::ClientError> {
            ::mcp::__private::agrees(
                    &client,
                    "Weather",
                    {
                        let mut __methods = ::std::vec::Vec::new();
                        {
                            let __t0 = ::mcp::__private::Given::new();
                            let __t1 = ::mcp::__private::Given::new();
                            let ask = ::mcp::__private::Outcome::ASK;
                            if false {
                                ask.will_be(
                                    <WeatherClient as Weather>::forecast(
                                        ::mcp::__private::Given::<WeatherClient>::new().reference(),
                                        __t0.reference(),
                                        __t1.value(),
                                    ),
                                );
                            }
                            let method = ::mcp::__private::Method::new(
                                "forecast",
                                "forecast",
                            );
                            let method = method.takes("city", (&__t0).how());
                            let method = method.takes("days", (&__t1).how());
                            __methods.push(method.gives(ask.value().schema()));
                        }
                        #[cfg(unix)]
                        {
                            let __t0 = ::mcp::__private::Given::new();
                            let __t1 = ::mcp::__private::Given::new();
                            let ask = ::mcp::__private::Outcome::ASK;
                            if false {
                                ask.will_be(
                                    <WeatherClient as Weather>::alerts(
                                        ::mcp::__private::Given::<WeatherClient>::new().reference(),
                                        __t0.value(),
                                        __t1.reference(),
                                    ),
                                );
                            }
                            let method = ::mcp::__private::Method::new(
                                "alerts",
                                "get.alerts",
                            );
                            let method = method.takes("areaCode", (&__t0).how());
                            let method = method.takes_members("filter", (&__t1).how());
                            __methods.push(method.gives(ask.value().schema()));
                        }
                        __methods
                    },
                )
                .await?;
            ::core::result::Result::Ok(Self(client, ::mcp::CallOptions::new()))
        }
        /// The client that makes the calls.
        pub fn client(&self) -> &::mcp::Client {
            &self.0
        }
        /// The same client, on the same connection, whose calls are made with these options.
        pub fn with_options(&self, options: ::mcp::CallOptions) -> Self {
            Self(::core::clone::Clone::clone(&self.0), options)
        }
    }
    impl ::core::convert::AsRef<::mcp::Client> for WeatherClient {
        fn as_ref(&self) -> &::mcp::Client {
            &self.0
        }
    }
    impl Weather for WeatherClient {
        fn forecast(
            &self,
            city: &str,
            days: Option<u8>,
        ) -> impl ::core::future::Future<
            Output = mcp::Result<String>,
        > + ::core::marker::Send {
            let request = ::mcp::__private::ToolRequest::new("forecast");
            ::mcp::checks::sendable(&*city);
            let request = request
                .give("city", (&::mcp::__private::Given::of(city)).how().json(city));
            ::mcp::checks::sendable(&days);
            let request = request
                .give("days", (&::mcp::__private::Given::of(&days)).how().json(&days));
            let ask = ::mcp::__private::Outcome::<mcp::Result<String>>::ASK;
            ::mcp::checks::is_result::<mcp::Result<String>>();
            let ask = ask
                .join(
                    ask.value().by(::mcp::checks::reads),
                    ask.error().by(::mcp::checks::fails_with),
                );
            ::mcp::__private::answered(&self.0, &self.1, request, ask)
        }
        #[cfg(unix)]
        fn alerts(
            &self,
            area: String,
            filter: &Filter,
        ) -> impl ::core::future::Future<
            Output = Result<Vec<Alert>, Lost>,
        > + ::core::marker::Send {
            let request = ::mcp::__private::ToolRequest::new("get.alerts");
            ::mcp::checks::sendable(&area);
            let request = request
                .give(
                    "areaCode",
                    (&::mcp::__private::Given::of(&area)).how().json(&area),
                );
            ::mcp::checks::sendable(&*filter);
            let request = request
                .give_members(
                    "filter",
                    (&::mcp::__private::Given::of(filter)).how().json(filter),
                );
            let ask = ::mcp::__private::Outcome::<Result<Vec<Alert>, Lost>>::ASK;
            ::mcp::checks::is_result::<Result<Vec<Alert>, Lost>>();
            let ask = ask
                .join(
                    ask.value().by(::mcp::checks::reads),
                    ask.error().by(::mcp::checks::fails_with),
                );
            ::mcp::__private::answered(&self.0, &self.1, request, ask)
        }
    }
};
