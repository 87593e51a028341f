//! Keys, beside tokens and alone.

use domain::key::Scope;

use crate::routes::{ROUTES, Service};

#[tokio::test]
async fn each_route_opens_to_its_scope_and_to_admin_alone() {
    let service = Service::start().await;
    for (own, scope) in Scope::ALL {
        let key = service.key(&[scope]).await;
        for route in ROUTES {
            let answer = service.call(route, &[("authorization", &key)]).await;
            let opens = own == route || own == "admin";
            assert_eq!(answer.status, if opens { 200 } else { 403 }, "{own} at {route}");
            if !opens {
                let detail = format!("this key has no scope {route}; make one that has");
                assert_eq!(answer.problem(), (403, "forbidden".to_owned(), detail));
            }
        }
    }
    assert_eq!(service.issuer.asked(), 0, "a key needs no issuer");
}

#[tokio::test]
async fn whatever_is_no_living_key_is_one_and_the_same_401() {
    let service = Service::start().await;
    let good = service.key(&[Scope::Read]).await;
    let wrong = format!("{}x", &good[..good.len() - 1]);
    let mut answers = Vec::new();
    for headers in [
        &[][..],
        &[("authorization", "")],
        &[("authorization", "Bearer")],
        &[("authorization", "Bearer ")],
        &[("authorization", "Basic YTpi")],
        &[("authorization", &good["Bearer ".len()..])],
        &[("authorization", &wrong)],
        // Nobody could say which of two counts.
        &[("authorization", &good), ("authorization", &good)],
    ] {
        let answer = service.call("read", headers).await;
        assert_eq!(answer.headers["www-authenticate"], "Bearer", "{headers:?}");
        answers.push(answer.problem());
    }
    assert!(answers.iter().all(|answer| answer.0 == 401 && *answer == answers[0]), "{answers:?}");
    assert_eq!(service.call("read", &[("authorization", &good.replace("Bearer", "bEARER "))]).await.status, 200);
}
