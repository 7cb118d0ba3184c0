//! Mail to people: text alone, over SMTP, into a folder, or to whoever runs the server. What is sent may hold a secret, so it is never logged.

use std::{fmt, io::Write, path::PathBuf, time::Duration};

use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
};
use url::{Host, Url};
use uuid::Uuid;

use crate::domain::clock::Timestamp;

/// How long one letter may take to be handed over.
const PATIENCE: Duration = Duration::from_secs(30);

/// One letter.
#[derive(Clone)]
pub struct Letter {
    pub id: Uuid,
    pub at: Timestamp,
    /// An address alone, without a name.
    pub to: String,
    pub subject: &'static str,
    pub text: String,
}

/// Why a letter was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// No mail is sent from here.
    NoWay,
    /// It is to no address.
    NoAddress,
    /// It could not be handed over; what the other server said of it, as a number, if it said so.
    Failed(Option<u16>),
}

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoWay => f.write_str("no mail is sent from here: `SAMENSPEL_MAIL` says how"),
            Self::NoAddress => f.write_str("it is to no address"),
            Self::Failed(Some(code)) => write!(f, "the mail server answers {code}"),
            Self::Failed(None) => f.write_str("it could not be handed over"),
        }
    }
}

#[derive(Clone)]
enum Way {
    Console,
    Folder(PathBuf),
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
}

/// How mail is sent, and as whom.
#[derive(Clone)]
pub struct Mail {
    way: Option<Way>,
    from: Address,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address of a server may hold a password.
        f.debug_struct("Mail").field("from", &self.from).finish_non_exhaustive()
    }
}

/// Whether mail can be sent to this: an address alone, without a name and on one line.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254 && text.parse::<Address>().is_ok()
}

impl Mail {
    /// As a setting says it: `none`, `console`, `folder:/path`, `smtps://…`, or `smtp://…?tls=required`.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(way: &str, from: &str) -> Result<Self, String> {
        let from = from.parse().map_err(|_| "must be sent from an address (`mail_from`), without a name".to_owned())?;
        let way = match way {
            "none" => None,
            "console" => Some(Way::Console),
            other => Some(match other.strip_prefix("folder:") {
                Some(path) => Way::Folder(PathBuf::from(path)),
                None => Way::Smtp(Box::new(smtp(other)?)),
            }),
        };
        Ok(Self { way, from })
    }

    /// Whether mail is sent at all.
    pub fn is_sent(&self) -> bool {
        self.way.is_some()
    }

    /// Hands a letter over.
    ///
    /// # Errors
    /// Why it was not.
    pub async fn send(&self, letter: &Letter) -> Result<(), Unsent> {
        let way = self.way.as_ref().ok_or(Unsent::NoWay)?;
        let to = letter.to.parse().map_err(|_| Unsent::NoAddress)?;
        let message = Message::builder()
            .from(Mailbox::new(None, self.from.clone()))
            .to(Mailbox::new(None, to))
            .subject(letter.subject)
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.domain())))
            .date(letter.at.into())
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|_| Unsent::Failed(None))?;
        match way {
            Way::Console => {
                eprintln!("-- mail to {}: {}\n{}", letter.to, letter.subject, letter.text);
                Ok(())
            }
            Way::Folder(folder) => {
                let file = folder.join(format!("{}.eml", letter.id));
                let written = std::fs::create_dir_all(folder).and_then(|()| private(&file, &message.formatted()));
                written.map_err(|_| Unsent::Failed(None))
            }
            Way::Smtp(server) => {
                let sent = tokio::time::timeout(PATIENCE, server.send(message)).await;
                let sent = sent.map_err(|_| Unsent::Failed(None))?;
                sent.map(drop).map_err(|error| Unsent::Failed(error.status().map(u16::from)))
            }
        }
    }
}

/// A server, over TLS unless it is on this machine.
fn smtp(text: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let says = "must be `none`, `console`, `folder:/path`, `smtps://user:password@host` or `smtp://user:password@host?tls=required`";
    let url = Url::parse(text).map_err(|_| says.to_owned())?;
    let is_here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => matches!(name, "localhost" | "127.0.0.1" | "[::1]"),
        None => false,
    };
    let is_locked = url.scheme() == "smtps" || url.query() == Some("tls=required");
    if !(is_here || is_locked) {
        return Err(says.to_owned());
    }
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(text).map_err(|_| says.to_owned())?;
    Ok(server.timeout(Some(PATIENCE / 3)).build())
}

/// Writes a file that nobody else reads.
fn private(file: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(bytes)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader},
        net::TcpListener,
        thread::{JoinHandle, spawn},
    };

    use super::*;

    /// A mail server that takes one letter, unless it refuses whom it is to: its port, and what it was told.
    fn server(of_recipient: &'static str) -> (u16, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let serve = move || {
            let (stream, _) = listener.accept().unwrap();
            let (mut out, mut told, mut in_letter) = (stream.try_clone().unwrap(), String::new(), false);
            let mut say = |text: &str| out.write_all(format!("{text}\r\n").as_bytes()).unwrap();
            say("220 here");
            for line in BufReader::new(stream).lines() {
                let Ok(line) = line else { break };
                told.push_str(&line);
                told.push('\n');
                match (in_letter, line.as_str()) {
                    (true, ".") => {
                        in_letter = false;
                        say("250 taken");
                    }
                    (true, _) => {}
                    (false, "DATA") => {
                        in_letter = true;
                        say("354 go on");
                    }
                    (false, "QUIT") => {
                        say("221 bye");
                        break;
                    }
                    (false, rcpt) if rcpt.starts_with("RCPT") => say(of_recipient),
                    (false, _) => say("250 well"),
                }
            }
            told
        };
        (port, spawn(serve))
    }

    fn letter() -> Letter {
        Letter {
            id: Uuid::from_u128(7),
            at: chrono::DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
            to: "noor@post.example".to_owned(),
            subject: "Een link",
            text: "https://samenspel.example/x\n".to_owned(),
        }
    }

    #[tokio::test]
    async fn a_mail_server_is_told_what_and_to_whom_and_may_refuse() {
        let (port, told) = server("250 well");
        let mail = |port| Mail::read(&format!("smtp://127.0.0.1:{port}"), "samenspel@school.example").unwrap();
        assert_eq!(mail(port).send(&letter()).await, Ok(()));
        let told = told.join().unwrap();
        for line in [
            "MAIL FROM:<samenspel@school.example>",
            "RCPT TO:<noor@post.example>",
            "From: samenspel@school.example",
            "To: noor@post.example",
            "Subject: Een link",
            "https://samenspel.example/x",
        ] {
            assert!(told.lines().any(|found| found.trim_end() == line), "{line} in {told}");
        }
        let (port, told) = server("550 nobody of that name");
        assert_eq!(mail(port).send(&letter()).await, Err(Unsent::Failed(Some(550))));
        assert!(!told.join().unwrap().contains("https://samenspel.example/x"));
        assert_eq!(mail(port).send(&letter()).await, Err(Unsent::Failed(None)), "nobody listens any more");
    }

    #[tokio::test]
    async fn nothing_is_sent_to_an_address_that_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let mail = Mail::read(&format!("folder:{}", folder.path().display()), "samenspel@school.example").unwrap();
        let to = "noor@post.example\r\nBcc: all@school.example".to_owned();
        assert_eq!(mail.send(&Letter { to, ..letter() }).await, Err(Unsent::NoAddress));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_password_goes_to_a_mail_server_over_tls_or_stays_on_this_machine() {
        let read = |way: &str| Mail::read(way, "samenspel@school.example").is_ok();
        for fine in [
            "none",
            "console",
            "folder:/tmp/x",
            "smtps://u:p@mail.example",
            "smtp://u:p@mail.example:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
        ] {
            assert!(read(fine), "{fine}");
        }
        for wrong in ["", "x", "smtp://mail.example", "smtp://mail.example?tls=opportunistic", "https://mail.example"] {
            assert!(!read(wrong), "{wrong}");
        }
        assert!(Mail::read("console", "nobody").is_err());
        let debug = format!("{:?}", Mail::read("smtps://u:geheim@mail.example", "a@b.example"));
        assert!(!debug.contains("geheim"), "{debug}");
    }

    #[test]
    fn an_address_is_one_and_brings_no_header_with_it() {
        assert!(is_address("noor@school.example"));
        for wrong in [
            "noor",
            "",
            "noor@school.example\r\nBcc: all@school.example",
            "noor@school.example\nBcc: all@school.example",
            "noor@school.example, sam@school.example",
            "Noor <noor@school.example>",
            " noor@school.example",
        ] {
            assert!(!is_address(wrong), "{wrong:?}");
        }
    }
}
