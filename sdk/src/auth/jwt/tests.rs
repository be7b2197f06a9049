//! Assertions hold what they should, and verify with the public key.
#![allow(clippy::unwrap_used)]

use super::*;
use ring::signature::{ECDSA_P256_SHA256_FIXED, KeyPair, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use crate::http::tests::server::{Server, json as answer};

fn parts(assertion: &str) -> (Json, Json, String, Vec<u8>) {
    let (signed, signature) = assertion.rsplit_once('.').unwrap();
    let (head, claims) = signed.split_once('.').unwrap();
    let json = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
    (json(head), json(claims), signed.to_owned(), URL_SAFE_NO_PAD.decode(signature).unwrap())
}

#[test]
fn an_assertion_holds_the_claims_and_verifies() {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    let body = STANDARD.encode(pkcs8.as_ref());
    let pem = format!("-----BEGIN PRIVATE KEY-----\\n{body}\\n-----END PRIVATE KEY-----\\n");
    let auth = jwt_assertion("me@example", Secret::new(pem)).scope("read").key_id("k1").token_url("https://t.example");
    let (head, claims, signed, signature) = parts(&auth.assertion(1000).unwrap());
    assert_eq!(head, json!({ "alg": "ES256", "typ": "JWT", "kid": "k1" }));
    assert_eq!(
        claims,
        json!({ "iss": "me@example", "sub": "me@example", "aud": "https://t.example", "iat": 1000, "exp": 1300, "scope": "read" })
    );
    let pair =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &SystemRandom::new()).unwrap();
    let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref());
    public.verify(signed.as_bytes(), &signature).unwrap();
}

#[test]
fn a_text_is_a_shared_secret() {
    let auth = jwt_assertion("me", Secret::new("a shared secret"));
    let (head, _, signed, signature) = parts(&auth.assertion(0).unwrap());
    assert_eq!(head["alg"], "HS256");
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"a shared secret");
    hmac::verify(&key, signed.as_bytes(), &signature).unwrap();
}

#[test]
fn a_broken_key_is_a_mistake_of_the_configuration() {
    let auth = jwt_assertion("me", Secret::new("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"));
    let error = auth.assertion(0).unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Configuration);
    assert!(!error.to_string().contains("AAAA"));
}

/// The key was made for this test and opens nothing.
#[test]
fn rsa_keys_are_read_in_both_of_their_forms() {
    let pkcs8 = include_str!("keys/pkcs8.pem");
    for pem in [pkcs8.to_owned(), include_str!("keys/pkcs1.pem").to_owned(), pkcs8.replace('\n', "\\n")] {
        let Key::Rsa(pair) = Key::read(&pem).unwrap() else { panic!("no RSA key") };
        let public = pair.public().as_ref().to_vec();
        let auth = jwt_assertion("me", Secret::new(pem)).subject("someone").audience("them").claim("x", "y");
        let (head, claims, signed, signature) = parts(&auth.assertion(1000).unwrap());
        assert_eq!((head["alg"].as_str(), claims["x"].as_str()), (Some("RS256"), Some("y")));
        assert_eq!((claims["sub"].as_str(), claims["aud"].as_str()), (Some("someone"), Some("them")));
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public);
        public.verify(signed.as_bytes(), &signature).unwrap();
        public.verify(b"something else", &signature).unwrap_err();
    }
}

#[tokio::test]
async fn an_assertion_is_exchanged_for_a_token_that_serves_until_it_ends() {
    let server = Server::start(|seen, before| match &*seen.path {
        "/token" => answer(&format!(r#"{{"access_token": "exchanged-{before}", "expires_in": 3600}}"#)),
        _ => answer("[1]"),
    });
    let key = Secret::new("a secret shared by both");
    let auth = jwt_assertion("me", key).token_url("token").audience("them");
    let client = Client::builder().base_url(&server.url).auth(auth).build();
    let clock = std::sync::Arc::new(crate::testing::TestClock::default());
    crate::clock::with(clock.clone(), async {
        client.get("x").send().await.unwrap();
        client.get("y").send().await.unwrap();
        clock.advance(chrono::TimeDelta::minutes(55));
        client.get("z").send().await.unwrap();
    })
    .await;
    let seen = server.seen();
    let paths: Vec<_> = seen.iter().map(|seen| seen.path.as_str()).collect();
    assert_eq!(paths, ["/token", "/x", "/y", "/token", "/z"]);
    assert_eq!(seen[2].header("authorization"), Some("Bearer exchanged-0"));
    assert_eq!(seen[4].header("authorization"), Some("Bearer exchanged-3"));
    let (grant, assertion) = seen[0].body.split_once("&assertion=").unwrap();
    assert_eq!(grant, "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer");
    let (_, claims, signed, signature) = parts(assertion);
    // Noon of 2026-01-01.
    assert_eq!((claims["iat"].as_i64(), claims["exp"].as_i64()), (Some(1_767_268_800), Some(1_767_269_100)));
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"a secret shared by both");
    hmac::verify(&key, signed.as_bytes(), &signature).unwrap();
}
