"""What the measuring programs of this folder share: a service that runs, a load generator, and CPU clocks of processes."""
import http.client, json, os, re, shutil, subprocess, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = ROOT / "target" / "release" / "samenspel"
CONNECTIONS = 16
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid, children=False):
    """User and system time of a process; with `children`, of those it has waited for as well."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(fields[i]) for i in ((11, 12, 13, 14) if children else (11, 12))) / TICKS


def postgres_cpu(postmaster):
    """CPU of a PostgreSQL server: the postmaster, those it has waited for, and its living children."""
    if postmaster is None:
        return 0.0
    living = subprocess.run(["pgrep", "-P", str(postmaster)], capture_output=True, text=True).stdout.split()
    total = cpu_seconds(postmaster, children=True)
    for pid in living:
        try:
            total += cpu_seconds(pid)
        except FileNotFoundError:
            pass
    return total


def postmaster():
    return int(os.environ["SAMENSPEL_TEST_POSTGRES_PID"])


def with_postgres(**settings):
    """The URL of a temporary PostgreSQL server with `fsync` on; where there is none, this program is run again beside one."""
    url = os.environ.get("SAMENSPEL_TEST_POSTGRES_URL")
    if not url:
        environment = dict(os.environ, SAMENSPEL_BENCH_FSYNC="on", **settings)
        script = ROOT / "scripts" / "with-postgres"
        os.execvpe(script, [script, sys.executable, *sys.argv], environment)
    return url


def must_have_wrk():
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not here; on Debian: apt-get install wrk")


def build():
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=ROOT, check=True)


class Server:
    """A service that runs, on the configuration in a folder or in the environment."""

    def __init__(self, host, arguments=(), **environment):
        self.host, self.arguments = host, list(arguments)
        # As much as can be: who measures asks more than anybody may. What is left is counted and told all the same.
        limits = dict.fromkeys(["SAMENSPEL_CALLER_LIMIT", "SAMENSPEL_ADDRESS_LIMIT"], "10000000")
        self.environment = dict(os.environ, SAMENSPEL_LISTEN=host, **{"SAMENSPEL_LOG": "error", **limits, **environment})
        self.log = tempfile.NamedTemporaryFile("w+", suffix=".log")
        self.process = subprocess.Popen([BINARY, "serve", *self.arguments], env=self.environment, stderr=self.log)
        for _ in range(200):
            try:
                if self.call(None, "GET", "/health/ready")[0] == 200:
                    return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"the server does not start:\n{self.logged()}")

    @property
    def pid(self):
        return self.process.pid

    def logged(self):
        return Path(self.log.name).read_text()

    def token(self, user):
        arguments = [BINARY, "token", *self.arguments, "--user", user]
        return subprocess.run(arguments, check=True, capture_output=True, text=True, env=self.environment).stdout.strip()

    def call(self, token, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=30)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            body = json.dumps(body)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()


def drive(server, postmaster, script, seconds, at_most=None):
    """Drives a server with a wrk script; requests per second, p50, p99, CPU-ms per request of server and of database. Where there is only so much to
    do, doing `at_most` that is enough: more would be doing something again, which ends it."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script + LATENCY)
        lua.flush()
        before = cpu_seconds(server.pid), postgres_cpu(postmaster)
        arguments = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", lua.name, f"http://{server.host}"]
        said = subprocess.run(arguments, check=True, capture_output=True, text=True).stdout
        after = cpu_seconds(server.pid), postgres_cpu(postmaster)
    figures = dict(re.findall(r"(\w+)=([\d.]+)", said.split("FIGURES")[1]))
    requests = float(figures["requests"])
    # On a busy machine wrk takes a late look at the clock for a timeout now and then.
    if float(figures["errors"]) > requests / 1000:
        raise SystemExit(f"{figures['errors']} of {requests} answers were no success:\n{said}")
    if at_most and requests > at_most:
        raise SystemExit(f"{requests:.0f} requests in {seconds} s, with {at_most} of them to make")
    per_request = [1000 * (b - a) / requests for a, b in zip(before, after)]
    return requests / float(figures["seconds"]), float(figures["p50"]), float(figures["p99"]), *per_request


LATENCY = """
function done(summary, latency, requests)
  io.write(string.format("FIGURES requests=%d seconds=%.3f p50=%.3f p99=%.3f errors=%d\\n", summary.requests,
    summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


def script(method, requests, token=None, **headers):
    """A wrk script that goes round these requests: paths, or pairs of a path and a body."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    lines = [f'wrk.method = "{method}"']
    lines += [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in headers.items()]
    pairs = [(request, None) if isinstance(request, str) else request for request in requests]
    bodies = list(dict.fromkeys(body for _, body in pairs if body is not None))
    lines.append("local bodies = {" + ", ".join(f"[==[{body}]==]" for body in bodies) + "}")
    lines.append("local paths = {" + ", ".join(f'"{path}"' for path, _ in pairs) + "}")
    numbers = {body: at + 1 for at, body in enumerate(bodies)}
    lines.append("local which = {" + ", ".join(str(numbers.get(body, 0)) for _, body in pairs) + "}")
    lines.append("local at = 0\nfunction request() at = at % #paths + 1; return wrk.format(nil, paths[at], nil, bodies[which[at]]) end")
    return "\n".join(lines) + "\n"


def submitting(waiting, keyed=True):
    """A wrk script that makes each of these requests once, with an Idempotency-Key or without: a path and whose token. Threads share nothing, so
    there must be one."""
    lines = ['wrk.method = "POST"']
    tokens = list(dict.fromkeys(token for _, token in waiting))
    numbers = {token: at + 1 for at, token in enumerate(tokens)}
    lines.append("local tokens = {" + ", ".join(f'"Bearer {token}"' for token in tokens) + "}")
    lines.append("local paths = {" + ", ".join(f'"{path}"' for path, _ in waiting) + "}")
    lines.append("local whose = {" + ", ".join(str(numbers[token]) for _, token in waiting) + "}")
    key = ', ["Idempotency-Key"] = paths[at]' if keyed else ""
    lines.append("local at = 0\nfunction request() at = at % #paths + 1; local headers = {Authorization = tokens[whose[at]]"
                 f"{key}}}; return wrk.format(nil, paths[at], headers) end")
    return "\n".join(lines) + "\n"


def psql(url, text, *arguments):
    """What psql says to an SQL text."""
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, *arguments]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"psql: {done.stderr}")
    return done.stdout.strip()


def new_database(url, name):
    """A fresh database beside the one of this URL, in which queries are planned as for a disk without moving parts."""
    psql(url, f"CREATE DATABASE {name};\nALTER DATABASE {name} SET random_page_cost = 1.1;")
    return f"{url.rsplit('/', 1)[0]}/{name}"
