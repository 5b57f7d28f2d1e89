//! Forms of sources.

use std::{
    fs,
    io::{Cursor, Write},
    path::Path,
};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

fn zstd(content: &[u8]) -> Vec<u8> {
    zstd::encode_all(content, 1).unwrap()
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        if name.ends_with('/') {
            writer
                .add_directory(*name, SimpleFileOptions::default())
                .unwrap();
        } else {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(content).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

/// Writes JSON with a line break behind every bracket and comma, as people and tools indent it.
fn pretty(json: &str) -> String {
    serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(json).unwrap()).unwrap()
}

#[test]
fn every_form_gives_the_same_records_under_every_compression() {
    let (one, two) = (study(1), study(2));
    let page = format!(r#"{{"studies":[{one},{two}],"nextPageToken":"x"}}"#);
    let page_backwards =
        format!(r#"{{"nextPageToken":"}}]","totalCount":2,"studies":[{one},{two}]}}"#);
    let registry_page = format!("{{\"studies\":[\n{one},\n{two}\n]}}\n");
    let array = format!("[{one},{two}]");
    for (name, content) in [
        ("page.json", page.clone()),
        ("page.json", pretty(&page)),
        ("page.json", page_backwards.clone()),
        ("page.json", pretty(&page_backwards)),
        ("page.json", registry_page.clone()),
        ("array.json", array.clone()),
        ("array.json", pretty(&array)),
        ("array.json", format!("[{one},{two},]")),
        ("lines.jsonl", format!("{one}\n{two}")),
        ("lines.ndjson", format!("{one}\n{two}\n")),
        (
            "lines.jsonl",
            format!("\u{feff}{one}\r\n\r\n   \n\u{feff}{two}\r\n"),
        ),
        ("lines.jsonl", format!("{page}\n")),
        ("lines.jsonl", format!("{array}\n")),
        // The name does not tell.
        ("lines.json", format!("{one}\n{two}\n")),
        ("stdin", format!("{one}\n{two}\n")),
        ("stdin", format!("\u{feff}\n{one}\r\n{two}\r\n")),
        ("stdin", format!("[{one}]\n[{two}]\n")),
        ("stdin", format!("{}\n{}\n", pretty(&one), pretty(&two))),
        ("stdin", format!("{one}{two}")),
        ("stdin", format!("{one} {}", pretty(&two))),
        ("stdin", registry_page),
        (
            "stdin",
            format!("{{\"studies\":[{one}]}}\n{{\"studies\":[{two}]}}\n"),
        ),
    ] {
        let content = content.as_bytes();
        check(&bytes(name, content), "1 2");
        check(&bytes(&format!("{name}.gz"), gzip(content)), "1 2");
        check(&bytes(&format!("{name}.zst"), zstd(content)), "1 2");
        check(&bytes("no ending", gzip(&zstd(content))), "1 2");
        if name != "stdin" {
            let folder = format!("x/y/{name}");
            check(
                &bytes(
                    "bulk.zip",
                    zip(&[("x/", b""), ("x/y/", b""), (&folder, content)]),
                ),
                "1 2",
            );
            check(
                &bytes("bulk.zip", zip(&[(&format!("{name}.gz"), &gzip(content))])),
                "1 2",
            );
        }
    }
}

#[test]
fn compressed_streams_may_be_joined() {
    let [one, two] = [1, 2].map(|number| format!("{}\n", study(number)));
    check(
        &bytes(
            "a.jsonl.gz",
            [gzip(one.as_bytes()), gzip(two.as_bytes())].concat(),
        ),
        "1 2",
    );
    check(
        &bytes(
            "a.jsonl.zst",
            [zstd(one.as_bytes()), zstd(two.as_bytes())].concat(),
        ),
        "1 2",
    );
}

#[test]
fn what_is_cut_short_keeps_what_came_before() {
    let [one, two] = [study(1), study(2)];
    let lines: String = (1..=2000).map(|number| study(number) + "\n").collect();
    for (name, content, expected) in [
        (
            "a.jsonl",
            format!("{one}\n{{\"protocol\n{two}\n"),
            "1 not_json@2 2",
        ),
        (
            "a.jsonl",
            format!("nonsense\n{one}\n{}", &two[..30]),
            "not_json@1 1 not_json@3",
        ),
        ("a.jsonl", format!("{one}\n{two}{two}\n"), "1 not_json@2"),
        (
            "a.jsonl",
            format!("{one}\n{{\"studies\":[{two},{{\"a\":\n{two}\n"),
            "1 2 not_json@2 2",
        ),
        ("a.jsonl", String::new(), ""),
        ("a.json", String::new(), "not_json"),
        ("a.json", " \n\n".to_owned(), "not_json"),
        ("a.json", "<html>\n<body>\n</html>".to_owned(), "not_json@1"),
        ("a.json", r#"{"studies":[]}"#.to_owned(), ""),
        ("a.json", r#"{"studies":null}"#.to_owned(), "not_a_study@1"),
        (
            "a.json",
            format!("[{one},\n{two},\n{{\"protocolSection\":"),
            "1 2 not_json@3",
        ),
        (
            "a.json",
            format!("[{one},\n{{\"protocolSection\":tru}},\n{two}]"),
            "1 not_json@2 2",
        ),
        (
            "a.json",
            format!("[{one},\n{{\"protocolSection\":[}}],\n{two}]"),
            "1 not_json@2",
        ),
        (
            "a.json",
            format!("[{one},\n{{\"a\":\"line\nbreak\"}},\n{two}]"),
            "1 not_json@2",
        ),
        (
            "a.json",
            format!("{{\"studies\":[{one},{two}"),
            "1 2 not_json@1",
        ),
        ("a.json", format!("[{one} {two}]"), "1 not_json@1"),
        (
            "a.json",
            format!("[{one},7,null,\"x\",[{two}]]"),
            "1 not_a_study@1 not_a_study@1 not_a_study@1 not_a_study@1",
        ),
        (
            "a.json",
            format!("{one}\nnonsense\n{two}\n"),
            "1 not_json@2 2",
        ),
        (
            "stdin",
            format!("nonsense\n{one}\n{{\"a\":[}}\n{two}\n"),
            "not_json@1 1 not_json@3 2",
        ),
        ("stdin", format!("{{\"a\":[}}\n{one}\n"), "not_json@1 1"),
        // One value of several lines makes it a document, and its error ends it.
        (
            "stdin",
            format!("{}\n[{one}]\n{{\"a\":[}}\n{two}\n", pretty(&two)),
            "2 1 not_json@9",
        ),
    ] {
        check(&bytes(name, content), expected);
    }
    let whole = outcomes_with(
        &bytes("a.jsonl.gz", gzip(lines.as_bytes())),
        &Limits::default(),
    );
    assert_eq!(whole.len(), 2000);
    for compressed in [gzip(lines.as_bytes()), zstd(lines.as_bytes())] {
        let outcomes = outcomes_with(
            &bytes("a.jsonl", &compressed[..compressed.len() / 2]),
            &Limits::default(),
        );
        assert!(
            matches!(outcomes.last(), Some(Outcome::Reject(reject)) if reject.kind == RejectKind::Unreadable)
        );
    }
}

#[test]
fn archives_lose_nothing_silently() {
    let (one, two) = (study(1), study(2));
    let (one, two) = (one.as_bytes(), two.as_bytes());
    let inner = zip(&[("a.json", one)]);
    let whole = zip(&[("a.json", one), ("b.json", two)]);
    for (content, expected) in [
        (zip(&[]), ""),
        (
            zip(&[
                ("README.md", b"hello"),
                ("__MACOSX/._a.json", b"?"),
                ("a.json", one),
            ]),
            "ignored ignored 1",
        ),
        (zip(&[("a.json", b""), ("b.json", two)]), "not_json 2"),
        (
            zip(&[("inner.zip", &inner), ("b.json", two)]),
            "unreadable 2",
        ),
        (whole[..whole.len() - 30].to_vec(), "unreadable"),
        (gzip(&whole), "unreadable"),
    ] {
        check(&bytes("bulk.zip", content), expected);
    }
    let mut damaged = whole;
    let in_first_entry = 30 + "a.json".len() + 20;
    damaged[in_first_entry] ^= 0xff;
    let found = summary(&outcomes_with(
        &bytes("bulk.zip", damaged),
        &Limits::default(),
    ));
    assert!(
        found.ends_with(" 2") && !found.starts_with("1 2"),
        "{found}"
    );
}

#[test]
fn origins_name_file_line_and_ordinal() {
    let content = format!("[\n{},\n\n{}]", study(1), study(2));
    for (source, expected) in [
        (bytes("a.json", content.clone()), "a.json:2 0, a.json:4 1"),
        (
            bytes("a.zip", zip(&[("x/b.json", content.as_bytes())])),
            "a.zip!/x/b.json:2 0, a.zip!/x/b.json:4 1",
        ),
        (
            bytes("b.jsonl", format!("{}\n\n{}\n", study(1), study(2))),
            "b.jsonl:1 0, b.jsonl:3 1",
        ),
        (
            bytes("stdin", format!("\n{}\n\n{}\n", study(1), study(2))),
            "stdin:2 0, stdin:4 1",
        ),
        (bytes("evil\u{1b}[2J.json", study(1)), "evil[2J.json:1 0"),
    ] {
        let outcomes = outcomes_with(&source, &Limits::default());
        let origins = outcomes.iter().map(|outcome| match outcome {
            Outcome::Parsed(_, origin) => format!("{origin} {}", origin.index),
            other => format!("{other:?}"),
        });
        assert_eq!(origins.collect::<Vec<_>>().join(", "), expected);
    }
}

#[test]
fn the_place_of_a_syntax_error_is_named() {
    for (content, reason) in [
        (
            "[\n  {\"a\":1},\n  ]}",
            "expected a value, found `}` at line 3, column 4; the rest of the file was not read",
        ),
        (
            "[{\"a\":\"x\ny\"}]",
            "a line break within a string at line 1, column 9; the rest of the file was not read",
        ),
        (
            "[{\"a\"",
            "the text ends within a value at line 1, column 6; the rest of the file was not read",
        ),
        (
            "{\"a\" 1}",
            "expected `:`, found `1` at line 1, column 6; the rest of the file was not read",
        ),
        (
            "{\"a\":[1}",
            "a bracket closes what another one opened at line 1, column 8; the rest of the file was not read",
        ),
        ("{\"a\":tru}", "expected ident at column 9 of the record"),
        (
            "{\"a\":\n[1 2]}",
            "expected `,` or `]` at line 2, column 4 of the record",
        ),
    ] {
        let outcomes = outcomes_with(&bytes("a.json", content), &Limits::default());
        let Some(Outcome::Reject(reject)) = outcomes.last() else {
            panic!("{outcomes:?}")
        };
        assert_eq!(reject.reason, reason, "{content}");
    }
}

#[test]
fn folders_are_read_in_order_and_say_what_they_leave_out() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &[u8]| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
        fs::write(path, content).unwrap();
    };
    write("b/2.JSON", study(2).as_bytes());
    write("a/1.json.gz", &gzip(study(1).as_bytes()));
    write("c.zip", &zip(&[("3.json", study(3).as_bytes())]));
    write("d.ndjson.zst", &zstd(study(4).as_bytes()));
    write("README.md", b"hello");
    write("b/.hidden.json", b"?");
    let named = folder.path().join("trials.txt");
    write("trials.txt", study(5).as_bytes());
    check(
        &Source::Path(folder.path().to_path_buf()),
        "ignored 1 ignored 2 3 4 ignored",
    );
    // A file that is named outright is read whatever its name.
    check(&Source::Path(named), "5");
}

#[test]
fn a_source_that_does_not_exist_is_told_before_anything_is_read() {
    let mut items = 0;
    let sources = [
        bytes("a.json", study(1)),
        Source::from("/no/such/file.json"),
    ];
    let error = read_sources(&sources, &Limits::default(), &mut |_| {
        items += 1;
        ControlFlow::Continue(())
    });
    assert_eq!(
        error.unwrap_err().to_string(),
        "no file or folder `/no/such/file.json`"
    );
    assert_eq!(items, 0);
}

#[test]
fn the_sink_may_stop_anywhere() {
    let content: String = (1..=9).map(|number| study(number) + "\n").collect();
    let array = format!("[{}]", content.trim_end().replace('\n', ","));
    let archive = zip(&[
        ("a.json", array.as_bytes()),
        ("b.jsonl", content.as_bytes()),
    ]);
    for source in [
        bytes("a.jsonl", content),
        bytes("a.json", array),
        bytes("a.zip", archive),
    ] {
        let mut items = 0;
        let sources = [source.clone(), source];
        let read = read_sources(&sources, &Limits::default(), &mut |_| {
            items += 1;
            if items == 4 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert!(read.is_ok());
        assert_eq!(items, 4);
    }
}

#[test]
fn a_dash_is_standard_input() {
    assert_eq!(Source::from("-"), Source::Stdin);
    assert_eq!("x/-".parse(), Ok(Source::Path("x/-".into())));
}
