//! How mail is sent: links by which people choose a password.

use super::{Settings, server::Mode};
use crate::outside::mail::Mail;

/// What sends mail.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `mail`: `console` (usual while developing), `none` (usual in production), `folder:/path`, `smtps://…` or `smtp://…?tls=required`; and
    /// `mail_from`: the address it is from. `None` where that is wrong.
    pub mail: Option<Mail>,
}

impl MailConfig {
    /// Reads this section.
    pub fn read(settings: &mut Settings, mode: Mode) -> Self {
        let usual = match mode {
            Mode::Development => "console",
            Mode::Production => "none",
        };
        let from = settings.text("mail_from", "samenspel@localhost");
        let way = settings.text("mail", usual);
        match Mail::read(&way, &from) {
            Ok(mail) => Self { mail: Some(mail) },
            Err(says) => {
                settings.error(format!("`mail` {says}"));
                Self { mail: None }
            }
        }
    }
}
