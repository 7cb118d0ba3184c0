//! Configuration: a TOML file and the environment, read once, all errors told at once.
//!
//! A setting has one name: `section.key` in the file, `SAMENSPEL_SECTION_KEY` in the environment (which wins), and
//! `DATABASE_URL` for the database, as everybody expects.

pub mod database;
pub mod limits;
pub mod mail;
pub mod outside;
pub mod server;

use std::{collections::BTreeMap, fmt, path::Path};

use self::{
    database::DatabaseConfig, limits::LimitsConfig, mail::MailConfig, outside::OutsideConfig, server::ServerConfig,
};

/// Everything that can be configured.
#[derive(Clone, Debug)]
pub struct Config {
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub outside: OutsideConfig,
    pub mail: MailConfig,
    pub limits: LimitsConfig,
}

/// What the environment does not say of a demo.
const OF_ITS_OWN: [&str; 7] = [
    "DATABASE_URL",
    "SAMENSPEL_LISTEN",
    "SAMENSPEL_MODE",
    "SAMENSPEL_OTHER_SECRET",
    "SAMENSPEL_PUBLIC_URL",
    "SAMENSPEL_REACH",
    "SAMENSPEL_SECRET",
];

#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
fn environment() -> BTreeMap<String, String> {
    std::env::vars().collect()
}

/// What is wrong with a configuration: everything, each with the setting's name.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<String>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the configuration is not right:")?;
        self.0.iter().try_for_each(|error| writeln!(f, "  - {error}"))
    }
}

impl std::error::Error for ConfigErrors {}

impl Config {
    /// The configuration of this process: the file, if one is named, and the environment over it.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigErrors> {
        let environment = environment();
        let text = match file.map(std::fs::read_to_string).transpose() {
            Ok(text) => text,
            Err(error) => return Err(ConfigErrors(vec![format!("the file cannot be read: {error}")])),
        };
        Self::read(text.as_deref(), &environment)
    }

    /// The configuration of a demo, which has a database, a secret and an address of its own: the environment has a say in all the rest.
    ///
    /// # Errors
    /// As for [`Self::load`].
    pub fn load_for_demo() -> Result<Self, ConfigErrors> {
        let mut environment = environment();
        environment.retain(|name, _| !OF_ITS_OWN.contains(&name.as_str()));
        Self::read(None, &environment)
    }

    /// The configuration in this text and this environment.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn read(file: Option<&str>, environment: &BTreeMap<String, String>) -> Result<Self, ConfigErrors> {
        let mut settings = Settings::new(file, environment);
        let server = ServerConfig::read(&mut settings);
        let database = DatabaseConfig::read(&mut settings);
        let outside = OutsideConfig::read(&mut settings, server.mode);
        let mail = MailConfig::read(&mut settings, server.mode);
        let limits = LimitsConfig::read(&mut settings);
        settings.unknown();
        if settings.errors.is_empty() {
            Ok(Self { server, database, outside, mail, limits })
        } else {
            Err(ConfigErrors(settings.errors))
        }
    }
}

/// The settings as they were given, while the sections read theirs.
pub struct Settings {
    values: BTreeMap<String, String>,
    errors: Vec<String>,
}

impl Settings {
    fn new(file: Option<&str>, environment: &BTreeMap<String, String>) -> Self {
        let mut settings = Self { values: BTreeMap::new(), errors: Vec::new() };
        match file.map(str::parse::<toml::Table>) {
            Some(Ok(table)) => settings.take_table(table),
            Some(Err(error)) => settings.errors.push(format!("the file is not TOML: {}", error.message())),
            None => {}
        }
        for (name, value) in environment {
            // `SAMENSPEL_TEST_…` and the like steer tests and tools, not the server.
            let ours = name.strip_prefix("SAMENSPEL_").filter(|rest| !is_tooling(rest));
            if let Some(rest) = ours {
                settings.values.insert(rest.to_ascii_lowercase(), value.clone());
            } else if name == "DATABASE_URL" {
                settings.values.insert("database_url".to_owned(), value.clone());
            }
        }
        settings
    }

    fn take_table(&mut self, table: toml::Table) {
        for (key, value) in table {
            match value {
                toml::Value::String(text) => drop(self.values.insert(key, text)),
                toml::Value::Integer(number) => drop(self.values.insert(key, number.to_string())),
                toml::Value::Float(_)
                | toml::Value::Boolean(_)
                | toml::Value::Datetime(_)
                | toml::Value::Array(_)
                | toml::Value::Table(_) => self.errors.push(format!("`{key}` must be a text or a number")),
            }
        }
    }

    /// The value of a setting, as `parse` reads it, or the usual one.
    pub fn take<T>(&mut self, name: &str, usual: T, parse: impl Fn(&str) -> Result<T, String>) -> T {
        let Some(given) = self.values.remove(name) else { return usual };
        parse(&given).unwrap_or_else(|says| {
            self.errors.push(format!("`{name}` {says}"));
            usual
        })
    }

    /// The text of a setting, or the usual one.
    pub fn text(&mut self, name: &str, usual: &str) -> String {
        self.values.remove(name).unwrap_or_else(|| usual.to_owned())
    }

    /// Records an error that a section found.
    pub fn error(&mut self, says: impl Into<String>) {
        self.errors.push(says.into());
    }

    fn unknown(&mut self) {
        let unknown: Vec<String> = self.values.keys().map(|name| format!("`{name}` is not a setting")).collect();
        self.errors.extend(unknown);
    }
}

fn is_tooling(name: &str) -> bool {
    ["TEST_", "REFERENCE_", "REQUIRE_", "BENCH_", "LOG"].iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outside::address::Reach;

    fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn without_anything_it_is_an_embedded_server_on_loopback() {
        let config = Config::read(None, &environment(&[("PATH", "/bin")])).unwrap();
        assert!(config.database.is_sqlite());
        assert_eq!(config.server.listen.to_string(), "127.0.0.1:8080");
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let file = "listen = \"127.0.0.1:1000\"\npublic_url = \"https://a.example\"";
        let config = Config::read(Some(file), &environment(&[("SAMENSPEL_LISTEN", "127.0.0.1:2000")])).unwrap();
        assert_eq!(config.server.listen.port(), 2000);
        assert_eq!(config.server.public_url, "https://a.example");
    }

    #[test]
    fn all_errors_are_told_at_once() {
        let file = "listen = \"nowhere\"\nmode = \"production\"\nnonsense = 1";
        let errors = Config::read(Some(file), &environment(&[("SAMENSPEL_DATABASE_CONNECTIONS", "0")])).unwrap_err();
        let told = errors.to_string();
        for name in ["`listen`", "`secret`", "`nonsense`", "`database_connections`", "`public_url`"] {
            assert!(told.contains(name), "{name} in {told}");
        }
    }

    #[test]
    fn production_refuses_a_missing_short_or_default_secret() {
        let production = |secret: Option<&str>| {
            let mut pairs = vec![("SAMENSPEL_MODE", "production"), ("SAMENSPEL_PUBLIC_URL", "https://a.example")];
            pairs.extend(secret.map(|s| ("SAMENSPEL_SECRET", s)));
            Config::read(None, &environment(&pairs))
        };
        assert!(production(None).is_err());
        assert!(production(Some("short")).is_err());
        assert!(production(Some(server::DEVELOPMENT_SECRET)).is_err());
        assert!(production(Some("0123456789abcdef0123456789abcdef")).is_ok());
    }

    #[test]
    fn a_limit_of_nothing_is_none() {
        let rates = |pairs: &[(&str, &str)]| Config::read(None, &environment(pairs)).map(|config| config.limits.rates);
        let usual = rates(&[]).unwrap();
        assert_eq!([usual.caller, usual.address].map(|rate| rate.map_or(0, Into::into)), [1_200, 3_000]);
        let set = rates(&[("SAMENSPEL_CALLER_LIMIT", "0"), ("SAMENSPEL_ADDRESS_LIMIT", "7")]).unwrap();
        assert_eq!([set.caller, set.address].map(|rate| rate.map_or(0, Into::into)), [0, 7]);
        let wrong = rates(&[("SAMENSPEL_CALLER_LIMIT", "many"), ("SAMENSPEL_ADDRESS_LIMIT", "-1")]).unwrap_err();
        assert_eq!(wrong.0.len(), 2, "{wrong}");
    }

    #[test]
    fn production_asks_nobody_on_its_own_machine() {
        let reach = |mode: &str, reach: &str| {
            let pairs =
                [("SAMENSPEL_MODE", mode), ("SAMENSPEL_PUBLIC_URL", "https://a.example"), ("SAMENSPEL_REACH", reach)];
            let pairs = pairs.into_iter().chain([("SAMENSPEL_SECRET", "0123456789abcdef0123456789abcdef")]);
            Config::read(None, &environment(&pairs.collect::<Vec<_>>())).map(|config| config.outside.reach).ok()
        };
        assert_eq!(reach("development", "loopback"), Some(Reach::AndThisMachine));
        assert_eq!(reach("production", "public"), Some(Reach::Public));
        assert_eq!((reach("production", "loopback"), reach("development", "everywhere")), (None, None));
        let usual = Config::read(None, &environment(&[])).unwrap();
        assert_eq!(usual.outside.reach, Reach::Public);
    }

    #[test]
    fn another_secret_is_as_secret_and_another() {
        let secret = "0123456789abcdef0123456789abcdef";
        let with = |mode: &str, other: &str| {
            let pairs = [("SAMENSPEL_MODE", mode), ("SAMENSPEL_PUBLIC_URL", "https://a.example")];
            let pairs = pairs.into_iter().chain([("SAMENSPEL_SECRET", secret), ("SAMENSPEL_OTHER_SECRET", other)]);
            Config::read(None, &environment(&pairs.collect::<Vec<_>>())).map(|config| config.server.other_secret)
        };
        let next = "fedcba9876543210fedcba9876543210";
        assert_eq!(with("production", next).unwrap().as_deref(), Some(next));
        assert_eq!(with("production", "").unwrap(), None);
        assert!(with("production", "short").is_err());
        assert!(with("production", server::DEVELOPMENT_SECRET).is_err());
        assert!(with("development", secret).is_err());
    }
}
