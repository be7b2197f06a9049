//! Every word that an attribute knows, once, with its meaning: for "did you mean" and "write one of".

/// A word of an attribute.
pub(crate) struct Word {
    /// The word itself.
    pub(crate) name: &'static str,
    /// How it is written, with an example of a value.
    pub(crate) form: &'static str,
    /// What it says, to complete "the word for …"; empty for the words of column types.
    pub(crate) meaning: &'static str,
    /// What people who come from elsewhere write instead.
    pub(crate) also: &'static [&'static str],
}

/// An attribute and the words it knows.
pub(crate) struct Attribute {
    /// As messages write it: `#[table(…)]`.
    pub(crate) form: &'static str,
    /// Its words.
    pub(crate) words: &'static [Word],
}

const fn word(name: &'static str, form: &'static str, meaning: &'static str, also: &'static [&'static str]) -> Word {
    Word { name, form, meaning, also }
}

const fn column_type(name: &'static str, also: &'static [&'static str]) -> Word {
    Word { name, form: name, meaning: "", also }
}

/// `#[table(…)]` on a struct.
pub(crate) static TABLE: Attribute = Attribute {
    form: "#[table(…)]",
    words: &[
        word("primary_key", "primary_key = id", "the columns that identify a row", &["key", "pk", "id", "primary"]),
        word("cursor", "cursor = updated_at", "the column that tells new rows from old ones", &["cursor_field"]),
        word("name", "name = \"orders\"", "the table's name", &["rename", "table", "table_name"]),
        word(
            "schema",
            "schema = \"sales\"",
            "the schema the table belongs to",
            &["schema_name", "database", "namespace"],
        ),
    ],
};

/// `#[column(…)]` on a field of a table.
pub(crate) static COLUMN: Attribute = Attribute {
    form: "#[column(…)]",
    words: &[
        word("name", "name = \"lineItems\"", "the column's name", &["rename", "column", "column_name"]),
        word("skip", "skip", "the field is no column", &["ignore", "skipped", "hidden"]),
        word("json", "json", "the field is serialised as JSON", &["nested", "object", "serialize", "serde"]),
        word("inferred", "inferred", "the type is inferred from the values", &["untyped", "infer", "auto"]),
        column_type("boolean", &["bool"]),
        column_type("short", &["i16", "smallint", "int16"]),
        column_type("int", &["i32", "integer", "int32"]),
        column_type("long", &["i64", "bigint", "int64"]),
        Word { name: "decimal", form: "decimal(12, 2)", meaning: "", also: &["numeric", "money", "number"] },
        column_type("float", &["f32", "real"]),
        column_type("double", &["f64"]),
        column_type("naive_date", &["date", "day"]),
        column_type("naive_datetime", &["datetime", "local_datetime"]),
        column_type("utc_datetime", &["timestamp", "timestamptz", "instant"]),
        column_type("binary", &["bytes", "blob"]),
        column_type("xml", &[]),
        column_type("string", &["text", "str", "varchar"]),
    ],
};

/// `#[column(…)]` on a variant of an enum that derives `Column`.
pub(crate) static COLUMN_VARIANT: Attribute = Attribute {
    form: "#[column(…)]",
    words: &[word("name", "name = \"on-hold\"", "the text in the column", &["rename", "value"])],
};

/// `#[connector(…)]` on a configuration's struct: how the source is reached.
pub(crate) static CLIENT: Attribute = Attribute {
    form: "#[connector(…)]",
    words: &[
        word(
            "base_url",
            "base_url = \"https://api.example.com\"",
            "where the source is",
            &["url", "host", "address", "base"],
        ),
        word("auth", "auth = bearer(token)", "how requests prove who they are from", &["authentication", "token"]),
        word("rate_limit", "rate_limit = \"100/s\"", "how fast requests may be sent", &["rate", "limit", "throttle"]),
        word("user_agent", "user_agent = \"shop-sync (me@example.com)\"", "how the client presents itself", &["agent"]),
        word("check_answer", "check_answer = shop::refuse_errors", "finds errors inside good answers", &["check"]),
        word(
            "client_certificate",
            "client_certificate = certificate",
            "the certificate that the client shows",
            &["mtls", "certificate", "cert"],
        ),
        word("trust_host", "trust_host = \"files.example.com\"", "another host that gets the credentials", &["trust"]),
    ],
};

/// `#[config(…)]` on a field of a configuration.
pub(crate) static CONFIG: Attribute = Attribute {
    form: "#[config(…)]",
    words: &[
        word("name", "name = \"apiKey\"", "the key in `configuration.json`", &["rename", "key"]),
        word("label", "label = \"API key\"", "a few words for people", &["title"]),
        word("default", "default = 100", "the value when the user gives none", &["value"]),
        word("placeholder", "placeholder = \"2026-01-31\"", "an example of a value", &["example", "hint"]),
        word("file_types", "file_types = \".pem, .key\"", "the files that an `Upload` takes", &["files", "upload"]),
        word(
            "when",
            "when(auth = \"basic\")",
            "the field counts only while another has a value",
            &["if", "depends_on"],
        ),
    ],
};

/// `#[config(…)]` on a variant of an enum that derives `ConfigField`.
pub(crate) static CONFIG_VARIANT: Attribute = Attribute {
    form: "#[config(…)]",
    words: &[
        word("name", "name = \"eu-1\"", "the value in `configuration.json`", &["rename", "value"]),
        word("label", "label = \"Europe\"", "a few words for people", &["title"]),
    ],
};

/// `#[connector(…)]` on a function or an impl block.
pub(crate) static CONNECTOR: Attribute = Attribute {
    form: "#[connector(…)]",
    words: &[
        word("name", "name = \"shop\"", "the connector's name", &["rename"]),
        word(
            "concurrency",
            "concurrency = 4",
            "how many readers run at the same time",
            &["parallel", "parallelism", "threads"],
        ),
        word("strict", "strict", "rows of undeclared tables are refused", &["deny_undeclared"]),
        word("check", "check = token_is_accepted", "the function that tests the configuration", &["test", "checks"]),
        word(
            "tables",
            "tables(User, Order)",
            "tables that say themselves how they are read",
            &["table", "streams", "stream", "resources"],
        ),
        word("main", "main = false", "leaves `fn main` to you", &["no_main"]),
    ],
};

/// `#[state(…)]` on a struct.
pub(crate) static STATE: Attribute = Attribute {
    form: "#[state(…)]",
    words: &[
        word("version", "version = 2", "the version of the layout", &["v"]),
        word(
            "migrate",
            "migrate = from_v1",
            "the function that turns older state into this layout",
            &["migration", "upgrade", "with"],
        ),
        word("default", "default = false", "leaves `impl Default` to you", &["no_default"]),
    ],
};

/// The words of `#[paginate(…)]` that are the reader's own; all others belong to the style.
pub(crate) static STAGE: Attribute = Attribute {
    form: "#[paginate(…)]",
    words: &[
        word("concurrency", "concurrency = 4", "for how many rows at the same time it is called", &[]),
        word("max_pages", "max_pages = 1000", "more pages are an error", &[]),
        word("skip_failing", "skip_failing", "rows for which it fails are left out", &[]),
    ],
};

/// `#[since(…)]` before an argument.
pub(crate) static SINCE: Attribute = Attribute {
    form: "#[since(…)]",
    words: &[
        word("inclusive", "inclusive", "the source sends the rows at the cursor again", &["gte", "including"]),
        word("exclusive", "exclusive", "the source sends the rows after the cursor only", &["gt", "excluding"]),
        word("initial", "initial = \"2026-01-01\"", "where a first sync begins", &["start", "from", "begin"]),
        word("end", "end = \"2026-12-31\"", "where every sync ends", &["until", "to"]),
        word("lookback", "lookback = \"2h\"", "how much is read again", &["overlap", "back"]),
        word("ordered", "ordered", "the rows come in the order of the cursor", &["sorted", "order"]),
        word("per", "per = id", "one cursor for each value of this field of the parent", &["each", "key"]),
    ],
};

impl Attribute {
    /// The word of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&'static Word> {
        self.words.iter().find(|word| word.name == name)
    }

    /// What to tell somebody who wrote `unknown`.
    pub(crate) fn unknown(&self, unknown: &str) -> String {
        let form = self.form;
        if self.words.is_empty() {
            return format!("`{form}` takes no words here: remove `{unknown}`");
        }
        let meant = self.words.iter().find(|word| word.also.contains(&unknown)).or_else(|| {
            let near = nearest(unknown, self.words.iter().map(|word| word.name))?;
            self.find(near)
        });
        if let Some(word) = meant {
            return match word.meaning {
                "" => format!("`{unknown}` is no word of `{form}`: did you mean `{}`?", word.form),
                meaning => format!("`{unknown}` is no word of `{form}`: did you mean `{}` ({meaning})?", word.form),
            };
        }
        format!("`{unknown}` is no word of `{form}`: write {}", self.choices())
    }

    /// All words as a text: "`skip` (…), … or a column type: `boolean`, …".
    pub(crate) fn choices(&self) -> String {
        let (types, words): (Vec<_>, Vec<_>) = self.words.iter().partition(|word| word.meaning.is_empty());
        let words: Vec<String> = words.iter().map(|word| format!("`{}` ({})", word.form, word.meaning)).collect();
        let types: Vec<String> = types.iter().map(|word| format!("`{}`", word.form)).collect();
        match types.is_empty() {
            true => one_of(&words),
            false => format!("{}, or a column type: {}", words.join(", "), one_of(&types)),
        }
    }
}

/// `a`, `b` or `c`.
pub(crate) fn one_of(choices: &[String]) -> String {
    match choices {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The candidate that differs least from what was written, if it is near enough to be meant.
pub(crate) fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const SHORTEST_BEGINNING: usize = 4;
    let written = written.to_lowercase();
    let allowed = (written.chars().count() / 3).max(1);
    let begins = |long: &str, short: &str| short.len() >= SHORTEST_BEGINNING && long.starts_with(short);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let distance = distance(&written, &lower);
            let near = distance <= allowed || begins(&lower, &written) || begins(&written, &lower);
            near.then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be added, removed, replaced, or swapped with the next one.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{COLUMN, TABLE, distance, nearest};

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("cursor", "cursor"), 0);
        assert_eq!(distance("curser", "cursor"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("auht", "auth"), 1);
    }

    #[test]
    fn only_near_names_are_suggested() {
        assert_eq!(nearest("updatd_at", ["id", "updated_at"]), Some("updated_at"));
        assert_eq!(nearest("updated", ["id", "updated_at"]), Some("updated_at"));
        assert_eq!(nearest("zebra", ["id", "updated_at"]), None);
    }

    #[test]
    fn words_of_other_tools_are_understood() {
        assert!(TABLE.unknown("pk").contains("did you mean `primary_key = id`"));
        assert!(COLUMN.unknown("rename").contains("did you mean `name = \"lineItems\"`"));
        assert!(COLUMN.unknown("bigint").contains("did you mean `long`?"));
    }

    #[test]
    fn a_far_off_word_gets_the_whole_list() {
        let message = TABLE.unknown("zebra");
        assert!(TABLE.words.iter().all(|word| message.contains(word.form)), "{message}");
    }
}
