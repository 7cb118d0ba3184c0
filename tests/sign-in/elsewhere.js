// People of two schools sign in at a running Samenspel, each at their own school's provider: oidc-provider, which others wrote and which holds to the
// standard. The browser is the only part that is played here: it follows where it is sent, keeps cookies, and fills in the forms.
//
// BASE is the server's address, SAMENSPEL the program and DATA the demo's folder: what an operator does is done with them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";

import * as oauth from "oauth4webapi";
import Provider from "oidc-provider";

// The provider warns of settings that are right for a test.
console.warn = console.info = () => {};

const { BASE, SAMENSPEL, DATA } = process.env;
const plain = { [oauth.allowInsecureRequests]: true };
const redirectUri = "http://127.0.0.1:53682/back";

/** What an operator types; what is printed. */
async function operator(...words) {
  const env = { ...process.env, SAMENSPEL_LOG: "error" };
  const { stdout } = await promisify(execFile)(SAMENSPEL, [...words, "--data-dir", DATA], { env });
  return stdout.trim();
}

/** A school's provider, that knows these people. */
async function provider(people, callback) {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const secret = randomBytes(32).toString("base64url");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const oidc = new Provider(issuer, {
    clients: [{ client_id: "samenspel", client_secret: secret, redirect_uris: [callback] }],
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" }] },
    cookies: { keys: [randomBytes(32).toString("hex")] },
    pkce: { required: () => true },
    claims: { openid: ["sub", "schac_home_organization", "eduperson_affiliation", "eduid"], profile: ["name"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    features: { devInteractions: { enabled: true } },
  });
  server.on("request", oidc.callback());
  return { issuer, secret, close: () => server.close() };
}

/** A browser, as far as it matters here: it keeps the cookies of each origin. */
class Browser {
  #kept = new Map();

  async open(address, fields) {
    const url = new URL(address);
    const jar = this.#kept.get(url.origin) ?? new Map();
    this.#kept.set(url.origin, jar);
    const cookies = [...jar].filter(([, { path }]) => url.pathname.startsWith(path));
    const headers = { Cookie: cookies.map(([name, { value }]) => `${name}=${value}`).join("; ") };
    const method = fields ? "POST" : "GET";
    const body = fields && new URLSearchParams(fields);
    const answer = await fetch(url, { method, body, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [first, ...rest] = line.split(";").map((part) => part.trim());
      const [, name, value] = first.match(/^([^=]+)=(.*)$/);
      const path = rest.find((part) => part.toLowerCase().startsWith("path="))?.slice(5) ?? "/";
      const gone = rest.some((part) => /^max-age=0$/i.test(part) || (/^expires=/i.test(part) && new Date(part.slice(8)) < new Date()));
      if (gone) jar.delete(name);
      else jar.set(name, { value, path });
    }
    return answer;
  }

  /** Follows where it is sent, until there is a page or an address that is not the server's or the provider's. */
  async follow(address, fields, until = () => false) {
    let answer = await this.open(address, fields);
    let at = new URL(address);
    while (answer.status >= 300 && answer.status < 400) {
      at = new URL(answer.headers.get("location"), at);
      if (at.href.startsWith(redirectUri) || until(at)) return { at };
      answer = await this.open(at);
    }
    return { at, status: answer.status, page: await answer.text() };
  }
}

const server = await oauth
  .discoveryRequest(new URL(BASE), { algorithm: "oauth2", ...plain })
  .then((response) => oauth.processDiscoveryResponse(new URL(BASE), response));

/** What a client sends people with, and what it keeps. */
async function asking(client) {
  const [verifier, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomState()];
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({
    client_id: client,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "school:read",
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  }).toString();
  return { client, verifier, state, url };
}

/** Opens the page where people sign in, and takes the way to the provider. */
async function wayTo(browser, ask) {
  const page = await (await browser.open(ask.url)).text();
  const [, way] = page.match(/href="(\/oauth2\/elsewhere\?[^"]*)"/) ?? assert.fail(`no way to a provider in ${page}`);
  return new URL(way.replaceAll("&amp;", "&"), BASE);
}

/** Signs in at the provider; where the browser is sent by it, or by the server. */
async function enter(browser, address, login, until) {
  let { at, page } = await browser.follow(address);
  for (const fields of [{ prompt: "login", login, password: "x" }, { prompt: "consent" }]) {
    const action = page?.match(/action="([^"]*)"/)?.[1] ?? assert.fail(`no form in ${page}`);
    const next = await browser.follow(new URL(action, at), fields, until);
    if (!next.page?.includes("<form") || !next.page.includes("prompt")) return next;
    ({ at, page } = next);
  }
  return assert.fail("the provider asks on");
}

async function redeem(ask, at) {
  const client = { client_id: ask.client };
  const parameters = oauth.validateAuthResponse(server, client, at, ask.state);
  const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), parameters, redirectUri, ask.verifier, plain);
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
  const url = new URL("/v1/me", BASE);
  return (await oauth.protectedResourceRequest(tokens.access_token, "GET", url, undefined, undefined, plain)).json();
}

async function signIn(client, login) {
  const [browser, ask] = [new Browser(), await asking(client)];
  const { at, page } = await enter(browser, await wayTo(browser, ask), login);
  assert.ok(at.href.startsWith(redirectUri), page);
  return redeem(ask, at);
}

const schools = [
  { code: "hogeschool-voorbeeld", home: "voorbeeld.example" },
  { code: "other-school", home: "other.example" },
];
await operator("organisation", "create", "--code", schools[1].code, "--name", "Other school");
for (const school of schools) {
  const people = {
    // The same subject at both, with the least that a provider says.
    noor: { schac_home_organization: [school.home] },
    sam: { schac_home_organization: [school.home], eduperson_affiliation: ["student"], name: `Sam of ${school.home}` },
    guest: { schac_home_organization: ["elsewhere.example"], email: "noor@school.example" },
  };
  school.provider = await provider(people, `${BASE}/oauth2/callback/${school.code}`);
  const file = join(DATA, `${school.code}.secret`);
  await writeFile(file, `${school.provider.secret}\n`, { mode: 0o600 });
  school.set = (...more) =>
    operator("provider", "set", "--organisation", school.code, "--name", `School ${school.code}`, "--issuer", school.provider.issuer,
      "--client-id", "samenspel", "--home-organization", school.home, "--client-secret-file", file, ...more);
  assert.equal(await school.set(), `${BASE}/oauth2/callback/${school.code}`);
  school.client = await operator("client", "create", "--organisation", school.code, "--name", "Two schools", "--redirect-uri", redirectUri);
}
const [one, other] = schools;
console.log("two schools have a provider each");

const here = await signIn(one.client, "noor");
const there = await signIn(other.client, "noor");
assert.equal(here.displayName, `School ${one.code}`);
assert.notEqual(here.id, there.id);
assert.equal((await signIn(one.client, "noor")).id, here.id);
assert.deepEqual(here.memberships, []);
assert.equal((await signIn(other.client, "sam")).displayName, "Sam of other.example");
console.log("the same subject at both is two people, and each is found again");

const refused = async (browser, address, status, words) => {
  const { status: seen, page } = await browser.follow(address);
  assert.equal(seen, status, page);
  assert.match(page, words);
};

{
  const [browser, ask] = [new Browser(), await asking(one.client)];
  const { at, status, page } = await enter(browser, await wayTo(browser, ask), "guest");
  assert.deepEqual([status, at.pathname], [403, `/oauth2/callback/${one.code}`], page);
  assert.match(page, /andere school/);
}
console.log("who is of another school is not let in");

{
  // Two browsers, each with a journey of its own: neither takes the other's answer, and each answer is good once.
  const atCallback = (at) => at.pathname.startsWith("/oauth2/callback/");
  const [mine, hers] = [new Browser(), new Browser()];
  const [ask, another] = [await asking(one.client), await asking(one.client)];
  const back = (await enter(mine, await wayTo(mine, ask), "noor", atCallback)).at;
  await enter(hers, await wayTo(hers, another), "sam", atCallback);
  await refused(hers, back, 400, /duurde te lang/);
  await refused(new Browser(), back, 400, /duurde te lang/);
  const elsewhere = new URL(back.href.replace(one.code, other.code));
  const copy = new Browser();
  await wayTo(copy, await asking(other.client)).then((way) => copy.open(way));
  await refused(copy, elsewhere, 400, /duurde te lang/);
  const { at } = await mine.follow(back);
  assert.equal((await redeem(ask, at)).id, here.id);
  await refused(mine, back, 400, /duurde te lang/);
}
console.log("an answer is good once, in the browser that left");

{
  const [browser, ask] = [new Browser(), await asking(one.client)];
  const { at, page } = await browser.follow(await wayTo(browser, ask));
  const abort = page.match(/href="([^"]*\/abort)"/)?.[1] ?? assert.fail(page);
  await refused(browser, new URL(abort, at), 400, /niet afgemaakt/);
}
console.log("who turns back can begin again");

{
  const secret = join(DATA, "wrong.secret");
  await writeFile(secret, "not the secret\n");
  await operator("provider", "set", "--organisation", one.code, "--name", "School", "--issuer", one.provider.issuer,
    "--client-id", "samenspel", "--client-secret-file", secret);
  const [browser, ask] = [new Browser(), await asking(one.client)];
  const { status, page } = await enter(browser, await wayTo(browser, ask), "noor");
  assert.equal(status, 502, page);
}
console.log("who is not the client gets nothing");

await operator("provider", "remove", "--organisation", one.code);
assert.ok(!(await (await fetch((await asking(one.client)).url)).text()).includes("/oauth2/elsewhere"));
assert.equal((await signIn(other.client, "noor")).id, there.id);
const nowhere = operator("provider", "set", "--organisation", one.code, "--name", "x", "--issuer", "http://127.0.0.1:1", "--client-id", "x");
await assert.rejects(nowhere, /does not answer/);
const inside = operator("provider", "set", "--organisation", one.code, "--name", "x", "--issuer", "https://10.0.0.1", "--client-id", "x");
await assert.rejects(inside, /the issuer must be/);
console.log("one school goes without, and the other does not notice");
for (const school of schools) school.provider.close();
process.exit(0);
