"""Runs Schemathesis against one demo server, as each of several users; called by scripts/fuzz, which says how.

    run.py --name NAME --seed N --examples N --results FOLDER [--database-url URL]
    run.py --weakened --examples N --results FOLDER
    run.py --totals --results FOLDER [--cases N] [--reach PERCENT]
"""

import argparse
import collections
import concurrent.futures
import contextlib
import http.client
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent
SAMENSPEL = os.environ["SAMENSPEL"]
# Accounts of the demo. The learners are each other's peers; the others reach operations that learners do not.
LEARNERS = ["learner-01", "learner-02", "other-learner-01"]
USERS = ["coach-01", *LEARNERS, "curriculum-01", "admin-01"]
# Operations that none of these users can succeed with, each with the reason.
OUT_OF_REACH = {}
# HTTP that cannot be read is the caller's mistake. The framework answers 400, and calls it an error in the log.
CALLERS_MISTAKE = "stream error: request parse error"
# What the self-test's weakened server does wrong, as the tool calls it; `CustomFailure` is that of our own check.
WEAKNESSES = {"CustomFailure", "JsonSchemaError", "ObjectLevelAuthorizationViolation", "ServerError"}


class Server(contextlib.ExitStack):
    """A demo server, a place to get tokens for its users, and, if it is to be weakened, a proxy that does so."""

    def __init__(self, seed, database_url, weakened):
        super().__init__()
        self.folder = pathlib.Path(self.enter_context(tempfile.TemporaryDirectory(prefix="samenspel-fuzz-")))
        self.log = self.folder / "server.log"
        data = self.folder / "data"
        command = [SAMENSPEL, "demo", "--data-dir", data, "--port", "0", "--seed", str(seed)]
        if database_url:
            command += ["--database-url", database_url]
        errors = self.enter_context(self.log.open("w"))
        unlimited = os.environ | {"SAMENSPEL_CALLER_LIMIT": "0", "SAMENSPEL_ADDRESS_LIMIT": "0"}
        self.process = subprocess.Popen(command, env=unlimited, stdout=subprocess.DEVNULL, stderr=errors)
        self.callback(self.stop)
        self.url = self.wait_for(data / "address")
        self.tokens = self.serve(TokenPlace, data=data)
        if weakened:
            self.url = self.serve(WeakenedServer, behind=self.url.removeprefix("http://"), tokens=self.tokens)

    def wait_for(self, address):
        for _ in range(600):
            with contextlib.suppress(OSError, urllib.error.URLError):
                url = address.read_text().strip()
                urllib.request.urlopen(url + "/health/ready", timeout=5).close()
                return url
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit("the server did not start:\n" + self.log.read_text())

    def serve(self, handler, **given):
        place = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type(handler.__name__, (handler,), given))
        threading.Thread(target=place.serve_forever, daemon=True).start()
        self.callback(place.server_close)
        self.callback(place.shutdown)
        return f"http://127.0.0.1:{place.server_port}"

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def wrongs(self):
        """What the server's log holds that it must not, and whether it is gone."""
        log = self.log.read_text().splitlines()
        found = [line for line in log if re.search(r" ERROR |panicked", line) and CALLERS_MISTAKE not in line]
        return found + ([f"the server ended: {self.process.returncode}"] if self.process.poll() is not None else [])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, headers, body):
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class TokenPlace(Handler):
    """Answers `POST /USER` with a fresh token for the user, made by the program itself."""

    def do_POST(self):
        command = [SAMENSPEL, "token", "--data-dir", self.data, "--user", self.path.removeprefix("/")]
        made = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        self.answer(200, [("Content-Type", "application/json")], json.dumps({"token": made}).encode())


class WeakenedServer(Handler):
    """The server with holes: whoever asks gets what any learner may read; dates are numbers; the smallest page is too much."""

    def forward(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, answer = self.ask(dict(self.headers), body)
        if self.command == "GET" and status == 404 and "Authorization" in self.headers:
            for learner in LEARNERS:
                token = json.load(urllib.request.urlopen(f"{self.tokens}/{learner}", data=b""))["token"]
                theirs = self.ask({**dict(self.headers), "Authorization": f"Bearer {token}"}, body)
                if theirs[0] == 200:
                    status, headers, answer = theirs
        if status == 200 and re.search(r"\blimit=1\b", self.path):
            status = 500
        self.answer(status, headers, re.sub(rb'"startsOn":"[^"]*"', b'"startsOn":1', answer))

    def ask(self, headers, body):
        connection = http.client.HTTPConnection(self.behind, timeout=30)
        with contextlib.closing(connection):
            connection.request(self.command, self.path, body, {**headers, "Accept-Encoding": "identity"})
            answer = connection.getresponse()
            dropped = {"content-length", "transfer-encoding", "connection"}
            return answer.status, [h for h in answer.getheaders() if h[0].lower() not in dropped], answer.read()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_QUERY = do_HEAD = forward


def users_document(tokens):
    """The users, as a document of Web Fuzzing Commons."""
    token = {"extractFrom": "body", "extractSelector": "/token", "sendIn": "header", "sendName": "Authorization",
             "sendTemplate": "Bearer {token}"}
    login = {"verb": "POST", "token": token}
    return {"auth": [{"name": user, "loginEndpointAuth": {**login, "externalEndpointURL": f"{tokens}/{user}"}} for user in USERS]}


def fuzz(server, user, log, given, only=()):
    """One run of the tool as one user: what it reports."""
    # The coverage phase, the longest, sends nearly the same at each seed and as each user. They take turns, a seed for each.
    phases = "examples,coverage,fuzzing,stateful"
    if user != USERS[given.seed % len(USERS)]:
        phases = phases.replace("coverage,", "")
    folder = server.folder / user
    folder.mkdir()
    document = folder / "users.json"
    document.write_text(json.dumps(users_document(server.tokens)))
    report, events = folder / "report.json", folder / "events.ndjson"
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml",
        "run", server.url + "/v1/openapi.json", "--checks", "all", "--phases", phases,
        "--max-examples", str(given.examples), "--seed", str(given.seed), "--workers", "1", "--generation-database", "none",
        "--report", "json,ndjson", "--report-json-path", report, "--report-ndjson-path", events, "--no-color", *only,
    ]
    environment = os.environ | {
        "FUZZ_HOOKS": str(HERE / "hooks.py"), "FUZZ_USERS": str(document), "FUZZ_USER": user, "FUZZ_SEED": str(given.seed),
        "COLUMNS": "140",
    }
    with log.open("w") as out:
        subprocess.run(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT, check=False)
    if not report.exists():
        raise SystemExit(f"no report as {user}:\n{log.read_text()[-4000:]}")
    told = json.loads(report.read_text())
    reached, probes = seen(events, user)
    events.unlink()
    return {
        "user": user,
        "cases": told["test_cases"]["generated"],
        "failures": {failure["type"]: failure["count"] for failure in told["failures"]},
        "errors": len(told["errors"]),
        "whole": told["complete"] and told["operations"]["tested"] == told["operations"]["selected"],
        "excused": told["filtered"],
        "reached": reached,
        "probes": probes,
    }


def seen(events, user):
    """How often each operation answered which status, and what was tried as which peer with the user's own objects."""
    reached, probes = collections.defaultdict(collections.Counter), collections.Counter()
    with events.open() as lines:
        for line in lines:
            recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder") or {}
            for identifier, exchange in recorder.get("interactions", {}).items():
                case = recorder["cases"][identifier]["value"]
                if exchange["response"] is None:
                    continue
                status, sender = exchange["response"]["status_code"], case.get("auth_identity")
                reached[f"{case['method']} {case['path']}"][status] += 1
                if sender in LEARNERS and sender != user and "{" in case["path"]:
                    probes[f"{case['method']} {case['path']} {user} {sender}"] += 1
    return reached, probes


def operations():
    """Every operation of the contract, its path as the tool has it."""
    sys.path.insert(0, str(HERE))
    import hooks

    document = json.loads(subprocess.run([SAMENSPEL, "openapi", "v1"], stdout=subprocess.PIPE, check=True).stdout)
    hooks.name_path_parameters(document)
    methods = {"get", "put", "post", "patch", "delete"}
    return [f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item if method in methods]


def run(given):
    with Server(given.seed, given.database_url, given.weakened) as server:
        name = f"{given.name}-{given.seed}"
        if given.weakened:
            only = ["--include-path-regex", "^/placements"]
            found = fuzz(server, LEARNERS[0], given.results / "weakened.log", given, only)["failures"]
            print(f"found in a weakened server: {', '.join(sorted(found)) or 'nothing'}")
            if missed := WEAKNESSES - set(found):
                raise SystemExit(f"not found: {', '.join(sorted(missed))}")
            return
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            logs = {user: given.results / f"{name}-{user}.log" for user in USERS}
            runs = list(pool.map(lambda user: fuzz(server, user, logs[user], given), USERS))
        wrongs = server.wrongs()
    for wrong in wrongs:
        print(f"in the server's log: {wrong}")
    for told in runs:
        if told["failures"] or told["errors"] or not told["whole"]:
            print(f"-- as {told['user']}\n{logs[told['user']].read_text()}")
    result = {"name": given.name, "seed": given.seed, "runs": runs, "wrongs": len(wrongs)}
    (given.results / f"{name}.json").write_text(json.dumps(result))
    print(f"{given.name}, seed {given.seed}: {summary([result])}", flush=True)


def summary(results):
    runs = [told for result in results for told in result["runs"]]
    cases, excused, probes = (sum(map(of, runs)) for of in (cases_of, excused_of, probes_of))
    return (f"{cases} cases, {failures_of(results)} failures; {excused} refusals excused, "
            f"{probes} reads of a learner's object tried by another learner")


def cases_of(told):
    return told["cases"]


def excused_of(told):
    return told["excused"]


def probes_of(told):
    return sum(told["probes"].values())


def failures_of(results):
    runs = [told for result in results for told in result["runs"]]
    found = sum(sum(told["failures"].values()) + told["errors"] + (not told["whole"]) for told in runs)
    return found + sum(result["wrongs"] for result in results)


def totals(given):
    """Adds up what each database's runs found. Too little tested is a failure too."""
    named = collections.defaultdict(list)
    for path in sorted(given.results.glob("*.json")):
        result = json.loads(path.read_text())
        named[result["name"]].append(result)
    fails = ["nothing was run"] if not named else []
    for name, results in named.items():
        runs = [told for result in results for told in result["runs"]]
        print(f"{name}, {len(results)} seeds: {summary(results)}")
        if failures_of(results):
            fails.append(f"{name}: {failures_of(results)} failures")
        if (cases := sum(map(cases_of, runs))) < given.cases:
            fails.append(f"{name}: {cases} cases, and {given.cases} are wanted")
        every = [operation for operation in operations() if operation not in OUT_OF_REACH]
        succeeded = {operation for told in runs for operation, by_status in told["reached"].items()
                     if any(status.startswith("2") for status in by_status)}
        missed = [operation for operation in every if operation not in succeeded]
        never = f"; never: {', '.join(missed)}" if missed else ""
        print(f"  {len(every) - len(missed)} of {len(every)} operations succeeded at least once{never}")
        if 100 * len(missed) > (100 - given.reach) * len(every):
            fails.append(f"{name}: fewer than {given.reach} % of the operations succeeded")
        tried = [probe.rsplit(" ", 2) for told in runs for probe in told["probes"]]
        kinds = sorted({operation for operation, _, _ in tried})
        print(f"  learners tried to read another's with: {', '.join(kinds) or 'nothing'}")
        pairs = {(owner, peer) for owner in LEARNERS for peer in LEARNERS if owner != peer}
        for owner, peer in sorted(pairs - {(owner, peer) for _, owner, peer in tried}):
            fails.append(f"{name}: {peer} never tried to read what is {owner}'s")
    for fail in fails:
        print(f"FAILED {fail}")
    return 1 if fails else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--name", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=10)
    parser.add_argument("--results", type=pathlib.Path, required=True)
    parser.add_argument("--database-url")
    parser.add_argument("--weakened", action="store_true")
    parser.add_argument("--totals", action="store_true")
    parser.add_argument("--cases", type=int, default=1)
    parser.add_argument("--reach", type=int, default=100)
    given = parser.parse_args()
    return totals(given) if given.totals else run(given)


if __name__ == "__main__":
    sys.exit(main())
