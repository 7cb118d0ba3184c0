"""A school of any size in PostgreSQL, made with a few statements rather than through the service: who is in it, rounds, and submitted sheets.

What is measured is one round (`MEASURED`) and the one before it (`EARLIER`), of the same learners. All other rounds are of other learners. The rows are those
that the service would have written, but for the history (one row of each sheet: its submission), the outbox and the trail of who read what.
"""
import os, random, subprocess

from measuring import BINARY, new_database, psql

CODE = "school"
# How many rounds a learner takes part in while she is at school: three a year, and some more.
EACH = 14
EARLIER, MEASURED = 1, 2


def id_of(kind, number):
    """The id of the number-th thing of this kind; kinds are below."""
    return f"01920000-0000-7{kind:03x}-8000-{number:012x}"


PROGRAMME, GROUP, LEARNER, COACH, ROUND, MEMBERSHIP, COACHING = range(1, 8)
SHEET = 0x100


class School:
    """`learners` of the measured round, in groups of 25; coaches submitted about the first `coached` of them. `others` learners took part in
    each of `other_rounds` others, the same ones in `EACH` of them."""

    def __init__(self, server_url, name, learners, groups_per_programme, coached, others, other_rounds):
        self.learners, self.per_programme, self.coached = learners, groups_per_programme, coached
        self.others, self.other_rounds = others, other_rounds
        self.name, self.url = name, new_database(server_url, name)
        self.settings = {"DATABASE_URL": self.url, "SAMENSPEL_SECRET": "a secret for benchmarks, of 32 bytes and more",
                         "SAMENSPEL_PUBLIC_URL": "http://127.0.0.1"}
        self.command("migrate", "up")
        self.command("organisation", "create", "--code", CODE, "--name", "A school")
        self.command("user", "create", "--organisation", CODE, "--name", "curriculum", "--display-name", "Team", "--role", "curriculum")
        self.command("user", "create", "--organisation", CODE, "--name", "administrator", "--display-name", "Office", "--role", "admin")
        psql(self.url, "".join(self.statements()))
        # As a school of that age has it; else the server would be busy with it.
        self.command("audit", "seal")
        psql(self.url, "VACUUM ANALYZE audit_sealed, audit_seal")
        self.organisation = psql(self.url, "SELECT id FROM organisation")

    def command(self, *arguments):
        environment = dict(os.environ, SAMENSPEL_LOG="error", **self.settings)
        subprocess.run([BINARY, *arguments], check=True, env=environment, stdout=subprocess.DEVNULL)

    @property
    def groups(self):
        """Ids of the groups of the measured round."""
        return [id_of(GROUP, number) for number in range(1, self.learners // 25 + 1)]

    @property
    def size(self):
        return self.learners * 2 + self.coached + self.others * self.other_rounds

    def statements(self):
        """SQL that makes it all. Learner n is in group (n-1)/25 + 1, group g in programme (g-1)/per_programme + 1; every other programme
        is of the profession of which everything is asked."""
        everybody = self.learners + self.others * -(-self.other_rounds // EACH)
        groups = everybody // 25
        programmes = -(-groups // self.per_programme)
        def ident(kind, number):
            return f"('01920000-0000-7{kind:03x}-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"
        programme_of = lambda group: f"(({group} - 1) / {self.per_programme} + 1)"
        group_of = lambda learner: f"(({learner} - 1) / 25 + 1)"
        profession = f"CASE WHEN {programme_of(group_of('n'))} % 2 = 1 THEN 'sociaal-werker' END"
        # No triggers: that each reference is to something is known.
        yield "SET session_replication_role = replica; SET synchronous_commit = off;\n"
        yield ("CREATE TEMPORARY TABLE school AS SELECT o.id AS org, d.owner_id AS owner, d.id AS instrument FROM organisation o, definition d "
               f"WHERE o.code = '{CODE}' AND d.kind = 'instrument' LIMIT 1;\n")
        yield from pool()
        yield (f"INSERT INTO programme (organisation_id, id, code, name, created_at, updated_at) SELECT org, {ident(PROGRAMME, 'n')}, 'P' || n, "
               f"'Programme ' || n, now(), now() FROM school, generate_series(1, {programmes}) n;\n")
        yield ("INSERT INTO learner_group (organisation_id, id, programme_id, code, name, created_at, updated_at) "
               f"SELECT org, {ident(GROUP, 'n')}, {ident(PROGRAMME, programme_of('n'))}, 'G' || n, 'Group ' || n, now(), now() "
               f"FROM school, generate_series(1, {groups}) n;\n")
        for kind, count, name in ((LEARNER, everybody, "learner"), (COACH, groups, "coach")):
            yield ("INSERT INTO user_account (organisation_id, id, name, display_name, kind, created_at, updated_at) "
                   f"SELECT org, {ident(kind, 'n')}, '{name}-' || n, '{name} ' || n, 'person', now(), now() FROM school, generate_series(1, {count}) n;\n")
        yield ("INSERT INTO membership (organisation_id, id, user_id, role, group_id, profession, starts_at, created_at, updated_at) "
               f"SELECT org, {ident(MEMBERSHIP, 'n')}, {ident(LEARNER, 'n')}, 'learner', {ident(GROUP, group_of('n'))}, {profession}, "
               f"'2015-08-01', now(), now() FROM school, generate_series(1, {everybody}) n;\n")
        yield ("INSERT INTO coaching (organisation_id, id, coach_id, kind, group_id, starts_at, created_at, updated_at) "
               f"SELECT org, {ident(COACHING, 'n')}, {ident(COACH, 'n')}, 'studyCoach', {ident(GROUP, 'n')}, '2015-08-01', now(), now() "
               f"FROM school, generate_series(1, {groups}) n;\n")
        yield from self.rounds(ident)
        for number in range(1, self.other_rounds + 3):
            before = self.learners + self.others * ((number - MEASURED - 1) // EACH)
            first, until = (1, self.learners) if number <= MEASURED else (before + 1, before + self.others)
            yield (f"INSERT INTO round_group (organisation_id, round_id, group_id) SELECT org, {ident(ROUND, number)}, {ident(GROUP, 'n')} "
                   f"FROM school, generate_series({group_of(first)}, {group_of(until)}) n;\n")
            yield ("INSERT INTO round_participant (organisation_id, round_id, learner_id, group_id, profession, joined_at) "
                   f"SELECT org, {ident(ROUND, number)}, {ident(LEARNER, 'n')}, {ident(GROUP, group_of('n'))}, {profession}, '2025-09-01' "
                   f"FROM school, generate_series({first}, {until}) n;\n")
            said = "later" if number == MEASURED else "earlier"
            yield self.sheets(ident, number, said, first, until, "self", LEARNER, "n", profession, group_of)
        yield self.sheets(ident, MEASURED, "coach", 1, self.coached, "studyCoach", COACH, group_of("n"), profession, group_of)
        yield ("INSERT INTO sheet_save (organisation_id, assessment_id, revision, cause, levels, actor_id, client_id, saved_at) "
               "SELECT organisation_id, id, revision, 'submitted', levels, rater_id, 'bench', saved_at FROM assessment;\n")
        yield "VACUUM ANALYZE;\n"

    def rounds(self, ident):
        """All are long over. The two that are measured wait for their release; the others were released, which is what the release has to look through."""
        number = f"generate_series(1, {self.other_rounds + 2}) n"
        released = f"CASE WHEN n > {MEASURED} THEN timestamptz '2025-11-01' END"
        yield ("INSERT INTO round (organisation_id, id, label, kind, instrument_owner_id, instrument_id, disclosure, completeness, hides_earlier, opens_at, "
               "closes_at, releases_at, released_at, revision, created_at, updated_at, frozen_at, reminds_at, reminded_at) "
               f"SELECT org, {ident(ROUND, 'n')}, 'Round ' || n, CASE n WHEN {EARLIER} THEN 'baseline' ELSE 'interim' END, owner, instrument, 'open', "
               f"'complete', false, timestamptz '2025-09-01' + n % 2 * interval '-1 month' + CASE n WHEN {MEASURED} THEN interval '2 months' ELSE interval '0' END, "
               f"'2025-12-01', '2099-01-01', {released}, 1, now(), now(), now(), NULL, NULL FROM school, {number};\n")

    def sheets(self, ident, number, said, first, until, kind, rater_kind, rater, profession, group_of):
        """Submitted sheets of a round; every sheet of the pool is used in turn, differently in each round of other learners."""
        serial = f"{number}::bigint * 1048576 + n" if kind == "self" else f"{number}::bigint * 1048576 + 524288 + n"
        at = f"timestamptz '2025-09-03' + ({number} * 40000 + n) * interval '1 second'"
        which = f"((n - 1 + {0 if number <= MEASURED else number * 101}) % {POOL} + 1)"
        return ("INSERT INTO assessment (organisation_id, id, round_id, learner_id, rater_id, rater_kind, instrument_owner_id, instrument_id, group_id, "
                "profession, state, levels, revision, started_at, saved_at, submitted_at, has_levels) "
                f"SELECT org, {ident(SHEET, serial)}, {ident(ROUND, number)}, {ident(LEARNER, 'n')}, {ident(rater_kind, rater)}, '{kind}', owner, instrument, "
                f"{ident(GROUP, group_of('n'))}, {profession}, 'submitted', CASE WHEN {profession} IS NULL THEN generic_{said} ELSE {said} END, 2, "
                f"'2025-09-02', {at}, {at}, true "
                f"FROM school, generate_series({first}, {until}) n JOIN pool ON pool.number = {which};\n")


POOL = 10_000
CODES = 70


def pool():
    """So many triples of sheets that somebody could have filled in: earlier, later, and what a coach says. Learners differ, statements differ, and who
    answers again mostly answers the same or one level more."""
    chance = random.Random(1)
    hardness = [chance.gauss(0, 0.6) for _ in range(CODES)]
    applies = [chance.uniform(0.7, 0.98) for _ in range(CODES)]

    def level(skill, at):
        if chance.random() > applies[at]:
            return 0
        return max(1, min(4, round(2.4 + skill - hardness[at] + chance.gauss(0, 0.6))))

    yield "CREATE TEMPORARY TABLE pool (number int PRIMARY KEY, earlier bytea, later bytea, coach bytea);\nCOPY pool FROM stdin;\n"
    for number in range(1, POOL + 1):
        skill = chance.gauss(0, 0.6)
        before = [level(skill, at) for at in range(CODES)]
        after = [said if chance.random() < 0.6 else level(skill + 0.4, at) for at, said in enumerate(before)]
        coach = [253 if chance.random() < 0.1 else said if chance.random() < 0.5 else level(skill + 0.2, at) for at, said in enumerate(after)]
        yield f"{number}\t" + "\t".join("\\\\x" + bytes(sheet).hex() for sheet in (before, after, coach)) + "\n"
    yield "\\.\n"
    # Whoever has another profession is asked nothing that is for one: 254.
    yield ("CREATE TEMPORARY TABLE asked AS SELECT row_number() OVER (ORDER BY b.number, c.number) - 1 AS place, b.block ->> 'profession' AS profession "
           "FROM school s JOIN definition d ON d.id = s.instrument, json_array_elements(d.document::json -> 'blocks') WITH ORDINALITY b (block, number), "
           "json_array_elements_text(b.block -> 'competencies') WITH ORDINALITY c (code, number);\n")
    yield ("CREATE FUNCTION pg_temp.generic(sheet bytea) RETURNS bytea LANGUAGE plpgsql AS $$ DECLARE at int; BEGIN "
           "FOR at IN SELECT place FROM asked WHERE profession IS NOT NULL LOOP sheet := set_byte(sheet, at, 254); END LOOP; RETURN sheet; END $$;\n")
    yield ("ALTER TABLE pool ADD generic_earlier bytea, ADD generic_later bytea, ADD generic_coach bytea;\n"
           "UPDATE pool SET generic_earlier = pg_temp.generic(earlier), generic_later = pg_temp.generic(later), generic_coach = pg_temp.generic(coach);\n")
