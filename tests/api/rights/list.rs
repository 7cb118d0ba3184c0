//! The one list of what holds people, held against the schema as it is: a table or a column that is in no list fails here by its name.

use std::collections::{BTreeMap, BTreeSet};

use samenspel::{
    db::{
        personal::{HOLDINGS, InPackage, Step, WITHOUT_PEOPLE},
        sql,
    },
    resources::data_packages::kinds,
};

use crate::support::TestApp;

/// Columns that hold the id of something else than a person, and refer to nothing.
const NOT_OF_PERSONS: [(&str, &str); 7] = [
    ("sheet_save", "line_id"),
    ("audit_event", "target_id"),
    ("audit_event", "client_id"),
    ("audit_sealed", "row_id"),
    ("conversation_save", "conversation_id"),
    ("definition", "owner_id"),
    ("released_report", "slice_id"),
];

/// Columns that hold ids of another kind than ours.
const OF_OTHERS: [&str; 2] = ["external_id", "client_id"];

/// What tables there are, what refers to what, and all columns that are named like ids.
struct Schema {
    tables: BTreeSet<String>,
    /// Table and column, and the table that it refers to.
    references: BTreeMap<(String, String), String>,
    columns: BTreeSet<(String, String)>,
}

impl Schema {
    async fn read(app: &TestApp) -> Self {
        let db = app.state.db.reader();
        let is_sqlite = !app.is_postgres();
        let [tables, references, columns] = if is_sqlite {
            [
                "SELECT name AS a, '' AS b, '' AS c FROM sqlite_master WHERE type = 'table'",
                "SELECT m.name AS a, f.\"from\" AS b, f.\"table\" AS c FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f \
                 WHERE m.type = 'table'",
                "SELECT m.name AS a, c.name AS b, '' AS c FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
            ]
        } else {
            [
                "SELECT tablename::text AS a, '' AS b, '' AS c FROM pg_tables WHERE schemaname = 'public'",
                "SELECT t.relname::text AS a, a.attname::text AS b, p.relname::text AS c FROM pg_constraint k \
                 JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid \
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (k.conkey) \
                 WHERE k.contype = 'f' AND t.relnamespace = 'public'::regnamespace",
                "SELECT table_name::text AS a, column_name::text AS b, '' AS c FROM information_schema.columns c \
                 JOIN pg_tables t ON t.tablename = c.table_name AND t.schemaname = c.table_schema WHERE c.table_schema = 'public'",
            ]
        };
        let read = async |text: &str| {
            let rows = sql::all(db, text, vec![]).await.unwrap();
            let rows = rows.iter().map(|row| ["a", "b", "c"].map(|column| row.try_get::<String>("", column).unwrap()));
            rows.filter(|[table, ..]| !table.starts_with("seaql") && !table.starts_with("sqlite")).collect::<Vec<_>>()
        };
        let references = read(references).await.into_iter().filter(|[_, column, _]| column != "organisation_id");
        Self {
            references: references.map(|[table, column, to]| ((table, column), to)).collect(),
            tables: read(tables).await.into_iter().map(|[table, ..]| table).collect(),
            columns: read(columns).await.into_iter().map(|[table, column, _]| (table, column)).collect(),
        }
    }
}

#[actix_web::test]
async fn every_table_is_in_one_of_the_two_lists() {
    let schema = Schema::read(&TestApp::start().await).await;
    let listed = HOLDINGS.iter().map(|holding| holding.table).chain(WITHOUT_PEOPLE.iter().copied());
    let listed: Vec<String> = listed.map(str::to_owned).collect();
    let once: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), once.len(), "one is in both, or twice");
    let missing: Vec<_> = schema.tables.difference(&once).collect();
    assert!(missing.is_empty(), "say in src/db/personal what these hold of people: {missing:?}");
    let gone: Vec<_> = once.difference(&schema.tables).collect();
    assert!(gone.is_empty(), "there are no such tables: {gone:?}");
}

#[actix_web::test]
async fn every_column_that_names_a_person_is_listed_and_what_hangs_on_a_person_is_a_holding() {
    let schema = Schema::read(&TestApp::start().await).await;
    let of = |table: &str| HOLDINGS.iter().find(|holding| holding.table == table);
    let listed = |table: &str, column: &str| of(table).is_some_and(|holding| holding.persons.contains(&column));
    let mut complaints = Vec::new();
    for ((table, column), to) in &schema.references {
        if to == "user_account" && !listed(table, column) {
            complaints.push(format!("{table}.{column} names a person"));
        }
        // What belongs to something of hers holds something of hers. A place is nobody's.
        if of(to).is_some() && of(table).is_none() {
            complaints.push(format!("{table} hangs on {to}"));
        }
    }
    for (table, column) in &schema.columns {
        let is_id = column.ends_with("_id") || column == "requested_by";
        let place = (table.as_str(), column.as_str());
        let is_told = schema.references.contains_key(&(table.clone(), column.clone()))
            || column == "organisation_id"
            || OF_OTHERS.contains(&column.as_str())
            || NOT_OF_PERSONS.contains(&place)
            || (of(table).is_none() && WITHOUT_PEOPLE.contains(&table.as_str()))
            || column.starts_with("instrument_")
            || (table == "tally");
        if is_id && !is_told && !listed(table, column) {
            complaints.push(format!("{table}.{column} may name a person"));
        }
    }
    for holding in HOLDINGS {
        for column in holding.persons {
            let there = schema.columns.contains(&(holding.table.to_owned(), (*column).to_owned()));
            if !there {
                complaints.push(format!("{}.{column} is not there", holding.table));
            }
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
}

#[test]
fn what_the_list_says_is_in_the_package_is_and_each_kind_comes_from_somewhere() {
    let there: BTreeSet<&str> = kinds::all().map(|kind| kind.name).collect();
    let mut said = BTreeSet::new();
    for holding in HOLDINGS {
        match holding.package {
            InPackage::As(names) => said.extend(names.iter().copied()),
            InPackage::Not(why) => assert!(!why.is_empty(), "{}", holding.table),
        }
        assert!(!holding.erasure.is_empty(), "{}: say what an erasure does with it", holding.table);
    }
    assert_eq!(said, there);
}

#[actix_web::test]
async fn what_refers_to_a_row_goes_before_it() {
    let schema = Schema::read(&TestApp::start().await).await;
    let phase = |step: &Step| match step {
        Step::First(sql) => sql.starts_with("DELETE").then_some(0),
        Step::WithSheet(_) => Some(1),
        Step::Last(sql) => sql.starts_with("DELETE").then_some(2),
        Step::Apart(_) | Step::Stays(_) => None,
    };
    // The last step that takes rows of a table away, in the order of an erasure. A sheet goes when all goes that is with it.
    let last = |table: &str| {
        let at = HOLDINGS.iter().position(|holding| holding.table == table)?;
        if table == "assessment" {
            return Some((1, at));
        }
        HOLDINGS[at].erasure.iter().filter_map(phase).max().map(|phase| (phase, at))
    };
    for ((table, column), to) in &schema.references {
        let (Some(child), Some(parent)) = (last(table), last(to)) else { continue };
        assert!(child <= parent || to == "user_account", "{table}.{column} refers to {to}, which goes first");
    }
}
