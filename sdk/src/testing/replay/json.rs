//! JSON as it is written: no number is read, so none is changed, and the order stays.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What fits into this many columns stands on one line.
const WIDTH: usize = 110;

/// A value, its numbers as text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// A number, `true`, `false`, `null`, or a string that no program can hold.
    Plain(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// The members of an object in their order, even those that come twice.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

impl Node {
    /// Reads a text that is one JSON value.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let raw: &RawValue = serde_json::from_str(text).ok()?;
        let raw = raw.get();
        Some(match raw.as_bytes()[0] {
            b'{' => {
                let Members(members) = serde_json::from_str(raw).ok()?;
                let read = |(name, value): (String, Box<RawValue>)| Some((name, Self::parse(value.get())?));
                Self::Object(members.into_iter().map(read).collect::<Option<_>>()?)
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
                Self::List(items.iter().map(|item| Self::parse(item.get())).collect::<Option<_>>()?)
            }
            b'"' => match serde_json::from_str(raw) {
                Ok(text) => Self::Text(text),
                Err(_) => Self::Plain(raw.to_owned()),
            },
            _ => Self::Plain(raw.to_owned()),
        })
    }

    /// Changes every plain value and every text; `name` is that of the member that it belongs to.
    pub(super) fn change(&mut self, name: &str, change: &dyn Fn(&str, &str, bool) -> Option<String>) {
        match self {
            Self::Plain(token) => {
                if let Some(changed) = change(name, token, false) {
                    *token = changed;
                }
            }
            Self::Text(text) => {
                if let Some(changed) = change(name, text, true) {
                    *text = changed;
                }
            }
            Self::List(items) => items.iter_mut().for_each(|item| item.change(name, change)),
            Self::Object(members) => members.iter_mut().for_each(|(name, value)| value.change(name, change)),
        }
    }

    /// The value on one line.
    pub(super) fn compact(&self) -> String {
        let mut text = String::new();
        self.write_compact(&mut text, "", "");
        text
    }

    fn write_compact(&self, out: &mut String, space: &str, inside: &str) {
        match self {
            Self::Plain(token) => out.push_str(token),
            Self::Text(text) => out.push_str(&quoted(text)),
            Self::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    out.push_str(if at == 0 { "" } else { space });
                    item.write_compact(out, space, inside);
                }
                out.push(']');
            }
            Self::Object(members) if members.is_empty() => out.push_str("{}"),
            Self::Object(members) => {
                out.push('{');
                out.push_str(inside);
                for (at, (name, value)) in members.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    out.push_str(if at == 0 { "" } else { space });
                    out.push_str(&quoted(name));
                    out.push(':');
                    out.push_str(space);
                    value.write_compact(out, space, inside);
                }
                out.push_str(inside);
                out.push('}');
            }
        }
    }

    /// The value over as many lines as a reader, and a comparison of two versions, needs.
    pub(super) fn layout(&self) -> String {
        let mut text = String::new();
        self.write_layout(&mut text, 0);
        text.push('\n');
        text
    }

    fn write_layout(&self, out: &mut String, indent: usize) {
        let mut line = String::new();
        self.write_compact(&mut line, " ", " ");
        // What the file is made of, and lists of objects, are always spread out: a new one is then one new line.
        let spread = indent < 2 || matches!(self, Self::List(items) if items.len() > 1 && items[0].is_nested());
        if !self.is_nested() || (!spread && line.chars().count() + 2 * indent <= WIDTH) {
            return out.push_str(&line);
        }
        let pad = "  ".repeat(indent + 1);
        let (open, close) = if matches!(self, Self::List(_)) { ('[', ']') } else { ('{', '}') };
        out.push(open);
        let mut first = true;
        let mut begin = |out: &mut String| {
            out.push_str(if std::mem::take(&mut first) { "\n" } else { ",\n" });
            out.push_str(&pad);
        };
        match self {
            Self::List(items) => items.iter().for_each(|item| {
                begin(out);
                item.write_layout(out, indent + 1);
            }),
            Self::Object(members) => members.iter().for_each(|(name, value)| {
                begin(out);
                out.push_str(&format!("{}: ", quoted(name)));
                value.write_layout(out, indent + 1);
            }),
            _ => {}
        }
        out.push_str(&format!("\n{}{close}", "  ".repeat(indent)));
    }

    fn is_nested(&self) -> bool {
        match self {
            Self::List(items) => !items.is_empty(),
            Self::Object(members) => !members.is_empty(),
            _ => false,
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_white_space_changes() {
        let text = r#"{"b":1.10,"a":12345678901234567890123456789.0123,"b":[],"c":[{"d":"ä\n"},null,{}],"e":"\ud800"}"#;
        let node = Node::parse(text).unwrap();
        assert_eq!(node.compact(), text);
        assert_eq!(Node::parse(&node.layout()).unwrap(), node);
    }

    #[test]
    fn short_values_stand_on_one_line_and_long_ones_on_several() {
        let node = Node::parse(r#"{"a": {"b": [{"c": 1}, {"c": 2}]}, "d": [1, 2]}"#).unwrap();
        let lines = [
            "{",
            r#"  "a": {"#,
            r#"    "b": ["#,
            r#"      { "c": 1 },"#,
            r#"      { "c": 2 }"#,
            "    ]",
            "  },",
            r#"  "d": ["#,
            "    1,",
            "    2",
            "  ]",
            "}\n",
        ];
        assert_eq!(node.layout(), lines.join("\n"));
    }

    #[test]
    fn what_is_no_json_is_none() {
        assert!(Node::parse("{nonsense").is_none() && Node::parse("").is_none() && Node::parse("{} {}").is_none());
    }
}
