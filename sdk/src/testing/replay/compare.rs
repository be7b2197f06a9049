//! Whether a request is the one that was recorded, and if not, what differs.

use super::exchange::{Payload, Request};
use super::json::Node;
use super::mask::MASK;

/// More differences than this help nobody.
const MOST: usize = 4;

/// What differs between a recorded request and one that is asked; nothing if it is the same. `***` in the recording
/// stands for anything.
pub(super) fn differences(recorded: &Request, asked: &Request, shown: &Request) -> Vec<String> {
    let mut found = Vec::new();
    if recorded.method != asked.method {
        found.push(format!("the method is `{}` there and `{}` here", recorded.method, asked.method));
    }
    if !fits(&recorded.address, &asked.address) {
        found.push(format!("the path is `{}` there and `{}` here", recorded.address, shown.address));
    }
    pairs("", &recorded.query, &asked.query, &shown.query, &mut found);
    pairs("the header ", &recorded.headers, &asked.headers, &shown.headers, &mut found);
    match (&recorded.body, &asked.body, &shown.body) {
        (Payload::Form(recorded), Payload::Form(asked), Payload::Form(shown)) => {
            pairs("the field ", recorded, asked, shown, &mut found);
        }
        (Payload::Json(recorded), Payload::Json(asked), Payload::Json(shown)) => {
            nodes("", Some(recorded), Some(asked), Some(shown), &mut found);
        }
        (Payload::Text(recorded), Payload::Text(asked), _) if fits(recorded, asked) => {}
        (recorded, asked, _) if recorded == asked => {}
        (Payload::Empty, ..) => found.push("there is no body there".to_owned()),
        (_, Payload::Empty, _) => found.push("there is no body here".to_owned()),
        _ => found.push("the bodies differ".to_owned()),
    }
    found
}

/// How far a recorded request is from one that is asked. Another address is further than another parameter.
pub(super) fn distance(recorded: &Request, asked: &Request) -> usize {
    let steps = |address: &str| address.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (there, here) = (steps(&recorded.address), steps(&asked.address));
    let same = there.iter().zip(&here).take_while(|(there, here)| fits(there, here)).count();
    let apart = there.len().max(here.len()) - same;
    10 * apart + if recorded.method == asked.method { 0 } else { 10 } + differences(recorded, asked, asked).len()
}

/// The differences in a sentence.
pub(super) fn sentence(differences: &[String]) -> String {
    let mut text = differences.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    if differences.len() > MOST {
        text.push_str(&format!(", and {} more", differences.len() - MOST));
    }
    text
}

type Pairs = [(String, String)];

fn pairs(what: &str, recorded: &Pairs, asked: &Pairs, shown: &Pairs, found: &mut Vec<String>) {
    let mut names: Vec<&str> = recorded.iter().chain(asked).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let of = |pairs: &Pairs| -> Vec<String> {
            let mut values: Vec<_> = pairs.iter().filter(|(known, _)| known == name).map(|(_, v)| v.clone()).collect();
            values.sort_unstable();
            values
        };
        let (there, here) = (of(recorded), of(asked));
        if there.len() == here.len() && there.iter().zip(&here).all(|(there, here)| fits(there, here)) {
            continue;
        }
        found.push(match (there.is_empty(), here.is_empty()) {
            (false, true) => format!("{what}`{name}` is only there"),
            (true, false) => format!("{what}`{name}` is only here"),
            _ => format!("{what}`{name}` is `{}` there and `{}` here", there.join("`, `"), of(shown).join("`, `")),
        });
    }
}

fn nodes(at: &str, there: Option<&Node>, here: Option<&Node>, shown: Option<&Node>, found: &mut Vec<String>) {
    let member = |node: Option<&Node>, name: &str| -> Option<Node> {
        match node {
            Some(Node::Object(members)) => members.iter().find(|(known, _)| known == name).map(|(_, v)| v.clone()),
            Some(Node::List(items)) => items.get(name.parse::<usize>().ok()?).cloned(),
            _ => None,
        }
    };
    let names: Vec<String> = match (there, here) {
        (Some(Node::Object(a)), Some(Node::Object(b))) => {
            let mut names: Vec<_> = a.iter().chain(b).map(|(name, _)| name.clone()).collect();
            names.sort_unstable();
            names.dedup();
            names
        }
        (Some(Node::List(a)), Some(Node::List(b))) => (0..a.len().max(b.len())).map(|at| at.to_string()).collect(),
        (Some(Node::Text(a)), Some(Node::Text(b))) if fits(a, b) => return,
        (a, b) if a == b => return,
        _ => {
            let text = |node: Option<&Node>| node.map_or("nothing".to_owned(), |node| format!("`{}`", node.compact()));
            found.push(format!("the body has {} at `{at}` there and {} here", text(there), text(shown)));
            return;
        }
    };
    for name in names {
        let [there, here, shown] = [there, here, shown].map(|node| member(node, &name));
        nodes(&format!("{at}/{name}"), there.as_ref(), here.as_ref(), shown.as_ref(), found);
    }
}

/// Whether a text is the recorded one, where `***` stands for anything.
fn fits(recorded: &str, text: &str) -> bool {
    let mut parts = recorded.split(MASK);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        for (recorded, text) in [("a", "a"), ("***", ""), ("***", "x"), ("Bot ***", "Bot 1"), ("a***b***c", "a1b2c")] {
            assert!(fits(recorded, text), "{recorded} {text}");
        }
        for (recorded, text) in [("a", "ab"), ("Bot ***", "bot 1"), ("a***b***c", "a1c"), ("a***a", "a")] {
            assert!(!fits(recorded, text), "{recorded} {text}");
        }
    }

    #[test]
    fn every_kind_of_difference_is_named() {
        let request = |line: &str, json: &str| {
            let mut request = Request::of_line(line).unwrap();
            request.body = Node::parse(json).map_or(Payload::Empty, Payload::Json);
            request
        };
        let there = request("POST /a?x=1&y=2&y=3&s=***", r#"{"q": {"after": [1, 2], "same": "***"}}"#);
        let same = request("POST /a?y=3&s=secret&y=2&x=1", r#"{"q": {"same": "secret", "after": [1, 2]}}"#);
        assert_eq!(differences(&there, &same, &same), [] as [&str; 0]);
        let here = request("GET /b?x=2&z=1&y=2&y=3&s=1", r#"{"q": {"after": [1, 3], "same": ""}, "n": null}"#);
        let expected = [
            "the method is `POST` there and `GET` here",
            "the path is `/a` there and `/b` here",
            "`x` is `1` there and `2` here",
            "`z` is only here",
            "the body has nothing at `/n` there and `null` here",
            "the body has `2` at `/q/after/1` there and `3` here",
        ];
        let found = differences(&there, &here, &here);
        assert_eq!(found, expected);
        assert!(sentence(&found).ends_with("`z` is only here, and 2 more"));
    }
}
