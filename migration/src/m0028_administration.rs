//! What administrators keep: revisions of users, memberships, programmes and groups, the codes of a programme, the study year and learning
//! route of a group, and when a programme or group went out of use.

use sea_orm_migration::prelude::*;

use crate::build::{instant_null, integer, integer_null, text_null};

/// Adds to `user_account`, `membership`, `programme` and `learner_group`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in added() {
            for column in columns {
                manager.alter_table(Table::alter().table(table).add_column(column).take()).await?;
            }
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, columns) in added() {
            for column in columns {
                let name = column.get_column_name();
                manager.alter_table(Table::alter().table(table).drop_column(name).take()).await?;
            }
        }
        Ok(())
    }
}

fn added() -> [(&'static str, Vec<ColumnDef>); 4] {
    let revision = || integer("revision").default(1).take();
    let routes = ["bol", "bbl", "fullTime", "partTime"];
    let programme = vec![
        revision(),
        text_null("crebo_code").take(),
        text_null("croho_code").take(),
        text_null("rio_code").take(),
        instant_null("deactivated_at").take(),
    ];
    let group = vec![
        revision(),
        integer_null("study_year").check(Expr::col("study_year").between(1, 10)).take(),
        text_null("learning_route").check(Expr::col("learning_route").is_in(routes)).take(),
        instant_null("deactivated_at").take(),
    ];
    [
        ("user_account", vec![revision()]),
        ("membership", vec![revision()]),
        ("programme", programme),
        ("learner_group", group),
    ]
}
