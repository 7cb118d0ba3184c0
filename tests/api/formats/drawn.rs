//! Pictures of reports: they draw what the JSON tells, and nothing where it hides.

use super::*;

/// The parts of a picture that are drawn one below another.
fn pieces(svg: &str) -> Vec<&str> {
    svg.split("</desc>").nth(1).unwrap().split("<g transform=\"translate(30,").skip(1).collect()
}

/// The texts in a part of a picture.
fn texts(piece: &str) -> Vec<&str> {
    let texts = piece.split("<text ").skip(1);
    texts.map(|text| text.split_once('>').unwrap().1.split('<').next().unwrap()).collect()
}

/// A number of JSON.
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// The rows of a report, each with the part of the picture that draws it and the line that says it.
fn rows<'a>(told: &'a Value, picture: &'a str) -> impl Iterator<Item = (&'a Value, &'a str, &'a str)> {
    let (pieces, described) = (pieces(picture), picture.split("</desc>").next().unwrap());
    told["rows"].as_array().unwrap().iter().map(move |row| {
        let code = row["code"].as_str().unwrap();
        let piece = pieces.iter().find(|piece| piece.contains(&format!(">{code}<")));
        let line = described.lines().find(|line| line.contains(code)).unwrap();
        (row, *piece.unwrap_or_else(|| panic!("{code} is not drawn")), line)
    })
}

/// A bar per competency.
pub fn distribution(told: &Value, picture: &str) {
    for (row, piece, spoken) in rows(told, picture) {
        bar_is_drawn(row, piece);
        assert_eq!(spoken.contains("niet getoond"), row["disclosure"] == "hidden", "{spoken}");
        assert_eq!(spoken.contains("niveau 3: "), row["disclosure"] == "published", "{spoken}");
        let unseen = row["figures"]["notObserved"].as_u64().filter(|unseen| *unseen > 0);
        let says = unseen.map(|unseen| format!("niet gezien: {unseen};"));
        assert_eq!(spoken.contains("niet gezien"), says.is_some(), "{spoken}");
        assert!(says.is_none_or(|says| spoken.contains(&says)), "{spoken}");
    }
}

/// A slope per competency.
pub fn growth(told: &Value, picture: &str) {
    for (row, piece, spoken) in rows(told, picture) {
        slope_is_drawn(row, piece);
        is_spoken(row, spoken);
    }
}

/// A heat map: a row per slice or cohort, and a place per domain.
pub fn domains(told: &Value, picture: &str) {
    for slice in ["slices", "cohorts"].into_iter().flat_map(|list| told[list].as_array().unwrap()) {
        let name = format!(">{}<", slice["name"].as_str().unwrap());
        let piece = pieces(picture).into_iter().find(|piece| piece.contains(&name)).unwrap();
        let domains = slice["domains"].as_array().unwrap();
        let shares: Vec<String> = domains
            .iter()
            .filter(|row| !row["figures"].is_null())
            .map(|row| format!("{:.0} %", number(&row["figures"]["shareProficient"]) * 100.0))
            .collect();
        let drawn: Vec<&str> = texts(piece).into_iter().filter(|text| text.ends_with('%')).collect();
        assert_eq!(drawn, shares, "{name}");
        assert_eq!(piece.matches("url(#hidden)").count(), domains.len() - shares.len(), "{name}");
    }
}

/// Says that a picture draws a bar as this row tells it, and no more.
fn bar_is_drawn(row: &Value, piece: &str) {
    let numbers: Vec<&str> = texts(piece).into_iter().filter(|text| text.parse::<u32>().is_ok()).collect();
    match row["disclosure"].as_str().unwrap() {
        "published" => {
            let figures = &row["figures"];
            let levels = [1, 2, 3, 4, 0].map(|at: usize| &figures["levelCounts"][at]);
            let others = [&figures["unanswered"], &figures["notObserved"]];
            let wanted: Vec<String> = levels.into_iter().chain(others).map(Value::to_string).collect();
            let wanted: Vec<&str> = wanted.iter().map(String::as_str).filter(|count| *count != "0").collect();
            assert_eq!(numbers, wanted, "{row}");
            assert!(!piece.contains("url(#hidden)"));
        }
        "atLeastNotCalledUpon" => {
            let share = format!("minstens {:.0} % zegt", number(&row["notCalledUponAtLeast"]) * 100.0);
            assert!(numbers.is_empty() && piece.contains(&share), "{share} in {piece}");
            assert!(!piece.contains("url(#level"));
        }
        _ => {
            assert!(numbers.is_empty() && !piece.contains('%'), "{piece}");
            assert!(piece.contains("url(#hidden)") && !piece.contains("url(#level"), "{piece}");
        }
    }
}

/// Says that a picture draws growth as this row tells it, and no more.
fn slope_is_drawn(row: &Value, piece: &str) {
    let texts = texts(piece);
    let says_so = |text: &str| texts.contains(&text);
    let about = match row["disclosure"].as_str().unwrap() {
        "published" => "",
        "rounded" => "ong. ",
        _ => {
            let figures = texts.iter().filter(|text| !row["code"].as_str().unwrap().contains(**text));
            let figures: Vec<_> = figures.filter(|text| text.contains(|c: char| c.is_ascii_digit())).collect();
            assert!(figures.is_empty() && !piece.contains("<polygon") && !piece.contains("<circle"), "{piece}");
            assert!(piece.contains("url(#hidden)"), "{piece}");
            return;
        }
    };
    let count = |name: &str| row["transitions"][name].as_u64().unwrap();
    let ribbons = ["raised", "same", "atCeiling", "lowered"].into_iter().filter(|name| count(name) > 0).count();
    assert_eq!(piece.matches("<polygon").count(), ribbons, "{piece}");
    assert!(!piece.contains("url(#hidden)"));
    let rated = row["nRatedTwice"].as_u64().unwrap();
    assert!(says_so(&format!("{about}{rated}")), "{rated} in {texts:?}");
    let raised = row["shareRaised"].as_f64().map(|share| format!(" ({about}{:.0} %)", share * 100.0));
    assert!(says_so(&format!("{about}{} hoger{}", count("raised"), raised.unwrap_or_default())), "{texts:?}");
    for (name, says) in [
        ("atCeiling", "al op hoogste niveau"),
        ("same", "gelijk"),
        ("lowered", "lager"),
        ("becameApplicable", "nu wel"),
        ("noLongerApplicable", "nu niet meer"),
    ] {
        assert!(says_so(&format!("{about}{} {says}", count(name))), "{name} in {texts:?}");
    }
    let known = rated + count("becameApplicable") + count("noLongerApplicable") + count("notCalledUpon");
    for name in ["noLongerApplicable", "becameApplicable"] {
        #[expect(clippy::cast_precision_loss, reason = "a class is no larger than a class")]
        let share = (rated + count(name)) as f64 / known as f64;
        assert!(known == 0 || says_so(&format!("{about}{:.0} %", share * 100.0)), "{share} in {texts:?}");
    }
    assert_eq!(piece.contains("stroke-dasharray"), !about.is_empty(), "what is rounded is dashed: {piece}");
    let unsaid = texts.iter().any(|text| !about.is_empty() && text.ends_with('%') && !text.starts_with(about));
    assert!(!unsaid, "a figure that does not say that it is rounded: {texts:?}");
}

/// What a description says of growth in a row.
fn is_spoken(row: &Value, line: &str) {
    let says = |name: &str, about: &str| format!("lager: {about}{};", row["transitions"][name]);
    match row["disclosure"].as_str().unwrap() {
        "published" => assert!(line.contains(&says("lowered", "")) && !line.contains("ong."), "{line}"),
        "rounded" => assert!(line.contains(&says("lowered", "ong. ")), "{line}"),
        _ => assert!(line.contains("niet getoond: ") && !line.contains("hoger: "), "{line}"),
    }
}
