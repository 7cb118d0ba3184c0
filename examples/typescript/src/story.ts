/**
 * One round, from the first score to the report: what a frontend, a coach's page and a curriculum dashboard each do.
 *
 * It runs against the demo (`samenspel demo`) and stops with exit code 1 where something is not as it should be.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { answered, everyItem, Refused, signedInAs, type Read } from "./client.js";
import { autosave, readSheet, save, type Levels } from "./sheet.js";
import { firstOfEveryBlock, table } from "./table.js";

type Assessment = Read<"getAssessment">;
type Round = Read<"getRound">;

const learner = signedInAs(process.env["LEARNER"] ?? "learner-01");
const coach = signedInAs(process.env["COACH"] ?? "coach-01");
const curriculum = signedInAs(process.env["CURRICULUM"] ?? "curriculum-01");

const say = (line: string): void => console.log(line);

/** What this promise is refused with; it must be. */
async function refusal(promise: Promise<unknown>): Promise<Refused> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof Refused) {
    return outcome;
  }
  throw outcome ?? new Error("the server accepted what it should refuse");
}

/** The learner scores herself. */
async function scoring(round: Round): Promise<Assessment> {
  const { body: me } = answered(await learner.GET("/me"));
  say(`\n${me.displayName} starts "${round.label}"`);
  const started = await learner.POST("/assessments", {
    params: { header: { "Idempotency-Key": randomUUID() } },
    body: { roundId: round.id },
  });
  const { id, askedCount } = answered(started).body;
  say(`  ${askedCount} competencies are asked`);

  const first = await readSheet(learner, id);
  const [a, b, c] = first.sheet.unanswered;
  assert(a !== undefined && b !== undefined && c !== undefined, "a sheet with three competencies to score");

  say("\nShe scores two competencies, and her frontend saves");
  const inThisTab = await save(learner, id, first, { [a]: 3, [b]: 2 });
  say(`  ${inThisTab.sheet.unanswered.length} are unanswered still`);

  say("\nIn another tab she changes the second and scores a third; this tab knows nothing of it");
  await save(learner, id, inThisTab, { [b]: 4, [c]: 1 });
  const stale = await refusal(save(learner, id, inThisTab, { [b]: 3 }));
  assert.equal(stale.code, "stale-revision");
  say(`  ${stale.problem.status} ${stale.message}`);

  say("\nSo this tab fetches what is there, merges, and sends again");
  const merged = await autosave(learner, id, inThisTab, { [b]: 3 }, (code, mine, theirs) => {
    say(`  ${code} is ${theirs} there and ${mine} here: a frontend would ask her; here this tab is right`);
    return mine;
  });
  assert.deepEqual([merged.sheet.levels[a], merged.sheet.levels[b], merged.sheet.levels[c]], [3, 3, 1]);
  say(`  nothing is lost: ${a} is 3, ${b} is 3, and ${c} from the other tab is 1`);

  say("\nA frontend with mistakes is told all of them at once, and nothing is saved");
  const wrong = await refusal(save(learner, id, merged, { [a]: 9, [b]: 200, "NO-SUCH-CODE": 1 }));
  const errors = wrong.problem.errors ?? [];
  assert.equal(errors.length, 3);
  errors.forEach(({ pointer, detail }) => say(`  ${pointer}: ${detail}`));

  say("\nShe answers the rest and submits; her network fails, so the same request is sent twice");
  const { body: instrument } = answered(
    await learner.GET("/instruments/{id}", { params: { path: { id: round.instrumentId } } }),
  );
  const { body: scale } = answered(await learner.GET("/scales/{id}", { params: { path: { id: instrument.scaleId } } }));
  const rest: Levels = {};
  merged.sheet.unanswered.forEach((code, place) => {
    rest[code] = scale.levels[place % scale.levels.length]?.value ?? null;
  });
  await save(learner, id, merged, rest);
  const submit = { params: { path: { id }, header: { "Idempotency-Key": randomUUID() } } };
  const once = answered(await learner.POST("/assessments/{id}/submission", submit));
  const again = answered(await learner.POST("/assessments/{id}/submission", submit));
  assert.deepEqual(again, once);
  say(`  ${once.body.state} at ${once.body.submittedAt}, and the second answer is the same`);
  return once.body;
}

/** Her coach answers, and she reads it. */
async function feedback(assessment: Assessment): Promise<void> {
  const { id, learnerId, roundId } = assessment;
  assert(roundId !== null);
  say("\nHer coach finds what she submitted");
  const submitted = await everyItem((query) =>
    coach.GET("/assessments", { params: { query: { ...query, roundId, learnerId } } }),
  );
  assert(submitted.some((found) => found.id === id));
  const { sheet } = await readSheet(coach, id);
  const code = Object.keys(sheet.levels).find((code) => sheet.levels[code] === 1);
  assert(code !== undefined);

  say(`  and writes about ${code}, where she gave herself a 1`);
  const written = await coach.POST("/feedback", {
    params: { header: { "Idempotency-Key": randomUUID() } },
    body: { assessmentId: id, anchor: { kind: "score", code }, body: "Ik zag je dit vorige week juist goed doen." },
  });
  const { body: draft } = answered(written);
  say(`  ${draft.state}: only the coach sees it`);
  const path = { id: draft.id };
  const shared = answered(await coach.POST("/feedback/{id}/sharing", { params: { path } }));
  say(`  ${shared.body.state}`);

  say("\nThe learner reads it and says so");
  const received = await everyItem((query) =>
    learner.GET("/feedback", { params: { query: { ...query, assessmentId: id } } }),
  );
  // Kinds of things to write about may be added: what is not known is told by its kind.
  received.forEach(({ anchor, body }) => say(`  on ${"code" in anchor ? anchor.code : `the ${anchor.kind}`}: ${body}`));
  const acknowledged = answered(await learner.POST("/feedback/{id}/acknowledgement", { params: { path } }));
  assert.equal(acknowledged.body.state, "acknowledged");
  say(`  ${acknowledged.body.state}`);
}

/** The curriculum team reads how rounds went, and never an individual. */
async function reports(open: Round, released: Round, assessment: Assessment): Promise<void> {
  say(`\nThe curriculum team reads how far "${open.label}" is`);
  const { body: participation } = answered(
    await curriculum.GET("/reports/participation", { params: { query: { roundId: open.id } } }),
  );
  say(`  ${participation.nSubmitted} of ${participation.nExpected} have submitted`);
  const early = await curriculum.GET("/reports/distribution", { params: { query: { roundId: open.id } } });
  const { code } = await refusal(Promise.resolve(early).then(answered));
  assert.equal(code, "report-not-released");
  say("  the answers are not released yet");

  const groups = await everyItem((query) => curriculum.GET("/groups", { params: { query } }));
  const group = groups.sort((one, other) => one.code.localeCompare(other.code))[0];
  assert(group !== undefined);
  say(`\nand how group ${group.code} answered in "${released.label}", which is released`);
  const { body: report } = answered(
    await curriculum.GET("/reports/distribution", {
      params: { query: { roundId: released.id, groupId: group.id } },
    }),
  );
  const rows = firstOfEveryBlock(report.rows);
  assert(rows.some((row) => row.figures !== null) && rows.some((row) => row.disclosure === "hidden"));
  table(report.levels, rows).forEach((line) => say(`  ${line}`));

  const hidden = await refusal(readSheet(curriculum, assessment.id));
  assert.equal(hidden.problem.status, 404);
  say("\nAn individual's scores do not exist for the curriculum team: 404");
}

const rounds = await everyItem((query) => learner.GET("/rounds", { params: { query } }));
const open = rounds.find((round) => round.phase === "open");
const released = rounds.find((round) => round.phase === "released");
assert(open !== undefined && released !== undefined, "a round that is open and one that is released");

try {
  const assessment = await scoring(open);
  await feedback(assessment);
  await reports(open, released, assessment);
  say("\nThat was the whole story.");
} catch (error) {
  if (!(error instanceof Refused)) {
    throw error;
  }
  console.error(`${error.problem.status} ${error.message} (${error.code}, request ${error.requestId})`);
  if (error.code === "assessment-exists") {
    console.error("The story begins with a learner who has not started: name another, or make the demo anew.");
  }
  process.exitCode = 1;
}
