//! Signing in: what a password must be, how often one may try, where a client may be sent back to, and how long what it gets lives.

pub mod link;
pub mod provider;
pub mod redirect;
pub mod tries;

use chrono::TimeDelta;

use super::{
    ids::{ClientId, GrantId, UserId},
    round::coded,
};

/// How long a client may take to exchange a code.
pub const CODE_LIFETIME: TimeDelta = TimeDelta::seconds(60);

/// How long a refresh token lives that nobody uses.
pub const REFRESH_LIFETIME: TimeDelta = TimeDelta::days(7);

/// After how long signing in again is due, whatever happened in between.
pub const GRANT_LIFETIME: TimeDelta = TimeDelta::days(30);

/// Fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 12;

/// Most characters of a password.
pub const LONGEST_PASSWORD: usize = 128;

coded!(/// Whether a client can keep a secret.
    ClientKind {
    /// It runs where its users can read it: in a browser, on a telephone.
    Public = "public",
    /// It runs on a server.
    Confidential = "confidential",
});

coded!(/// Why a grant ended before its time.
    Because {
    /// Its client gave it back.
    SignedOut = "signedOut",
    /// Its code came a second time.
    CodeReused = "codeReused",
    /// A refresh token of it came a second time.
    TokenReused = "tokenReused",
    /// The user got another password.
    PasswordChanged = "passwordChanged",
    /// The account was disabled.
    AccountDisabled = "accountDisabled",
});

/// Whose access tokens are refused before they expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Those of one grant.
    Grant(GrantId),
    /// All of one user.
    User(UserId),
    /// All that came through one client.
    Client(ClientId),
}

/// Why a password will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than [`SHORTEST_PASSWORD`] characters.
    TooShort,
    /// More than [`LONGEST_PASSWORD`] characters.
    TooLong,
    /// Among the first that somebody would guess.
    Common,
}

/// What is wrong with the length of a password; any character will do.
pub fn wrong_length(password: &str) -> Option<Weakness> {
    match password.chars().count() {
        0..SHORTEST_PASSWORD => Some(Weakness::TooShort),
        SHORTEST_PASSWORD..=LONGEST_PASSWORD => None,
        _ => Some(Weakness::TooLong),
    }
}

/// Why a client does not get a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// It is not who it says it is.
    Client,
    /// The code or refresh token is not good, not any more, or not its own.
    Grant,
    /// It may not have all these scopes.
    Scope,
    /// It may not ask in this way.
    Unauthorized,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_has_twelve_to_a_hundred_and_twenty_eight_characters_of_any_kind() {
        for (password, wrong) in [
            ("", Some(Weakness::TooShort)),
            ("elf letters", Some(Weakness::TooShort)),
            ("twaalf lette", None),
            ("ééééééééé éé", None),
            (&"x".repeat(128), None),
            (&"x".repeat(129), Some(Weakness::TooLong)),
        ] {
            assert_eq!(wrong_length(password), wrong, "{password}");
        }
    }
}
