//! The program, run as the operator runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

/// Runs `samenspel` with these arguments on a SQLite file in this folder, with a clean environment.
fn samenspel(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let file = format!("sqlite://{}?mode=rwc", folder.join("test.sqlite").display());
    Command::new(env!("CARGO_BIN_EXE_samenspel"))
        .args(arguments)
        .env_clear()
        .env("DATABASE_URL", file)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The same, with this on standard input.
fn entering(folder: &Path, arguments: &[&str], text: &str) -> Output {
    let file = format!("sqlite://{}?mode=rwc", folder.join("test.sqlite").display());
    let mut child = Command::new(env!("CARGO_BIN_EXE_samenspel"))
        .args(arguments)
        .env_clear()
        .env("DATABASE_URL", file)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complained(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[track_caller]
fn ok(output: Output) -> Output {
    assert!(output.status.success(), "{}", complained(&output));
    output
}

#[test]
fn help_names_every_command_and_the_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let help = said(&ok(samenspel(folder.path(), &["--help"], &[])));
    for word in [
        "serve",
        "demo",
        "token",
        "migrate",
        "openapi",
        "organisation",
        "user",
        "client",
        "group",
        "tally",
        "audit",
        "retention",
        "Exit codes",
    ] {
        assert!(help.contains(word), "{word} in {help}");
    }
}

#[test]
fn an_operator_founds_an_organisation_and_gets_a_bare_token_for_its_first_user() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| samenspel(folder.path(), arguments, &[]);
    let id = said(&ok(run(&["organisation", "create", "--code", "roc", "--name", "ROC"])));
    assert_eq!(id.trim().len(), 36);
    let nowhere = ["--code", "mbo", "--name", "MBO", "--time-zone", "Europe/Amsterdm"];
    let nowhere = run(&[&["organisation", "create"][..], &nowhere].concat());
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(
        complained(&nowhere).contains("timeZone: This is not a valid `iana-time-zone`"),
        "{}",
        complained(&nowhere)
    );
    let again = run(&["organisation", "create", "--code", "roc", "--name", "ROC"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(complained(&again).contains("code: This is in use already"), "{}", complained(&again));

    let user = ["user", "create", "--organisation", "roc", "--name", "ada", "--display-name", "Ada", "--role", "admin"];
    ok(run(&user));
    assert_eq!(run(&user).status.code(), Some(1));
    let token = said(&ok(run(&["token", "--user", "ada"])));
    assert_eq!(token.matches('.').count(), 2, "{token}");
    assert_eq!(token.lines().count(), 1);
    assert!(token.trim().chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{token}");

    let nobody = run(&["token", "--user", "nobody"]);
    assert_eq!((nobody.status.code(), said(&nobody).as_str()), (Some(1), ""));
}

#[test]
fn an_operator_registers_clients_gives_a_password_and_ends_an_account() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| samenspel(folder.path(), arguments, &[]);
    ok(run(&["organisation", "create", "--code", "roc", "--name", "ROC"]));
    ok(run(&["user", "create", "--organisation", "roc", "--name", "ada", "--display-name", "Ada"]));
    ok(run(&[
        "user",
        "create",
        "--organisation",
        "roc",
        "--name",
        "rooster",
        "--display-name",
        "Rooster",
        "--service",
    ]));
    let create = |name: &str, more: &[&str]| {
        run(&[&["client", "create", "--organisation", "roc", "--name", name], more].concat())
    };
    let public = said(&ok(create("Web", &["--redirect-uri", "https://app.example/back", "--scopes", "school:read"])));
    assert_eq!(public.lines().map(str::len).collect::<Vec<_>>(), [43]);
    let machine = said(&ok(create("Rooster", &["--confidential", "--acts-for", "rooster"])));
    assert_eq!(machine.lines().map(str::len).collect::<Vec<_>>(), [43, 43], "its id and its secret");
    for (more, says) in [
        (&["--redirect-uri", "http://app.example/back"][..], "https"),
        (&["--redirect-uri", "https://app.example/back", "--scopes", "guest"], "school:read"),
        (&[], "--redirect-uri"),
        (&["--confidential", "--acts-for", "ada"], "acts-for"),
    ] {
        let refused = create("Wrong", more);
        assert!(!refused.status.success() && complained(&refused).contains(says), "{}", complained(&refused));
    }
    let again = create("Web", &["--redirect-uri", "https://app.example/back"]);
    assert!(complained(&again).contains("name: This is in use already"), "{}", complained(&again));

    let ada = ["--organisation", "roc", "--name", "ada"];
    let password = |text: &str| entering(folder.path(), &[&["user", "password"], &ada[..]].concat(), text);
    assert!(complained(&password("kort\n")).contains("at least 12 characters"));
    assert!(complained(&password("wachtwoord123\n")).contains("guess"));
    ok(password("vijf groene fietsen\n"));
    let invite = || samenspel(folder.path(), &[&["user", "invite"], &ada[..]].concat(), &[]);
    let link = said(&ok(invite()));
    assert!(link.contains("/oauth2/password/") && link.trim().lines().count() == 1, "{link}");
    let mailed = |environment: &[(&str, &str)]| {
        samenspel(folder.path(), &[&["user", "invite", "--mail"], &ada[..]].concat(), environment)
    };
    assert!(complained(&mailed(&[])).contains("no address is known of `ada`"));
    let email = |address: &str| run(&[&["user", "email", "--address", address], &ada[..]].concat());
    assert_eq!(email("ada@school.example\nBcc: all@school.example").status.code(), Some(2));
    ok(email("ada@school.example"));
    let letters = folder.path().join("letters");
    ok(mailed(&[("SAMENSPEL_MAIL", &format!("folder:{}", letters.display()))]));
    assert_eq!(std::fs::read_dir(letters).unwrap().count(), 1);
    assert!(complained(&mailed(&[("SAMENSPEL_MAIL", "none")])).contains("no mail is sent"));
    assert_eq!(mailed(&[("SAMENSPEL_MAIL", "smtp://mail.example")]).status.code(), Some(3));
    ok(run(&[&["user", "disable"], &ada[..]].concat()));
    assert_eq!(run(&[&["user", "disable"], &ada[..]].concat()).status.code(), Some(1));
    assert!(complained(&password("vijf groene fietsen\n")).contains("no person `ada`"));
    assert!(complained(&invite()).contains("no person `ada`"));
}

#[test]
fn a_name_that_is_used_in_two_organisations_needs_the_organisation_too() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| samenspel(folder.path(), arguments, &[]);
    for code in ["a", "b"] {
        ok(run(&["organisation", "create", "--code", code, "--name", code]));
        ok(run(&["user", "create", "--organisation", code, "--name", "ada", "--display-name", "Ada"]));
    }
    let either = run(&["token", "--user", "ada"]);
    assert_eq!(either.status.code(), Some(1));
    assert!(complained(&either).contains("--organisation"));
    ok(run(&["token", "--user", "ada", "--organisation", "b"]));
}

#[test]
fn the_schema_goes_up_down_and_up_and_tells_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let run = |direction: &str| said(&ok(samenspel(folder.path(), &["migrate", direction], &[])));
    assert!(run("status").lines().all(|line| line.starts_with("pending")));
    run("up");
    let up = run("status");
    assert!(up.lines().count() >= 7 && up.lines().all(|line| line.starts_with("applied")), "{up}");
    run("down");
    assert!(run("status").lines().all(|line| line.starts_with("pending")));
    run("up");
}

#[test]
fn a_production_server_refuses_to_start_with_everything_that_is_wrong_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = [("SAMENSPEL_MODE", "production"), ("SAMENSPEL_LISTEN", "here"), ("SAMENSPEL_NONSENSE", "1")];
    let refused = samenspel(folder.path(), &["serve"], &wrong);
    assert_eq!(refused.status.code(), Some(3));
    let told = complained(&refused);
    for name in ["`secret`", "`public_url`", "`listen`", "`nonsense`"] {
        assert!(told.contains(name), "{name} in {told}");
    }
    assert!(!folder.path().join("test.sqlite").exists());
}

#[test]
fn a_setting_in_the_file_and_a_file_that_is_not_there_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let missing = samenspel(folder.path(), &["serve", "--config", "nowhere.toml"], &[]);
    assert_eq!(missing.status.code(), Some(3));
    std::fs::write(folder.path().join("samenspel.toml"), "mode = \"strict\"\n").unwrap();
    let wrong = samenspel(folder.path(), &["serve", "--config", "samenspel.toml"], &[]);
    assert_eq!(wrong.status.code(), Some(3));
    assert!(complained(&wrong).contains("`mode` must be"), "{}", complained(&wrong));
}

#[test]
fn the_contract_is_printed_without_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let contract = said(&ok(samenspel(folder.path(), &["openapi", "v1"], &[("DATABASE_URL", "nonsense")])));
    assert!(contract.starts_with("{\n  \"openapi\": \"3.1"), "{}", &contract[..60]);
    assert_eq!(samenspel(folder.path(), &["openapi", "v9"], &[]).status.code(), Some(2));
}

/// Does this to a SQLite file, as nobody should.
fn by_hand(file: &Path, sql: &str) -> u64 {
    actix_web::rt::System::new().block_on(async move {
        use sea_orm::{ConnectionTrait, Database};
        let db = Database::connect(format!("sqlite://{}", file.display())).await.unwrap();
        let done = db.execute_unprepared(sql).await.unwrap().rows_affected();
        db.close().await.unwrap();
        done
    })
}

#[test]
fn an_operator_says_of_which_cohort_a_group_is() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| samenspel(folder.path(), arguments, &[]);
    ok(run(&["organisation", "create", "--code", "roc", "--name", "ROC"]));
    let file = folder.path().join("test.sqlite");
    let columns = "organisation_id, id, code, name, created_at, updated_at";
    by_hand(
        &file,
        &format!(
            "INSERT INTO programme ({columns}) SELECT id, id, 'sw', 'SW', created_at, created_at FROM organisation"
        ),
    );
    by_hand(
        &file,
        &format!(
            "INSERT INTO learner_group ({columns}, programme_id) \
             SELECT id, id, '2A', '2A', created_at, created_at, id FROM organisation"
        ),
    );
    let group = |more: &[&str]| run(&[&["group", "cohort", "--organisation", "roc", "--group"], more].concat());
    ok(group(&["2A", "--year", "2025"]));
    assert_eq!(by_hand(&file, "UPDATE learner_group SET name = 'is of it' WHERE cohort = 2025"), 1);
    ok(group(&["2A", "--none"]));
    assert_eq!(by_hand(&file, "UPDATE learner_group SET name = 'is of none' WHERE cohort IS NULL"), 1);

    let unknown = group(&["2B", "--year", "2025"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(complained(&unknown).contains("group: "), "{}", complained(&unknown));
    for wrong in [&["2A"][..], &["2A", "--year", "1999"], &["2A", "--year", "2025", "--none"]] {
        assert_eq!(group(wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn an_operator_holds_the_tally_against_the_sheets_and_has_it_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let run = |arguments: &[&str]| samenspel(folder.path(), &[arguments, &["--data-dir", &path]].concat(), &[]);
    ok(run(&["demo", "--no-serve", "--port", "0", "--seed", "7"]));
    let file = folder.path().join("samenspel.sqlite");
    let right = said(&ok(run(&["tally", "verify"])));
    assert!(right.contains("rounds verified") && !right.starts_with('0'), "{right}");

    assert!(by_hand(&file, "UPDATE tally SET sheets = sheets + 1 WHERE rater_kind = 'self'") > 0);
    let elsewhere = ["organisation", "create", "--code", "elsewhere", "--name", "Elders"];
    ok(run(&elsewhere));
    let wrong = run(&["tally", "verify"]);
    assert_eq!(wrong.status.code(), Some(1));
    let told = said(&wrong);
    assert!(told.lines().count() >= 1 && told.lines().all(|line| line.contains("rater self: ")), "{told}");
    assert!(told.contains("sheets counted") && told.contains("0 counts differ"), "{told}");
    assert!(complained(&wrong).contains("tally rebuild"), "{}", complained(&wrong));
    ok(run(&["tally", "verify", "--organisation", "elsewhere"]));
    ok(run(&["tally", "rebuild", "--organisation", "elsewhere"]));
    assert_eq!(run(&["tally", "verify"]).status.code(), Some(1), "the rounds of another organisation were counted");
    ok(run(&["tally", "rebuild"]));
    ok(run(&["tally", "verify"]));
    let nowhere = run(&["tally", "verify", "--organisation", "nowhere"]);
    assert_eq!((nowhere.status.code(), said(&nowhere).as_str()), (Some(1), ""));

    // As after the migration of a database from before the tally.
    by_hand(&file, "DELETE FROM tally");
    assert_eq!(run(&["tally", "verify"]).status.code(), Some(1));
    assert!(by_hand(&file, "UPDATE round SET tally_is_due = TRUE") > 0);
    ok(run(&["tally", "verify"]));
}

#[test]
fn an_operator_seals_the_audit_trail_and_holds_it_against_its_seals() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let run = |arguments: &[&str]| samenspel(folder.path(), &[arguments, &["--data-dir", &path]].concat(), &[]);
    ok(run(&["demo", "--no-serve", "--port", "0", "--seed", "7"]));
    let file = folder.path().join("samenspel.sqlite");
    let unsealed = run(&["audit", "verify"]);
    assert_eq!(unsealed.status.code(), Some(1), "no server ran");
    assert!(said(&unsealed).contains("is in no seal"), "{}", said(&unsealed));

    let sealed = said(&ok(run(&["audit", "seal"])));
    assert!(sealed.ends_with("rows sealed\n") && !sealed.starts_with("0 "), "{sealed}");
    assert_eq!(said(&ok(run(&["audit", "seal"]))), "0 rows sealed\n");
    let right = said(&ok(run(&["audit", "verify"])));
    assert!(right.ends_with("the audit trail is as it was sealed\n"), "{right}");
    let newest = right.lines().next().unwrap().rsplit(' ').next().unwrap().to_owned();
    let code = right.split(':').next().unwrap().to_owned();
    ok(run(&["audit", "verify", "--organisation", &code, "--noted", &newest]));
    let other = format!("1:{}", "0".repeat(64));
    let noted = run(&["audit", "verify", "--organisation", &code, "--noted", &other]);
    assert_eq!(noted.status.code(), Some(1));
    assert!(said(&noted).contains("seal 1 is not there as it was noted"), "{}", said(&noted));
    for wrong in [&["--noted", &newest][..], &["--organisation", &code, "--noted", "1:2"]] {
        assert_eq!(run(&[&["audit", "verify"], wrong].concat()).status.code(), Some(2), "{wrong:?}");
    }

    // After the secret was changed, the earlier one is needed.
    let (secret, earlier) = (folder.path().join("secret"), folder.path().join("earlier"));
    std::fs::copy(&secret, &earlier).unwrap();
    std::fs::write(&secret, "another secret, of thirty-two bytes and more").unwrap();
    let unknown = run(&["audit", "verify"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(said(&unknown).contains("follows from no secret that was given"), "{}", said(&unknown));
    let with_both = ["audit", "verify", "--earlier-secret", "earlier"];
    ok(run(&with_both));
    assert_eq!(run(&["audit", "verify", "--earlier-secret", "nowhere"]).status.code(), Some(1));

    by_hand(&file, "UPDATE sheet_save SET client_id = 'another' WHERE cause = 'submitted'");
    let wrong = run(&with_both);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(said(&wrong).contains("is not what was sealed in seal"), "{}", said(&wrong));
    assert!(complained(&wrong).contains("wrong with the audit trail"), "{}", complained(&wrong));
}

#[test]
fn an_operator_tells_what_is_past_its_term_and_writes_an_organisation_to_a_new_file() {
    let folder = tempfile::tempdir().unwrap();
    let found = ["organisation", "create", "--code", "school", "--name", "School"];
    ok(samenspel(folder.path(), &found, &[]));
    let user = ["user", "create", "--organisation", "school", "--name", "noor", "--display-name", "Noor"];
    ok(samenspel(folder.path(), &user, &[]));
    let dry = said(&ok(samenspel(folder.path(), &["retention", "--dry-run"], &[])));
    assert_eq!(dry.trim_end(), "school: 0 accounts, 0 reflections, 0 goals, notes of 0 sheets");
    by_hand(&folder.path().join("test.sqlite"), "UPDATE user_account SET created_at = '2019-01-01 00:00:00+00:00'");
    let dry = said(&ok(samenspel(folder.path(), &["retention", "--dry-run"], &[])));
    assert_eq!(dry.trim_end(), "school: 1 accounts, 0 reflections, 0 goals, notes of 0 sheets");
    let export = ["organisation", "export", "--organisation", "school", "--to", "school.zip"];
    let told = said(&ok(samenspel(folder.path(), &export, &[])));
    assert!(told.contains("rows written to school.zip"), "{told}");
    assert!(std::fs::read(folder.path().join("school.zip")).unwrap().starts_with(b"PK"));
    let again = samenspel(folder.path(), &export, &[]);
    assert_eq!(again.status.code(), Some(1), "nobody's file is written over");
    let done = said(&ok(samenspel(folder.path(), &["retention"], &[])));
    assert!(done.contains("1 accounts") && done.contains("1 persons erased"), "{done}");
}

#[test]
fn the_same_seed_gives_the_same_school_and_a_folder_is_used_again() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for folder in &folders {
        let path = folder.path().display().to_string();
        let arguments = ["demo", "--no-serve", "--port", "0", "--seed", "7", "--data-dir", &path];
        let first = said(&ok(samenspel(folder.path(), &arguments, &[])));
        assert!(first.contains("learner-01"));
        let again = ok(samenspel(folder.path(), &arguments, &[]));
        assert!(complained(&again).contains("there already"), "{}", complained(&again));
    }
    let scores = |folder: &tempfile::TempDir| {
        let file = folder.path().join("samenspel.sqlite");
        actix_web::rt::System::new().block_on(async move {
            use sea_orm::{ConnectionTrait, Database, Statement};
            let db = Database::connect(format!("sqlite://{}", file.display())).await.unwrap();
            let sql = "SELECT hex(a.levels) AS levels FROM assessment a JOIN user_account u ON u.id = a.learner_id \
                       ORDER BY u.name, a.rater_kind, a.started_at";
            let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
            rows.iter().map(|row| row.try_get::<String>("", "levels").unwrap()).collect::<Vec<_>>()
        })
    };
    let (one, other) = (scores(&folders[0]), scores(&folders[1]));
    assert!(one.len() > 200, "{}", one.len());
    assert_eq!(one, other);
}
