//! Tokens of an issuer: a real server publishes real keys, and tokens are signed for real.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::key::Scope;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::Sha256;
use testing::issuer::{SigningKey, TestIssuer, unsigned};
use web::issuer::{Issuer, Refused};

use crate::routes::{ROUTES, Service};

/// The app client of a Cognito user pool.
const CLIENT: &str = "3n4b5urk1ft4fl3mg5e62d9ado";

#[tokio::test]
async fn a_token_opens_its_workspace_in_each_way_that_issuers_write_them() {
    let service = Service::start().await;
    let now = service.now().as_second();
    let cognito = json!({
        "iss": service.issuer.url, "token_use": "access", "client_id": CLIENT, "exp": now + 3600, "iat": now,
        "scope": "openid atbalss/read", "custom:atbalss_workspace": "acme", "username": "6f1a",
    });
    for claims in [
        service.issuer.claims(service.now()),
        cognito,
        service.claims("aud", json!(["other", "atbalss"])),
        service.claims("scope", json!("openid read")),
        service.claims("scope", json!("admin")),
        service.claims("scope", json!(format!("{CLIENT}/read"))),
        service.claims("exp", json!(now - 59)),
        service.claims("exp", json!(f64::from(u32::MAX) + 0.5)),
        service.claims("nbf", json!(now + 60)),
        service.claims("custom:atbalss_workspace", json!("acme")),
    ] {
        let answer = service.read(&SigningKey::one().token(&claims)).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "acme"), "{claims}");
    }
    assert_eq!(service.issuer.asked(), 1);
}

#[tokio::test]
async fn each_wrong_claim_is_refused_and_nothing_of_it_is_echoed() {
    let service = Service::start().await;
    let now = service.now().as_second();
    for (name, value, status) in [
        ("iss", json!("https://marked.example"), 401),
        ("iss", json!(format!("{}/", service.issuer.url)), 401),
        ("iss", json!([service.issuer.url]), 401),
        ("iss", Value::Null, 401),
        ("aud", json!("marked"), 401),
        ("aud", json!("atbalss, 3n4b5urk1ft4fl3mg5e62d9ado"), 401),
        ("aud", json!(["marked"]), 401),
        ("aud", json!([]), 401),
        ("aud", json!({"marked": 1}), 401),
        ("aud", Value::Null, 401),
        ("exp", json!(now - 60), 401),
        ("exp", json!("marked"), 401),
        ("exp", json!(format!("{}", now + 3600)), 401),
        ("exp", json!(1e300), 401),
        ("exp", Value::Null, 401),
        ("nbf", json!(now + 61), 401),
        ("nbf", json!("marked"), 401),
        ("atbalss_workspace", Value::Null, 403),
        ("atbalss_workspace", json!("marked/../acme"), 403),
        ("atbalss_workspace", json!(""), 403),
        ("atbalss_workspace", json!(["acme"]), 401),
        ("custom:atbalss_workspace", json!("marked"), 403),
        ("scope", Value::Null, 403),
        ("scope", json!("marked"), 403),
        ("scope", json!("Read READ read,admin"), 403),
        ("scope", json!("marked/read https://marked.example/admin atbalss/marked/read"), 403),
        ("scope", json!(["read"]), 401),
    ] {
        let claims = service.claims(name, value);
        let answer = service.read(&SigningKey::one().token(&claims)).await;
        assert_eq!(answer.status, status, "{name}: {claims} {}", answer.body);
        assert_eq!(answer.problem().1, if status == 401 { "unauthorized" } else { "forbidden" });
        assert!(!answer.body.contains("marked"), "{}", answer.body);
        assert_eq!(answer.headers.contains_key("www-authenticate"), status == 401);
    }
    // An audience that does not fit is not mended by a client that does.
    let mut both = service.claims("aud", json!("marked"));
    both["client_id"] = json!(CLIENT);
    assert_eq!(service.read(&SigningKey::one().token(&both)).await.status, 401);
}

#[tokio::test]
async fn a_refusal_says_what_to_do() {
    let service = Service::start().await;
    let told = async |name: &str, value| {
        let token = SigningKey::one().token(&service.claims(name, value));
        service.read(&token).await.problem().2
    };
    let no_workspace = "this token names no workspace; have the issuer set the claim atbalss_workspace to its id";
    assert_eq!(told("atbalss_workspace", Value::Null).await, no_workspace);
    let no_scope = "this token has no scope read; have the issuer grant read, or atbalss/read";
    assert_eq!(told("scope", json!("openid")).await, no_scope);
    assert_eq!(told("exp", json!(0)).await, "this token has ended, or has not begun; take a new one");
    assert_eq!(told("aud", json!("other")).await, "this token is for another audience");
}

#[tokio::test]
async fn each_route_checks_the_tokens_scope() {
    let service = Service::start().await;
    for (own, _) in Scope::ALL {
        for spelled in [own.to_owned(), format!("atbalss/{own}"), format!("openid {own} profile")] {
            let token = SigningKey::one().token(&service.claims("scope", json!(spelled)));
            for route in ROUTES {
                let answer = service.call(route, &[("authorization", &format!("Bearer {token}"))]).await;
                let opens = own == route || own == "admin";
                assert_eq!(answer.status, if opens { 200 } else { 403 }, "{spelled} at {route}");
            }
        }
    }
}

#[tokio::test]
async fn a_token_opens_its_own_workspace_and_no_other() {
    let service = Service::start().await;
    let token = SigningKey::one().token(&service.claims("atbalss_workspace", json!("other")));
    assert_eq!(service.read(&token).await.body, "other");
    assert_eq!(service.read(&service.token()).await.body, "acme");
}

#[tokio::test]
async fn nothing_but_rs256_by_a_published_key_is_a_signature() {
    let service = Service::start().await;
    let (one, two) = (SigningKey::one(), SigningKey::two());
    let claims = service.issuer.claims(service.now());
    let good = one.token(&claims);
    assert_eq!(service.read(&good).await.status, 200);

    let header = |alg: &str| json!({"alg": alg, "kid": "one"});
    let part = |number: usize| good.split('.').nth(number).unwrap().to_owned();
    let published = one.published();
    let modulus = URL_SAFE_NO_PAD.decode(published["n"].as_str().unwrap()).unwrap();
    let by_secret = |secret: &[u8]| {
        let message = unsigned(&header("HS256"), &claims);
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
        mac.update(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    };
    let altered = URL_SAFE_NO_PAD.encode(service.claims("atbalss_workspace", json!("other")).to_string());
    let mut with_own_key = header("RS256");
    with_own_key["jwk"] = two.published();
    let mut of_elsewhere = header("RS256");
    of_elsewhere["jku"] = json!("https://marked.example/keys");
    let mut critical = header("RS256");
    critical["crit"] = json!(["exp"]);
    for (what, bad) in [
        ("no signature", format!("{}.", unsigned(&header("none"), &claims))),
        ("no signature, in capitals", format!("{}.", unsigned(&header("NONE"), &claims))),
        ("a signature of none", format!("{}.{}", unsigned(&header("none"), &claims), part(2))),
        ("HS256 by the modulus", by_secret(&modulus)),
        ("HS256 by the published text", by_secret(published["n"].as_str().unwrap().as_bytes())),
        ("HS256 by the published JSON", by_secret(published.to_string().as_bytes())),
        ("ES256", one.token_with(&header("ES256"), &claims)),
        ("PS256", one.token_with(&header("PS256"), &claims)),
        ("RS384, signed so", one.token_of_another_algorithm(&claims)),
        ("RS512, signed by RS256", one.token_with(&header("RS512"), &claims)),
        ("another key under a known name", two.token_with(&header("RS256"), &claims)),
        ("a key that it brings", two.token_with(&with_own_key, &claims)),
        ("keys from elsewhere", two.token_with(&of_elsewhere, &claims)),
        ("an unknown key", two.token(&claims)),
        ("no key named", one.token_with(&json!({"alg": "RS256"}), &claims)),
        ("a critical field", one.token_with(&critical, &claims)),
        ("an altered claim", format!("{}.{altered}.{}", part(0), part(2))),
        ("a cut signature", good[..good.len() - 4].to_owned()),
        ("an empty signature", format!("{}.{}.", part(0), part(1))),
        ("two parts", format!("{}.{}", part(0), part(1))),
        ("four parts", format!("{good}.{}", part(2))),
        ("five parts, as of an encrypted one", format!("{good}.a.b")),
        ("padding", format!("{good}==")),
        ("dots alone", "..".to_owned()),
        ("claims that are no object", one.token(&json!("marked"))),
        ("a flood", one.token(&service.claims("marked", json!("m".repeat(9000))))),
        ("a key of ours with a dot", format!("atb_abcd_{}.", "a".repeat(32))),
    ] {
        let answer = service.read(&bad).await;
        assert_eq!(answer.status, 401, "{what}: {}", answer.body);
        assert!(!answer.body.contains("marked") && !answer.body.contains("acme"), "{}", answer.body);
    }
}

/// Made by `openssl genpkey` and `openssl dgst -sha256 -sign`, so that our own signing is not its only judge.
#[tokio::test]
async fn a_token_that_openssl_signed_is_right() {
    let service = Service::start().await;
    let openssl: Value = serde_json::from_str(include_str!("openssl.json")).unwrap();
    service.issuer.publish_keys(std::slice::from_ref(&openssl["key"]));
    let token = openssl["token"].as_str().unwrap();
    // Its signature is right, and its issuer is not the one that is trusted here.
    assert_eq!(service.read(token).await.problem().2, Refused::Foreign.to_string());
    let last = if token.ends_with('A') { "Q" } else { "A" };
    let altered = format!("{}{last}", &token[..token.len() - 1]);
    assert_eq!(service.read(&altered).await.problem().2, Refused::Forged.to_string());
}

#[tokio::test]
async fn keys_are_asked_for_once_an_hour_and_for_a_new_name_once_a_minute() {
    let service = Service::start().await;
    let two = SigningKey::two();
    let of_two = two.token(&service.claims("exp", json!(service.now().as_second() + 9000)));
    let of_one = SigningKey::one().token(&service.claims("exp", json!(service.now().as_second() + 9000)));
    let after = |seconds| service.clock.advance(SignedDuration::from_secs(seconds));
    assert_eq!((service.read(&of_one).await.status, service.issuer.asked()), (200, 1));
    // An unknown name within the minute asks nobody.
    for _ in 0..3 {
        assert_eq!((service.read(&of_two).await.status, service.issuer.asked()), (401, 1));
    }
    // The issuer changes its keys: the new name is looked up once the minute is over, and the old one is gone with it.
    service.issuer.publish_keys(&[two.published()]);
    after(59);
    assert_eq!((service.read(&of_two).await.status, service.issuer.asked()), (401, 1));
    after(1);
    assert_eq!((service.read(&of_two).await.status, service.issuer.asked()), (200, 2));
    assert_eq!((service.read(&of_one).await.status, service.issuer.asked()), (401, 2));
    after(3599);
    assert_eq!((service.read(&of_two).await.status, service.issuer.asked()), (200, 2));
    // A key that was taken back counts for an hour at most.
    service.issuer.publish_keys(&[SigningKey::one().published()]);
    after(1);
    assert_eq!((service.read(&of_two).await.status, service.issuer.asked()), (401, 3));
}

#[tokio::test]
async fn many_tokens_at_once_ask_the_issuer_once() {
    let service = Service::start().await;
    let token = service.token();
    let answers = futures::future::join_all((0..20).map(|_| service.read(&token))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(service.issuer.asked(), 1);
}

#[tokio::test]
async fn an_issuer_that_is_away_lets_nobody_in_and_turns_nobody_away() {
    let service = Service::start().await;
    let token = SigningKey::one().token(&service.claims("exp", json!(service.now().as_second() + 9000)));
    let after = |seconds| service.clock.advance(SignedDuration::from_secs(seconds));
    service.issuer.publish(|published| published.status = 500);
    let answer = service.read(&token).await;
    assert_eq!((answer.status, answer.headers["retry-after"].to_str().unwrap()), (503, "2"));
    // It is left alone for a moment, then asked again.
    assert_eq!((service.read(&token).await.status, service.issuer.asked()), (503, 1));
    service.issuer.publish(|published| published.status = 200);
    after(4);
    assert_eq!((service.read(&token).await.status, service.issuer.asked()), (503, 1));
    after(1);
    assert_eq!((service.read(&token).await.status, service.issuer.asked()), (200, 2));
    // While the keys are kept it may be away; an unknown name can't be judged then.
    service.issuer.publish(|published| published.status = 500);
    after(3599);
    assert_eq!(service.read(&token).await.status, 200);
    assert_eq!(service.read(&SigningKey::two().token(&service.issuer.claims(service.now()))).await.status, 503);
    assert_eq!(service.read(&token).await.status, 200);
    after(1);
    assert_eq!(service.read(&token).await.status, 503);
    // Keys of our own go on.
    let key = service.key(&[Scope::Read]).await;
    assert_eq!(service.call("read", &[("authorization", &key)]).await.status, 200);
}

#[tokio::test]
async fn documents_that_mislead_give_no_keys() {
    let misled = async |change: &dyn Fn(&str, &mut testing::issuer::Published)| {
        let service = Service::start().await;
        let url = service.issuer.url.clone();
        service.issuer.publish(|published| change(&url, published));
        service.read(&service.token()).await.status
    };
    let document = |issuer: &str, keys: &str| json!({"issuer": issuer, "jwks_uri": keys}).to_string();
    assert_eq!(misled(&|_, _| ()).await, 200);
    let another = |url: &str| document("https://another.example", &format!("{url}/keys"));
    assert_eq!(misled(&|url, published| published.document = another(url)).await, 503);
    assert_eq!(misled(&|url, published| published.document = document(url, "http://keys.example/")).await, 503);
    assert_eq!(misled(&|url, published| published.document = document(url, "file:///etc/passwd")).await, 503);
    assert_eq!(misled(&|_, published| published.document = "{}".to_owned()).await, 503);
    assert_eq!(misled(&|_, published| published.document = " ".repeat(300 * 1024)).await, 503);
    assert_eq!(misled(&|_, published| published.keys = "<html>".to_owned()).await, 503);
    assert_eq!(misled(&|url, published| published.elsewhere = Some(format!("{url}/other"))).await, 503);
}

#[tokio::test]
async fn keys_of_another_kind_are_passed_over() {
    let service = Service::start().await;
    let of_kind = |name: &str, value: &str| {
        let mut key = SigningKey::one().published();
        key[name] = json!(value);
        key
    };
    let odd = json!({"kid": "ec", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"});
    // As Cognito and others publish them: several, of which some are for something else.
    let fitting = [odd.clone(), json!({}), SigningKey::two().published(), SigningKey::one().published()];
    service.issuer.publish_keys(&fitting);
    assert_eq!(service.read(&service.token()).await.status, 200);
    for other in [of_kind("kty", "oct"), of_kind("use", "enc"), of_kind("alg", "RS512"), of_kind("e", "AQ"), odd] {
        let service = Service::start().await;
        service.issuer.publish_keys(std::slice::from_ref(&other));
        assert_eq!(service.read(&service.token()).await.status, 401, "{other}");
    }
}

#[tokio::test]
async fn an_issuer_that_never_answers_is_given_up() {
    let issuer = TestIssuer::start().await;
    issuer.publish(|published| published.silent = true);
    let trusted = Issuer::new(issuer.url.parse().unwrap(), "atbalss".parse().unwrap());
    let now = "2026-11-21T10:00:00Z".parse().unwrap();
    let began = std::time::Instant::now();
    let refused = trusted.admit(&SigningKey::one().token(&issuer.claims(now)), now).await.unwrap_err();
    assert_eq!(refused, Refused::Unavailable);
    assert!((2..20).contains(&began.elapsed().as_secs()));
}

#[test]
fn settings_name_the_issuer_and_its_audience_together() {
    let read = |issuer: &str, audience: &str| {
        let mut settings = runtime::settings::Settings::new(|name| {
            let value = if name == "ATBALSS_JWT_ISSUER" { issuer } else { audience };
            (!value.is_empty()).then(|| value.to_owned())
        });
        let issuer = Issuer::read(&mut settings);
        (issuer.is_some(), settings.finish().map_err(|error| error.to_string()))
    };
    assert_eq!(read("", ""), (false, Ok(())));
    assert_eq!(read("https://login.example", "atbalss"), (true, Ok(())));
    let (none, error) = read("https://login.example", "");
    assert!(!none && error.unwrap_err().contains("ATBALSS_JWT_AUDIENCE is missing"));
    let (none, error) = read("", "atbalss");
    assert!(!none && error.unwrap_err().contains("ATBALSS_JWT_ISSUER is missing"));
    let (none, error) = read("http://login.example", "atbalss");
    let error = error.unwrap_err();
    assert!(!none && error.contains("ATBALSS_JWT_ISSUER: expected the https URL"), "{error}");
}
