//! Zip codes, the places they name, and a forecast of fourteen half days that rolls with the clock.

use super::noise::{mix, seed};
use super::time::START;
use chrono::{DateTime, FixedOffset, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A zip code and its place. Latitudes and longitudes are texts, as that API has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct Zip {
    pub code: &'static str,
    pub place: &'static str,
    pub state: &'static str,
    pub state_abbreviation: &'static str,
    pub latitude: &'static str,
    pub longitude: &'static str,
    /// The forecast office.
    pub office: &'static str,
    pub x: i64,
    pub y: i64,
}

/// Every zip code there is. One latitude ends in a zero: the forecast API redirects such a point.
#[rustfmt::skip]
pub const ZIPS: [Zip; 5] = [
    Zip { code: "10001", place: "New York", state: "New York", state_abbreviation: "NY", latitude: "40.7484", longitude: "-73.9967", office: "OKX", x: 33, y: 36 },
    Zip { code: "28401", place: "Wilmington", state: "North Carolina", state_abbreviation: "NC", latitude: "34.2560", longitude: "-77.9447", office: "ILM", x: 58, y: 40 },
    Zip { code: "60601", place: "Chicago", state: "Illinois", state_abbreviation: "IL", latitude: "41.8858", longitude: "-87.6181", office: "LOT", x: 76, y: 73 },
    Zip { code: "66603", place: "Topeka", state: "Kansas", state_abbreviation: "KS", latitude: "39.0553", longitude: "-95.6802", office: "TOP", x: 31, y: 80 },
    Zip { code: "94105", place: "San Francisco", state: "California", state_abbreviation: "CA", latitude: "37.7864", longitude: "-122.3892", office: "MTR", x: 85, y: 105 },
];

/// The chance of rain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chance {
    /// Always `wmoUnit:percent`.
    pub unit_code: String,
    /// Null where nobody knows.
    pub value: Option<i64>,
}

/// Half a day of a forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the fields are their names")]
pub struct Period {
    /// From 1 to 14, by place in the forecast: the same half day has another number tomorrow.
    pub number: i64,
    pub name: String,
    pub start_time: DateTime<FixedOffset>,
    pub end_time: DateTime<FixedOffset>,
    pub is_daytime: bool,
    pub temperature: i64,
    pub temperature_unit: String,
    /// Null, or empty.
    pub temperature_trend: Option<String>,
    pub probability_of_precipitation: Chance,
    pub wind_speed: String,
    pub wind_direction: String,
    pub icon: String,
    pub short_forecast: String,
    pub detailed_forecast: String,
}

/// The forecast for a grid cell at an instant: 14 half days from the one under way, in the office's offset.
///
/// Temperatures are revised by a degree with every hour that the clock has moved, up to 24 and back.
pub fn forecast(office: &str, x: i64, y: i64, now: DateTime<Utc>) -> Vec<Period> {
    let offset = FixedOffset::west_opt(if office == "MTR" { 8 } else { 5 } * 3600).expect("a valid offset");
    let local = now.with_timezone(&offset);
    let midnight = local - TimeDelta::seconds(i64::from(local.num_seconds_from_midnight()));
    let half = TimeDelta::hours(12);
    let mut start = midnight + TimeDelta::hours(6);
    while start > local {
        start -= half;
    }
    while start + half <= local {
        start += half;
    }
    let revised = (now - START).num_hours().rem_euclid(25);
    (0..14)
        .map(|n| {
            let at = start + half * n;
            let day = at.hour() == 6;
            let noise = mix(seed(office) ^ (x * 1000 + y) as u64 ^ at.timestamp() as u64);
            Period {
                number: i64::from(n) + 1,
                name: format!("{}{}", at.format("%A"), if day { "" } else { " Night" }),
                start_time: at,
                end_time: at + half,
                is_daytime: day,
                temperature: 30 + (noise % 60) as i64 + revised,
                temperature_unit: "F".to_owned(),
                temperature_trend: (n % 3 == 0).then(String::new),
                probability_of_precipitation: Chance {
                    unit_code: "wmoUnit:percent".to_owned(),
                    value: (n % 4 != 1).then_some((noise % 11) as i64 * 10),
                },
                wind_speed: format!("{} mph", 5 + noise % 20),
                wind_direction: ["N", "NE", "SW", "W"][(noise % 4) as usize].to_owned(),
                icon: format!("/icons/land/{}/few", if day { "day" } else { "night" }),
                short_forecast: ["Sunny", "Mostly Clear", "Chance Rain", "Snow"][(noise / 7 % 4) as usize].to_owned(),
                detailed_forecast: "Much as the short forecast has it, at more length.".to_owned(),
            }
        })
        .collect()
}

impl Zip {
    pub(crate) fn to_json(self) -> Value {
        json!({
            "post code": self.code,
            "country": "United States",
            "country abbreviation": "US",
            "places": [{
                "place name": self.place,
                "longitude": self.longitude,
                "state": self.state,
                "state abbreviation": self.state_abbreviation,
                "latitude": self.latitude,
            }],
        })
    }
}
