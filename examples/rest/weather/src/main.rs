//! Zip codes lead to places, places to the address of their forecast, and that to its periods. Run `cargo run -p
//! playground` beside it; without `zip_url` and `base_url` it reads the real services.
//!
//! A forecast is read whole each time: it is short, and its periods are revised until they come. The Python original
//! keeps one time for all zip codes instead, so that one that is added later lacks what the others have.

use connector_sdk::prelude::*;
use serde::Deserializer;

#[table(primary_key = zip_code)]
#[derive(Deserialize)]
struct Place {
    #[serde(skip)]
    zip_code: String,
    #[serde(rename = "place name")]
    name: String,
    state: String,
    #[column(decimal(9, 4))]
    latitude: Decimal,
    #[column(decimal(9, 4))]
    longitude: Decimal,
}

#[table(primary_key = (zip_code, start_time))]
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Period {
    #[serde(skip)]
    zip_code: String,
    start_time: DateTime<Utc>,
    end_time: DateTime<Utc>,
    name: String,
    is_daytime: bool,
    temperature: i32,
    temperature_unit: String,
    /// In percent.
    #[serde(rename = "probabilityOfPrecipitation", deserialize_with = "value")]
    chance_of_rain: Option<i32>,
    wind_speed: String,
    short_forecast: String,
}

#[connector(base_url = base_url, user_agent = contact)]
struct Weather {
    /// Five digits each, with commas between them.
    zip_codes: Vec<String>,
    /// The weather service asks for an address in case of trouble.
    contact: String,
    #[config(default = "https://api.zippopotam.us")]
    zip_url: Url,
    #[config(default = "https://api.weather.gov")]
    base_url: Url,
}

#[connector]
impl Weather {
    #[paginate(style = "single")]
    async fn places(&self) -> Result<Vec<Place>> {
        let mut places = Vec::new();
        for zip_code in &self.zip_codes {
            let url = self.zip_url.join(&format!("us/{zip_code}"))?;
            let found: Vec<Place> = self.http().get(url).records("/places").await?;
            let place = found.into_iter().next().context(format!("no place has the zip code {zip_code}"))?;
            places.push(Place { zip_code: zip_code.clone(), ..place });
        }
        Ok(places)
    }

    #[paginate(style = "single", for_each = places, concurrency = 4)]
    async fn periods(&self, place: &Place) -> Result<Vec<Period>> {
        let point = self.http().get(format!("points/{},{}", place.latitude, place.longitude)).send().await?;
        let forecast = point.peek("/properties/forecast")?;
        let forecast = forecast.as_str().context("the point has no forecast")?;
        let periods: Vec<Period> = self.http().get(forecast).records("/properties/periods").await?;
        Ok(periods.into_iter().map(|period| Period { zip_code: place.zip_code.clone(), ..period }).collect())
    }
}

/// The source writes `{"unitCode": "wmoUnit:percent", "value": 20}`, with a null where nobody knows.
fn value<'de, D: Deserializer<'de>>(source: D) -> Result<Option<i32>, D::Error> {
    #[derive(Deserialize)]
    struct Measure {
        value: Option<i32>,
    }
    Ok(Option::<Measure>::deserialize(source)?.and_then(|measure| measure.value))
}

#[cfg(test)]
mod tests;
