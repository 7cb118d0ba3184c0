//! What the operator does about where people of an organisation sign in: its own provider of `OpenID` Connect.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{CommandError, Configuration, operate, some_text, start};
use crate::{
    config::Config,
    domain::sign_in::provider::{IdentifierClaim, Provider},
    outside::target::Target,
    resources::sign_in::service::{elsewhere, providers},
};

#[derive(Debug, Subcommand)]
pub(super) enum ProviderCommand {
    /// Let people of an organisation sign in at this provider, in place of any other; prints the address that it has to send them back to
    Set(SetArgs),
    /// Print the provider of an organisation, but for its secret
    Show(OrganisationArgs),
    /// Let nobody sign in there any more; who is signed in stays so
    Remove(OrganisationArgs),
}

/// Whose provider.
#[derive(Args, Debug)]
pub(super) struct OrganisationArgs {
    #[command(flatten)]
    configuration: Configuration,
    /// Code of the organisation
    #[arg(long, value_name = "CODE")]
    organisation: String,
}

#[derive(Args, Debug)]
pub(super) struct SetArgs {
    #[command(flatten)]
    of: OrganisationArgs,
    /// What people call it: "Sign in with …"
    #[arg(long, value_parser = some_text)]
    name: String,
    /// Its issuer, to the letter: discovery begins there
    #[arg(long, value_name = "URL")]
    issuer: String,
    /// What it calls this client
    #[arg(long, value_name = "ID", value_parser = some_text)]
    client_id: String,
    /// File with the secret that it gave this client, on the first line [default: none, a public client]
    #[arg(long, value_name = "FILE")]
    client_secret_file: Option<PathBuf>,
    /// Let in only whose `schac_home_organization` is this; needed where a provider serves several schools
    #[arg(long, value_name = "DOMAIN", value_parser = some_text)]
    home_organization: Option<String>,
    /// Claim that holds the `externalId` of accounts that were made beforehand; none that people write themselves
    #[arg(long, value_name = "CLAIM", value_parser = identifier_claim)]
    external_id_claim: Option<IdentifierClaim>,
    /// Code of the group in which a student who gets an account becomes a learner [default: she gets no role]
    #[arg(long, value_name = "CODE", conflicts_with = "existing_accounts_only")]
    learner_group: Option<String>,
    /// Give nobody an account for coming: only who has one, found by the claim, is let in
    #[arg(long, requires = "external_id_claim")]
    existing_accounts_only: bool,
}

fn identifier_claim(given: &str) -> Result<IdentifierClaim, String> {
    let says = "the name of a claim, and of none that people write themselves (as `email`) or that says what they are";
    IdentifierClaim::parse(given).ok_or_else(|| says.to_owned())
}

/// Sets, tells or removes a provider.
pub(super) async fn provider(command: ProviderCommand) -> Result<(), CommandError> {
    match command {
        ProviderCommand::Set(args) => set(args).await,
        ProviderCommand::Show(args) => show(&args).await,
        ProviderCommand::Remove(args) => remove(&args).await,
    }
}

async fn set(args: SetArgs) -> Result<(), CommandError> {
    let wrong = |says: String| Err(CommandError::Failed(says));
    let config: Config = args.of.configuration.load()?;
    // An issuer has no query (Discovery, section 3), and is kept in an index.
    let issuer = Target::parse(&args.issuer, config.outside.reach).is_some() && !args.issuer.contains('?');
    if !issuer || args.issuer.len() > 500 {
        return wrong("the issuer must be `https` with the name of a host on the internet, and no query".to_owned());
    }
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|e| CommandError::because(&path.display().to_string(), e))?;
        let line = text.lines().next().unwrap_or_default().trim().to_owned();
        if line.is_empty() { Err(CommandError::Failed("the file holds no secret".to_owned())) } else { Ok(line) }
    };
    let secret = args.client_secret_file.as_ref().map(read).transpose()?;
    let state = start::state(&config).await?;
    let organisation = operate::organisation_called(&state, &args.of.organisation).await?;
    let learner_group = match &args.learner_group {
        Some(code) => match providers::group_called(&state, organisation, code).await.map_err(operate::failed)? {
            Some(group) => Some(group),
            None => return wrong(format!("there is no group `{code}` in use")),
        },
        None => None,
    };
    let provider = Provider {
        name: args.name,
        issuer: args.issuer,
        client_id: args.client_id,
        home_organization: args.home_organization,
        external_id_claim: args.external_id_claim,
        makes_accounts: !args.existing_accounts_only,
        learner_group,
    };
    let done = providers::set(&state, organisation, &provider, secret.as_deref()).await.map_err(operate::failed)?;
    done.map_err(|trouble| CommandError::because("the provider will not do", trouble))?;
    println!("{}", elsewhere::callback(&state, &args.of.organisation));
    Ok(())
}

async fn show(args: &OrganisationArgs) -> Result<(), CommandError> {
    let state = start::state(&args.configuration.load()?).await?;
    let organisation = operate::organisation_called(&state, &args.organisation).await?;
    let found = providers::get(&state, organisation).await.map_err(operate::failed)?;
    let provider = found.ok_or_else(|| CommandError::Failed("the organisation has no provider".to_owned()))?;
    let or_none = |text: Option<&str>| text.unwrap_or("none").to_owned();
    for (name, value) in [
        ("name", provider.name.clone()),
        ("issuer", provider.issuer.clone()),
        ("client id", provider.client_id.clone()),
        ("callback", elsewhere::callback(&state, &args.organisation)),
        ("home organization", or_none(provider.home_organization.as_deref())),
        ("external id claim", or_none(provider.external_id_claim.as_ref().map(IdentifierClaim::as_str))),
        ("new people", if provider.makes_accounts { "get an account" } else { "are not let in" }.to_owned()),
        ("students become learners in", provider.learner_group.map_or("none".to_owned(), |group| group.to_string())),
    ] {
        println!("{name}: {value}");
    }
    Ok(())
}

async fn remove(args: &OrganisationArgs) -> Result<(), CommandError> {
    let state = start::state(&args.configuration.load()?).await?;
    let organisation = operate::organisation_called(&state, &args.organisation).await?;
    let had = providers::remove(&state, organisation).await.map_err(operate::failed)?;
    if had { Ok(()) } else { Err(CommandError::Failed("the organisation has no provider".to_owned())) }
}
