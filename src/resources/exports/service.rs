//! Writing an organisation to a file, table by table and a page at a time.

use std::io::Write;

use super::repo;
use crate::{
    archive::{Archive, Form, camel},
    db::{
        personal::{HOLDINGS, WITHOUT_PEOPLE},
        tenant::Tenant,
    },
    domain::ids::OrganisationId,
    failure::Failure,
    state::AppState,
};

/// Tables that are of this installation alone: secrets, what is kept for a day, and the files of data packages.
const OF_THIS_INSTALLATION: [&str; 13] = [
    "authorization_code",
    "client_assertion",
    "client_credential",
    "data_package",
    "data_package_part",
    "idempotency_key",
    "local_password",
    "oauth_grant",
    "password_link",
    "refresh_token",
    "sign_in_arrival",
    "sign_in_tries",
    "token_revocation",
];

const README: &str = "UITVOER VAN EEN ORGANISATIE / EXPORT OF AN ORGANISATION\n\n\
    Alles wat Samenspel van deze organisatie bewaart, tabel voor tabel, als JSON en als CSV: ook concepten, notities en reflecties. Het zijn \
    persoonsgegevens; ga ermee om als daarmee. Wachtwoorden, sleutels en afdrukken daarvan staan er niet in.\n\n\
    All that Samenspel keeps of this organisation, table by table, as JSON and as CSV: drafts, notes and reflections too. It is personal data; \
    handle it as such. Passwords, keys and digests of them are not in it.\n\n\
    docs/architecture.md and the files in entity/src say what each table and column means. Bytes are in base64: `levels` of a sheet holds one byte \
    per competency in the instrument's order, the level, or 255 unanswered, 254 not asked, 253 not observed.\n";

/// Writes all of an organisation's rows as a ZIP; how many rows.
pub async fn write(state: &AppState, organisation: OrganisationId, to: impl Write) -> Result<u64, Failure> {
    let (db, tenant) = (state.db.reader(), Tenant::of(organisation));
    let bug = Failure::Bug;
    let mut archive = Archive::new(to);
    archive.text("README.txt", README).map_err(bug)?;
    let mut tables: Vec<&str> =
        HOLDINGS.iter().map(|holding| holding.table).chain(WITHOUT_PEOPLE.iter().copied()).collect();
    tables.retain(|table| !OF_THIS_INSTALLATION.contains(table));
    tables.sort_unstable();
    let mut written = 0;
    for table in tables {
        let mut columns = repo::columns(db, tenant, table).await?;
        columns.retain(|column| !column.name.starts_with("secret_") && column.name != "locked_secret");
        let names: Vec<String> = columns.iter().map(|column| camel(&column.name)).collect();
        for form in [Form::Json, Form::Csv] {
            archive.begin_rows(&table.replace('_', "-"), form, &names).map_err(bug)?;
            let mut after = 0;
            loop {
                let rows = repo::rows(db, tenant, table, &columns, after).await?;
                for row in &rows {
                    archive.row(form, &names, row).map_err(bug)?;
                }
                let read = i64::try_from(rows.len()).unwrap_or(i64::MAX);
                after += read;
                if read < repo::AT_ONCE {
                    break;
                }
            }
            archive.end_rows(form).map_err(bug)?;
            if form == Form::Json {
                written += u64::try_from(after).unwrap_or(0);
            }
        }
    }
    archive.finish().map_err(bug)?;
    Ok(written)
}
