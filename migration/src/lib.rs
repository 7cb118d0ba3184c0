//! The only author of Samenspel's database schema, for `SQLite` and `PostgreSQL` alike.
//!
//! One file per topic, named `mNNNN_topic` and never edited once released: a change is a new file. Each runs in a
//! transaction on both databases, so a schema is never half there. The entities read these tables; no migration ever
//! imports them, because a migration must keep its meaning when an entity changes.

#![expect(
    elided_lifetimes_in_paths,
    reason = "`async_trait` binds a written `SchemaManager<'_>` otherwise than the trait does: E0195"
)]

mod build;
mod m0001_definitions;
mod m0002_organisations;
mod m0003_rounds;
mod m0004_assessments;
mod m0005_feedback;
mod m0006_reports;
mod m0007_operations;
mod m0008_causes;
mod m0009_rounds;
mod m0010_raters;
mod m0012_reflections;
mod m0013_goals;
mod m0014_feedback;
mod m0015_conversation;
mod m0016_reflection_shares;
mod m0018_disclosure;
mod m0019_crosswalks;
mod m0020_tally;
mod m0021_report_kinds;
mod m0022_analyst_views;
mod m0023_cohorts;
mod m0024_further_reports;
mod m0025_round_release;
mod m0026_audit_seals;
mod m0027_sign_in;
mod m0028_administration;
mod m0029_openid_connect;
mod m0030_password_links;
mod m0031_personal_data;
mod m0032_retention;
mod m0033_clients;
mod m0034_trail_and_terms;
mod m0035_coaching_external_id;
mod m0036_private_lines;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{MigrationTrait, async_trait};

/// Brings a database up to the newest schema, or back; call it through [`MigratorTrait`].
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_definitions::Migration),
            Box::new(m0002_organisations::Migration),
            Box::new(m0003_rounds::Migration),
            Box::new(m0004_assessments::Migration),
            Box::new(m0005_feedback::Migration),
            Box::new(m0006_reports::Migration),
            Box::new(m0007_operations::Migration),
            Box::new(m0008_causes::Migration),
            Box::new(m0009_rounds::Migration),
            Box::new(m0010_raters::Migration),
            Box::new(m0012_reflections::Migration),
            Box::new(m0013_goals::Migration),
            Box::new(m0014_feedback::Migration),
            Box::new(m0015_conversation::Migration),
            Box::new(m0016_reflection_shares::Migration),
            Box::new(m0018_disclosure::Migration),
            Box::new(m0019_crosswalks::Migration),
            Box::new(m0020_tally::Migration),
            Box::new(m0021_report_kinds::Migration),
            Box::new(m0022_analyst_views::Migration),
            Box::new(m0023_cohorts::Migration),
            Box::new(m0024_further_reports::Migration),
            Box::new(m0025_round_release::Migration),
            Box::new(m0026_audit_seals::Migration),
            Box::new(m0027_sign_in::Migration),
            Box::new(m0028_administration::Migration),
            Box::new(m0029_openid_connect::Migration),
            Box::new(m0030_password_links::Migration),
            Box::new(m0031_personal_data::Migration),
            Box::new(m0032_retention::Migration),
            Box::new(m0033_clients::Migration),
            Box::new(m0034_trail_and_terms::Migration),
            Box::new(m0035_coaching_external_id::Migration),
            Box::new(m0036_private_lines::Migration),
        ]
    }
}
