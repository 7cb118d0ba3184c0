// How soon a server refuses the tokens of a sign-in that was ended on another. scripts/revocation runs it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";

const { HERE, THERE, CLIENT, PASSWORD } = process.env;
const rounds = 100;
const mostMs = 1000;
const verifier = "x".repeat(50);
const back = "http://127.0.0.1:9/back";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const post = (address, fields, headers = {}) =>
  fetch(address, { method: "POST", headers, redirect: "manual", body: new URLSearchParams(fields) });
const status = async (base, token) =>
  (await fetch(`${base}/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).status;

for (const base of [HERE, THERE]) {
  for (let tries = 100; ; tries -= 1) {
    const ready = await fetch(`${base}/health/ready`).then((answer) => answer.ok, () => false);
    if (ready) break;
    assert.ok(tries > 0, `${base} does not start`);
    await pause(200);
  }
}

async function signIn() {
  const asked = {
    client_id: CLIENT,
    redirect_uri: back,
    response_type: "code",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  const entered = { ...asked, username: "ada", password: PASSWORD };
  const answer = await post(`${HERE}/oauth2/authorize`, entered, { "Sec-Fetch-Site": "same-origin" });
  const code = new URL(answer.headers.get("location")).searchParams.get("code");
  const given = { grant_type: "authorization_code", client_id: CLIENT, code, redirect_uri: back, code_verifier: verifier };
  return (await post(`${THERE}/oauth2/token`, given)).json();
}

const tookMs = [];
for (let round = 0; round < rounds; round += 1) {
  const tokens = await signIn();
  // Both servers have seen the token, and keep their verdict on it.
  assert.deepEqual([await status(HERE, tokens.access_token), await status(THERE, tokens.access_token)], [200, 200]);
  if (round % 2 === 0) {
    await post(`${HERE}/oauth2/revoke`, { client_id: CLIENT, token: tokens.refresh_token });
  } else {
    const again = { grant_type: "refresh_token", client_id: CLIENT, refresh_token: tokens.refresh_token };
    assert.equal((await post(`${HERE}/oauth2/token`, again)).status, 200);
    assert.equal((await post(`${HERE}/oauth2/token`, again)).status, 400);
  }
  const began = performance.now();
  assert.equal(await status(HERE, tokens.access_token), 401, "where it was ended it is refused at once");
  while ((await status(THERE, tokens.access_token)) !== 401) {
    assert.ok(performance.now() - began < mostMs, `accepted after ${mostMs} ms`);
    await pause(5);
  }
  tookMs.push(performance.now() - began);
}
tookMs.sort((one, other) => one - other);
const figure = (at) => `${Math.round(tookMs[at])} ms`;
console.log(`${rounds} of ${rounds} refused on the other server: median ${figure(rounds / 2)}, at most ${figure(rounds - 1)}`);
