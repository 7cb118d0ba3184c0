//! Samenspel: competency self-assessment and coach feedback for Dutch vocational and applied-science education.
//!
//! The map, in the order of a request:
//!
//! - [`app`] builds the application: middleware and routes;
//! - [`http`] reads what comes in and renders what goes out, once for all resources;
//! - [`auth`] knows who is calling and asks for the right in the handler's signature;
//! - [`oauth`] signs people in and gives clients their tokens, in the words of OAuth;
//! - [`resources`] hold the operations: `routes` → `service` → `repo`;
//! - [`domain`] holds the rules, pure;
//! - [`db`] reaches the database; [`failure`] is what a service can come back with.
//!
//! - [`openid`] asks an organisation's own provider who somebody is;
//! - [`outside`] is the one way to others on the network, guarded.
//!
//! Around them: [`config`], [`content`] (frameworks, scales and instruments as data), [`state`] (what every service may use),
//! [`openapi`] (the contract), [`picture`] (charts and pages to print, drawn in pure code),
//! [`tabular`] (reports as tables, and tables as files), [`archive`] (rows as files in a ZIP), [`jobs`] (what happens by itself), [`demo`] (a school to look around in) and [`commands`].

pub mod app;
pub mod archive;
pub mod auth;
pub mod commands;
pub mod config;
pub mod content;
pub mod db;
pub mod demo;
pub mod digest;
pub mod docs;
pub mod domain;
pub mod failure;
pub mod http;
pub mod jobs;
pub mod oauth;
pub mod openapi;
pub mod openid;
pub mod outside;
pub mod picture;
pub mod resources;
pub mod state;
pub mod tabular;
pub mod telemetry;
