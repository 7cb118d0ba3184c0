//! What the demo tells whoever started it: the address, the accounts, and lines to paste.

use std::path::Path;

use super::{
    School,
    front::{CALLBACK, ORIGINS, PASSWORD, PEOPLE},
};
use crate::{auth::client::ClientName, domain::ids::RoundId};

/// The guide, for a terminal.
pub fn guide(url: &str, folder: &Path, program: &str, school: &School) -> String {
    let token = |user: &str| format!("$({program} token --data-dir {} --user {user})", folder.display());
    let (learners, coaches) = (school.learners, school.coaches);
    let report = |round: Option<RoundId>| round.map_or_else(String::new, |id| format!("?roundId={id}"));
    let get = |user: &str, path: &str| format!("curl -s -H \"Authorization: Bearer {}\" '{url}/v1{path}'", token(user));
    format!(
        "

Samenspel: a demo school is at {url}
  documentation   {url}/docs
  contract        {url}/v1/openapi.json
  data folder     {folder}

Accounts
  learner-01 … learner-{learners}     learners; learner-01 has not started the open round yet, 10 to 13 are a learning team
  coach-01 … coach-{coaches:02}         01 to 04 study coaches of a group each, 05 and 06 practice supervisors
  curriculum-01, admin-01       the curriculum team, the administrator
  other-learner-01 … 08, other-coach-01, other-curriculum-01, other-admin-01   in a second organisation

Signing in, from a page that you build (authorization code with PKCE; the guide tells more)
  client          {client}
  page at         {origins}
  sent back to    {back}
  password        {PASSWORD}     of {people}

Lines to paste (a token lives 15 minutes; each line gets a fresh one)
  # who am I
  {me}
  # the rounds I take part in
  {rounds}
  # what the learners I coach have submitted
  {assessments}
  # how far each of them is, and what she has not read
  {overview}
  # the instrument: introduction, statements, reflection questions
  {instruments}
  # what the curriculum team reads of the last round that is over
  {team}
  # how far the open round is
  {participation}

Stop with Ctrl-C.
",
        folder = folder.display(),
        client = school.client.map(ClientName::text).unwrap_or_default(),
        origins = ORIGINS.join(" or "),
        back = ORIGINS.map(|origin| format!("{origin}{CALLBACK}")).join(" or "),
        people = PEOPLE.join(", "),
        me = get("learner-01", "/me"),
        rounds = get("learner-01", "/rounds"),
        assessments = get("coach-01", "/assessments?limit=5"),
        overview = get("coach-01", "/me/coach-overview"),
        instruments = get("learner-01", "/instruments"),
        team = get("curriculum-01", &format!("/reports/distribution{}", report(school.released))),
        participation = get("curriculum-01", &format!("/reports/participation{}", report(school.open))),
    )
}
