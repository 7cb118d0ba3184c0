//! Loading the data files at start: idempotent, and faithful to what was published before.

use std::{collections::HashMap, fmt, sync::Arc};

use entity::definition;
use include_dir::{Dir, include_dir};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    catalogue::Catalogue,
    document::{CrosswalkDocument, Document, InstrumentDocument, Reference},
};
use crate::{
    db::Db,
    domain::{
        clock::Timestamp,
        crosswalk::Crosswalk,
        definition::Flaw,
        framework::Framework,
        ids::{Id, InstrumentId, OwnerId, content_id},
        instrument::Instrument,
        scale::Scale,
    },
};

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");

/// A data file: its name, for messages, and its text.
#[derive(Clone, Debug)]
pub struct File {
    pub name: String,
    pub text: String,
}

/// The files that travel with the binary: those in the folders of `content/` (what lies beside them is about them).
pub fn shipped() -> Vec<File> {
    let mut files: Vec<File> = SHIPPED
        .dirs()
        .flat_map(Dir::files)
        .filter_map(|f| Some(File { name: f.path().display().to_string(), text: f.contents_utf8()?.to_owned() }))
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// Why content cannot be loaded.
#[derive(Debug)]
pub enum LoadError {
    /// A file is not of the form it should have.
    Malformed { file: String, says: String },
    /// A definition is not one.
    Flawed { file: String, flaw: Flaw },
    /// An instrument or a crosswalk stands on something that is not there.
    Missing { file: String, what: String },
    /// A file changed under a version that was published before.
    Changed { file: String, definition: String },
    /// The database failed.
    Database(DbErr),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed { file, says } => write!(f, "{file}: {says}"),
            Self::Flawed { file, flaw } => write!(f, "{file}: {flaw}"),
            Self::Missing { file, what } => write!(f, "{file}: there is no {what}"),
            Self::Changed { file, definition } => write!(
                f,
                "{file}: {definition} was published with another content, and a published version never changes; \
                 give the changed file a new version"
            ),
            Self::Database(error) => write!(f, "the database failed: {error}"),
        }
    }
}

impl std::error::Error for LoadError {}

impl From<DbErr> for LoadError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// Publishes what is new in these files and gives the catalogue of all that is published: a version whose file is gone stays, for
/// there are assessments on it.
///
/// # Errors
/// See [`LoadError`]; nothing is published then.
pub async fn load(db: &Db, files: &[File], now: Timestamp) -> Result<Catalogue, LoadError> {
    let parsed = files.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    let rows = definition::Entity::find().filter(definition::Column::OwnerId.eq(OwnerId::SHIPPED.raw()));
    let rows = rows.order_by_asc(definition::Column::Code).order_by_asc(definition::Column::Version);
    let rows = rows.all(db.reader()).await?;
    let kept: Vec<File> =
        rows.iter().filter(|row| !parsed.iter().any(|p| p.id() == row.id)).map(published_before).collect();
    let kept = kept.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    let catalogue = build(parsed.iter().chain(&kept))?;
    publish(db, &parsed, &rows, now).await?;
    Ok(catalogue)
}

/// What was published, as the file it came from.
fn published_before(row: &definition::Model) -> File {
    File { name: format!("the database ({} {}@{})", row.kind, row.code, row.version), text: row.document.clone() }
}

struct Parsed<'a> {
    file: &'a File,
    document: Document,
    /// The document in one canonical form, so that white space in a file does not make it another.
    canonical: String,
}

impl Parsed<'_> {
    /// Id of the definition.
    fn id(&self) -> Uuid {
        let (code, version) = self.document.code_and_version();
        content_id::<InstrumentId>(OwnerId::SHIPPED, self.document.kind(), code, version).raw()
    }
}

fn parse(file: &File) -> Result<Parsed<'_>, LoadError> {
    let malformed = |e: serde_json::Error| LoadError::Malformed { file: file.name.clone(), says: e.to_string() };
    let document: Document = serde_json::from_str(&file.text).map_err(malformed)?;
    let canonical = serde_json::to_string(&document).map_err(malformed)?;
    Ok(Parsed { file, document, canonical })
}

type ByName<T> = HashMap<(String, String), Arc<T>>;

fn build<'a>(files: impl Iterator<Item = &'a Parsed<'a>> + Clone) -> Result<Catalogue, LoadError> {
    let owner = OwnerId::SHIPPED;
    let mut catalogue = Catalogue::default();
    let mut frameworks: ByName<Framework> = HashMap::new();
    let mut scales: ByName<Scale> = HashMap::new();
    let flawed = |file: &File, flaw| LoadError::Flawed { file: file.name.clone(), flaw };
    for parsed in files.clone() {
        let (code, version) = parsed.document.code_and_version();
        let name = (code.to_owned(), version.to_owned());
        match parsed.document.clone() {
            Document::Framework(d) => {
                let framework = Arc::new(d.build(owner).map_err(|e| flawed(parsed.file, e))?);
                frameworks.insert(name, Arc::clone(&framework));
                catalogue.add_framework(framework);
            }
            Document::Scale(d) => {
                let scale = Arc::new(d.build(owner).map_err(|e| flawed(parsed.file, e))?);
                scales.insert(name, Arc::clone(&scale));
                catalogue.add_scale(scale);
            }
            Document::Instrument(_) | Document::Crosswalk(_) => {}
        }
    }
    catalogue.follow_versions().map_err(|(name, what)| LoadError::Missing { file: name.to_string(), what })?;
    for parsed in files {
        match parsed.document.clone() {
            Document::Framework(_) | Document::Scale(_) => {}
            Document::Instrument(document) => {
                catalogue.add_instrument(Arc::new(instrument(parsed.file, document, &frameworks, &scales)?));
            }
            Document::Crosswalk(document) => {
                catalogue.add_crosswalk(Arc::new(crosswalk(parsed.file, document, &frameworks)?));
            }
        }
    }
    Ok(catalogue)
}

fn instrument(
    file: &File,
    document: InstrumentDocument,
    frameworks: &ByName<Framework>,
    scales: &ByName<Scale>,
) -> Result<Instrument, LoadError> {
    let framework = referred(file, "framework", &document.framework, frameworks)?;
    let scale = referred(file, "scale", &document.scale, scales)?;
    let built = document.build(OwnerId::SHIPPED, framework, scale);
    built.map_err(|flaw| LoadError::Flawed { file: file.name.clone(), flaw })
}

fn crosswalk(file: &File, document: CrosswalkDocument, frameworks: &ByName<Framework>) -> Result<Crosswalk, LoadError> {
    let of = referred(file, "framework", &document.of, frameworks)?;
    let by = referred(file, "framework", &document.by, frameworks)?;
    let built = document.build(OwnerId::SHIPPED, of, by);
    built.map_err(|flaw| LoadError::Flawed { file: file.name.clone(), flaw })
}

/// What a file refers to.
fn referred<T>(file: &File, kind: &str, to: &Reference, there: &ByName<T>) -> Result<Arc<T>, LoadError> {
    let found = there.get(&(to.code.clone(), to.version.clone()));
    let missing = || LoadError::Missing { file: file.name.clone(), what: format!("{kind} {}@{}", to.code, to.version) };
    found.cloned().ok_or_else(missing)
}

async fn publish(db: &Db, files: &[Parsed<'_>], rows: &[definition::Model], now: Timestamp) -> Result<(), LoadError> {
    let known: HashMap<Uuid, &str> = rows.iter().map(|row| (row.id, row.digest.as_str())).collect();
    let mut new = Vec::new();
    for parsed in files {
        let (code, version) = parsed.document.code_and_version();
        let kind = parsed.document.kind();
        let id = parsed.id();
        let digest = crate::digest::sha256(parsed.canonical.as_bytes());
        match known.get(&id) {
            Some(published) if *published == digest => {}
            Some(_) => {
                let definition = format!("{kind} {code}@{version}");
                return Err(LoadError::Changed { file: parsed.file.name.clone(), definition });
            }
            None => new.push(definition::ActiveModel {
                owner_id: Set(OwnerId::SHIPPED.raw()),
                id: Set(id),
                kind: Set(kind.to_owned()),
                code: Set(code.to_owned()),
                version: Set(version.to_owned()),
                status: Set("published".to_owned()),
                digest: Set(digest),
                document: Set(parsed.canonical.clone()),
                published_at: Set(Some(now)),
            }),
        }
    }
    if !new.is_empty() {
        // Two servers may start at once on one database: whoever is second finds the same rows there.
        let insert = definition::Entity::insert_many(new).on_conflict(
            sea_orm::sea_query::OnConflict::columns([definition::Column::OwnerId, definition::Column::Id])
                .do_nothing()
                .to_owned(),
        );
        insert.exec_without_returning(db.writer()).await?;
    }
    Ok(())
}
