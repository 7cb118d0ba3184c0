//! `audit`: the operator holds the trail against its seals.

use super::{
    AuditArgs, AuditWork, CommandError,
    operate::{failed, organisation_called},
    start,
};
use crate::{
    auth::seal::SealKey,
    resources::audit_seals::service::{self, Head},
};

/// Seals the trail, or holds it against its seals.
pub(super) async fn audit(args: &AuditArgs) -> Result<(), CommandError> {
    let config = args.configuration.load()?;
    let state = start::state(&config).await?;
    if matches!(args.what, AuditWork::Seal) {
        let rows = service::seal_due(&state).await.map_err(failed)?;
        println!("{rows} rows sealed");
        return Ok(());
    }
    let mut keys = vec![(*state.seal_key).clone()];
    keys.extend(config.server.other_secret.as_deref().map(SealKey::derive));
    for file in &args.earlier_secret {
        let secret = std::fs::read_to_string(file);
        let secret = secret.map_err(|e| CommandError::because(&file.display().to_string(), e))?;
        keys.push(SealKey::derive(secret.trim()));
    }
    let only = match &args.organisation {
        Some(code) => Some(organisation_called(&state, code).await?),
        None => None,
    };
    let mut wrong: usize = 0;
    for (organisation, code) in service::organisations(&state, only).await.map_err(failed)? {
        let mut say = |found| {
            wrong += 1;
            println!("{code}: {found}");
        };
        let done = service::verify(&state, organisation, &keys, args.noted.as_ref(), &mut say).await.map_err(failed)?;
        let head = done.head.map_or_else(|| "none".to_owned(), |head| format!("{}:{}", head.number, head.hash));
        println!("{code}: {} rows held against {} seals; the newest is {head}", done.rows, done.seals);
    }
    if wrong == 0 {
        println!("the audit trail is as it was sealed");
        return Ok(());
    }
    let says =
        format!("{wrong} things are wrong with the audit trail: somebody changed it, or the server does not seal");
    Err(CommandError::Failed(says))
}

/// A seal as it was told: its number and its hash.
pub(super) fn noted(text: &str) -> Result<Head, String> {
    let read = |(number, hash): (&str, &str)| {
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then_some(Head { number: number.parse().ok()?, hash: hash.to_ascii_lowercase() })
    };
    text.split_once(':').and_then(read).ok_or_else(|| "a number, a colon and 64 hexadecimal digits".to_owned())
}
