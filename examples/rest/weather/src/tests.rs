//! Both zip codes have their forecast; a service that is not told who asks refuses.

use connector_sdk::testing::{Sandbox, json};
use test_api::{Playground, Request, Response};

use super::Weather;

fn answer(request: &Request) -> Response {
    let host = request.header("host").unwrap_or_default();
    match request.path.as_str() {
        "/us/94016" | "/us/10001" => Response::json(&json!({
            "post code": &request.path[4..],
            "country": "United States",
            "places": [{ "place name": "Somewhere", "longitude": "-122.4840", "latitude": "37.7086", "state": "California" }],
        })),
        _ if request.header("user-agent") != Some("me@example.com") => Response::text("text/plain", "who?").status(403),
        "/points/37.7086,-122.4840" => Response::json(
            &json!({ "properties": { "forecast": format!("http://{host}/gridpoints/MTR/85,105/forecast") } }),
        ),
        "/gridpoints/MTR/85,105/forecast" => {
            let period = |n: u32, day: bool| {
                json!({
                    "number": n, "name": "Today", "startTime": format!("2026-01-0{n}T06:00:00-08:00"),
                    "endTime": format!("2026-01-0{n}T18:00:00-08:00"), "isDaytime": day, "temperature": 50 + n,
                    "temperatureUnit": "F", "temperatureTrend": "", "windSpeed": "5 mph", "shortForecast": "Sunny",
                    "probabilityOfPrecipitation": { "unitCode": "wmoUnit:percent", "value": if day { json!(20) } else { json!(null) } },
                })
            };
            Response::json(&json!({ "properties": { "periods": [period(1, true), period(2, false)] } }))
        }
        _ => Response::json(&json!({ "title": "Not Found" })).status(404),
    }
}

fn sandbox(zip_codes: &str) -> Sandbox {
    let url = Playground::serve(answer);
    Sandbox::of::<Weather>()
        .configure(json!({ "zip_codes": zip_codes, "contact": "me@example.com", "zip_url": url, "base_url": url }))
}

#[test]
fn every_zip_code_has_its_forecast() {
    let mut sandbox = sandbox("94016, 10001");
    sandbox.sync().unwrap();
    assert_eq!((sandbox.rows("place").len(), sandbox.rows("period").len()), (2, 4));
    let rows = sandbox.rows("period");
    assert_eq!(rows[0]["start_time"], "2026-01-01T14:00:00Z");
    assert_eq!((&rows[0]["chance_of_rain"], &rows[1]["chance_of_rain"]), (&json!(20), &json!(null)));
    assert_eq!(sandbox.rows("place")[0]["latitude"], "37.7086");
}

#[test]
fn an_unknown_zip_code_is_told() {
    let error = sandbox("99999").sync().unwrap_err().to_string();
    assert!(error.contains("/us/99999 answered 404"), "{error}");
}
