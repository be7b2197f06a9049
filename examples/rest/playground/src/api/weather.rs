//! Forecasts (in the manner of the US weather service): a point leads to a forecast; a client must say who it is.

use super::Api;
use super::params::url;
use crate::data::weather::{ZIPS, forecast};
use crate::server::{Answer, Body, Next, Reply, Request};
use crate::world::World;
use serde_json::json;

pub(crate) const API: Api = Api {
    about: "403 without a User-Agent; a point with more than 4 decimals or zeros at the end is redirected; 14 half days",
    paths: &["GET /points/{latitude},{longitude}", "GET /gridpoints/{office}/{x},{y}/forecast"],
    answer: |world, request| match request.route() {
        ("GET", path) if path.len() == 2 && path[0] == "points" => Some(point(request, path[1])),
        ("GET", path) if path.len() == 4 && path[0] == "gridpoints" && path[3] == "forecast" => {
            Some(grid(world, request, path[1], path[2]))
        }
        _ => None,
    },
};

fn point(request: &Request, coordinates: &str) -> Answer {
    identified(request)?;
    let (latitude, longitude) = pair(coordinates).ok_or_else(|| {
        problem(
            request,
            400,
            "InvalidParameter",
            "Invalid Parameter",
            "A point is a latitude, a comma and a longitude.",
        )
    })?;
    let short = format!("{},{}", decimals(latitude), decimals(longitude));
    if short != coordinates {
        let moved = Reply::json(301, json!({})).with_header("location", format!("/points/{short}"));
        return Ok(moved);
    }
    if !(18.0..=72.0).contains(&latitude) || !(-180.0..=-60.0).contains(&longitude) {
        let detail = format!("No forecast is made for {short}.");
        return Err(problem(request, 404, "InvalidPoint", "Data Unavailable For Requested Point", &detail));
    }
    let known = ZIPS.iter().find(|zip| {
        let same = |text: &str, value: f64| text.parse::<f64>().is_ok_and(|known| (known - value).abs() < 0.000_05);
        same(zip.latitude, latitude) && same(zip.longitude, longitude)
    });
    let (office, x, y) = known.map_or(("TOP", latitude as i64, -longitude as i64), |zip| (zip.office, zip.x, zip.y));
    let grid = format!("/gridpoints/{office}/{x},{y}");
    let body = json!({
        "id": url(request, &request.path, &[]),
        "type": "Feature",
        "properties": {
            "gridId": office,
            "gridX": x,
            "gridY": y,
            "forecast": url(request, &format!("{grid}/forecast"), &[]),
            "forecastHourly": url(request, &format!("{grid}/forecast/hourly"), &[]),
            "observationStations": url(request, &format!("{grid}/stations"), &[]),
        },
    });
    Ok(geo(Reply::json(200, body)))
}

fn grid(world: &World, request: &Request, office: &str, cell: &str) -> Answer {
    identified(request)?;
    let cell = cell.split_once(',').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?)));
    let Some((x, y)) = cell else {
        return Err(problem(request, 404, "NotFound", "Not Found", "A grid cell is two whole numbers."));
    };
    let mut periods = json!(forecast(office, x, y, world.clock.now()));
    for period in periods.as_array_mut().into_iter().flatten() {
        let icon = url(request, period["icon"].as_str().unwrap_or_default(), &[]);
        period["icon"] = json!(icon);
    }
    let body =
        json!({ "type": "Feature", "properties": { "updated": world.clock.now(), "units": "us", "periods": periods } });
    Ok(geo(Reply::page(body, "/properties/periods", Next::Nowhere)))
}

fn identified(request: &Request) -> Result<(), Box<Reply>> {
    if request.header("user-agent").is_some_and(|agent| !agent.is_empty()) {
        return Ok(());
    }
    Err(problem(request, 403, "Forbidden", "Forbidden", "A User-Agent that says who you are is required."))
}

fn geo(mut reply: Reply) -> Reply {
    reply.set_header("content-type", "application/geo+json");
    reply
}

fn problem(request: &Request, status: u16, kind: &str, title: &str, detail: &str) -> Box<Reply> {
    let body = json!({
        "type": url(request, &format!("/problems/{kind}"), &[]),
        "title": title,
        "status": status,
        "detail": detail,
        "instance": url(request, "/requests/0", &[]),
        "correlationId": "0",
    });
    Box::new(Reply::new(status, "application/problem+json", Body::Json(body)))
}

fn pair(text: &str) -> Option<(f64, f64)> {
    let (latitude, longitude) = text.split_once(',')?;
    let (latitude, longitude) = (latitude.parse::<f64>().ok()?, longitude.parse::<f64>().ok()?);
    (latitude.is_finite() && longitude.is_finite()).then_some((latitude, longitude))
}

/// Four decimals at most, no zeros at the end.
fn decimals(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
