/** Saving a score sheet as one goes, without overwriting what was saved elsewhere in the meantime. */
import { answered, Refused, type Api, type Read } from "./client.js";

type Sheet = Read<"getScores">;

/** The level of a competency; `null` is unanswered, which is not 0. */
export type Level = number | null;

/** Levels by the code of a competency. */
export type Levels = Record<string, Level>;

/** A sheet as it was seen, and the tag of that state. */
export interface Seen {
  sheet: Sheet;
  etag: string;
}

/** The same competency was changed in two places: the level to save. */
export type Decide = (code: string, mine: Level, theirs: Level) => Level;

/** The sheet as it is now. */
export async function readSheet(api: Api, id: string): Promise<Seen> {
  const { body, etag } = answered(await api.GET("/assessments/{id}/scores", { params: { path: { id } } }));
  return { sheet: body, etag };
}

/** Saves some levels onto the state that was seen. Refused with 412 when that is no longer the state. */
export async function save(api: Api, id: string, seen: Seen, levels: Levels): Promise<Seen> {
  const outcome = await api.PATCH("/assessments/{id}/scores", {
    params: { path: { id }, header: { "If-Match": seen.etag } },
    // A merge patch: what is left out stays. `openapi-fetch` would say `application/json`.
    headers: { "Content-Type": "application/merge-patch+json" },
    body: { levels },
  });
  const { body, etag } = answered(outcome);
  return { sheet: body, etag };
}

/** Saves some levels. Where somebody saved in between: fetches that, merges, and sends again. */
export async function autosave(api: Api, id: string, seen: Seen, levels: Levels, decide: Decide): Promise<Seen> {
  const attempts = 5;
  let before = seen;
  let mine = levels;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await save(api, id, before, mine);
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.status !== 412 || attempt === attempts) {
        throw error;
      }
      const now = await readSheet(api, id);
      mine = merge(before.sheet.levels, mine, now.sheet.levels, decide);
      before = now;
    }
  }
}

/** What is left to send. Whatever only they changed stays as it is, since a patch leaves it out. */
function merge(before: Levels, mine: Levels, theirs: Levels, decide: Decide): Levels {
  const merged: Levels = {};
  for (const [code, level] of Object.entries(mine)) {
    const [was, now] = [before[code] ?? null, theirs[code] ?? null];
    merged[code] = now === was || now === level ? level : decide(code, level, now);
  }
  return merged;
}
