//! The API, called the way a client calls it, over the application as the server builds it. One file per resource or concern.
//!
//! The same suite runs on SQLite and, where `SAMENSPEL_TEST_POSTGRES_URL` names a server, on PostgreSQL: see `support::database`.

mod support;

mod smoke;
