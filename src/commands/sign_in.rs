//! What the operator does about signing in: clients, passwords, the end of an account.

use std::io::Read;

use clap::{Args, Subcommand};

use super::{CommandError, Configuration, operate, some_text, start};
use crate::{
    auth::right::Scopes,
    domain::sign_in::{ClientKind, LONGEST_PASSWORD, SHORTEST_PASSWORD, Weakness, redirect::RedirectUri},
    outside::mail,
    resources::{
        clients::service::operator::{self, NewClient},
        sign_in::service::{
            accounts::{self, Set},
            links::{self, Invited},
        },
    },
};

#[derive(Debug, Subcommand)]
pub(super) enum ClientCommand {
    /// Register a client: prints its id, and the secret of a confidential one, which is not told again
    Create(NewClientArgs),
}

#[derive(Args, Debug)]
pub(super) struct NewClientArgs {
    #[command(flatten)]
    configuration: Configuration,
    /// Code of the organisation whose people sign in through it
    #[arg(long, value_name = "CODE")]
    organisation: String,
    /// What people read where they sign in, unique in the organisation
    #[arg(long, value_parser = some_text)]
    name: String,
    /// It runs on a server and can keep a secret
    #[arg(long)]
    confidential: bool,
    /// Where it may be sent back to, to the letter; may stand several times
    #[arg(long, value_name = "URI", value_parser = redirect_uri)]
    redirect_uri: Vec<RedirectUri>,
    /// What it may ask for, separated by spaces [default: every scope but a guest's]
    #[arg(long, value_name = "SCOPES", value_parser = scopes)]
    scopes: Option<Scopes>,
    /// Sign-in name of the machine client that it acts for when nobody signs in
    #[arg(long, value_name = "NAME", requires = "confidential")]
    acts_for: Option<String>,
}

/// Who is meant.
#[derive(Args, Debug)]
pub(super) struct UserArgs {
    #[command(flatten)]
    configuration: Configuration,
    /// Code of the organisation
    #[arg(long, value_name = "CODE")]
    organisation: String,
    /// Name to sign in with
    #[arg(long)]
    name: String,
}

fn redirect_uri(given: &str) -> Result<RedirectUri, String> {
    let says = "`https` with a host, `http` on 127.0.0.1, [::1] or localhost, or a scheme of its own with a dot in it; without a fragment";
    RedirectUri::parse(given).ok_or_else(|| says.to_owned())
}

fn scopes(given: &str) -> Result<Scopes, String> {
    let known = Scopes::asked(given).filter(|scopes| !scopes.is_empty() && scopes.is_within(Scopes::grantable()));
    known.ok_or_else(|| format!("one or more of: {}", Scopes::grantable().codes()))
}

/// Registers a client.
pub(super) async fn client(command: ClientCommand) -> Result<(), CommandError> {
    let ClientCommand::Create(args) = command;
    if args.redirect_uri.is_empty() && args.acts_for.is_none() {
        let says = "name at least one --redirect-uri, or an account that it --acts-for";
        return Err(CommandError::Failed(says.to_owned()));
    }
    let state = start::state(&args.configuration.load()?).await?;
    let organisation = operate::organisation_called(&state, &args.organisation).await?;
    let wanted = NewClient {
        title: args.name,
        kind: if args.confidential { ClientKind::Confidential } else { ClientKind::Public },
        redirect_uris: args.redirect_uri,
        scopes: args.scopes.unwrap_or_else(Scopes::grantable),
        acts_as: args.acts_for,
    };
    let made = operator::register(&state, organisation, wanted).await.map_err(operate::failed)?;
    println!("{}", made.name.text());
    if let Some(secret) = made.secret {
        println!("{secret}");
    }
    Ok(())
}

/// Gives a user the password that stands on the first line of standard input.
pub(super) async fn password(args: &UserArgs) -> Result<(), CommandError> {
    let mut text = String::new();
    let read = std::io::stdin().lock().take(10_000).read_to_string(&mut text);
    read.map_err(|e| CommandError::because("the password cannot be read", e))?;
    let password = text.lines().next().unwrap_or_default().to_owned();
    let state = start::state(&args.configuration.load()?).await?;
    let organisation = operate::organisation_called(&state, &args.organisation).await?;
    let set = accounts::set_password(&state, organisation, &args.name, password).await.map_err(operate::failed)?;
    match set {
        Set::Done => Ok(()),
        Set::Nobody => Err(nobody(&args.name)),
        Set::TooWeak(weakness) => Err(CommandError::Failed(format!("the password is {}", told(weakness)))),
    }
}

#[derive(Args, Debug)]
pub(super) struct InviteArgs {
    #[command(flatten)]
    user: UserArgs,
    /// Mail the link to her rather than print it
    #[arg(long)]
    mail: bool,
}

#[derive(Args, Debug)]
pub(super) struct EmailArgs {
    #[command(flatten)]
    user: UserArgs,
    /// Address alone, without a name
    #[arg(long, value_name = "ADDRESS", value_parser = address, required_unless_present = "none")]
    address: Option<String>,
    /// Nowhere
    #[arg(long, conflicts_with = "address")]
    none: bool,
}

fn address(given: &str) -> Result<String, String> {
    if mail::is_address(given) { Ok(given.to_owned()) } else { Err("an address alone: name@school.example".to_owned()) }
}

/// Makes a link by which a person chooses a password.
pub(super) async fn invite(args: &InviteArgs) -> Result<(), CommandError> {
    let InviteArgs { user, mail } = args;
    let state = start::state(&user.configuration.load()?).await?;
    let organisation = operate::organisation_called(&state, &user.organisation).await?;
    if !mail {
        let made = links::invite(&state, organisation, &user.name).await.map_err(operate::failed)?;
        println!("{}", made.ok_or_else(|| nobody(&user.name))?.address);
        return Ok(());
    }
    match links::invite_by_mail(&state, organisation, &user.name).await.map_err(operate::failed)? {
        Invited::Sent => Ok(()),
        Invited::Nobody => Err(nobody(&user.name)),
        Invited::NoAddress => {
            let says = format!("no address is known of `{}`: `samenspel user email` says it", user.name);
            Err(CommandError::Failed(says))
        }
        Invited::Unsent(unsent) => Err(CommandError::because("the mail was not sent", unsent)),
    }
}

/// Says where mail for a person goes.
pub(super) async fn email(args: &EmailArgs) -> Result<(), CommandError> {
    let EmailArgs { user, address, none: _ } = args;
    let state = start::state(&user.configuration.load()?).await?;
    let organisation = operate::organisation_called(&state, &user.organisation).await?;
    let set = links::set_email(&state, organisation, &user.name, address.as_deref()).await.map_err(operate::failed)?;
    if set { Ok(()) } else { Err(nobody(&user.name)) }
}

fn nobody(name: &str) -> CommandError {
    CommandError::Failed(format!("there is no person `{name}` whose account is in use"))
}

fn told(weakness: Weakness) -> String {
    match weakness {
        Weakness::TooShort => format!("too short: at least {SHORTEST_PASSWORD} characters"),
        Weakness::TooLong => format!("too long: at most {LONGEST_PASSWORD} characters"),
        Weakness::Common => {
            "among the first that somebody would guess: take some words that have nothing to do with each other"
                .to_owned()
        }
    }
}

/// Ends an account.
pub(super) async fn disable(args: &UserArgs) -> Result<(), CommandError> {
    let state = start::state(&args.configuration.load()?).await?;
    let organisation = operate::organisation_called(&state, &args.organisation).await?;
    let ended = accounts::disable(&state, organisation, &args.name).await.map_err(operate::failed)?;
    if ended { Ok(()) } else { Err(CommandError::Failed(format!("there is no account `{}` in use", args.name))) }
}
