use std::time::{Duration, Instant};

use super::*;

fn parse(template: &str) -> UriTemplate {
    UriTemplate::parse(template).unwrap_or_else(|error| panic!("{template}: {error}"))
}

fn one(value: &str) -> UriValue {
    UriValue::from(value)
}

fn many(values: &[&str]) -> UriValue {
    values.iter().copied().collect()
}

/// What a template gives for a URI, names and values in order.
fn captures(template: &str, uri: &str) -> Option<Vec<(String, UriValue)>> {
    let captures = parse(template).matches(uri)?;
    let owned = |(name, value): (&str, &UriValue)| (name.to_owned(), value.clone());
    Some(captures.iter().map(owned).collect())
}

/// Template, URI, and the values in order.
type Example<'a> = (&'a str, &'a str, &'a [(&'a str, UriValue)]);

#[test]
fn matching_gives_the_verified_values() {
    #[rustfmt::skip]
    let table: &[Example<'_>] = &[
        ("a://{x}", "a://", &[("x", one(""))]),
        ("a://{x}", "a://b%2Fc", &[("x", one("b/c"))]),
        ("{x}", "a%2Fb", &[("x", one("a/b"))]),
        ("{x}", "", &[("x", one(""))]),
        ("{x}", "%zz%", &[("x", one("%zz%"))]),
        ("{x}", "%C3%A9%ff", &[("x", one("%C3%A9%ff"))]),
        ("{x}", "%C3%A9é", &[("x", one("éé"))]),
        ("a}b{x}", "a}bc", &[("x", one("c"))]),
        ("{/a,b}", "/1/2", &[("a", one("1")), ("b", one("2"))]),
        ("{a,b}", "1,2", &[("a", one("1")), ("b", one("2"))]),
        ("p-{id}", "p-p-1", &[("id", one("p-1"))]),
        ("{a}-{b}", "1-2-3", &[("a", one("1-2")), ("b", one("3"))]),
        ("{a}-{b}/{+p}", "1-2-3/x/y", &[("a", one("1")), ("b", one("2-3")), ("p", one("x/y"))]),
        ("f://x{/p*}", "f://x", &[("p", many(&[]))]),
        ("f://x{/p*}", "f://x/", &[("p", many(&[""]))]),
        ("f://x{/p*}", "f://x/a/b%20c", &[("p", many(&["a", "b c"]))]),
        ("f://x{/p*}", "f://x/a//c", &[("p", many(&["a", "", "c"]))]),
        ("f{.e*}", "f.tar.gz", &[("e", many(&["tar", "gz"]))]),
        ("f://{+p}{.ext}", "f://a.tar.gz", &[("p", one("a.tar")), ("ext", one("gz"))]),
        ("{+p}/e", "a/b/e", &[("p", one("a/b"))]),
        ("{#frag}", "#a/b?c", &[("frag", one("a/b?c"))]),
        ("x{;id}", "x;id", &[("id", one(""))]),
        ("x{;id}", "x;id=3=4", &[("id", one("3=4"))]),
        ("x{;id}/{+p}", "x;id=3/a/b", &[("id", one("3")), ("p", one("a/b"))]),
        ("x{;id}/{+p}", "x;id/a", &[("id", one("")), ("p", one("a"))]),
        ("x{;k*}", "x;k=1;k=2;k", &[("k", many(&["1", "2", ""]))]),
        ("{+p}{?q}", "a/b?q=1%202&z=1", &[("p", one("a/b")), ("q", one("1 2"))]),
        ("s{?q,l}", "s#frag", &[]),
        ("s{?q,l}", "s?l=1+2&q&q=2#f", &[("q", one("")), ("l", one("1+2"))]),
        ("s{?q}", "s?%71=1", &[]),
        ("s{?q}{&r}", "s?r=1", &[("r", one("1"))]),
        ("s?a=1{&r}", "s?a=1&r=2", &[("r", one("2"))]),
        ("s#{f}{?q}", "s#1?q=2", &[("f", one("1")), ("q", one("2"))]),
    ];
    for (template, uri, expected) in table {
        let owned = |(name, value): &(&str, UriValue)| ((*name).to_owned(), value.clone());
        let expected: Vec<_> = expected.iter().map(owned).collect();
        let found = captures(template, uri);
        assert_eq!(found, Some(expected), "{template} on {uri}");
    }
}

#[test]
fn matching_refuses_what_is_not_of_the_template() {
    #[rustfmt::skip]
    let table: &[(&str, &[&str])] = &[
        ("a://{x}", &["a://b/c", "a://b,c", "a://b?q=1", "a://b#f", "a://b&c", "A://b", "a:/", ""]),
        ("f{.e}", &["f.tar.gz", "f"]),
        ("{a}/{b}", &["x/y/z", "x"]),
        ("{#frag}", &["a", ""]),
        ("f{/p*}", &["fa", "f/a?b", "f/a#b"]),
        ("x{;k*}", &["x;j=1", "x;kk=1", "xk=1"]),
        ("x{;k}", &["x;kk", "x;kk=1", "x"]),
        ("x{;k}/{+p}", &["x;kk/a", "x;kk=1/a"]),
        ("s?a=1{&r}", &["s?a=1", "s?r=1&a=1"]),
        ("ab{x}", &["aé", "é"]),
        ("{+p}/{x}", &["a", "a/b?c"]),
        ("aba{x}aba{+p}", &["aba"]),
    ];
    for (template, uris) in table {
        for uri in *uris {
            assert_eq!(captures(template, uri), None, "{template} on {uri}");
        }
    }
    let long = format!("a://{}", "x".repeat(65_536 - 3));
    assert!(parse("a://{x}").matches(&long).is_none());
    assert!(parse("a://{x}").matches(&long[1..]).is_none());
    assert!(parse("a://{x}").matches(&long[..65_536]).is_some());
    let options = UriTemplateOptions::default().with_max_uri_length(4);
    let short = UriTemplate::parse_with("a://{x}", &options).expect("valid");
    assert!(short.matches("a://").is_some() && short.matches("a://b").is_none());
}

#[test]
fn errors_have_the_exact_text_and_a_byte_position() {
    let adjacent = |a: &str, b: &str| {
        format!(
            "Variables '{a}' and '{b}' are adjacent with no literal separator; matching cannot \
             determine where one ends and the other begins. Add a literal between them or use a \
             single variable."
        )
    };
    let multi = "Template contains more than one multi-segment variable ({+var}, {#var}, or \
                 explode modifier); matching would be ambiguous";
    let query = "Template contains more than one {?...} expression; use {?a,b} or {?a}{&b} for \
                 multiple query parameters";
    let (ab, xp) = (adjacent("a", "b"), adjacent("x", "p"));
    let long = "a".repeat(8_193);
    let crowd = format!("{{{}}}", vec!["v"; 257].join(","));
    #[rustfmt::skip]
    let table: &[(&str, &str, Option<usize>)] = &[
        ("x://{id", "Unclosed expression at position 4", Some(4)),
        ("é{id", "Unclosed expression at position 2", Some(2)),
        ("a{}", "Empty expression at position 1", Some(1)),
        ("a{+}", "Expression has operator but no variables at position 1", Some(1)),
        ("{a:3}", "Prefix modifier {var:N} is not supported (in 'a:3' at position 0)", Some(0)),
        ("{a b}", "Invalid variable name 'a b' at position 0", Some(0)),
        ("x{é}", "Invalid variable name 'é' at position 1", Some(1)),
        ("{a{b}", "Invalid variable name 'a{b' at position 0", Some(0)),
        ("{a,}", "Invalid variable name '' at position 0", Some(0)),
        ("{a..b}", "Invalid variable name 'a..b' at position 0", Some(0)),
        ("{a.}", "Invalid variable name 'a.' at position 0", Some(0)),
        ("{a**}", "Invalid variable name 'a*' at position 0", Some(0)),
        ("{it's}", "Invalid variable name \"it's\" at position 0", Some(0)),
        ("{'\"\n\0}", "Invalid variable name '\\'\"\\n\\x00' at position 0", Some(0)),
        ("{=a}", "Invalid variable name '=a' at position 0", Some(0)),
        ("z{a*}", "Explode modifier on {a*} is not supported for matching", Some(1)),
        ("{+a*}", "Explode modifier on {+a*} is not supported for matching", Some(0)),
        ("{?b,a*}", "Explode modifier on {?a*} is not supported for matching", Some(0)),
        ("{a}/{a}", "Variable 'a' appears more than once; repeated variables are not supported", None),
        ("{a}{b}", &ab, None),
        ("{a}{+b}", &ab, None),
        ("f://{x}{/p*}", &xp, None),
        ("{/x,p*}", &xp, None),
        ("{+a}/{+b}", multi, None),
        ("{+a,b}", multi, None),
        ("{/a*}/{#b}", multi, None),
        ("{?a}{?b}", query, None),
        (&long, "Template exceeds maximum length of 8192", None),
        (&crowd, "Template exceeds maximum of 256 variables", None),
    ];
    for (template, message, position) in table {
        let error = UriTemplate::parse(template).expect_err(template);
        assert_eq!(error.to_string(), *message);
        assert_eq!(error.position, *position, "{template}");
        assert_eq!(error.template, *template);
    }
    assert!(UriTemplate::parse(&long[..8_192]).is_ok());
}

#[test]
fn expansion_follows_the_rfc() {
    let values = [
        ("empty", one("")),
        ("path", one("/foo/bar")),
        ("hello", one("Hello World!")),
        ("half", one("50%")),
        ("x", one("1024")),
        ("y", one("768")),
        ("slash", one("x/y z")),
        ("pct", one("x/y z%20%")),
        ("hash", one("é#")),
        ("list", many(&["red", "green", "blue"])),
        ("gaps", many(&["1", ""])),
        ("none", many(&[])),
    ];
    #[rustfmt::skip]
    let table = [
        ("{slash}", "x%2Fy%20z"),
        ("{+pct}", "x/y%20z%20%25"),
        ("{#hash}", "#%C3%A9#"),
        ("{?empty,x}", "?empty=&x=1024"),
        ("x{;gaps*}", "x;gaps=1;gaps"),
        ("{hello}", "Hello%20World%21"),
        ("{+path}/here", "/foo/bar/here"),
        ("{x,hello,y}", "1024,Hello%20World%21,768"),
        ("{.x,y}", ".1024.768"),
        ("{/list*}", "/red/green/blue"),
        ("{/list}", "/red,green,blue"),
        ("{;x,empty,y}", ";x=1024;empty;y=768"),
        ("{;list}", ";list=red,green,blue"),
        ("{?list}{&half}", "?list=red,green,blue&half=50%25"),
        ("{.gaps*}", ".1."),
        ("{&empty}", "&empty="),
        ("a{/none*}{?missing,x}", "a?x=1024"),
        ("a{?missing,none}", "a"),
        ("a}b {list}", "a}b red,green,blue"),
    ];
    for (template, expected) in table {
        let values = values.iter().map(|(name, value)| (*name, value));
        assert_eq!(parse(template).expand(values), expected, "{template}");
    }
    let template = parse("{a}");
    assert_eq!(template.expand([("a", "1"), ("b", "2"), ("a", "3")]), "3");
    assert_eq!(template.expand(std::iter::empty::<(&str, &str)>()), "");
}

#[test]
fn a_template_tells_its_variables() {
    let template = parse("l://{a.b}/x{/p*}{?q,r}{&s}");
    let variables: Vec<_> = template.variables().iter().collect();
    assert!(template.variable_names().eq(["a.b", "p", "q", "r", "s"]));
    assert!(template.query_variable_names().eq(["q", "r", "s"]));
    assert!(variables[1].operator == Operator::Path && variables[1].explode);
    assert_eq!(parse("x{&q}").query_variable_names().count(), 0);
    assert_eq!(parse("x?{a}{&q}").query_variable_names().count(), 0);
    assert_eq!(parse("{#f}{?q}").query_variable_names().count(), 0);
    assert_eq!(parse("{?q}/{a}").query_variable_names().count(), 0);
    assert_eq!(template.to_string(), "l://{a.b}/x{/p*}{?q,r}{&s}");
    assert_eq!(format!("{:?}", parse("{a}")), "UriTemplate(\"{a}\")");
    assert_eq!("{a}".parse(), Ok(parse("{a}")));
    assert!(UriTemplate::is_template("}{}") && !UriTemplate::is_template("}{"));
}

#[test]
fn the_more_specific_template_comes_first() {
    #[rustfmt::skip]
    let sorted = [
        "x/y", "x/y{?q}", "x/{a}", "x{/a}", "x/{a}{?q}", "x/{+a}", "x{/a*}", "x{+a}", "{a}", "{+a}",
    ];
    for pair in sorted.windows(2) {
        let [first, second] = [parse(pair[0]), parse(pair[1])];
        assert!(first.specificity() < second.specificity(), "{pair:?}");
    }
}

#[test]
fn a_template_covers_those_of_its_shape() {
    #[rustfmt::skip]
    let table = [
        ("q://{a}/{b}", "q://{c}/{d}", true),
        ("q://{a,b}", "q://{c},{d}", true),
        ("q{/a*}", "q{/b*}", true),
        ("q{?a}", "q{?b,c}", true),
        ("q{.a}", "q.{b}", false),
        ("q{;a}", "q{;b}", false),
        ("q{;a*}", "q{;b*}", false),
        ("q{;a*}", "q{/b*}", false),
        ("q://{a}/{b}", "q://{c}/x", false),
        ("q://{+a}", "q://{a}", false),
        ("q://{a}{?q}", "q://{a}", false),
    ];
    for (left, right, expected) in table {
        let [first, second] = [parse(left), parse(right)];
        assert_eq!(first.covers(&second), expected, "{left} {right}");
        assert_eq!(second.covers(&first), expected, "{right} {left}");
    }
}

/// The worst inputs: long runs in which every literal and stop character recurs.
#[test]
fn matching_time_is_linear() {
    let many = |piece: fn(usize) -> String| (0..50).map(piece).collect::<String>();
    let templates = [
        many(|index| format!("{{v{index}}}-")) + "z",
        format!("{}z{{+p}}", many(|index| format!("{{v{index}}}-"))),
        format!("{{+p}}{}z", many(|index| format!("-{{v{index}}}"))),
        format!("{{?{}}}", many(|index| format!("v{index},")) + "w"),
        format!("{{a}}{}{{b}}", "ab".repeat(2_000)),
        "{a}-{b}-{c}/-{/p*}/{d}{;e}{?q}".to_owned(),
        "x{;e}x{;f}x{;g*}".to_owned(),
    ];
    let texts = ["-", "a", "ab", "/", ";e", ";e=", "%", "é", "\0", "&q=", "-/"];
    let started = Instant::now();
    for template in &templates {
        let template = parse(template);
        for text in texts {
            let uri = text.repeat(60_000 / text.len());
            let _ = template.matches(&uri);
            let _ = template.matches(&format!("{uri}z"));
            let _ = template.matches(&format!("?{uri}"));
        }
    }
    // A quadratic scan would need minutes; this one needs about a second without optimisation.
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

/// Marsaglia's xorshift: enough randomness for tests, and the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound
    }

    fn text(&mut self, pieces: &[&str], longest: usize) -> String {
        let length = self.below(longest + 1);
        let piece = |_| pieces[self.below(pieces.len())];
        (0..length).map(piece).collect()
    }
}

#[test]
fn random_input_never_panics() {
    #[rustfmt::skip]
    let template_pieces = [
        "{a}", "{b}", "{+c}", "{#d}", "{.e}", "{/f}", "{;g}", "{?h}", "{&i}", "{/j*}", "{.k*}",
        "{;l*}", "{m,n}", "{?o,p}", "/", ".", "-", "ab", "é", ";g", "=", "}", "{", "?", "#", "%",
    ];
    #[rustfmt::skip]
    let uri_pieces = [
        "/", ".", "-", "ab", "é", ";g", "=", "}", "?", "#", "%", "%2F", "%C3", "\0", "&", ",",
        ";l", "h=", "&i=", "a", "🦀", "\\",
    ];
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut parsed, mut matched) = (0, 0);
    let mut previous = parse("{x}");
    for _ in 0..60_000 {
        let Ok(template) = UriTemplate::parse(&random.text(&template_pieces, 6)) else {
            continue;
        };
        let uri = random.text(&uri_pieces, 8);
        let found = template.matches(&uri).is_some();
        if previous.covers(&template) {
            let served = previous.matches(&uri).is_some();
            assert_eq!(served, found, "{previous} {template} {uri}");
        }
        parsed += 1;
        matched += usize::from(found);
        previous = template;
    }
    assert!(parsed > 10_000 && matched > 500, "{parsed} {matched}");
}

/// With literals that no encoded value contains, every template can be reversed.
#[test]
fn what_is_expanded_matches() {
    #[rustfmt::skip]
    let template_pieces = [
        "{a}", "{b}", "{+c}", "{#d}", "{.e}", "{/f}", "{;g}", "{?h}", "{&i}", "{/j*}", "{.k*}",
        "{;l*}", "{m,n}", "{?o,p}", "/", ".", "-", "ab", "é", "}", "?", ";g",
    ];
    let value_pieces = ["x", "Y", "7", "é", "🦀", " ", "\0", "\"", "<", "%"];
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let mut expanded = 0;
    for _ in 0..60_000 {
        let Ok(template) = UriTemplate::parse(&random.text(&template_pieces, 6)) else {
            continue;
        };
        let mut values = Vec::new();
        for variable in template.variables() {
            // `{+v}` passes `%XX` on, so a `%` in its value may not come back.
            let pieces = value_pieces.len() - usize::from(variable.is_multi_segment());
            let pieces = &value_pieces[..pieces];
            let value = if variable.explode {
                (0..random.below(4)).map(|_| random.text(pieces, 3)).collect()
            } else {
                UriValue::from(random.text(pieces, 3))
            };
            values.push((variable.name.as_str(), value));
        }
        let uri = template.expand(values.clone());
        let found = template.matches(&uri).unwrap_or_else(|| panic!("{template} on {uri}"));
        let given = values.iter().map(|(name, value)| (*name, value));
        assert!(found.iter().eq(given), "{template} on {uri}: {found:?} {values:?}");
        expanded += 1;
    }
    assert!(expanded > 10_000, "{expanded}");
}
