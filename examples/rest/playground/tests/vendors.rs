//! The APIs in the manner of vendors, credentials, exports and jobs.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod client;

use base64::{Engine, prelude::BASE64_STANDARD};
use client::{collect, get, get_with, post, send};
use playground::data::{hubspot, large, market, news, pokemon, tree, weather};
use playground::{Outcome, START, credentials as known};
use serde_json::{Value, json};

#[test]
fn three_schemes_open_and_nothing_else_does() {
    let playground = playground::start();
    let base = playground.base_url();
    let twenty = json!(playground::users()[..20]);
    let basic = format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", known::USERNAME, known::PASSWORD)));
    for (path, right) in [
        ("/auth/http_basic", basic.as_str()),
        ("/auth/http_bearer", &format!("Bearer {}", known::BEARER_TOKEN)),
        ("/auth/api_key", &format!("apiKey {}", known::API_KEY)),
    ] {
        assert_eq!(get_with(&base, path, &[("Authorization", right)]).json()["data"], twenty);
        for wrong in [vec![], vec![("Authorization", "Bearer nonsense")]] {
            let refused = get_with(&base, path, &wrong);
            assert_eq!(refused.status, 401);
            assert!(refused.header("content-type").unwrap().starts_with("text/html"));
        }
    }
    let log = serde_json::to_string(&playground.control().requests()).unwrap();
    assert!(log.contains("Bearer ***"), "{log}");
    for secret in [known::BEARER_TOKEN, known::API_KEY, basic.as_str()] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn a_session_lasts_as_long_as_it_is_told() {
    let playground = playground::start();
    let (base, control) = (playground.base_url(), playground.control());
    let credentials = json!({ "username": known::USERNAME, "password": known::PASSWORD }).to_string();
    let login = || {
        let session = post(&base, "/auth/session_token/login", &[], &credentials).json();
        format!("Token {}", session["token"].as_str().unwrap())
    };
    let status = |token: &str| get_with(&base, "/auth/session_token/data", &[("authorization", token)]).status;
    control.tokens_live_for(Some(2));
    let token = login();
    assert_eq!([status(&token), status(&token), status(&token)], [200, 200, 401]);
    control.tokens_live_for(None);
    let token = login();
    assert_eq!(status(&token), 200);
    control.advance_clock(chrono::TimeDelta::seconds(3600));
    assert_eq!(status(&token), 401);
    let token = login();
    control.expire_tokens();
    assert_eq!(status(&token), 401);
    assert_eq!(status("Bearer x"), 400);
    assert_eq!(post(&base, "/auth/session_token/login", &[], r#"{"username": "x"}"#).status, 400);
    assert_eq!(post(&base, "/auth/session_token/login", &[], r#"{"username": "x", "password": "y"}"#).status, 401);
    assert_eq!(control.requests()[0].body["password"], "***");
}

#[test]
fn oauth_tokens_open_the_crm_and_refresh_tokens_may_rotate() {
    let playground = playground::start();
    let (base, control) = (playground.base_url(), playground.control());
    let form = |refresh: &str| {
        let (id, secret) = (known::CLIENT_ID, known::CLIENT_SECRET);
        format!("grant_type=refresh_token&client_id={id}&client_secret={secret}&refresh_token={refresh}")
    };
    let path = format!("/oauth/v1/token?{}", form(known::REFRESH_TOKEN));
    let answer = post(&base, &path, &[("content-type", "application/x-www-form-urlencoded")], "").json();
    assert_eq!(answer["expires_in"], 1800);
    assert_eq!(answer["refresh_token"], Value::Null);
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let contacts = |offset: i64| {
        let path = format!("/contacts/v1/lists/all/contacts/all?count=100&vidOffset={offset}");
        get_with(&base, &path, &[("authorization", &bearer)])
    };
    let (mut vids, mut offset, mut pages) = (Vec::new(), 0, 0);
    loop {
        let page = contacts(offset).json();
        vids.extend(page["contacts"].as_array().unwrap().iter().map(|contact| contact["vid"].as_i64().unwrap()));
        pages += 1;
        offset = page["vid-offset"].as_i64().unwrap();
        if page["has-more"] == false {
            break;
        }
    }
    assert_eq!(vids, hubspot::contacts(0).iter().map(|contact| contact.vid).collect::<Vec<_>>());
    assert_eq!(pages, 4, "the last page is empty");
    let companies = get_with(&base, "/companies/v2/companies/paged?limit=250", &[("authorization", &bearer)]).json();
    assert_eq!(companies["companies"].as_array().unwrap().len(), 250);
    assert_eq!(companies["has-more"], true);
    control.expire_tokens();
    assert_eq!(contacts(0).status, 401);

    control.rotate_refresh_tokens(true);
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    let rotated = post(&base, "/oauth/v1/token", &kind, &form(known::REFRESH_TOKEN)).json();
    assert_eq!(rotated["refresh_token"], control.refresh_token().as_str());
    let old = post(&base, "/oauth/v1/token", &kind, &form(known::REFRESH_TOKEN));
    assert_eq!((old.status, old.json()["status"].clone()), (400, json!("BAD_REFRESH_TOKEN")));
    assert_eq!(post(&base, "/oauth/v1/token", &kind, &form(&control.refresh_token())).status, 200);
    let log = serde_json::to_string(&control.requests()).unwrap();
    assert!(!log.contains(known::CLIENT_SECRET) && !log.contains(known::REFRESH_TOKEN), "{log}");
}

#[test]
fn creatures_come_page_by_page_or_all_at_once() {
    let playground = playground::start();
    let base = playground.base_url();
    let rows = collect(&base, "/api/v2/pokemon?offset=0&limit=100", "/results", |page| {
        page.json()["next"].as_str().map(str::to_owned)
    });
    let all = json!(pokemon::pokemons(&base));
    assert_eq!(json!(rows), all);
    assert_eq!(get(&base, "/api/v2/pokemon?limit=100000").json()["results"], all);
}

#[test]
fn a_zip_code_leads_to_its_forecast() {
    let playground = playground::start();
    let base = playground.base_url();
    let place = get(&base, "/us/28401").json();
    let place = &place["places"][0];
    let point = format!("/points/{},{}", place["latitude"].as_str().unwrap(), place["longitude"].as_str().unwrap());
    assert_eq!(get(&base, &point).status, 403);
    let agent = [("user-agent", "tests")];
    let moved = get_with(&base, &point, &agent);
    assert_eq!((moved.status, moved.header("location")), (301, Some("/points/34.256,-77.9447")));
    let point = get_with(&base, moved.header("location").unwrap(), &agent).json();
    let forecast = point["properties"]["forecast"].as_str().unwrap();
    let periods = |answer: client::Response| -> Vec<weather::Period> {
        serde_json::from_value(answer.json()["properties"]["periods"].clone()).unwrap()
    };
    let now = periods(get_with(&base, forecast, &agent));
    let mut expected = weather::forecast("ILM", 58, 40, START);
    for period in &mut expected {
        period.icon = format!("{base}{}", period.icon);
    }
    assert_eq!(now, expected);
    assert_eq!(now.len(), 14);
    assert!(now[0].start_time <= START && START < now[0].end_time);
    playground.control().advance(12);
    let later = periods(get_with(&base, forecast, &agent));
    assert_eq!(later[0].start_time, now[1].start_time);
    assert_ne!(later[0].temperature, now[1].temperature);
    assert_eq!(get(&base, "/us/00000").status, 404);
    let abroad = get_with(&base, "/points/52.52,13.405", &agent);
    assert_eq!((abroad.status, abroad.header("content-type")), (404, Some("application/problem+json")));
}

#[test]
fn prices_are_those_of_the_window() {
    let playground = playground::start();
    let base = playground.base_url();
    let path = format!("/v1/eod?access_key={}&symbols=MSFT&date_from=2026-01-01&date_to=2026-01-31", known::API_KEY);
    let answer = get(&base, &path).json();
    let expected = market::prices("MSFT", "2026-01-01".parse().unwrap(), "2026-01-31".parse().unwrap());
    let rows: Vec<market::Price> = serde_json::from_value(answer["data"].clone()).unwrap();
    assert_eq!(rows, expected);
    assert_eq!(rows.len(), 22);
    assert_eq!(answer["pagination"], json!({ "limit": 100, "offset": 0, "count": 22, "total": 22 }));
    assert!(answer["data"].as_array().unwrap().iter().any(|row| row["volume"].is_i64()));
    assert!(answer["data"].as_array().unwrap().iter().any(|row| row["volume"].is_f64()));
    assert_eq!(get(&base, &path.replace("MSFT", "NONE")).json()["data"], json!([]));
    assert_eq!(get(&base, "/v1/eod?access_key=x&symbols=MSFT").json()["error"]["code"], "invalid_access_key");
    assert_eq!(get(&base, &format!("{path}&limit=1001")).json()["error"]["code"], "validation_error");
}

#[test]
fn articles_are_those_of_the_window_and_no_more_than_a_hundred() {
    let playground = playground::start();
    let base = playground.base_url();
    let key = format!("Bearer {}", known::API_KEY);
    let get = |path: &str| get_with(&base, path, &[("authorization", &key)]);
    let day = get("/v2/everything?q=rust&from=2026-01-30T12:00:00&to=2026-01-31T12:00:00Z&pageSize=50&page=2").json();
    let expected = news::articles("rust", START - chrono::TimeDelta::days(1), START);
    assert_eq!(day["totalResults"], expected.len());
    assert_eq!(day["articles"], json!(expected[50..]));
    let week = "/v2/everything?q=rust&from=2026-01-24&to=2026-01-31&pageSize=100";
    assert_eq!(get(week).json()["articles"].as_array().unwrap().len(), 100);
    let beyond = get(&format!("{week}&page=2"));
    assert_eq!((beyond.status, beyond.json()["code"].clone()), (426, json!("maximumResultsReached")));
    assert_eq!(get("/v2/everything").json()["code"], "parametersMissing");
    assert_eq!(client::get(&base, week).json()["code"], "apiKeyMissing");
}

#[test]
fn a_job_is_submitted_polled_downloaded_and_may_fail() {
    let playground = playground::start();
    let (base, control) = (playground.base_url(), playground.control());
    let submit = |body: &str| post(&base, "/jobs", &[], body).json()["status_url"].as_str().unwrap().to_owned();
    let job = submit("{}");
    control.advance(1);
    let statuses: Vec<Value> = (0..3).map(|_| get(&base, &job).json()["status"].clone()).collect();
    assert_eq!(statuses, ["queued", "running", "done"]);
    let report = get(&base, get(&base, &job).json()["download_url"].as_str().unwrap());
    let rows: Vec<playground::User> = report.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows, playground::users(), "as they were when the report was ordered");
    control.jobs_end(0, Outcome::Failed);
    assert_eq!(get(&base, &submit(r#"{"format": "csv"}"#)).json()["status"], "failed");
    control.jobs_end(1, Outcome::Never);
    let endless = submit("{}");
    for _ in 0..5 {
        assert_ne!(get(&base, &endless).json()["status"], "done");
    }
    assert_eq!(send(&base, "DELETE", &endless, &[], "").unwrap().status, 200);
    assert_eq!(get(&base, &endless).status, 404);
}

#[test]
fn the_export_is_quoted() {
    let playground = playground::start();
    let answer = get(&playground.base_url(), "/export/csv");
    let csv = answer.text();
    assert!(csv.starts_with("id,name,email,address,company,job,createdAt,updatedAt\r\n"));
    assert!(csv.contains("\"The \"\"Quoted\"\" Company\""));
    assert!(csv.contains("\"Hill, Lane and Sons\""));
    // The empty job of the 17th user stands between two commas.
    let user = &playground::users()[16];
    assert!(user.job.is_empty());
    assert!(csv.contains(&format!(",,{}", user.created_at.format("%FT%TZ"))));
    assert_eq!(csv.matches("\r\n").count(), 201);
}

#[test]
fn bulk_bodies_are_streamed_in_each_form() {
    let playground = playground::start();
    let base = playground.base_url();
    let array = get(&base, "/bulk/array?rows=450");
    assert_eq!(array.header("transfer-encoding"), Some("chunked"));
    let expected: Vec<String> = (0..450).map(|index| large::row(index).to_json()).collect();
    assert_eq!(array.text(), format!("[{}]", expected.join(",")));
    assert_eq!(get(&base, "/bulk/ndjson?rows=450").text().lines().collect::<Vec<_>>(), expected);
    assert_eq!(get(&base, "/bulk/array?rows=0").text(), "[]");
    let page = get(&base, "/bulk/pages?rows=450&offset=449&limit=10").text();
    assert_eq!(page, format!(r#"{{"total":450,"offset":449,"items":[{}]}}"#, expected[449]));
    assert_eq!(large::row(7).amount.len(), 39, "38 digits and a point");
    let csv = get(&base, "/bulk/csv?rows=3").text();
    assert!(csv.starts_with(&large::COLUMNS.join(",")));
    assert!(csv.contains("\"line one\nline \"\"two\"\", 0\""));
}

#[test]
fn each_parent_has_its_pages_of_children() {
    let playground = playground::start();
    let base = playground.base_url();
    assert_eq!(get(&base, "/tree/parents").json()["data"], json!(tree::parents()));
    let rows: Vec<Value> = (1..=10)
        .flat_map(|page| {
            let page = get(&base, &format!("/tree/parents/7/children?page={page}")).json();
            page["data"].as_array().unwrap().clone()
        })
        .collect();
    assert_eq!(json!(rows), json!(tree::children(7)));
    assert_eq!(get(&base, "/tree/parents/201/children").status, 404);
}
