//! Support: first response, reply time, resolution, time to resolve, first contact, transfers.

use serde_json::{Value, json};

use super::told::{at, entries, event, lines, settle, tell};
use crate::app::App;

/// Seven weeks of a small support: Mia is quick, Otto is slow, and some of Zoe's wait in vain.
pub fn seven_weeks() -> Vec<Value> {
    let mut events = Vec::new();
    for number in 0..44_i64 {
        let ticket = format!("T-{number:02}");
        let opened = (24 * 60 * number) + 8 * 60 + 60 * (number % 5);
        let who = ["mia", "otto", "zoe"][usize::try_from(number % 3).unwrap()];
        let (channel, category) =
            (if number % 4 == 0 { "chat" } else { "email" }, ["invoice", "delivery"][usize::from(number % 5 < 2)]);
        let mut say = |suffix: &str, kind: &str, after: i64, more: Value| {
            let mut event = event(&format!("{ticket}-{suffix}"), kind, &at("2026-10-05", opened + after), &more);
            event["ticket"] = json!(ticket);
            events.push(event);
        };
        let person = format!("p{}", number % 20);
        say("open", "ticket_opened", 0, json!({"person": person, "channel": channel, "category": category}));
        say("auto", "ticket_replied", 1, json!({"automatic": true}));
        let reply = match who {
            "mia" => Some(10 + number),
            "otto" => Some(600 + 60 * number),
            _ => (number % 9 != 2).then_some(120),
        };
        let Some(reply) = reply else { continue };
        say("reply", "ticket_replied", reply, json!({"agent": who}));
        if number % 4 == 1 {
            say("again", "ticket_customer_replied", reply + 60, json!({}));
            say("more", "ticket_replied", reply + 90, json!({"agent": who}));
        }
        for transfer in 0..[2, 0, 0, 0, 0, 1, 0, 0, 0, 0][usize::try_from(number % 10).unwrap()] {
            say(&format!("move{transfer}"), "ticket_transferred", reply + 100 + transfer, json!({"agent": who}));
        }
        if number % 8 != 7 {
            say("done", "ticket_resolved", reply + 300, json!({"agent": who}));
        }
        if number % 11 == 3 {
            say("anew", "ticket_reopened", reply + 400, json!({}));
        }
    }
    events
}

async fn support() -> App {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &seven_weeks()).await;
    app
}

#[tokio::test]
async fn first_response() {
    let app = support().await;
    let query = "metric=first_response&from=2026-10-01&to=2026-11-21";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"month","kind":null,"method":null,"metric":"first_response","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-10 2026-10-01..2026-10-31 n=27 value=74.074 55.321..86.83 ±15.754 "wilson" {"comparison":null,"counts":{"in_time":20,"late":4,"not_due":0,"opened":27,"unanswered":3},"hours":"calendar","median":{"high":61200.0,"low":1680.0,"margin":29760.0,"method_of_interval":"order_statistics","n":24,"value":7200.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":24,"value":104400.0},"previous":{"from":"2026-09-01","n":0,"to":"2026-09-30","value":null},"revision":27,"small_n":"no_rank","target_seconds":86400}
    2026-11 2026-11-01..2026-11-21 n=17 value=52.941 30.963..73.835 ±21.436 "wilson" {"comparison":{"better":null,"difference":-18.487,"high":11.41,"low":-44.96,"method_of_interval":"newcombe","p":0.246,"reads":"No clear difference from the period before (p = 0.246).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"in_time":9,"late":6,"not_due":0,"opened":17,"unanswered":2},"hours":"calendar","median":{"high":158400.0,"low":2760.0,"margin":77820.0,"method_of_interval":"order_statistics","n":15,"value":7200.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":15,"value":180000.0},"previous":{"from":"2026-10-11","n":21,"to":"2026-10-31","value":71.429},"revision":18,"small_n":"no_rank","target_seconds":86400}
    "#);
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=agent&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    all 2026-10-01..2026-11-21 {"agent":null} n=5 value=0.0 0.0..43.448 ±21.724 "wilson" {"against_rest":null,"counted":"0 of 5","counts":{"in_time":0,"late":0,"not_due":0,"opened":5,"unanswered":5},"hours":"calendar","median":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":0,"value":null},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":0,"value":null},"revision":45,"small_n":"counts_only","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":"mia"} n=15 value=100.0 79.612..100.0 ±10.194 "wilson" {"against_rest":{"better":true,"difference":41.667,"high":61.165,"low":14.993,"method_of_interval":"newcombe","p":0.008,"reads":"Higher than all others (p = 0.008): better.","test":"pooled_z","verdict":"higher"},"counts":{"in_time":15,"late":0,"not_due":0,"opened":15,"unanswered":0},"hours":"calendar","median":{"high":2580.0,"low":1140.0,"margin":720.0,"method_of_interval":"order_statistics","n":15,"value":1860.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":15,"value":2940.0},"revision":45,"small_n":"no_rank","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":"otto"} n=15 value=33.333 15.176..58.286 ±21.555 "wilson" {"against_rest":{"better":false,"difference":-66.667,"high":-38.153,"low":-84.824,"method_of_interval":"newcombe","p":0.0,"reads":"Lower than all others (p < 0.001): worse.","test":"pooled_z","verdict":"lower"},"counts":{"in_time":5,"late":10,"not_due":0,"opened":15,"unanswered":0},"hours":"calendar","median":{"high":158400.0,"low":72000.0,"margin":43200.0,"method_of_interval":"order_statistics","n":15,"value":115200.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":15,"value":180000.0},"revision":45,"small_n":"no_rank","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":"zoe"} n=9 value=100.0 70.085..100.0 ±14.957 "wilson" {"against_rest":{"better":null,"difference":33.333,"high":51.22,"low":0.261,"method_of_interval":"newcombe","p":0.047,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"pooled_z","verdict":"too_few"},"counted":"9 of 9","counts":{"in_time":9,"late":0,"not_due":0,"opened":9,"unanswered":0},"hours":"calendar","median":{"high":7200.0,"low":7200.0,"margin":0.0,"method_of_interval":"order_statistics","n":9,"value":7200.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":9,"value":7200.0},"revision":45,"small_n":"counts_only","target_seconds":86400}
    {"overall":{"df":2.0,"p":0.0,"statistic":20.966,"test":"chi_squared"},"period":"all"}
    "#);
    let two = app.metrics(&format!("{query}&interval=all&group_by=channel,agent")).await;
    insta::assert_snapshot!(entries(&two), @r#"
    all 2026-10-01..2026-11-21 {"agent":null,"channel":"chat"} n=1 value=0.0 0.0..79.345 ±39.673 "wilson" {"counted":"0 of 1","counts":{"in_time":0,"late":0,"not_due":0,"opened":1,"unanswered":1},"hours":"calendar","median":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":0,"value":null},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":0,"value":null},"revision":45,"small_n":"counts_only","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":"mia","channel":"chat"} n=4 value=100.0 51.011..100.0 ±24.495 "wilson" {"counted":"4 of 4","counts":{"in_time":4,"late":0,"not_due":0,"opened":4,"unanswered":0},"hours":"calendar","median":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":4,"value":1320.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":4,"value":2760.0},"revision":45,"small_n":"counts_only","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":"otto","channel":"chat"} n=4 value=25.0 4.559..69.936 ±32.689 "wilson" {"counted":"1 of 4","counts":{"in_time":1,"late":3,"not_due":0,"opened":4,"unanswered":0},"hours":"calendar","median":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":4,"value":93600.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":4,"value":180000.0},"revision":45,"small_n":"counts_only","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":"zoe","channel":"chat"} n=2 value=100.0 34.238..100.0 ±32.881 "wilson" {"counted":"2 of 2","counts":{"in_time":2,"late":0,"not_due":0,"opened":2,"unanswered":0},"hours":"calendar","median":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":2,"value":7200.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":2,"value":7200.0},"revision":45,"small_n":"counts_only","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":null,"channel":"email"} n=4 value=0.0 0.0..48.989 ±24.495 "wilson" {"counted":"0 of 4","counts":{"in_time":0,"late":0,"not_due":0,"opened":4,"unanswered":4},"hours":"calendar","median":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":0,"value":null},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":0,"value":null},"revision":45,"small_n":"counts_only","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":"mia","channel":"email"} n=11 value=100.0 74.117..100.0 ±12.942 "wilson" {"counts":{"in_time":11,"late":0,"not_due":0,"opened":11,"unanswered":0},"hours":"calendar","median":{"high":2940.0,"low":960.0,"margin":990.0,"method_of_interval":"order_statistics","n":11,"value":1860.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":11,"value":2940.0},"revision":45,"small_n":"no_rank","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":"otto","channel":"email"} n=11 value=36.364 15.166..64.62 ±24.727 "wilson" {"counts":{"in_time":4,"late":7,"not_due":0,"opened":11,"unanswered":0},"hours":"calendar","median":{"high":169200.0,"low":61200.0,"margin":54000.0,"method_of_interval":"order_statistics","n":11,"value":115200.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":11,"value":169200.0},"revision":45,"small_n":"no_rank","target_seconds":86400}
    all 2026-10-01..2026-11-21 {"agent":"zoe","channel":"email"} n=7 value=100.0 64.567..100.0 ±17.717 "wilson" {"counted":"7 of 7","counts":{"in_time":7,"late":0,"not_due":0,"opened":7,"unanswered":0},"hours":"calendar","median":{"high":7200.0,"low":7200.0,"margin":0.0,"method_of_interval":"order_statistics","n":7,"value":7200.0},"p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":7,"value":7200.0},"revision":45,"small_n":"counts_only","target_seconds":86400}
    "#);
}

#[tokio::test]
async fn reply_time_by_week_with_the_week_before_and_by_agent() {
    let app = support().await;
    let query = "metric=reply_time&from=2026-10-19&to=2026-11-18";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=week&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"lower_is_better","interval":"week","kind":null,"method":null,"metric":"reply_time","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"seconds"}
    2026-W43 2026-10-19..2026-10-25 n=8 value=1800.0 1500.0..104400.0 ±51450.0 "order_statistics" {"comparison":{"better":null,"difference":-5400.0,"high":null,"low":null,"method_of_interval":"none","p":0.861,"reads":"Too few to compare with the period before: at least ten on both sides are needed.","test":"mann_whitney","verdict":"too_few"},"counts":{"messages":9,"replied":8,"waiting":1},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":8,"value":104400.0},"previous":{"from":"2026-10-12","n":7,"to":"2026-10-18","value":7200.0},"revision":7,"small_n":"counts_only"}
    2026-W44 2026-10-26..2026-11-01 n=9 value=2220.0 1800.0..115200.0 ±56700.0 "order_statistics" {"comparison":{"better":null,"difference":420.0,"high":null,"low":null,"method_of_interval":"none","p":0.465,"reads":"Too few to compare with the period before: at least ten on both sides are needed.","test":"mann_whitney","verdict":"too_few"},"counts":{"messages":9,"replied":9,"waiting":0},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":9,"value":126000.0},"previous":{"from":"2026-10-19","n":8,"to":"2026-10-25","value":1800.0},"revision":7,"small_n":"counts_only"}
    2026-W45 2026-11-02..2026-11-08 n=7 value=7200.0 1800.0..158400.0 ±78300.0 "order_statistics" {"comparison":{"better":null,"difference":4980.0,"high":null,"low":null,"method_of_interval":"none","p":0.201,"reads":"Too few to compare with the period before: at least ten on both sides are needed.","test":"mann_whitney","verdict":"too_few"},"counts":{"messages":8,"replied":7,"waiting":1},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":7,"value":158400.0},"previous":{"from":"2026-10-26","n":9,"to":"2026-11-01","value":2220.0},"revision":7,"small_n":"counts_only"}
    2026-W46 2026-11-09..2026-11-15 n=8 value=2940.0 1800.0..180000.0 ±89100.0 "order_statistics" {"comparison":{"better":null,"difference":-4260.0,"high":null,"low":null,"method_of_interval":"none","p":1.0,"reads":"Too few to compare with the period before: at least ten on both sides are needed.","test":"mann_whitney","verdict":"too_few"},"counts":{"messages":9,"replied":8,"waiting":1},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":8,"value":180000.0},"previous":{"from":"2026-11-02","n":7,"to":"2026-11-08","value":7200.0},"revision":7,"small_n":"counts_only"}
    2026-W47 2026-11-16..2026-11-18 n=2 value=3120.0 null..null ±null "order_statistics" {"comparison":{"better":null,"difference":-4080.0,"high":null,"low":null,"method_of_interval":"none","p":0.773,"reads":"Too few to compare with the period before: at least ten on both sides are needed.","test":"mann_whitney","verdict":"too_few"},"counts":{"messages":2,"replied":2,"waiting":0},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":2,"value":190800.0},"previous":{"from":"2026-11-09","n":3,"to":"2026-11-11","value":7200.0},"revision":2,"small_n":"counts_only"}
    "#);
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=agent&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    all 2026-10-19..2026-11-18 {"agent":null} n=0 value=null null..null ±null "order_statistics" {"against_rest":null,"counts":{"messages":3,"replied":0,"waiting":3},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":0,"value":null},"reason":"no_data","revision":30}
    all 2026-10-19..2026-11-18 {"agent":"mia"} n=12 value=2040.0 1800.0..2760.0 ±480.0 "order_statistics" {"against_rest":{"better":true,"difference":-5160.0,"high":null,"low":null,"method_of_interval":"none","p":0.005,"reads":"Lower than all others (p = 0.005): better.","test":"mann_whitney","verdict":"lower"},"counts":{"messages":12,"replied":12,"waiting":0},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":12,"value":2940.0},"revision":30,"small_n":"no_rank"}
    all 2026-10-19..2026-11-18 {"agent":"otto"} n=13 value=126000.0 1800.0..169200.0 ±83700.0 "order_statistics" {"against_rest":{"better":false,"difference":123420.0,"high":null,"low":null,"method_of_interval":"none","p":0.005,"reads":"Higher than all others (p = 0.005): worse.","test":"mann_whitney","verdict":"higher"},"counts":{"messages":13,"replied":13,"waiting":0},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":13,"value":180000.0},"revision":30,"small_n":"no_rank"}
    all 2026-10-19..2026-11-18 {"agent":"zoe"} n=9 value=7200.0 1800.0..7200.0 ±2700.0 "order_statistics" {"against_rest":{"better":null,"difference":4440.0,"high":null,"low":null,"method_of_interval":"none","p":0.969,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"mann_whitney","verdict":"too_few"},"counts":{"messages":9,"replied":9,"waiting":0},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":9,"value":7200.0},"revision":30,"small_n":"counts_only"}
    {"overall":{"df":2.0,"p":0.002,"statistic":12.243,"test":"kruskal_wallis"},"period":"all"}
    "#);
}

#[tokio::test]
async fn resolution() {
    let app = support().await;
    let query = "metric=resolution&from=2026-10-01&to=2026-11-21";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"month","kind":null,"method":null,"metric":"resolution","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-10 2026-10-01..2026-10-31 n=27 value=66.667 47.825..81.357 ±16.766 "wilson" {"counts":{"opened":27,"resolved":18},"revision":27,"small_n":"no_rank"}
    2026-11 2026-11-01..2026-11-21 n=17 value=70.588 46.867..86.72 ±19.927 "wilson" {"counts":{"opened":17,"resolved":12},"revision":18,"small_n":"no_rank"}
    "#);
    let two = app.metrics(&format!("{query}&interval=all&group_by=agent,category")).await;
    insta::assert_snapshot!(entries(&two), @r#"
    all 2026-10-01..2026-11-21 {"agent":null,"category":"delivery"} n=4 value=0.0 0.0..48.989 ±24.495 "wilson" {"counted":"0 of 4","counts":{"opened":4,"resolved":0},"revision":45,"small_n":"counts_only"}
    all 2026-10-01..2026-11-21 {"agent":null,"category":"invoice"} n=6 value=0.0 0.0..39.033 ±19.517 "wilson" {"counted":"0 of 6","counts":{"opened":6,"resolved":0},"revision":45,"small_n":"counts_only"}
    all 2026-10-01..2026-11-21 {"agent":"mia","category":"delivery"} n=5 value=80.0 37.553..96.378 ±29.412 "wilson" {"counted":"4 of 5","counts":{"opened":5,"resolved":4},"revision":45,"small_n":"counts_only"}
    all 2026-10-01..2026-11-21 {"agent":"mia","category":"invoice"} n=8 value=87.5 52.911..97.758 ±22.424 "wilson" {"counted":"7 of 8","counts":{"opened":8,"resolved":7},"revision":45,"small_n":"counts_only"}
    all 2026-10-01..2026-11-21 {"agent":"otto","category":"delivery"} n=5 value=80.0 37.553..96.378 ±29.412 "wilson" {"counted":"4 of 5","counts":{"opened":5,"resolved":4},"revision":45,"small_n":"counts_only"}
    all 2026-10-01..2026-11-21 {"agent":"otto","category":"invoice"} n=8 value=100.0 67.559..100.0 ±16.22 "wilson" {"counted":"8 of 8","counts":{"opened":8,"resolved":8},"revision":45,"small_n":"counts_only"}
    all 2026-10-01..2026-11-21 {"agent":"zoe","category":"delivery"} n=4 value=100.0 51.011..100.0 ±24.495 "wilson" {"counted":"4 of 4","counts":{"opened":4,"resolved":4},"revision":45,"small_n":"counts_only"}
    all 2026-10-01..2026-11-21 {"agent":"zoe","category":"invoice"} n=4 value=75.0 30.064..95.441 ±32.689 "wilson" {"counted":"3 of 4","counts":{"opened":4,"resolved":3},"revision":45,"small_n":"counts_only"}
    "#);
}

#[tokio::test]
async fn time_to_resolve() {
    let app = support().await;
    let query = "metric=time_to_resolve&from=2026-10-01&to=2026-11-21";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=all")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"lower_is_better","interval":"all","kind":null,"method":null,"metric":"time_to_resolve","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"seconds"}
    all 2026-10-01..2026-11-21 n=30 value=25200.0 20580.0..90000.0 ±34710.0 "order_statistics" {"counts":{"opened":44,"resolved":30},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":30,"value":176400.0},"revision":45}
    "#);
    let grouped = app.metrics(&format!("{query}&interval=month&group_by=channel&compare=previous")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    2026-10 2026-10-01..2026-10-31 {"channel":"chat"} n=6 value=20040.0 18600.0..111600.0 ±46500.0 "order_statistics" {"comparison":null,"counts":{"opened":7,"resolved":6},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":6,"value":111600.0},"previous":{"from":"2026-09-01","n":0,"to":"2026-09-30","value":null},"revision":27,"small_n":"counts_only"}
    2026-10 2026-10-01..2026-10-31 {"channel":"email"} n=12 value=25200.0 19680.0..100800.0 ±40560.0 "order_statistics" {"comparison":null,"counts":{"opened":20,"resolved":12},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":12,"value":122400.0},"previous":{"from":"2026-09-01","n":0,"to":"2026-09-30","value":null},"revision":27,"small_n":"no_rank"}
    2026-11 2026-11-01..2026-11-21 {"channel":"chat"} n=3 value=154800.0 null..null ±null "order_statistics" {"comparison":{"better":null,"difference":134760.0,"high":null,"low":null,"method_of_interval":"none","p":0.154,"reads":"Too few to compare with the period before: at least ten on both sides are needed.","test":"mann_whitney","verdict":"too_few"},"counts":{"opened":4,"resolved":3},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":3,"value":198000.0},"previous":{"from":"2026-10-11","n":4,"to":"2026-10-31","value":20040.0},"revision":18,"small_n":"counts_only"}
    2026-11 2026-11-01..2026-11-21 {"channel":"email"} n=9 value=25200.0 20400.0..187200.0 ±83400.0 "order_statistics" {"comparison":{"better":null,"difference":0.0,"high":null,"low":null,"method_of_interval":"none","p":0.389,"reads":"Too few to compare with the period before: at least ten on both sides are needed.","test":"mann_whitney","verdict":"too_few"},"counts":{"opened":13,"resolved":9},"hours":"calendar","p90":{"high":null,"low":null,"margin":null,"method_of_interval":"order_statistics","n":9,"value":208800.0},"previous":{"from":"2026-10-11","n":10,"to":"2026-10-31","value":25200.0},"revision":18,"small_n":"counts_only"}
    "#);
}

#[tokio::test]
async fn first_contact() {
    let app = support().await;
    let query = "metric=first_contact&from=2026-10-01&to=2026-11-21";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"month","kind":null,"method":null,"metric":"first_contact","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-10 2026-10-01..2026-10-31 n=18 value=66.667 43.749..83.721 ±19.986 "wilson" {"counts":{"first_contact":12,"resolved":18},"revision":27,"small_n":"no_rank"}
    2026-11 2026-11-01..2026-11-21 n=12 value=75.0 46.769..91.106 ±22.168 "wilson" {"counts":{"first_contact":9,"resolved":12},"provisional":true,"revision":18,"small_n":"no_rank"}
    "#);
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=channel&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    all 2026-10-01..2026-11-21 {"channel":"chat"} n=9 value=100.0 70.085..100.0 ±14.957 "wilson" {"against_rest":{"better":null,"difference":42.857,"high":63.453,"low":7.744,"method_of_interval":"newcombe","p":0.021,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"pooled_z","verdict":"too_few"},"counted":"9 of 9","counts":{"first_contact":9,"resolved":9},"provisional":true,"revision":45,"small_n":"counts_only"}
    all 2026-10-01..2026-11-21 {"channel":"email"} n=21 value=57.143 36.547..75.53 ±19.492 "wilson" {"against_rest":{"better":null,"difference":-42.857,"high":-7.744,"low":-63.453,"method_of_interval":"newcombe","p":0.021,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"pooled_z","verdict":"too_few"},"counts":{"first_contact":12,"resolved":21},"provisional":true,"revision":45,"small_n":"no_rank"}
    {"overall":{"df":1.0,"p":0.021,"statistic":5.327,"test":"chi_squared"},"period":"all"}
    "#);
}

#[tokio::test]
async fn transfers() {
    let app = support().await;
    let query = "metric=transfers&from=2026-10-01&to=2026-11-21&interval=month";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"lower_is_better","interval":"month","kind":null,"method":null,"metric":"transfers","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"count"}
    2026-10 2026-10-01..2026-10-31 n=27 value=0.259 0.024..0.494 ±0.235 "student_t" {"comparison":null,"counts":{"opened":27,"transferred":5,"transfers":7},"previous":{"from":"2026-09-01","n":0,"to":"2026-09-30","value":null},"revision":27,"small_n":"no_rank"}
    2026-11 2026-11-01..2026-11-21 n=17 value=0.294 0.0..0.647 ±0.323 "student_t" {"comparison":{"better":null,"difference":0.104,"high":0.513,"low":-0.306,"method_of_interval":"welch","p":0.609,"reads":"No clear difference from the period before (p = 0.609).","test":"welch","verdict":"no_clear_difference"},"counts":{"opened":17,"transferred":3,"transfers":5},"previous":{"from":"2026-10-11","n":21,"to":"2026-10-31","value":0.19},"revision":18,"small_n":"no_rank"}
    "#);
    let grouped = app.metrics(&format!("{query}&group_by=category&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    2026-10 2026-10-01..2026-10-31 {"category":"delivery"} n=12 value=0.583 0.08..1.087 ±0.504 "student_t" {"against_rest":{"better":false,"difference":0.583,"high":1.087,"low":0.08,"method_of_interval":"welch","p":0.027,"reads":"Higher than all others (p = 0.027): worse.","test":"welch","verdict":"higher"},"counts":{"opened":12,"transferred":5,"transfers":7},"revision":27,"small_n":"no_rank"}
    2026-10 2026-10-01..2026-10-31 {"category":"invoice"} n=15 value=0.0 null..null ±null "student_t" {"against_rest":{"better":true,"difference":-0.583,"high":-0.08,"low":-1.087,"method_of_interval":"welch","p":0.027,"reads":"Lower than all others (p = 0.027): better.","test":"welch","verdict":"lower"},"counts":{"opened":15,"transferred":0,"transfers":0},"revision":27,"small_n":"no_rank"}
    2026-11 2026-11-01..2026-11-21 {"category":"delivery"} n=6 value=0.833 0.0..1.865 ±0.933 "student_t" {"against_rest":{"better":null,"difference":0.833,"high":1.865,"low":-0.198,"method_of_interval":"welch","p":0.093,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"welch","verdict":"too_few"},"counts":{"opened":6,"transferred":3,"transfers":5},"revision":18,"small_n":"counts_only"}
    2026-11 2026-11-01..2026-11-21 {"category":"invoice"} n=11 value=0.0 null..null ±null "student_t" {"against_rest":{"better":null,"difference":-0.833,"high":0.198,"low":-1.865,"method_of_interval":"welch","p":0.093,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"welch","verdict":"too_few"},"counts":{"opened":11,"transferred":0,"transfers":0},"revision":18,"small_n":"no_rank"}
    {"overall":{"df":1.0,"p":0.011,"statistic":6.421,"test":"chi_squared"},"period":"2026-10"}
    {"overall":{"df":1.0,"p":0.017,"statistic":5.729,"test":"chi_squared"},"period":"2026-11"}
    "#);
}

#[tokio::test]
async fn the_hours_in_which_is_reckoned_are_named() {
    let app = App::start().await;
    let week = json!({"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "wed": [["09:00", "17:00"]]});
    let targets = json!({"first_response_minutes": 60, "first_response_hours": "business"});
    settle(&app, &json!({"business_hours": week, "targets": targets})).await;
    // Opened on a Wednesday at 16:50, answered on the next Monday at 9:30: 40 minutes of work.
    let events = [
        event("a", "ticket_opened", "2026-11-11T14:50:00Z", &json!({"ticket": "T"})),
        event("b", "ticket_replied", "2026-11-16T07:30:00Z", &json!({"ticket": "T", "agent": "mia"})),
    ];
    tell(&app, &events).await;
    let query = "interval=all&from=2026-11-11&to=2026-11-16";
    let answer = app.metrics(&format!("metric=first_response&{query}")).await;
    let entry = &answer["series"][0];
    assert_eq!(
        (&entry["value"], &entry["hours"], &entry["target_seconds"]),
        (&json!(100.0), &json!("business"), &json!(3600))
    );
    assert_eq!(entry["median"]["value"], 2400.0);
    settle(&app, &json!({"business_hours": week, "targets": {"first_response_minutes": 60}})).await;
    let answer = app.metrics(&format!("metric=first_response&{query}")).await;
    let entry = &answer["series"][0];
    assert_eq!((&entry["value"], &entry["hours"]), (&json!(0.0), &json!("calendar")));
    for metric in ["reply_time", "time_to_resolve"] {
        assert_eq!(app.metrics(&format!("metric={metric}&{query}")).await["series"][0]["hours"], "calendar");
    }
}

#[tokio::test]
async fn tickets_that_nobody_answered_are_no_group_to_be_better_than() {
    let app = support().await;
    let query = "metric=resolution&from=2026-10-01&to=2026-11-21&interval=all&group_by=agent&compare=groups";
    let answer = app.metrics(query).await;
    let entries = answer["series"].as_array().unwrap();
    let of = |agent: Value| entries.iter().find(|entry| entry["group"]["agent"] == agent).unwrap();
    let nobodys = of(Value::Null);
    assert!(nobodys["n"].as_u64() > Some(0) && nobodys["value"] == 0.0, "{nobodys}");
    assert_eq!(nobodys["against_rest"], Value::Null);
    let [mia, otto, zoe] = ["mia", "otto", "zoe"].map(|agent| of(json!(agent)));
    // Against the two others alone: their shares, and no more.
    let n = |entry: &Value| entry["n"].as_u64().unwrap();
    let k = |entry: &Value| entry["counts"]["resolved"].as_u64().unwrap();
    let share = |k: u64, n: u64| 100.0 * f64::from(u32::try_from(k).unwrap()) / f64::from(u32::try_from(n).unwrap());
    let rest = share(k(otto) + k(zoe), n(otto) + n(zoe));
    let difference = mia["against_rest"]["difference"].as_f64().unwrap();
    assert!((difference - (share(k(mia), n(mia)) - rest)).abs() < 1e-9, "{mia}");
}
