//! Every zip code has its forecast, periods that were there stay, whatever goes wrong.

use std::collections::BTreeMap;

use connector_sdk::prelude::chrono::TimeDelta;
use connector_sdk::prelude::serde_json::Value;
use connector_sdk::testing::{Sandbox, json};
use playground::data::weather::{Period, ZIPS, forecast};
use playground::{Playground, START, calm_and_hostile};

use super::Weather;

fn sandbox(playground: &Playground) -> Sandbox {
    let configuration = include_str!("../configuration.json");
    let sandbox = Sandbox::of::<Weather>().configure_from(configuration);
    sandbox.set("base_url", playground.base_url()).set("zip_url", playground.base_url())
}

/// The rows for the forecasts of these hours after the start, by zip code and time.
fn periods(hours: &[i64]) -> Vec<Value> {
    let mut rows = BTreeMap::new();
    for (zip, hours) in ZIPS.iter().flat_map(|zip| hours.iter().map(move |hours| (zip, hours))) {
        for period in forecast(zip.office, zip.x, zip.y, START + TimeDelta::hours(*hours)) {
            if ["10001", "94105"].contains(&zip.code) {
                rows.insert((zip.code, period.start_time), row(zip.code, &period));
            }
        }
    }
    rows.into_values().collect()
}

fn row(zip_code: &str, period: &Period) -> Value {
    json!({
        "zip_code": zip_code,
        "start_time": period.start_time.to_utc(),
        "end_time": period.end_time.to_utc(),
        "name": period.name,
        "is_daytime": period.is_daytime,
        "temperature": period.temperature,
        "temperature_unit": period.temperature_unit,
        "chance_of_rain": period.probability_of_precipitation.value,
        "wind_speed": period.wind_speed,
        "short_forecast": period.short_forecast,
    })
}

#[test]
fn each_sync_ends_with_the_rows_of_the_source() {
    calm_and_hostile(|playground| {
        let mut sandbox = sandbox(playground);
        let place = |zip_code, name, state, latitude, longitude| json!({ "zip_code": zip_code, "name": name, "state": state, "latitude": latitude, "longitude": longitude });
        for seen in [&[0][..], &[0, 7], &[0, 7, 31]] {
            playground.control().advance_clock(START - playground.control().now());
            playground.control().advance_clock(TimeDelta::hours(seen[seen.len() - 1]));
            sandbox.sync().unwrap();
            let places = [
                place("10001", "New York", "New York", "40.7484", "-73.9967"),
                place("94105", "San Francisco", "California", "37.7864", "-122.3892"),
            ];
            assert_eq!(sandbox.rows("place"), places);
            assert_eq!(sandbox.rows("period"), periods(seen));
        }
    });
}

#[test]
fn a_point_that_has_moved_is_found() {
    // This latitude ends in a zero, which the source does not like.
    let playground = playground::start();
    let mut sandbox = sandbox(&playground).set("zip_codes", "28401");
    sandbox.sync().unwrap();
    assert_eq!(sandbox.rows("period").len(), 14);
}

#[test]
fn an_unknown_zip_code_is_told() {
    let error = sandbox(&playground::start()).set("zip_codes", "99999").sync().unwrap_err().to_string();
    assert!(error.contains("/us/99999 answered 404"), "{error}");
}

#[test]
fn nothing_is_lost_or_doubled_when_a_sync_breaks_off() {
    sandbox(&playground::start()).survives_every_interruption();
}
