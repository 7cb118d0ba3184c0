//! The shipped content says what its sources say, to the letter.
//!
//! Every text has a committed digest, taken without white space; what white space can hide (a word
//! broken by a line wrap) is tested by itself. With `SAMENSPEL_REFERENCE_DIR` set to a folder that
//! holds `seeds/`, both source documents are rebuilt from the content, word for word, and compared
//! with the originals, so that nothing is missing, added or out of order.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;
use sha2::{Digest, Sha256};

const CONTENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/content/");
const FRAMEWORK: &str = "samen-optrekken/framework.json";
const SCALE: &str = "samen-optrekken/scale.json";
const INSTRUMENT: &str = "samen-optrekken/instrument.json";
const KEUZEDEEL: &str = "keuzedeel-informele-zorg/framework.json";
const CROSSWALK: &str = "keuzedeel-informele-zorg/crosswalk.json";
const DOCUMENTS: [&str; 5] = [FRAMEWORK, SCALE, INSTRUMENT, KEUZEDEEL, CROSSWALK];

/// The statements of the self-score in source order: domain, code prefix, profession, how many.
const BLOCKS: [(&str, &str, Option<&str>, usize); 7] = [
    ("basishouding", "SO-BH-G", None, 11),
    ("direct-naasten", "SO-DN-G", None, 16),
    ("direct-naasten", "SO-DN-S", Some("sociaal-werker"), 6),
    ("breder-netwerk", "SO-BN-G", None, 10),
    ("breder-netwerk", "SO-BN-S", Some("sociaal-werker"), 10),
    ("zorglandschap", "SO-ZL-G", None, 15),
    ("zorglandschap", "SO-ZL-S", Some("sociaal-werker"), 2),
];

/// The words that a line wrap broke in the source, in order: 11 in `SO-BN-G`, then 4 in `SO-ZL-S`.
const MENDED: &str = "weet aandoening nemen zorgvraag de aan en wat en passend bijvoorbeeld \
                      hun zoektocht ervaringen te";

/// Where a document keeps its texts: list, part of an item, and the key of the digest, with `*` for
/// the item's code or, without one, its position (of a paragraph; of a level, whose value it is).
const TEXTS: [(&str, &str, &str); 14] = [
    ("fields", "title", "*/title"),
    ("fields", "text", "*"),
    ("professions", "title", "profession/*"),
    ("domains", "title", "domain/*"),
    ("competencies", "text", "*"),
    ("levels", "text", "*"),
    ("levels", "thirdPerson", "*/thirdPerson"),
    ("introduction", "", "introduction/*"),
    ("blocks", "heading", "*/heading"),
    ("blocks", "title", "*/title"),
    ("blocks", "subtitle", "*/subtitle"),
    ("prompts", "text", "*"),
    ("alignments", "rationale", "alignment/*"),
    ("uncovered", "rationale", "uncovered/*"),
];

fn load(path: &str) -> Value {
    let file = format!("{CONTENT}{path}");
    let json = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"));
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn text(value: &Value) -> &str {
    let found = value.as_str();
    found.unwrap_or_else(|| panic!("a text was expected, not {value}"))
}

fn list(value: &Value) -> &[Value] {
    let found = value.as_array();
    found.unwrap_or_else(|| panic!("a list was expected, not {value}"))
}

fn codes(items: &Value) -> Vec<&str> {
    let items = list(items).iter();
    items.map(|item| text(&item["code"])).collect()
}

/// The text of each competency, by code.
fn statements(framework: &Value) -> BTreeMap<&str, &str> {
    let competencies = list(&framework["competencies"]).iter();
    let pairs = competencies.map(|one| (text(&one["code"]), text(&one["text"])));
    pairs.collect()
}

/// Every text of a document, by the key its digest stands under.
fn texts(document: &Value) -> BTreeMap<String, &str> {
    let mut found = vec![("title".to_owned(), text(&document["title"]))];
    for (name, part, key) in TEXTS {
        let items = document[name].as_array().into_iter().flatten();
        for (position, item) in items.enumerate() {
            let code = item["code"].as_str();
            let code = code.map_or(position.to_string(), str::to_owned);
            let value = if part.is_empty() { item } else { &item[part] };
            if name == "domains" {
                for (key, value) in texts(item) {
                    if key != "title" {
                        found.push((format!("{code}/{key}"), value));
                    }
                }
            }
            // Only a subtitle may be absent.
            if part != "subtitle" || !value.is_null() {
                found.push((key.replace('*', &code), text(value)));
            }
        }
    }
    let count = found.len();
    let found = BTreeMap::from_iter(found);
    assert_eq!(found.len(), count, "two texts stand under one key");
    found
}

/// SHA-256 of the text without white space, in hexadecimal.
fn digest(text: &str) -> String {
    let bare: String = text.split_whitespace().collect();
    let mut hex = String::new();
    for byte in Sha256::digest(bare.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn numbered(prefix: &str, count: usize) -> impl Iterator<Item = String> {
    (1..=count).map(move |number| format!("{prefix}-{number:02}"))
}

#[test]
fn the_self_score_holds_52_generic_and_18_specific_statements_in_source_order() {
    let framework = load(FRAMEWORK);
    let mut competencies = list(&framework["competencies"]).iter();
    let (mut generic, mut specific) = (0, 0);
    for (domain, prefix, profession, count) in BLOCKS {
        for (code, competency) in numbered(prefix, count).zip(&mut competencies) {
            assert_eq!(text(&competency["code"]), code);
            assert_eq!(text(&competency["domain"]), domain, "{code}");
            assert_eq!(text(&competency["kind"]), "competency", "{code}");
            assert_eq!(competency["profession"].as_str(), profession, "{code}");
            *profession.map_or(&mut generic, |_| &mut specific) += 1;
        }
    }
    assert_eq!((generic, specific), (52, 18));
    assert_eq!(list(&framework["competencies"]).len(), 70);
    assert_eq!(codes(&framework["professions"]), ["sociaal-werker"]);
    let domains = "basishouding direct-naasten breder-netwerk zorglandschap";
    assert_eq!(codes(&framework["domains"]).join(" "), domains);
}

#[test]
fn the_elective_unit_holds_14_knowledge_and_14_skill_statements_in_source_order() {
    let keuzedeel = load(KEUZEDEEL);
    let [knowledge, skills] = ["D1-K1-K", "D1-K1-V"].map(|prefix| numbered(prefix, 14));
    let expected: Vec<String> = knowledge.chain(skills).collect();
    assert_eq!(codes(&keuzedeel["competencies"]), expected);
    for (position, competency) in list(&keuzedeel["competencies"]).iter().enumerate() {
        let (kind, verb) = [("knowledge", "heeft "), ("skill", "kan ")][position / 14];
        assert_eq!(text(&competency["kind"]), kind);
        assert_eq!(text(&competency["domain"]), "D1-K1");
        assert!(text(&competency["text"]).starts_with(verb));
        assert!(competency["profession"].is_null());
    }
}

#[test]
fn the_elective_unit_keeps_every_printed_field() {
    let keuzedeel = load(KEUZEDEEL);
    let general = "studielast beroepsvereisten certificaten gekoppeld-aan-kwalificaties \
                   toelichting relevantie beschrijving branchevereisten aard";
    assert_eq!(codes(&keuzedeel["fields"]).join(" "), general);
    assert_eq!(codes(&keuzedeel["domains"]), ["D1-K1"]);
    let of_core_task = codes(&keuzedeel["domains"][0]["fields"]).join(" ");
    let expected = "complexiteit verantwoordelijkheid-en-zelfstandigheid vakkennis-en-vaardigheden";
    assert_eq!(of_core_task, expected);
    let texts = texts(&keuzedeel);
    assert_eq!((texts["studielast"], texts["aard"]), ("240", "Verdiepend"));
}

#[test]
fn every_text_has_its_digest_and_every_digest_its_text() {
    let mut digests = BTreeSet::new();
    for document in DOCUMENTS.map(load) {
        let [kind, code, version] = ["kind", "code", "version"].map(|part| text(&document[part]));
        for (key, value) in texts(&document) {
            digests.insert(format!("{kind}/{code}@{version} {key} {}", digest(value)));
        }
    }
    let committed = load("digests.json");
    let mut expected = BTreeSet::new();
    for (document, keys) in committed.as_object().into_iter().flatten() {
        for (key, digest) in keys.as_object().into_iter().flatten() {
            expected.insert(format!("{document} {key} {}", text(digest)));
        }
    }
    let changed: Vec<_> = digests.symmetric_difference(&expected).collect();
    assert!(changed.is_empty(), "{changed:#?}");
}

#[test]
fn no_text_has_other_white_space_than_single_spaces_between_words() {
    for path in DOCUMENTS {
        for (key, value) in texts(&load(path)) {
            let tidy = value.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(value, tidy, "{path} {key}");
            assert!(!value.is_empty(), "{path} {key}");
        }
    }
}

#[test]
fn the_fifteen_words_that_a_line_wrap_broke_are_whole_again() {
    let (framework, mended) = (load(FRAMEWORK), load("mended.json"));
    let statements = statements(&framework);
    let mended = list(&mended["mended"]);
    assert_eq!((mended.len(), MENDED.split(' ').count()), (15, 15));
    for (position, (mend, word)) in mended.iter().zip(MENDED.split(' ')).enumerate() {
        let [code, context] = ["code", "context"].map(|part| text(&mend[part]));
        let [left, right] = [0, 1].map(|half| text(&mend["source"][half]));
        let block = if position < 11 { "SO-BN-G" } else { "SO-ZL-S" };
        assert!(code.starts_with(block), "{code}");
        assert_eq!(text(&mend["word"]), word);
        assert_eq!(format!("{left}{right}"), word);

        let statement = statements[code];
        assert_eq!(statement.matches(context).count(), 1, "{code}: {context}");
        assert!(context.split(' ').any(|part| part == word), "{context}");
        let words = statement.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<&str> = words.filter(|part| !part.is_empty()).collect();
        let broken = words.windows(2).any(|pair| pair == [left, right]);
        assert!(!broken, "{code} still holds {left} {right}");
    }
}

#[test]
fn the_two_specific_statements_on_the_care_landscape_equal_the_generic_ones_to_the_letter() {
    let framework = load(FRAMEWORK);
    let statements = statements(&framework);
    assert_eq!(statements["SO-ZL-S-01"], statements["SO-ZL-G-01"]);
    assert_eq!(statements["SO-ZL-S-02"], statements["SO-ZL-G-02"]);
}

#[test]
fn the_slips_of_the_sources_are_kept() {
    for (path, slip) in [
        (INSTRUMENT, "Je vind hier een beschrijving"),
        (INSTRUMENT, "het samenspel formele en informele zorg"),
        (INSTRUMENT, "beroep specifiek voor de sociaal werker."),
        (INSTRUMENT, "Scoor je competenties in het zorglandschap,"),
        (FRAMEWORK, "vast in een zorg of begeleidingsplan."),
        (FRAMEWORK, "‘wat beteken jij voor de ander’?"),
        (KEUZEDEEL, "kennis van sociale netwerk strategieën"),
        (KEUZEDEEL, "opvattingen en mogelijkheden van de wensen"),
    ] {
        let document = load(path);
        let kept = texts(&document).values().any(|text| text.contains(slip));
        assert!(kept, "{path}: {slip}");
    }
}

#[test]
fn the_scale_runs_from_0_to_4_and_only_level_0_does_not_count() {
    let scale = load(SCALE);
    let levels = list(&scale["levels"]);
    assert_eq!(levels.len(), 5);
    for (value, level) in (0_u64..).zip(levels) {
        assert_eq!(level["value"].as_u64(), Some(value));
        assert_eq!(level["counts"].as_bool(), Some(value > 0));
        assert_eq!(level["proficient"].as_bool(), Some(value >= 3));
        assert_ne!(level["thirdPerson"], level["text"]);
    }
    let notes = scale["source"]["notes"].to_string();
    for fact in ["5-9 by a numbering slip", "Samenspel's own rendering"] {
        assert!(notes.contains(fact), "no source note says: {fact}");
    }
}

#[test]
fn the_instrument_asks_every_statement_once_in_the_order_of_the_framework() {
    let (framework, scale, instrument) = (load(FRAMEWORK), load(SCALE), load(INSTRUMENT));
    let blocks = list(&instrument["blocks"]);
    assert_eq!(blocks.len(), BLOCKS.len());
    for (block, (domain, prefix, profession, count)) in blocks.iter().zip(BLOCKS) {
        assert_eq!(list(&block["competencies"]).len(), count, "{prefix}");
        assert_eq!(text(&block["domain"]), domain, "{prefix}");
        assert_eq!(block["profession"].as_str(), profession, "{prefix}");
    }
    let asked = blocks.iter().flat_map(|block| list(&block["competencies"]));
    let asked: Vec<&str> = asked.map(text).collect();
    assert_eq!(asked, codes(&framework["competencies"]));
    for (part, document) in [("framework", &framework), ("scale", &scale)] {
        for key in ["code", "version"] {
            assert_eq!(instrument[part][key], document[key], "{part} {key}");
        }
    }
}

#[test]
fn the_four_reflection_questions_are_asked_in_the_words_of_the_source() {
    let instrument = load(INSTRUMENT);
    let prompts = list(&instrument["prompts"]).iter();
    let prompts = prompts.map(|prompt| ["code", "about", "text"].map(|part| text(&prompt[part])));
    let prompts: Vec<String> = prompts.map(|parts| parts.join(" ")).collect();
    let expected = [
        "R1 whole Wat valt op in deze zelfscore?",
        "R2 proficient Geef (gekoppeld aan de competenties die je beheerst) een aantal \
         praktijkvoorbeelden waar de competentie aan de orde was. Wat was het effect van jouw \
         handelen?",
        "R3 notCalledUpon Welke competenties zijn op jouw praktijkplek niet relevant? Licht kort \
         toe.",
        "R4 toDevelop Welke competenties zijn relevant maar beheers je nog niet/pas je nog niet \
         toe? Wat wil je leren/doen en hoe ga je dit aanpakken?",
    ];
    assert_eq!(prompts, expected);
}

/// The statements that these parts of the crosswalk are about, each once for each part.
fn statements_of(parts: &Value) -> Vec<&str> {
    let parts = list(parts).iter();
    parts.map(|part| text(&part["statement"])).collect()
}

#[test]
fn every_statement_of_the_elective_unit_is_aligned_or_says_why_not_and_never_both() {
    let (keuzedeel, crosswalk) = (load(KEUZEDEEL), load(CROSSWALK));
    let aligned: BTreeSet<&str> = statements_of(&crosswalk["alignments"]).into_iter().collect();
    let uncovered = statements_of(&crosswalk["uncovered"]);
    let mut all: Vec<&str> = aligned.into_iter().chain(uncovered).collect();
    all.sort_unstable();
    assert_eq!(all, codes(&keuzedeel["competencies"]));
    assert_eq!(list(&crosswalk["uncovered"]).len(), 5);
    for (side, document) in [("of", &keuzedeel), ("by", &load(FRAMEWORK))] {
        for key in ["code", "version"] {
            assert_eq!(crosswalk[side][key], document[key], "{side} {key}");
        }
    }
}

#[test]
fn every_alignment_is_there_once_is_a_proposal_and_has_a_reason_of_its_own() {
    let crosswalk = load(CROSSWALK);
    let (mut pairs, mut count) = (BTreeSet::new(), 0);
    for alignment in list(&crosswalk["alignments"]) {
        assert_eq!(text(&alignment["status"]), "proposed");
        for competency in list(&alignment["competencies"]) {
            pairs.insert([text(&alignment["statement"]), text(competency)]);
            count += 1;
        }
    }
    assert_eq!((pairs.len(), count), (65, 65));
    let parts = ["alignments", "uncovered"].map(|parts| list(&crosswalk[parts]));
    let rationales: Vec<&str> = parts.into_iter().flatten().map(|part| text(&part["rationale"])).collect();
    let distinct: BTreeSet<&str> = rationales.iter().copied().collect();
    assert_eq!((rationales.len(), distinct.len()), (27 + 5, 27 + 5));
    for rationale in rationales {
        let sentence = rationale.ends_with('.') && rationale.split(' ').count() >= 8;
        assert!(sentence && !rationale.contains("behaald"), "{rationale}");
    }
}

#[test]
fn what_the_instrument_says_twice_is_aligned_with_nothing() {
    let (framework, crosswalk) = (load(FRAMEWORK), load(CROSSWALK));
    let mut said = BTreeSet::new();
    let competencies = list(&framework["competencies"]).iter();
    let repeated = competencies.filter(|one| !said.insert(text(&one["text"])));
    let repeated: Vec<&str> = repeated.map(|one| text(&one["code"])).collect();
    assert_eq!(repeated, ["SO-ZL-S-01", "SO-ZL-S-02"]);
    let aligned = list(&crosswalk["alignments"]).iter();
    let mut aligned = aligned.flat_map(|alignment| list(&alignment["competencies"])).map(text);
    assert!(aligned.all(|code| !repeated.contains(&code)));
}

/// The self-score as printed. What the content leaves out stands here as plain strings: the stray
/// full stop, the page number, the grid's head, the numbers (5-9 in the last block, by a slip).
fn printed_self_score() -> Vec<String> {
    let [framework, scale, instrument] = [FRAMEWORK, SCALE, INSTRUMENT].map(load);
    let statements = statements(&framework);
    // The colon of the title is ours.
    let mut print = vec![text(&instrument["title"]).replacen(':', "", 1)];
    let introduction = list(&instrument["introduction"]).iter();
    print.extend(introduction.map(|paragraph| text(paragraph).to_owned()));
    print.push(".".to_owned());
    for (position, block) in list(&instrument["blocks"]).iter().enumerate() {
        print.extend((position == 3).then(|| "5".to_owned()));
        print.push(text(&block["heading"]).to_owned());
        let lowest = if position == 6 { 5 } else { 0 };
        for (number, level) in (lowest..).zip(list(&scale["levels"])) {
            print.push(format!("{number} {}", text(&level["text"])));
        }
        print.push(text(&block["title"]).to_owned());
        print.extend(block["subtitle"].as_str().map(str::to_owned));
        print.push("0 1 2 3 4".to_owned());
        for (number, code) in (1..).zip(list(&block["competencies"])) {
            print.push(format!("{number}. {}", statements[text(code)]));
        }
    }
    print.push("Reflectievragen".to_owned());
    for (number, prompt) in (1..).zip(list(&instrument["prompts"])) {
        print.push(format!("{number}. {}", text(&prompt["text"])));
    }
    print
}

/// The elective unit as printed: with its section headings, its bullets and the header of the core
/// task, which a page break repeats among the skills.
fn printed_elective_unit() -> Vec<String> {
    let unit = load(KEUZEDEEL);
    let task = &unit["domains"][0];
    let title = text(&unit["title"]);
    let header = ["code", "title"].map(|part| text(&task[part])).join(": ");
    let mut print = Vec::new();
    for (heading, title, fields) in
        [("1. Algemene informatie", title, &unit["fields"]), ("2. Uitwerking", &header, &task["fields"])]
    {
        print.extend([heading, title].map(str::to_owned));
        for field in list(fields) {
            print.extend(["title", "text"].map(|part| text(&field[part]).to_owned()));
        }
    }
    for (code, statement) in statements(&unit) {
        print.extend((code == "D1-K1-V-12").then(|| header.clone()));
        print.push(format!("§ {statement}"));
    }
    print
}

fn assert_equal_to_source(printed: &[String], file: &Path, mended: &[Value]) {
    let name = file.display();
    let source = fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut source = source.split_whitespace().collect::<Vec<_>>().join(" ");
    for mend in mended {
        let [left, right] = [0, 1].map(|half| text(&mend["source"][half]));
        let broken = format!(" {left} {right} ");
        assert!(source.contains(&broken), "{name} does not break {left}{right}");
        source = source.replacen(&broken, &format!(" {left}{right} "), 1);
    }
    let printed = printed.join(" ");
    let letters = printed.chars().zip(source.chars());
    let same = letters.take_while(|(ours, theirs)| ours == theirs).count();
    let rest = |text: &str| text.chars().skip(same).take(60).collect::<String>();
    assert_eq!(rest(&printed), rest(&source), "{name}");
}

#[test]
fn the_source_documents_rebuilt_from_the_content_equal_the_originals_word_for_word() {
    let Some(folder) = env::var_os("SAMENSPEL_REFERENCE_DIR") else {
        println!("SAMENSPEL_REFERENCE_DIR is not set: skipped the comparison with the sources");
        return;
    };
    let seeds = Path::new(&folder).join("seeds");
    let mended = load("mended.json");
    let self_score = seeds.join("004_6a3ceb4766aa617c.txt");
    assert_equal_to_source(&printed_self_score(), &self_score, list(&mended["mended"]));
    let elective_unit = seeds.join("000_99dbe2e490e1b49e.txt");
    assert_equal_to_source(&printed_elective_unit(), &elective_unit, &[]);
}
