/** The distribution of a round, as a table for a terminal. A row that is hidden is shown as hidden, never left out. */
import type { Read } from "./client.js";

type Report = Read<"getDistribution">;
type Row = Report["rows"][number];

/** Why a row is hidden, in words. A reason that the contract adds later does not compile until it has its words here. */
const reasons: Record<NonNullable<Row["reason"]>, string> = {
  nobodyAsked: "nobody was asked this",
  tooFewLearners: "too few learners",
  dominance: "nearly everybody gave the same answer",
  complementary: "it would give away another row",
  tooFewStatements: "too few statements",
};

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
  return `   hidden: ${reason === null ? "no reason given" : reasons[reason]}`;
}
