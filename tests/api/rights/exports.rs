//! The export of an organisation: every row of it, no row of another's, and no secret.

use std::io::Cursor;

use samenspel::{
    archive::{Buffer, camel},
    db::personal::{HOLDINGS, WITHOUT_PEOPLE},
    resources::exports::service,
};
use serde_json::Value;

use crate::support::cast::{Cast, MARK};

#[actix_web::test]
async fn an_organisation_takes_every_row_along_and_none_of_anothers() {
    let cast = Cast::start().await;
    cast.new_goal("coaches").await;
    let (app, organisation) = (&cast.app, cast.school.organisation);
    let buffer = Buffer::default();
    let rows = service::write(&app.state, organisation, buffer.clone()).await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(buffer.take())).unwrap();
    let mut text = |name: &str| zip.by_name(name).ok().map(|file| std::io::read_to_string(file).unwrap());
    let mut told = 0;
    for table in HOLDINGS.iter().map(|holding| holding.table).chain(WITHOUT_PEOPLE.iter().copied()) {
        let Some(json) = text(&format!("{}.json", table.replace('_', "-"))) else { continue };
        let all: Vec<Value> = serde_json::from_str(&json).unwrap();
        told += all.len();
        let owner = match table {
            "organisation" => "id",
            "definition" => "owner_id",
            _ => "organisation_id",
        };
        let hers = |row: &Value| row[camel(owner)] == organisation.to_string().as_str();
        assert!(all.iter().all(hers), "{table}");
        let csv = text(&format!("{}.csv", table.replace('_', "-"))).unwrap();
        assert_eq!(csv::Reader::from_reader(csv.as_bytes()).into_records().count(), all.len(), "{table}");
    }
    assert_eq!(u64::try_from(told).unwrap(), rows);
    assert!(text("reflection.json").is_some() && text("goal.json").unwrap().contains(MARK));
    for secret in ["local-password.json", "refresh-token.json", "idempotency-key.json"] {
        assert!(text(secret).is_none(), "{secret}");
    }
    assert!(!text("invitation.json").unwrap().contains("secretDigest"));
}
