//! Views that take sheets apart, for analysts who read the database itself. `PostgreSQL` only: there an operator can grant them to somebody
//! who sees nothing else. Nobody is granted anything here, and the owner of the database has it all anyway.
//!
//! They are about persons. Nothing in them is hidden as it is in the reports.

use sea_orm_migration::{prelude::*, sea_orm::DatabaseBackend};

/// Creates the schema `analyst` with the views `score` and `score_reason`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["CREATE SCHEMA analyst", "REVOKE ALL ON SCHEMA analyst FROM PUBLIC", SCORE, SCORE_REASON]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Without CASCADE: what an operator put there herself is not thrown away, and the migration says so.
        run(manager, &["DROP VIEW analyst.score_reason", "DROP VIEW analyst.score", "DROP SCHEMA analyst"]).await
    }
}

async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    if manager.get_database_backend() == DatabaseBackend::Postgres {
        for sql in statements {
            manager.get_connection().execute_unprepared(sql).await?;
        }
    }
    Ok(())
}

/// A row per score of a submitted sheet. What an instrument asks at which place of a sheet, and which level of its scale means that it was not called
/// upon, come from the documents, once per query. A barrier, because else a function of the reader's could look at drafts before they are left out.
const SCORE: &str = "\
CREATE VIEW analyst.score WITH (security_barrier) AS
WITH item AS MATERIALIZED (
  SELECT d.owner_id, d.id, row_number() OVER (PARTITION BY d.owner_id, d.id ORDER BY b.number, c.number) - 1 AS place, c.code,
    ARRAY(SELECT (l.level ->> 'value')::int FROM definition s CROSS JOIN LATERAL json_array_elements(s.document::json -> 'levels') AS l (level)
          WHERE s.owner_id = d.owner_id AND s.kind = 'scale' AND s.code = d.document::json #>> '{scale,code}'
            AND s.version = d.document::json #>> '{scale,version}' AND NOT (l.level ->> 'counts')::boolean) AS not_called_upon
  FROM definition d
  CROSS JOIN LATERAL json_array_elements(d.document::json -> 'blocks') WITH ORDINALITY AS b (block, number)
  CROSS JOIN LATERAL json_array_elements_text(b.block -> 'competencies') WITH ORDINALITY AS c (code, number)
  WHERE d.kind = 'instrument'
)
SELECT a.organisation_id, a.round_id, COALESCE(p.group_id, a.group_id) AS group_id, a.learner_id, a.id AS assessment_id, a.rater_kind,
  p.exempted_reason IS NOT NULL AS is_exempted, a.submitted_at, a.instrument_id, item.code AS competency_code,
  CASE said.byte WHEN 255 THEN 'unanswered' WHEN 254 THEN 'notAsked' WHEN 253 THEN 'notObserved'
    ELSE CASE WHEN said.byte = ANY (item.not_called_upon) THEN 'notCalledUpon' ELSE 'rated' END END AS state,
  CASE WHEN said.byte < 253 THEN said.byte END AS level
FROM assessment a
JOIN item ON item.owner_id = a.instrument_owner_id AND item.id = a.instrument_id AND item.place < length(a.levels)
CROSS JOIN LATERAL (SELECT get_byte(a.levels, item.place::int) AS byte) AS said
LEFT JOIN round_participant p ON p.organisation_id = a.organisation_id AND p.round_id = a.round_id AND p.learner_id = a.learner_id
WHERE a.state <> 'draft'";

/// A row per reason that was given for a score of a submitted sheet. Notes, which stand beside the reasons, are not shown.
const SCORE_REASON: &str = "\
CREATE VIEW analyst.score_reason WITH (security_barrier) AS
SELECT a.organisation_id, a.round_id, COALESCE(p.group_id, a.group_id) AS group_id, a.learner_id, a.id AS assessment_id, a.rater_kind,
  p.exempted_reason IS NOT NULL AS is_exempted, a.submitted_at, a.instrument_id, r.code AS competency_code, r.reason
FROM assessment a
CROSS JOIN LATERAL json_each_text(a.remarks::json -> 'reasons') AS r (code, reason)
LEFT JOIN round_participant p ON p.organisation_id = a.organisation_id AND p.round_id = a.round_id AND p.learner_id = a.learner_id
WHERE a.state <> 'draft' AND r.reason IS NOT NULL";
