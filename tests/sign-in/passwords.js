// How many wrong passwords get through, and whether an answer tells that there is an account. scripts/passwords runs it.

import assert from "node:assert/strict";

const { HERE, CLIENT, ACCOUNTS } = process.env;
const tries = 10_000;
const mostPerName = 10;
const mostPerAddress = 200;
const mostMs = 5;
const atOnce = 32;

// The one thing that differs between refusals: how long to wait.
const WAIT = /(over een minuut|over \d+ minuten)/;

const asked = {
  client_id: CLIENT,
  redirect_uri: "http://127.0.0.1:9/back",
  response_type: "code",
  code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  code_challenge_method: "S256",
};
const headers = (address) => ({ "Sec-Fetch-Site": "same-origin", "X-Forwarded-For": address });

async function attempt(name, address) {
  const body = new URLSearchParams({ ...asked, username: name, password: "a wrong password" });
  const began = performance.now();
  const answer = await fetch(`${HERE}/oauth2/authorize`, { method: "POST", headers: headers(address), redirect: "manual", body });
  const text = (await answer.text()).replaceAll(name, "NAME");
  const wait = answer.headers.get("retry-after");
  return { status: answer.status, text, ms: performance.now() - began, wait };
}

// Names of accounts, and as many that nobody has. Each is used up once.
let used = 0;
function names(count) {
  const numbers = Array.from({ length: count }, (_, n) => String(used + n + 1).padStart(3, "0"));
  used += count;
  assert.ok(used <= Number(ACCOUNTS), "there are too few accounts");
  return numbers.flatMap((number) => [`known-${number}`, `nobody${number}`]);
}

async function flood(what, addresses, whom) {
  const through = new Map();
  const fromAddress = new Map();
  const refused = new Set();
  let next = 0;
  async function one() {
    for (let n = next++; n < tries; n = next++) {
      const [name, address] = [whom[n % whom.length], addresses[Math.floor(n / whom.length) % addresses.length]];
      const { status, text } = await attempt(name, address);
      if (status === 429) {
        refused.add(text.replace(WAIT, "WAIT"));
      } else {
        assert.equal(status, 400);
        through.set(name, (through.get(name) ?? 0) + 1);
        fromAddress.set(address, (fromAddress.get(address) ?? 0) + 1);
      }
    }
  }
  const began = performance.now();
  await Promise.all(Array.from({ length: atOnce }, one));
  const seconds = (performance.now() - began) / 1000;
  const ofName = Math.max(...through.values());
  const ofAddress = Math.max(...fromAddress.values());
  const total = [...through.values()].reduce((sum, n) => sum + n, 0);
  console.log(`${what}: ${tries} tries in ${seconds.toFixed(0)} s, ${total} looked at, at most ${ofName} of a name and ${ofAddress} of an address`);
  assert.ok(seconds < 15 * 60, "the bar is for a quarter of an hour");
  assert.ok(ofName <= mostPerName && ofAddress <= mostPerAddress);
  assert.equal(refused.size, 1, "a refusal is the same for every name, but for the seconds");
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function alike(what, whom, address) {
  const [known, unknown] = [[], []];
  const texts = new Set();
  for (const [n, name] of whom.entries()) {
    const { status, text, ms } = await attempt(name, address(n));
    texts.add(`${status} ${text.replace(WAIT, "WAIT")}`);
    (name.startsWith("known") ? known : unknown).push(ms);
  }
  assert.equal(texts.size, 1, "the answers differ in text");
  const apart = median(known) - median(unknown);
  console.log(
    `${what}: ${median(known).toFixed(2)} ms with an account, ${median(unknown).toFixed(2)} ms without (medians of ${known.length}): ${apart.toFixed(2)} ms apart`,
  );
  assert.ok(Math.abs(apart) < mostMs, `the answers are ${apart} ms apart`);
}

for (let left = 100; !(await fetch(`${HERE}/health/ready`).then((answer) => answer.ok, () => false)); left -= 1) {
  assert.ok(left > 0, `${HERE} does not start`);
  await new Promise((done) => setTimeout(done, 200));
}
const hundred = Array.from({ length: 100 }, (_, n) => `192.0.2.${n}`);
await alike("a wrong password", names(200), (n) => `198.51.100.${n % 200}`);
const some = names(10);
await flood("from one address", ["203.0.113.1"], some);
await alike("too many tries", Array.from({ length: 10 }, () => some).flat(), () => "203.0.113.1");
await flood("from a hundred addresses", hundred, names(50));
