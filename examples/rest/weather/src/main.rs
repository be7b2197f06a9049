//! Zip codes lead to places, places to the address of their forecast, and that to its periods.

use connector_sdk::prelude::*;

#[table(primary_key = zip_code)]
struct Place {
    zip_code: String,
    name: String,
    state: String,
    #[column(decimal(9, 4))]
    latitude: Decimal,
    #[column(decimal(9, 4))]
    longitude: Decimal,
}

#[table(primary_key = (zip_code, start_time))]
struct Period {
    zip_code: String,
    start_time: DateTime<Utc>,
    end_time: DateTime<Utc>,
    name: String,
    is_daytime: bool,
    temperature: i32,
    temperature_unit: String,
    /// In percent.
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
            let url = self.zip_url.join(&format!("us/{}", zip_code.trim()))?;
            let found: Vec<ZipPlace> = self.http().get(url).records("/places").await?;
            let first = found.into_iter().next().with_zip(zip_code)?;
            places.push(first);
        }
        Ok(places)
    }

    #[paginate(style = "single", for_each = places, concurrency = 4)]
    async fn periods(&self, place: &Place) -> Result<Vec<Period>> {
        let point: Point = self.http().get(format!("points/{},{}", place.latitude, place.longitude)).json().await?;
        let shown: Vec<Shown> = self.http().get(point.properties.forecast).records("/properties/periods").await?;
        Ok(shown.into_iter().map(|shown| shown.at(place)).collect())
    }
}

#[derive(Deserialize)]
struct ZipPlace {
    #[serde(rename = "place name")]
    name: String,
    state: String,
    latitude: Decimal,
    longitude: Decimal,
}

#[derive(Deserialize)]
struct Point {
    properties: PointProperties,
}

#[derive(Deserialize)]
struct PointProperties {
    forecast: String,
}

/// A period as the source shows it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    name: String,
    start_time: DateTime<chrono::FixedOffset>,
    end_time: DateTime<chrono::FixedOffset>,
    is_daytime: bool,
    temperature: i32,
    temperature_unit: String,
    probability_of_precipitation: Option<Measure>,
    wind_speed: String,
    short_forecast: String,
}

#[derive(Deserialize)]
struct Measure {
    value: Option<i32>,
}

impl Shown {
    fn at(self, place: &Place) -> Period {
        Period {
            zip_code: place.zip_code.clone(),
            start_time: self.start_time.to_utc(),
            end_time: self.end_time.to_utc(),
            name: self.name,
            is_daytime: self.is_daytime,
            temperature: self.temperature,
            temperature_unit: self.temperature_unit,
            chance_of_rain: self.probability_of_precipitation.and_then(|measure| measure.value),
            wind_speed: self.wind_speed,
            short_forecast: self.short_forecast,
        }
    }
}

trait WithZip {
    fn with_zip(self, zip_code: &str) -> Result<Place>;
}

impl WithZip for Option<ZipPlace> {
    fn with_zip(self, zip_code: &str) -> Result<Place> {
        let ZipPlace { name, state, latitude, longitude } =
            self.context(format!("no place has the zip code {zip_code}"))?;
        Ok(Place { zip_code: zip_code.trim().to_owned(), name, state, latitude, longitude })
    }
}

#[cfg(test)]
mod tests;
