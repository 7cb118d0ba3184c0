// Signs in at a running Samenspel as programs of others do: with oauth4webapi, which follows the standards to the letter and refuses
// what does not. The browser is the only part that is played here: it opens the page, fills in the form and follows where it is sent.
//
// BASE is the server's address; CLIENT a public client's id and MACHINE, MACHINE_SECRET those of a confidential one that acts for itself; NAME and PASSWORD are
// somebody's.

import assert from "node:assert/strict";

import * as oauth from "oauth4webapi";

const { BASE, CLIENT, MACHINE, MACHINE_SECRET, NAME, PASSWORD } = process.env;
const base = new URL(BASE);
// The demo has no TLS; on loopback that is all right.
const plain = { [oauth.allowInsecureRequests]: true };
const redirectUri = "http://127.0.0.1:53682/back";

const resource = await oauth
  .resourceDiscoveryRequest(base, plain)
  .then((response) => oauth.processResourceDiscoveryResponse(base, response));
const issuer = new URL(resource.authorization_servers[0]);
const server = await oauth
  .discoveryRequest(issuer, { algorithm: "oauth2", ...plain })
  .then((response) => oauth.processDiscoveryResponse(issuer, response));
console.log("found the authorization server:", server.issuer);

const client = { client_id: CLIENT };
const noSecret = oauth.None();

/** What stands in the form of a page, as a browser would send it. */
function fieldsOf(page) {
  const text = (value) =>
    value.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  const fields = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return new URLSearchParams(fields.map(([, name, value]) => [text(name), text(value)]));
}

/** Opens the page and enters a name and a password; where the browser is sent. */
async function enter(url, password) {
  const page = await fetch(url);
  assert.equal(page.status, 200);
  const fields = fieldsOf(await page.text());
  fields.set("username", NAME);
  fields.set("password", password);
  const headers = { "Sec-Fetch-Site": "same-origin" };
  return fetch(server.authorization_endpoint, { method: "POST", body: fields, headers, redirect: "manual" });
}

async function signIn() {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: CLIENT,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "school:read assessments:read",
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  }).toString();
  assert.equal((await enter(url, "not this one, surely")).status, 400);
  const answer = await enter(url, PASSWORD);
  assert.equal(answer.status, 303);
  const back = new URL(answer.headers.get("location"));
  assert.equal(back.origin + back.pathname, redirectUri);
  const parameters = oauth.validateAuthResponse(server, client, back, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    noSecret,
    parameters,
    redirectUri,
    verifier,
    plain,
  );
  return oauth.processAuthorizationCodeResponse(server, client, response);
}

async function refresh(token) {
  const response = await oauth.refreshTokenGrantRequest(server, client, noSecret, token, plain);
  return oauth.processRefreshTokenResponse(server, client, response);
}

async function me(token) {
  return oauth.protectedResourceRequest(token, "GET", new URL("/v1/me", base), undefined, undefined, plain);
}

/** Checks a token as another resource server would: by the published keys alone (RFC 9068). */
async function claimsOf(token) {
  const request = new Request(new URL("/v1/me", base), { headers: { Authorization: `Bearer ${token}` } });
  return oauth.validateJwtAccessToken(server, request, resource.resource, plain);
}

const refused = (error) => (thrown) =>
  (thrown instanceof oauth.ResponseBodyError && thrown.error === error) || thrown instanceof oauth.WWWAuthenticateChallengeError;

const first = await signIn();
assert.equal(first.scope, "school:read assessments:read");
assert.equal((await (await me(first.access_token)).json()).name, NAME);
const claims = await claimsOf(first.access_token);
assert.equal(claims.client_id, CLIENT);
console.log("signed in with a code and PKCE, and read as", NAME);

const second = await refresh(first.refresh_token);
assert.equal((await me(second.access_token)).status, 200);
assert.notEqual(second.refresh_token, first.refresh_token);
console.log("got new tokens for the refresh token");

await assert.rejects(refresh(first.refresh_token), refused("invalid_grant"));
await assert.rejects(refresh(second.refresh_token), refused("invalid_grant"));
await assert.rejects(me(second.access_token), refused("invalid_token"));
console.log("a refresh token that came twice ended the sign-in");

const third = await signIn();
const response = await oauth.revocationRequest(server, client, noSecret, third.refresh_token, plain);
await oauth.processRevocationResponse(response);
await assert.rejects(me(third.access_token), refused("invalid_token"));
await assert.rejects(refresh(third.refresh_token), refused("invalid_grant"));
console.log("signed out");

const machine = { client_id: MACHINE };
for (const secret of [oauth.ClientSecretBasic(MACHINE_SECRET), oauth.ClientSecretPost(MACHINE_SECRET)]) {
  const answer = await oauth.clientCredentialsGrantRequest(server, machine, secret, { scope: "school:read" }, plain);
  const tokens = await oauth.processClientCredentialsResponse(server, machine, answer);
  assert.equal((await me(tokens.access_token)).status, 200);
  assert.equal((await claimsOf(tokens.access_token)).client_id, MACHINE);
}
const wrong = oauth.ClientSecretBasic("not its secret");
const answer = await oauth.clientCredentialsGrantRequest(server, machine, wrong, {}, plain);
await assert.rejects(oauth.processClientCredentialsResponse(server, machine, answer), refused("invalid_client"));
console.log("a client acted for itself");
