//! look
mod support;
use serde_json::json;
use support::House;
use domain::locale::Locale;
#[tokio::test(flavor = "multi_thread")]
async fn look() {
    let house = House::new().await;
    let mut out = String::new();
    let mut n = 0;
    for (id, metric, more) in [("nps","nps",json!({})),("csat","csat",json!({"touchpoint":"delivery"})),("ces","ces",json!({})),("gcr","gcr",json!({"goal":"x"})),("ces10","ces",json!({"scale":{"min":1,"max":10}}))] {
        let s = house.survey(id, metric, &more).await;
        for locale in Locale::ALL {
            n += 1;
            let (_, link) = house.invite(&s, n, Some(locale)).await;
            out += &format!("{id}_{locale} {link}\n");
        }
    }
    std::fs::write("/tmp/look.txt", out).unwrap();
    let l = tokio::net::TcpListener::bind(("127.0.0.1", 9777)).await.unwrap();
    tokio::select! { r = axum::serve(l, house.router.clone()).into_future() => r.unwrap(), _ = tokio::time::sleep(std::time::Duration::from_secs(1500)) => {} }
}
