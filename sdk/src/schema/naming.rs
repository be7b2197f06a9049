//! How the names of a source become the names of tables and columns in a destination.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

/// Which names a destination uses.
///
/// ```
/// use connector_sdk::schema::naming::Naming;
///
/// assert_eq!(Naming::Fivetran.column("userData"), "user_data");
/// assert_eq!(Naming::Source.column("userData"), "userData");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Naming {
    /// Lower-case ASCII words with underscores between them, by Fivetran's rules for connectors:
    ///
    /// 1. letters of other scripts and accents become plain letters;
    /// 2. what is no letter, digit or underscore becomes an underscore;
    /// 3. an underscore goes between `a` or `1` and `B`, and before the last capital of `HTTPServer`;
    /// 4. underscores in a row become one;
    /// 5. everything becomes lower case;
    /// 6. a name that begins with a digit gets an underscore in front;
    /// 7. a table loses the underscores before a letter.
    ///
    /// A name of which nothing is left, such as the empty one, is `_`.
    #[default]
    Fivetran,
    /// The names as the source writes them.
    Source,
}

impl Naming {
    /// The name of a table, or of the schema around it.
    pub fn table(self, name: &str) -> String {
        let name = self.column(name);
        if self == Self::Source {
            return name;
        }
        match name.trim_start_matches('_') {
            word if word.starts_with(|first: char| first.is_ascii_lowercase()) => word.to_owned(),
            _ => name,
        }
    }

    /// The name of a column.
    pub fn column(self, name: &str) -> String {
        match self {
            Self::Source => name.to_owned(),
            Self::Fivetran => snake_case(name),
        }
    }
}

/// Steps 1 to 6.
fn snake_case(name: &str) -> String {
    let plain = deunicode::deunicode_with_tofu(name, "_");
    let words: Vec<char> = plain.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();

    let mut out = String::with_capacity(words.len() + 4);
    for (at, &character) in words.iter().enumerate() {
        let before = at.checked_sub(1).map_or('_', |at| words[at]);
        let after = words.get(at + 1).copied().unwrap_or('_');
        let word_begins = before.is_ascii_lowercase() || before.is_ascii_digit();
        let acronym_ends = before.is_ascii_uppercase() && after.is_ascii_lowercase();
        if character.is_ascii_uppercase() && (word_begins || acronym_ends) {
            out.push('_');
        }
        if character != '_' || !out.ends_with('_') {
            out.push(character.to_ascii_lowercase());
        }
    }
    if out.is_empty() || out.starts_with(|first: char| first.is_ascii_digit()) {
        out.insert(0, '_');
    }
    out
}

impl fmt::Display for Naming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fivetran => "fivetran",
            Self::Source => "source",
        })
    }
}

/// The text is neither `fivetran` nor `source`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownNaming;

impl fmt::Display for UnknownNaming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a naming is `fivetran` or `source`")
    }
}

impl std::error::Error for UnknownNaming {}

impl FromStr for Naming {
    type Err = UnknownNaming;

    /// In any case, as Fivetran's own option is written in capitals.
    fn from_str(text: &str) -> Result<Self, UnknownNaming> {
        match text.to_ascii_lowercase().as_str() {
            "fivetran" => Ok(Self::Fivetran),
            "source" => Ok(Self::Source),
            _ => Err(UnknownNaming),
        }
    }
}

/// Two names of the source that would be one in the destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision<'a> {
    /// The name that came first.
    pub first: &'a str,
    /// The one that has no name of its own left.
    pub second: &'a str,
    /// What both would be called.
    pub name: String,
}

impl fmt::Display for Collision<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` and `{}` would both be called `{}`", self.first, self.second, self.name)
    }
}

/// All names that lose their own name through `rename`; the same name twice is no collision.
///
/// ```
/// use connector_sdk::schema::naming::{Naming, collisions};
///
/// let found = collisions(["userData", "id", "user-data"], |name| Naming::Fivetran.column(name));
/// assert_eq!(found[0].to_string(), "`userData` and `user-data` would both be called `user_data`");
/// ```
pub fn collisions<'a>(names: impl IntoIterator<Item = &'a str>, rename: impl Fn(&str) -> String) -> Vec<Collision<'a>> {
    let mut taken: HashMap<String, &'a str> = HashMap::new();
    let mut found: Vec<Collision<'a>> = Vec::new();
    for second in names {
        let name = rename(second);
        match taken.get(&name) {
            Some(&first) if first == second || found.iter().any(|known| known.second == second) => {}
            Some(&first) => found.push(Collision { first, second, name }),
            None => {
                taken.insert(name, second);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn columns_follow_the_seven_steps() {
        for (source, column) in [
            ("userData", "user_data"),
            ("user-data", "user_data"),
            ("user.data", "user_data"),
            ("user_data", "user_data"),
            ("UserData", "user_data"),
            ("USER_DATA", "user_data"),
            ("user Data", "user_data"),
            ("user___data", "user_data"),
            ("HTTPServer", "http_server"),
            ("parseHTTP", "parse_http"),
            ("userID", "user_id"),
            ("ID", "id"),
            ("item2Name", "item2_name"),
            ("item2name", "item2name"),
            ("v2API", "v2_api"),
            ("A1B", "a1_b"),
            ("user_Data", "user_data"),
            ("2ndName", "_2nd_name"),
            ("1", "_1"),
            ("_2", "_2"),
            ("_id", "_id"),
            ("__id", "_id"),
            ("total_", "total_"),
            ("total (€)", "total_eur_"),
            ("Größe", "grosse"),
            ("naïveCafé", "naive_cafe"),
            ("北京", "bei_jing"),
            ("Имя", "imia"),
            ("---", "_"),
            ("", "_"),
            ("_", "_"),
        ] {
            assert_eq!(Naming::Fivetran.column(source), column, "{source}");
            assert_eq!(Naming::Source.column(source), source);
        }
    }

    #[test]
    fn tables_drop_underscores_before_a_letter() {
        for (source, table) in [
            ("_users", "users"),
            ("__Users", "users"),
            ("$users", "users"),
            ("userData", "user_data"),
            ("_2users", "_2users"),
            ("2users", "_2users"),
            ("---", "_"),
            ("", "_"),
        ] {
            assert_eq!(Naming::Fivetran.table(source), table, "{source}");
            assert_eq!(Naming::Source.table(source), source);
        }
    }

    #[test]
    fn every_collision_is_named_once() {
        let column = |name: &str| Naming::Fivetran.column(name);
        let found = collisions(["a", "userData", "user-data", "a", "user-data", "user.data", "b"], column);
        let pairs: Vec<_> = found.iter().map(|collision| (collision.first, collision.second)).collect();
        assert_eq!(pairs, [("userData", "user-data"), ("userData", "user.data")]);
        assert!(collisions(["userData", "user-data"], |name| Naming::Source.column(name)).is_empty());
    }

    #[test]
    fn namings_have_names() {
        for naming in [Naming::Fivetran, Naming::Source] {
            assert_eq!(naming.to_string().parse(), Ok(naming));
            assert_eq!(naming.to_string().to_uppercase().parse(), Ok(naming));
        }
        assert_eq!("Fivetrn".parse::<Naming>(), Err(UnknownNaming));
    }

    proptest! {
        #[test]
        fn names_are_clean_and_stay_as_they_are(source in any::<String>()) {
            let column = Naming::Fivetran.column(&source);
            prop_assert!(!column.is_empty() && !column.contains("__"));
            prop_assert!(column.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')));
            prop_assert!(!column.starts_with(|first: char| first.is_ascii_digit()));
            prop_assert_eq!(&Naming::Fivetran.column(&column), &column);
            let table = Naming::Fivetran.table(&source);
            prop_assert_eq!(&Naming::Fivetran.table(&table), &table);
            prop_assert!(!table.starts_with('_') || !table[1..].starts_with(|next: char| next.is_ascii_lowercase()));
        }
    }
}
