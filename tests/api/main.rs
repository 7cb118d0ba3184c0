//! The API, called the way a client calls it, over the application as the server builds it. One file per resource or concern.
//!
//! The same suite runs on SQLite and, where `SAMENSPEL_TEST_POSTGRES_URL` names a server, on PostgreSQL: see `support::database`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]

mod support;

mod about;
mod administration;
mod analysts;
mod anchoring;
mod assessments;
mod audit_events;
mod bad_input;
mod clients;
mod cohorts;
mod comparison;
mod concurrency;
mod connections;
mod content;
mod conversations;
mod coverage;
mod crosswalks;
mod definitions;
mod disclosed;
mod disclosure;
mod ended;
mod feedback;
mod formats;
mod goal_reports;
mod goals;
mod growth;
mod history;
mod http;
mod idempotency;
mod invented;
mod life_cycle;
mod overlap;
mod overviews;
mod paging;
mod participants;
mod participation;
mod permissions;
mod pictures;
mod placements;
mod privacy;
mod raters;
mod reflections;
mod release;
mod release_progress;
mod reports;
mod rights;
mod rounds;
mod school;
mod scores;
mod seals;
mod series;
mod sign_in;
mod statements;
mod story;
mod submission;
mod tally;
mod trail;
mod transactions;
