//! Topics do not take each other's articles, pages are read to the end, errors inside good answers are errors.

use connector_sdk::testing::{Sandbox, json};
use test_api::{Playground, Request, Response};

use super::News;

/// Seven articles for each topic, the first of them the same for both.
fn answer(request: &Request) -> Response {
    if request.header("authorization") != Some("Bearer news-key") {
        return Response::json(
            &json!({ "status": "error", "code": "apiKeyInvalid", "message": "Your API key is invalid" }),
        );
    }
    let number = |name| request.parameter(name).and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
    let (page, size) = (number("page"), number("pageSize"));
    let topic = request.parameter("q").unwrap_or_default();
    let from = request.parameter("from").unwrap_or_default().to_owned();
    let all: Vec<_> = (0..7)
        .map(|n| {
            let url = if n == 0 {
                "https://news.example/both".to_owned()
            } else {
                format!("https://news.example/{topic}/{n}")
            };
            let (author, published) =
                (if n == 1 { None } else { Some("A. Writer") }, format!("2026-01-01T0{n}:00:00Z"));
            json!({ "source": { "id": null, "name": "News" }, "author": author, "title": "T", "description": null,
                    "url": url, "urlToImage": null, "publishedAt": published, "content": null })
        })
        .filter(|article| article["publishedAt"].as_str() >= Some(&from))
        .collect();
    let articles: Vec<_> = all.iter().skip((page - 1) * size).take(size).collect();
    Response::json(&json!({ "status": "ok", "totalResults": all.len(), "articles": articles }))
}

fn sandbox(key: &str) -> Sandbox {
    let url = Playground::serve(answer);
    Sandbox::of::<News>()
        .configure(json!({ "base_url": url, "api_key": key, "page_size": "3", "topics": "[\"rust\", \"databases\"]" }))
}

#[test]
fn every_topic_has_its_articles_and_its_cursor() {
    let mut sandbox = sandbox("news-key");
    assert_eq!(sandbox.sync().unwrap().rows, 2 + 14);
    assert_eq!(sandbox.rows("article").len(), 14);
    let cursors = json!({ "databases": "2026-01-01T06:00:00Z", "rust": "2026-01-01T06:00:00Z" });
    assert_eq!(sandbox.state("article"), json!({ "parents": cursors }));
    // The next sync asks from there: the last article of each topic comes again.
    assert_eq!(sandbox.sync().unwrap().rows, 2 + 2);
}

#[test]
fn an_error_inside_a_good_answer_is_an_error() {
    let error = sandbox("wrong-news-key").sync().unwrap_err().to_string();
    assert!(error.contains("apiKeyInvalid") && !error.contains("wrong-news-key"), "{error}");
}

#[test]
fn a_crash_loses_and_doubles_nothing() {
    sandbox("news-key").survives_every_crash();
}
