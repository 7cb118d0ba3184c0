//! What the operator does: tokens, migrations, organisations, users.

use migration::{Migrator, MigratorTrait};
use sea_orm::DbErr;

use super::{
    CommandError, Direction, GroupCommand, MigrateArgs, OrganisationCommand, RoleArgument, TallyArgs, TallyWork,
    TokenArgs, UserCommand, rights, sign_in, start,
};
use crate::{
    auth::right::Scopes,
    config::Config,
    db::connect,
    domain::{
        clock::Clock,
        ids::{IdSource, OrganisationId},
        organisation::{Cohort, Role, UserKind},
        tally::Difference,
    },
    failure::Failure,
    http::{language::Language, words},
    resources::{groups, organisations, tally, users},
    state::AppState,
};

/// The client that tokens made on the command line belong to.
const CLIENT: &str = "command-line";

/// Prints an access token.
pub(super) async fn token(args: &TokenArgs) -> Result<(), CommandError> {
    let config = args.configuration.load()?;
    // Nothing is migrated or loaded for this: the server does that.
    let db = connect::open(&config.database).await.map_err(unreachable)?;
    let found = users::repo::by_name(db.reader(), &args.user, args.organisation.as_deref()).await.map_err(database)?;
    let (organisation, user) = match found.as_slice() {
        [one] => *one,
        [] => return Err(CommandError::Failed(format!("there is no user `{}`", args.user))),
        _ => {
            let says = format!("there is a `{}` in several organisations: name one with --organisation", args.user);
            return Err(CommandError::Failed(says));
        }
    };
    let state = start::tokens_only(&config);
    let token = state.tokens.mint(organisation, user, CLIENT, &Scopes::all(), state.ids.next_raw(), state.clock.now());
    println!("{}", token.map_err(|e| CommandError::because("the token cannot be made", e))?);
    Ok(())
}

/// Moves the schema, or tells where it stands.
pub(super) async fn migrate(args: &MigrateArgs) -> Result<(), CommandError> {
    let config = args.configuration.load()?;
    let db = connect::open_for_migration(&config.database).await.map_err(unreachable)?;
    match args.direction {
        Direction::Up => connect::migrate(&db).await.map_err(database)?,
        Direction::Down => Migrator::down(&db, None).await.map_err(database)?,
        Direction::Status => {
            for migration in Migrator::get_migration_with_status(&db).await.map_err(database)? {
                println!("{:<9} {}", migration.status().to_string().to_lowercase(), migration.name());
            }
        }
    }
    Ok(())
}

/// Creates an organisation, or writes all that is in one to a file.
pub(super) async fn organisation(command: OrganisationCommand) -> Result<(), CommandError> {
    let (configuration, code, name, time_zone, minimum_learners) = match command {
        OrganisationCommand::Create { configuration, code, name, time_zone, minimum_learners } => {
            (configuration, code, name, time_zone, minimum_learners)
        }
        OrganisationCommand::Export { configuration, organisation, to } => {
            return rights::export(&configuration, &organisation, &to).await;
        }
    };
    let state = start::state(&configuration.load()?).await?;
    let made = organisations::service::create(&state, &code, &name, &time_zone, minimum_learners).await;
    println!("{}", made.map_err(failed)?.id);
    Ok(())
}

/// Creates a user, or does something about one.
pub(super) async fn user(command: UserCommand) -> Result<(), CommandError> {
    let (configuration, organisation, name, display_name, role, service) = match command {
        UserCommand::Create { configuration, organisation, name, display_name, role, service } => {
            (configuration, organisation, name, display_name, role, service)
        }
        UserCommand::Password(args) => return sign_in::password(&args).await,
        UserCommand::Invite(args) => return sign_in::invite(&args).await,
        UserCommand::Email(args) => return sign_in::email(&args).await,
        UserCommand::Disable(args) => return sign_in::disable(&args).await,
    };
    let config: Config = configuration.load()?;
    let state = start::state(&config).await?;
    let tenant = organisation_called(&state, &organisation).await?;
    let role = role.map(|role| match role {
        RoleArgument::Learner => Role::Learner,
        RoleArgument::Coach => Role::Coach,
        RoleArgument::Curriculum => Role::Curriculum,
        RoleArgument::Admin => Role::Admin,
    });
    let kind = if service { UserKind::Service } else { UserKind::Person };
    let made = users::service::create(&state, tenant, &name, &display_name, kind, role).await;
    println!("{}", made.map_err(failed)?);
    Ok(())
}

/// Says of which cohort a group is.
pub(super) async fn group(command: GroupCommand) -> Result<(), CommandError> {
    let GroupCommand::Cohort { configuration, organisation, group, year, none: _ } = command;
    let state = start::state(&configuration.load()?).await?;
    let organisation = organisation_called(&state, &organisation).await?;
    let cohort = year.and_then(|year| Cohort::of(i32::from(year)));
    groups::service::set_cohort(&state, organisation, &group, cohort).await.map_err(failed)
}

/// Holds the tally against the sheets, or counts these anew.
pub(super) async fn tally(args: &TallyArgs) -> Result<(), CommandError> {
    let state = start::state(&args.configuration.load()?).await?;
    let only = match &args.organisation {
        Some(code) => Some(organisation_called(&state, code).await?),
        None => None,
    };
    let rounds = tally::service::rounds(&state, only).await.map_err(failed)?;
    let mut wrong = 0;
    for (organisation, code, round) in &rounds {
        match args.what {
            TallyWork::Rebuild => tally::service::rebuild(&state, *organisation, *round).await.map_err(failed)?,
            TallyWork::Verify => {
                let found = tally::service::differences(&state, *organisation, *round).await.map_err(failed)?;
                wrong += found.len();
                for difference in &found {
                    println!("{code}: round {round}, {}", told(&state, difference));
                }
            }
        }
    }
    let number = rounds.len();
    match args.what {
        TallyWork::Rebuild => println!("{number} rounds counted anew"),
        TallyWork::Verify if wrong == 0 => println!("{number} rounds verified: the tally is what the sheets say"),
        TallyWork::Verify => {
            let says =
                format!("{wrong} rows of the tally differ from the sheets; `samenspel tally rebuild` counts anew");
            return Err(CommandError::Failed(says));
        }
    }
    Ok(())
}

/// A difference in words. What the sheets say stays unsaid: the operator needs to know where, not what.
fn told(state: &AppState, difference: &Difference) -> String {
    let Difference { slot, kept, found, counts } = difference;
    let instrument = state.catalogue.instrument(slot.instrument_owner, slot.instrument);
    let instrument = instrument.map_or_else(|| slot.instrument.to_string(), |i| i.name.to_string());
    format!(
        "group {}, profession {}, {instrument}, rater {}: {kept} sheets counted, {found} found; {counts} counts differ",
        slot.group,
        slot.profession.as_deref().unwrap_or("none"),
        slot.rater_kind.code(),
    )
}

pub(super) async fn organisation_called(state: &AppState, code: &str) -> Result<OrganisationId, CommandError> {
    let found = users::repo::organisation_by_code(state.db.reader(), code).await.map_err(database)?;
    found.ok_or_else(|| CommandError::Failed(format!("there is no organisation `{code}`")))
}

fn unreachable(error: DbErr) -> CommandError {
    CommandError::because("the database cannot be opened", error)
}

fn database(error: DbErr) -> CommandError {
    CommandError::because("the database failed", error)
}

/// A failure in words for whoever typed the command.
pub(super) fn failed(failure: Failure) -> CommandError {
    match failure {
        Failure::Refused(crate::domain::refusal::Refusal::InvalidInput(errors)) => {
            let each = errors.iter().map(|e| {
                format!("{}: {}", e.pointer.trim_start_matches('/'), words::of_fault(&e.fault, Language::English))
            });
            CommandError::Failed(each.collect::<Vec<_>>().join("; "))
        }
        other @ (Failure::Refused(_)
        | Failure::Unavailable(_)
        | Failure::Database(_)
        | Failure::Bug(_)
        | Failure::Overtaken
        | Failure::InFlight
        | Failure::KeyReused
        | Failure::NoLonger) => CommandError::Failed(other.to_string()),
    }
}
