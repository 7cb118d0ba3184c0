//! Passwords: argon2id, beside the threads that answer requests and never more at once than the machine has processors.

use std::{sync::Arc, time::Duration};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{sync::Semaphore, time::timeout};
use zxcvbn::{Score, zxcvbn};

use crate::{
    domain::sign_in::{Weakness, wrong_length},
    failure::Failure,
};

/// How long somebody waits for her turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is checked where there is no account, or none with a password, so that it takes as long. No password is right for it.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IG5vYm9keSE$tHF0rR6q9m6mVjT0bS1w7vZpU2yV3kq0m1nQ4rX5sYg";

/// What many people here take, and a list made elsewhere does not know.
const USUAL_HERE: [&str; 30] = [
    "samenspel",
    "welkom",
    "wachtwoord",
    "geheim",
    "hallo",
    "school",
    "student",
    "docent",
    "stage",
    "leerling",
    "opleiding",
    "voetbal",
    "ajax",
    "feyenoord",
    "lente",
    "zomer",
    "herfst",
    "winter",
    "januari",
    "februari",
    "maart",
    "april",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
    "nederland",
];

/// Hashes and checks passwords: argon2id with 19 MiB and two passes, which is the library's usual and OWASP's.
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Passwords {
    /// So many at once.
    pub fn new(at_once: usize) -> Self {
        Self { turns: Arc::new(Semaphore::new(at_once)) }
    }

    /// Whether this is the password of that hash. Without a hash it is not, and takes as long.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where it is too busy.
    pub async fn is_right(&self, password: String, hash: Option<String>) -> Result<bool, Failure> {
        self.in_turn(move || {
            let known = hash.is_some();
            let hash = PasswordHash::new(hash.as_deref().unwrap_or(NOBODYS));
            let right = hash.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            right && known
        })
        .await
    }

    /// The hash of this password, as a PHC string.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] where it is too busy.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String, Failure> {
        let hash = self.in_turn(move || Argon2::default().hash_password_with_salt(password.as_bytes(), &salt)).await?;
        hash.map(|hash| hash.to_string()).map_err(|error| Failure::Bug(error.to_string()))
    }

    /// Does this work when it is its turn. Who goes away leaves it to be finished: its turn is over when the work is.
    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let busy = || Failure::Unavailable("too many sign in at once".to_owned());
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or_else(busy)?;
        let work = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Bug(error.to_string()))
    }
}

/// Why this password will not do for somebody about whom these words are known.
pub fn weakness(password: &str, about: &[&str]) -> Option<Weakness> {
    let usual: Vec<&str> = about.iter().copied().chain(USUAL_HERE).collect();
    // Below the highest score it is three words of the usual kind, or fewer.
    let guessed = || (zxcvbn(password, &usual).score() < Score::Four).then_some(Weakness::Common);
    wrong_length(password).or_else(guessed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_right_password_is_right_and_no_other_and_nobodys_is_checked_as_hard() {
        let passwords = Passwords::new(1);
        let hash = passwords.hash("vijf groene fietsen".to_owned(), [7; 16]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let is_right =
            |password: &str, hash: Option<&str>| passwords.is_right(password.to_owned(), hash.map(str::to_owned));
        assert!(is_right("vijf groene fietsen", Some(&hash)).await.unwrap());
        assert!(!is_right("vijf groene fietseN", Some(&hash)).await.unwrap());
        assert!(!is_right("vijf groene fietsen", None).await.unwrap());
        assert!(!is_right("vijf groene fietsen", Some("rubbish")).await.unwrap());
        let same = |hash: &str| {
            let hash = PasswordHash::new(hash).unwrap();
            (hash.algorithm.to_string(), hash.version, hash.params.to_string(), hash.hash.map(|h| h.as_bytes().len()))
        };
        assert_eq!(same(NOBODYS), same(&hash));
    }

    #[test]
    fn what_everybody_takes_will_not_do() {
        for common in
            ["passwordpassword", "welkom2026welkom", "qwertyuiopas", "123456789012", "Wachtwoord2026!", "noor.de.vries"]
        {
            assert_eq!(weakness(common, &["noor.de.vries", "Noor de Vries"]), Some(Weakness::Common), "{common}");
        }
        assert_eq!(weakness("fiets", &[]), Some(Weakness::TooShort));
        for fine in ["vijf groene fietsen", "kT9#vq2LmZx8", "mijn kat eet nooit tulpen"] {
            assert_eq!(weakness(fine, &["noor"]), None, "{fine}");
        }
    }
}
