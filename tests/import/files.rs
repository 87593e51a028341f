//! Files as people have them: saved by a spreadsheet, cut off, without names, with one mistake in every line; and an import that
//! is stopped.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;
use tests::program;

use crate::{folder, import, metric};

#[test]
fn a_table_of_a_spreadsheet_comes_in_as_it_was_saved_and_one_that_names_nothing_is_said_so_once() {
    let folder = folder();
    let table = |name: &str, bytes: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        import(&file, &[], folder.path())
    };
    let rows = "survey;answered_at;score;why\r\npurchase;2024-02-29T14:00:00Z;7;\"price; speed\"\r\n";
    let stored = |n: u32| (0, format!("{n} stored, {} stored before, 0 bad\n", 1 - n), String::new());
    assert_eq!(table("semicolons.csv", rows.as_bytes()), stored(1));
    let commas = "survey,answered_at,score,why\npurchase,2024-02-29T14:00:00Z,7,price; speed\n";
    assert_eq!(table("commas.csv", commas.as_bytes()), stored(0), "it is the same answer");

    let (code, said, errors) =
        table("nameless.csv", b"purchase,2024-02-29T14:00:00Z,9\npurchase,2024-02-29T15:00:00Z,9\n");
    assert_eq!((code, said.as_str(), errors.lines().count()), (2, "", 1), "{errors}");
    assert!(errors.contains("names no columns") && errors.contains("`survey`"), "{errors}");
    let wide: Vec<u8> = std::iter::once(0xfeff).chain(rows.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let (code, said, errors) = table("wide.csv", &wide);
    assert_eq!((code, said.as_str(), errors.lines().count()), (2, "", 1), "{errors}");
    assert!(errors.contains("UTF-16") && errors.contains("CSV UTF-8"), "{errors}");
}

#[test]
fn a_table_that_was_cut_off_within_a_cell_counts_nobody_twice() {
    let folder = folder();
    let file = folder.path().join("answers.csv");
    let whole = "survey,answered_at,score,comment\npurchase,2024-02-29T12:00:00Z,9,fine\n\
                 purchase,2024-02-29T13:00:00Z,5,\"Great service, but the delivery was late\"\n";
    std::fs::write(&file, whole.split_once("ivery").unwrap().0).unwrap();
    let (code, said, errors) = import(&file, &[], folder.path());
    assert_eq!((code, said.as_str()), (1, "1 stored, 0 stored before, 1 bad\n"));
    assert!(errors.starts_with("line 3: a quoted cell begins in this row and never ends"), "{errors}");
    std::fs::write(&file, whole).unwrap();
    assert_eq!(import(&file, &[], folder.path()).1, "1 stored, 1 stored before, 0 bad\n");
    let day = metric(folder.path(), "survey=purchase&from=2024-02-29&to=2024-02-29");
    assert_eq!(day["counts"]["scores"], json!({"5": 1, "9": 1}));
}

#[test]
fn a_table_that_was_cut_off_within_a_plain_cell_counts_nobody_twice_and_an_id_says_which_row_it_is() {
    let folder = folder();
    let table = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        import(&file, &[], folder.path())
    };
    let whole = "survey,answered_at,score\npurchase,2024-02-29T12:00:00Z,9\npurchase,2024-02-29T13:00:00Z,10\n";
    let (code, said, errors) = table("answers.csv", &whole[..whole.len() - 2]);
    assert_eq!((code, said.as_str()), (1, "1 stored, 0 stored before, 1 bad\n"));
    assert!(errors.starts_with("line 3: the file ends in this row without a line end"), "{errors}");
    assert_eq!(table("answers.csv", whole).1, "1 stored, 1 stored before, 0 bad\n");
    let day = metric(folder.path(), "survey=purchase&from=2024-02-29&to=2024-02-29");
    assert_eq!(day["counts"]["scores"], json!({"9": 1, "10": 1}));
    let known =
        "survey,submission_id,answered_at,score\npurchase,018df4f3-4480-7000-8000-000000000001,2024-02-29T14:00:00Z,7";
    assert_eq!(table("known.csv", known).1, "1 stored, 0 stored before, 0 bad\n");
}

#[test]
fn one_reason_of_many_lines_is_summed_up_and_others_keep_their_numbers() {
    let folder = folder();
    let file = folder.path().join("unknown.csv");
    let mut lines = vec!["survey,answered_at,score".to_owned()];
    lines.extend((2..=260).map(|line| match line {
        100 => "purchase,2024-02-29T14:00:00Z,11".to_owned(),
        _ => "nothing,2024-02-29T14:00:00Z,9".to_owned(),
    }));
    std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    let (code, said, errors) = import(&file, &[], folder.path());
    assert_eq!((code, said.as_str()), (1, "0 stored, 0 stored before, 259 bad\n"));
    assert_eq!(errors.lines().count(), 12, "{errors}");
    assert!(errors.lines().any(|line| line.starts_with("line 100: answers.score: ")), "{errors}");
    let sum = errors.lines().last().unwrap();
    assert!(sum.starts_with("… and 248 more lines with the same reason (12–99, 101–260): survey: "), "{errors}");
}

#[cfg(unix)]
#[test]
fn an_import_that_is_stopped_says_where_and_the_same_file_takes_in_the_rest() {
    let folder = folder();
    let pipe = folder.path().join("answers.ndjson");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = Command::new(program());
    let child = child.arg("import").arg(&pipe).arg("--data").arg(folder.path()).stdout(Stdio::piped()).spawn().unwrap();
    let comment = "x".repeat(1500);
    let line = |n: u32| {
        let id = format!("018df4f3-4480-7000-8000-{n:012}");
        let answers = json!({"score": 9, "comment": comment});
        format!(
            "{}\n",
            json!({"survey": "purchase", "submission_id": id, "answered_at": "2024-02-29T12:00:00Z", "answers": answers})
        )
    };
    let mut open = std::fs::File::options().write(true).open(&pipe).unwrap();
    // More than a pipe holds: so it reads already, and listens for signals.
    let begun = 100;
    for n in 0..begun {
        open.write_all(line(n).as_bytes()).unwrap();
    }
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    // It is asked between two lines, so it needs one more to see it.
    let given = begun
        + u32::try_from((begun..5000).take_while(|n| open.write_all(line(*n).as_bytes()).is_ok()).count()).unwrap();
    drop(open);
    assert!(given < 5000, "it does not stop");
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stdout).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    let stored: u32 =
        said.split_once(" stored, 0 stored before, 0 bad; stopped after line ").unwrap().0.parse().unwrap();
    assert!(said.contains(&format!("line {stored}: the same file may be imported again")), "{said}");
    assert!(stored <= given);

    let file = folder.path().join("whole.ndjson");
    std::fs::write(&file, (0..stored + 5).map(line).collect::<String>()).unwrap();
    assert_eq!(import(&file, &[], folder.path()).1, format!("5 stored, {stored} stored before, 0 bad\n"));
}
