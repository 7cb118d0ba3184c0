//! `serve` and `demo`: the commands that run a server.

use std::{
    io::Write,
    net::{Ipv4Addr, TcpListener},
    num::NonZero,
    path::{Path, PathBuf},
    sync::Arc,
    thread::available_parallelism,
    time::Duration,
};

use actix_web::{HttpServer, web::Data};
use sea_orm::DbErr;

use super::{
    CommandError, Configuration, DemoArgs,
    start::{self, DEMO_ADDRESS, DEMO_DATABASE_URL, DEMO_SECRET},
};
use crate::{
    app,
    config::{Config, database::DatabaseConfig},
    db::connect,
    demo, jobs,
    resources::sign_in,
    state::AppState,
};

/// Runs the server until it is told to stop.
pub(super) async fn serve(configuration: &Configuration) -> Result<(), CommandError> {
    let config = configuration.load()?;
    let state = Arc::new(start::state(&config).await?);
    let listener = TcpListener::bind(config.server.listen);
    let listener =
        listener.map_err(|e| CommandError::because(&format!("cannot listen on {}", config.server.listen), e))?;
    tracing::info!(listen = %config.server.listen, public_url = %config.server.public_url, "serving");
    listen(&config, state, listener).await
}

async fn listen(config: &Config, state: Arc<AppState>, listener: TcpListener) -> Result<(), CommandError> {
    // Before the first request: what other servers revoked while this one did not run.
    let learned = sign_in::service::learn_revoked(&state).await;
    learned.map_err(|e| CommandError::because("it cannot be read which tokens were revoked", e))?;
    let background = [
        actix_web::rt::spawn(jobs::run(Arc::clone(&state))),
        actix_web::rt::spawn(jobs::seal(Arc::clone(&state))),
        actix_web::rt::spawn(jobs::learn_revoked(Arc::clone(&state))),
        actix_web::rt::spawn(jobs::remind(Arc::clone(&state))),
    ];
    let (database, origins) = (config.database.clone(), config.server.allowed_origins.clone());
    let workers = available_parallelism().map_or(1, NonZero::get);
    let server = HttpServer::new(move || {
        let (database, state) = (database.clone(), Arc::clone(&state));
        app::build(Data::from(Arc::clone(&state)), &origins)
            .data_factory(move || std::future::ready(of_worker(&database, &state, workers)))
    })
    .workers(workers)
    // A client that sends its request line by line, for ever, is let go.
    .client_request_timeout(Duration::from_secs(10))
    .client_disconnect_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(25)
    .listen(listener)
    .map_err(|e| CommandError::because("cannot listen", e))?
    .run();
    let ended = server.await.map_err(|e| CommandError::because("the server failed", e));
    for job in background {
        job.abort();
    }
    ended
}

/// The state as one of the workers has it.
fn of_worker(database: &DatabaseConfig, state: &AppState, workers: usize) -> Result<AppState, DbErr> {
    let db = connect::for_worker(database, &state.db, u32::try_from(workers).unwrap_or(u32::MAX))?;
    Ok(AppState { db, ..state.clone() })
}

/// Makes a demo school, tells what is in it, and serves it on this machine.
pub(super) async fn demo(args: DemoArgs) -> Result<(), CommandError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, args.port));
    let listener = listener
        .map_err(|e| CommandError::because(&format!("cannot listen on port {}; --port takes another", args.port), e))?;
    let address = listener.local_addr().map_err(|e| CommandError::because("cannot listen", e))?;
    // Kept until the end: a temporary folder goes when this does.
    let (folder, _temporary) = folder(args.data_dir)?;
    let url = format!("http://{address}");
    prepare(&folder, &url, args.database_url.as_deref())?;
    let mut config = Config::load_for_demo().map_err(CommandError::Configuration)?;
    start::use_folder(&mut config, &folder)?;
    let school = demo::fill(&config, args.seed, &|says| eprintln!("{says}")).await?;
    let state = Arc::new(start::state(&config).await?);
    let mut out = std::io::stdout();
    // Whoever does not want to read it may have closed the pipe.
    let _ = write!(out, "{}", demo::guide(&url, &folder, &program(), &school));
    let _ = out.flush();
    if args.no_serve { Ok(()) } else { listen(&config, state, listener).await }
}

fn folder(wanted: Option<PathBuf>) -> Result<(PathBuf, Option<tempfile::TempDir>), CommandError> {
    let because = |e| CommandError::because("cannot make the folder", e);
    if let Some(folder) = wanted {
        std::fs::create_dir_all(&folder).map_err(because)?;
        return Ok((folder.canonicalize().map_err(because)?, None));
    }
    let temporary = tempfile::Builder::new().prefix("samenspel-demo-").tempdir().map_err(because)?;
    Ok((temporary.path().to_owned(), Some(temporary)))
}

/// Puts a secret and the address in the folder; a secret that is there stays.
fn prepare(folder: &Path, url: &str, database: Option<&str>) -> Result<(), CommandError> {
    let because = |e| CommandError::because("cannot write in the folder", e);
    let secret = folder.join(DEMO_SECRET);
    if !secret.exists() {
        let mut bytes = [0_u8; 32];
        rand::TryRng::try_fill_bytes(&mut rand::rngs::SysRng, &mut bytes)
            .map_err(|e| CommandError::because("no randomness", e))?;
        private_file(&secret, &crate::digest::sha256(&bytes)).map_err(because)?;
    }
    let remembered = folder.join(DEMO_DATABASE_URL);
    match (database, std::fs::read_to_string(&remembered)) {
        (Some(wanted), Ok(known)) if known != wanted => {
            let says = "the folder belongs to a demo in another database: take another --data-dir".to_owned();
            return Err(CommandError::Failed(says));
        }
        (Some(wanted), Err(_)) => private_file(&remembered, wanted).map_err(because)?,
        (_, Ok(_)) | (None, Err(_)) => {}
    }
    std::fs::write(folder.join(DEMO_ADDRESS), url).map_err(because)
}

fn private_file(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// The way to this program, for command lines that can be pasted.
fn program() -> String {
    std::env::current_exe().map_or_else(|_| "samenspel".to_owned(), |path| path.display().to_string())
}
