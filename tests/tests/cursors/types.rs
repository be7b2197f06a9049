//! Each type of cursor is sent, moved back and saved as itself.

use super::*;
use connector_sdk::prelude::chrono::{NaiveDate, NaiveDateTime};

macro_rules! source_of {
    ($connector:ident, $table:ident, $cursor:ty, $($rules:tt)*) => {
        #[table(primary_key = at, cursor = at)]
        #[derive(Deserialize)]
        struct $table {
            at: $cursor,
        }

        #[connector(base_url = base_url)]
        struct $connector {
            base_url: Url,
        }

        #[connector(main = false)]
        impl $connector {
            #[paginate(style = "single")]
            async fn rows(&self, #[since($($rules)*)] since: Since<$table>) -> Result<Vec<$table>> {
                self.http().get("rows").query("since", since).records("").await
            }
        }
    };
}

source_of!(Instants, Instant, DateTime<Utc>, exclusive, lookback = "2h");
source_of!(Locals, Local, NaiveDateTime, exclusive, lookback = "1d");
source_of!(Days, Day, NaiveDate, exclusive, lookback = "2d");
source_of!(Numbers, Number, i64, exclusive, lookback = "100");
source_of!(Texts, Text, String, inclusive);

fn second_request<C: connector_sdk::connector::Connector>(table: &str, at: Json) -> String {
    let source = Source::default();
    let mut sandbox = source.sandbox::<C>(|_, _| true);
    source.set(json!([{ "at": at }]));
    sandbox.sync().unwrap();
    assert_eq!(source.asked(), ["rows"], "a first sync asks for everything");
    assert_eq!(sandbox.state(table), json!({ "cursor": at }));
    sandbox.sync().unwrap();
    source.asked().remove(0)
}

#[test]
fn each_is_saved_as_itself_and_asked_for_from_earlier() {
    let instant = second_request::<Instants>("instant", json!("2026-01-31T12:00:00Z"));
    assert_eq!(instant, "rows?since=2026-01-31T09%3A59%3A59Z");
    let local = second_request::<Locals>("local", json!("2026-01-31T12:00:00"));
    assert_eq!(local, "rows?since=2026-01-30T11%3A59%3A59");
    assert_eq!(second_request::<Days>("day", json!("2026-01-31")), "rows?since=2026-01-28");
    assert_eq!(second_request::<Numbers>("number", json!(9_007_199_254_740_993_i64)), "rows?since=9007199254740892");
    assert_eq!(second_request::<Texts>("text", json!("b=/c")), "rows?since=b%3D%2Fc");
}
