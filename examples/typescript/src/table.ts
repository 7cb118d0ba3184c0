/** The distribution of a round, as a table for a terminal. A row that is hidden is shown as hidden, never left out. */
import type { Read } from "./client.js";

type Report = Read<"getDistribution">;
type Row = Report["rows"][number];

type Reason = NonNullable<Row["reason"]>;

/** Why a row is hidden, in words. With a newer contract this does not compile until a new reason has its words here. */
const known: Record<Reason, string> = {
  nobodyAsked: "nobody was asked this",
  tooFewLearners: "too few learners",
  dominance: "nearly everybody gave the same answer",
  complementary: "it would give away another row",
  tooFewStatements: "too few statements",
};

/** A server that is newer than this program may have a reason more. */
function inWords(reason: Reason): string {
  const words: Record<string, string> = known;
  return words[reason] ?? reason;
}

const percent = (share: number | null): string => (share === null ? "-" : `${Math.round(share * 100)}%`);

/** The first row of every block: enough to see what a report looks like. */
export function firstOfEveryBlock(rows: Row[]): Row[] {
  const block = (row: Row): string => `${row.domain} ${row.profession ?? ""}`;
  return rows.filter((row, place) => rows.findIndex((other) => block(other) === block(row)) === place);
}

/** The table, line by line. */
export function table(levels: number[], rows: Row[]): string[] {
  const head = ["competency".padEnd(12), ...levels.map((level) => String(level).padStart(4)), "  at 3-4  asked of"];
  return [head.join(""), ...rows.map((row) => row.code.padEnd(12) + cells(row))];
}

function cells({ figures, reason, disclosure, notCalledUponAtLeast }: Row): string {
  if (figures !== null) {
    const counts = figures.levelCounts.map((count) => String(count).padStart(4)).join("");
    return `${counts}${percent(figures.shareProficient).padStart(8)}${String(figures.nTotal).padStart(10)}`;
  }
  if (disclosure === "atLeastNotCalledUpon") {
    return `   hidden, but not called upon for at least ${percent(notCalledUponAtLeast)}`;
  }
  return `   hidden: ${reason === null ? "no reason given" : inWords(reason)}`;
}
