use super::format::Format;

#[test]
fn formats() {
    for (name, good, bad) in [
        (
            "email",
            &[
                "joe@example.org",
                "a.b+c@x.co",
                "\"joe bloggs\"@example.org",
                "\"a\\\"@b\"@x.org",
                "joe@[127.0.0.1]",
                "joe@[IPv6:::1]",
                "joe@localhost",
            ][..],
            &[
                "",
                "joe",
                "@example.org",
                "joe@",
                ".joe@example.org",
                "j..e@example.org",
                "joe@-x.org",
                "joe@x..org",
                "joe bloggs@example.org",
                "joe@[127.0.0]",
                "jö@example.org",
                "\"joe\"s\"@example.org",
                "joe@example.org ",
            ][..],
        ),
        (
            "uri",
            &[
                "https://example.org",
                "http://u:p@[::1]:80/a?b=c&d=%20#e/f?",
                "urn:isbn:0451450523",
                "mailto:joe@example.org",
                "file:///etc/hosts",
                "tel:+1-816-555-1212",
                "a:",
                "http://[v7.x:y]/",
            ],
            &[
                "",
                "example.org",
                "//example.org",
                "/a",
                "1a:b",
                "http://a b",
                "http://a/%2",
                "http://a/%zz",
                "http://[::1",
                "http://a:port/",
                "http://a/[b]",
                "http://a/#b#c",
                "http://ö.org",
                "http://a/<b>",
                "http://a@b@c/",
            ],
        ),
        (
            "date",
            &["2026-07-28", "2024-02-29", "2000-02-29", "0000-01-01"],
            &[
                "",
                "2026-7-28",
                "2026-02-29",
                "1900-02-29",
                "2026-04-31",
                "2026-13-01",
                "2026-00-01",
                "2026-01-00",
                "2026-07-28T00:00:00Z",
                "20260728",
                "२०२६-07-28",
            ],
        ),
        (
            "date-time",
            &[
                "2026-07-28T12:00:00Z",
                "2026-07-28t12:00:00.25z",
                "2026-07-28T23:59:59+02:00",
                "1998-12-31T23:59:60Z",
                "1998-12-31T15:59:60.1-08:00",
            ],
            &[
                "",
                "2026-07-28",
                "2026-07-28 12:00:00Z",
                "2026-07-28T12:00Z",
                "2026-07-28T12:00:00",
                "2026-07-28T24:00:00Z",
                "2026-07-28T12:60:00Z",
                "2026-07-28T12:00:60Z",
                "2026-07-28T12:00:00.Z",
                "2026-07-28T12:00:00+24:00",
                "2026-07-28T12:00:00+0200",
                "2026-07-28T12:00:00Zz",
                "2026-07-2ö12:00:00Z",
            ],
        ),
    ] {
        let format = Format::parse(name).expect("a format");
        for text in good {
            assert!(format.holds(text), "{text} is {name}");
        }
        for text in bad {
            assert!(!format.holds(text), "{text} is no {name}");
        }
    }
    assert_eq!(Format::parse("uuid"), None);
}
