//! The commands of the program.
//!
//! Exit codes: 0 done, 1 it failed, 2 it was asked wrongly (by `clap`), 3 the configuration is not right.

mod audit;
mod operate;
mod provider;
mod rights;
mod serve;
mod sign_in;
pub mod start;

use std::{
    fmt,
    io::{self, Write},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{config::ConfigErrors, openapi, resources::audit_seals::service::Head};

/// Competency self-assessment and coach feedback: a REST API for Dutch vocational and applied-science education.
#[derive(Debug, Parser)]
#[command(name = "samenspel", version, arg_required_else_help = true)]
#[command(after_help = "Start with `samenspel demo`: a school to look around in, and command lines to paste.\n\
    Exit codes: 0 done, 1 failed, 2 asked wrongly, 3 configuration not right.")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(Configuration),
    /// Run a server with a demo school, on this machine only
    Demo(DemoArgs),
    /// Print an access token for a user, and nothing else
    Token(TokenArgs),
    /// Bring the database schema up to date, take it down, or tell where it stands
    Migrate(MigrateArgs),
    /// Print a contract
    Openapi {
        /// Which one
        #[arg(value_enum)]
        document: ContractDocument,
    },
    /// Organisations
    Organisation {
        #[command(subcommand)]
        command: OrganisationCommand,
    },
    /// Users
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Clients: programs through which people sign in, or that act for themselves
    Client {
        #[command(subcommand)]
        command: sign_in::ClientCommand,
    },
    /// Where people of an organisation sign in: its own provider of `OpenID` Connect
    Provider {
        #[command(subcommand)]
        command: provider::ProviderCommand,
    },
    /// Groups
    Group {
        #[command(subcommand)]
        command: GroupCommand,
    },
    /// The tally that reports are made from
    Tally(TallyArgs),
    /// The audit trail and its seals
    Audit(AuditArgs),
    /// Let go what is past its term of retention, as the server does by itself
    Retention(RetentionArgs),
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ContractDocument {
    /// The API under /v1
    V1,
    /// The API under /v1, in OpenAPI 3.0.3 for tools that read no 3.1
    #[value(name = "v1-3.0")]
    V1In30,
}

/// Where the configuration is.
#[derive(Args, Clone, Debug, Default)]
pub struct Configuration {
    /// TOML file with settings; the environment wins over it
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of a demo: its database and its secret are used
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

#[derive(Args, Debug)]
struct DemoArgs {
    /// Folder for the database and the secret; made where it is not there, used again where it is [default: a temporary one]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Seed of the invented scores: the same seed gives the same school
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Put the school in this database instead of a SQLite file; the folder remembers it
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Make the school, print where it is, and stop
    #[arg(long)]
    no_serve: bool,
}

#[derive(Args, Debug)]
struct TokenArgs {
    #[command(flatten)]
    configuration: Configuration,
    /// Name the user signs in with
    #[arg(long, value_name = "NAME")]
    user: String,
    /// Code of her organisation, where the name alone is not enough
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
}

#[derive(Args, Debug)]
struct MigrateArgs {
    #[command(flatten)]
    configuration: Configuration,
    /// What to do
    #[arg(value_enum)]
    direction: Direction,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Direction {
    /// Bring the schema up to date
    Up,
    /// Take every table away, with all that is in them
    Down,
    /// Tell which migrations have run
    Status,
}

#[derive(Args, Debug)]
struct RetentionArgs {
    #[command(flatten)]
    configuration: Configuration,
    /// Tell what is past its term, and leave it there
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args, Debug)]
struct TallyArgs {
    #[command(flatten)]
    configuration: Configuration,
    /// What to do
    #[arg(value_enum)]
    what: TallyWork,
    /// Code of an organisation: only its rounds [default: every organisation's]
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TallyWork {
    /// Hold it against the sheets, and tell where they differ
    Verify,
    /// Count the sheets anew, round by round; the server may run
    Rebuild,
}

#[derive(Args, Debug)]
struct AuditArgs {
    #[command(flatten)]
    configuration: Configuration,
    /// What to do
    #[arg(value_enum)]
    what: AuditWork,
    /// Code of an organisation: only its trail [default: every organisation's]
    #[arg(long, value_name = "CODE")]
    organisation: Option<String>,
    /// A seal that must be there, as `verify` or the log told it before
    #[arg(long, value_name = "NUMBER:HASH", value_parser = audit::noted, requires = "organisation")]
    noted: Option<Head>,
    /// File with an earlier secret, for seals from before the secret was changed; may stand several times
    #[arg(long, value_name = "FILE")]
    earlier_secret: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AuditWork {
    /// Hold the trail against its seals, and tell what is wrong
    Verify,
    /// Seal what is there, as the server does by itself
    Seal,
}

#[derive(Debug, Subcommand)]
enum OrganisationCommand {
    /// Create an organisation
    Create {
        #[command(flatten)]
        configuration: Configuration,
        /// Stable, readable code, unique in the installation: small letters, digits and hyphens
        #[arg(long, value_parser = code)]
        code: String,
        /// Name
        #[arg(long, value_parser = some_text)]
        name: String,
        /// IANA time zone
        #[arg(long, default_value = "Europe/Amsterdam")]
        time_zone: String,
        /// Fewest submitted learners a published row of a report is about
        #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(5..=1000))]
        minimum_learners: u32,
    },
    /// Write all of an organisation's data to a file, for who takes it elsewhere: a ZIP with each table as JSON and as CSV, without secrets
    Export {
        #[command(flatten)]
        configuration: Configuration,
        /// Code of the organisation
        #[arg(long, value_name = "CODE")]
        organisation: String,
        /// Where to write it; nothing may be there yet
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Create a user, with a role if one is named
    Create {
        #[command(flatten)]
        configuration: Configuration,
        /// Code of the organisation
        #[arg(long, value_name = "CODE")]
        organisation: String,
        /// Name to sign in with, unique in the organisation
        #[arg(long, value_parser = some_text)]
        name: String,
        /// Name as others see it
        #[arg(long, value_parser = some_text)]
        display_name: String,
        /// What she is in the whole organisation
        #[arg(long, value_enum)]
        role: Option<RoleArgument>,
        /// A machine client rather than a person
        #[arg(long)]
        service: bool,
    },
    /// Give a person the password that stands on the first line of standard input; who is signed in as her has to do so again
    Password(sign_in::UserArgs),
    /// Invite a person to choose a password: prints a link that is good once, for a week, or mails it; withdraws those before it
    Invite(sign_in::InviteArgs),
    /// Say where mail for a person goes; withdraws links that she has
    Email(sign_in::EmailArgs),
    /// End an account: it is refused from now on, with every token it has
    Disable(sign_in::UserArgs),
}

#[derive(Debug, Subcommand)]
enum GroupCommand {
    /// Say of which cohort a group is: when its learners began their programme. Rounds that have opened keep what they began with
    Cohort {
        #[command(flatten)]
        configuration: Configuration,
        /// Code of the organisation
        #[arg(long, value_name = "CODE")]
        organisation: String,
        /// Code of the group
        #[arg(long, value_name = "CODE")]
        group: String,
        /// Year in which that academic year began: 2025 for 2025-2026
        #[arg(long, value_parser = clap::value_parser!(u16).range(2000..=2100), required_unless_present = "none")]
        year: Option<u16>,
        /// Of none: its learners did not begin together, or it is not known
        #[arg(long, conflicts_with = "year")]
        none: bool,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RoleArgument {
    Learner,
    Coach,
    Curriculum,
    Admin,
}

/// A code: 1 to 60 small letters, digits and hyphens.
fn code(given: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let right = (1..=60).contains(&given.len()) && given.chars().all(fits);
    if right { Ok(given.to_owned()) } else { Err("1 to 60 small letters, digits and hyphens".to_owned()) }
}

/// A text that says something: 1 to 200 characters, not all of them blank.
fn some_text(given: &str) -> Result<String, String> {
    let right = !given.trim().is_empty() && given.chars().count() <= 200;
    if right { Ok(given.to_owned()) } else { Err("1 to 200 characters".to_owned()) }
}

/// Why a command failed.
#[derive(Debug)]
pub enum CommandError {
    /// The configuration is not right.
    Configuration(ConfigErrors),
    /// Anything else, in words.
    Failed(String),
}

impl CommandError {
    /// The exit code for it.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Configuration(_) => 3,
            Self::Failed(_) => 1,
        }
    }

    /// It failed at this, for that reason.
    pub fn because(what: &str, error: impl fmt::Display) -> Self {
        Self::Failed(format!("{what}: {error}"))
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(errors) => errors.fmt(f),
            Self::Failed(says) => f.write_str(says),
        }
    }
}

/// Runs a command.
///
/// # Errors
/// Why it failed, in words for whoever typed it.
pub fn run(cli: Cli) -> Result<(), CommandError> {
    if let Command::Openapi { document } = cli.command {
        return print_contract(document);
    }
    start::logging();
    actix_web::rt::System::new().block_on(async {
        match cli.command {
            Command::Serve(configuration) => serve::serve(&configuration).await,
            Command::Demo(args) => serve::demo(args).await,
            Command::Token(args) => operate::token(&args).await,
            Command::Migrate(args) => operate::migrate(&args).await,
            Command::Openapi { document } => print_contract(document),
            Command::Organisation { command } => operate::organisation(command).await,
            Command::User { command } => operate::user(command).await,
            Command::Client { command } => sign_in::client(command).await,
            Command::Provider { command } => provider::provider(command).await,
            Command::Group { command } => operate::group(command).await,
            Command::Tally(args) => operate::tally(&args).await,
            Command::Audit(args) => audit::audit(&args).await,
            Command::Retention(args) => rights::retention(&args).await,
        }
    })
}

/// Prints a contract. A reader who has seen enough, as `head` has, is no failure.
fn print_contract(document: ContractDocument) -> Result<(), CommandError> {
    let text = match document {
        ContractDocument::V1 => openapi::v1_json(),
        ContractDocument::V1In30 => openapi::v1_in_3_0_json(),
    };
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(CommandError::because("the contract cannot be printed", error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
