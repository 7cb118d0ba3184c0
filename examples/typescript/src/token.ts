/**
 * Where access tokens come from: the only module that knows.
 *
 * Here the program `samenspel` makes them, which is for development. Where your users sign in elsewhere, this is the
 * one file to replace.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A shell command that prints a token when the name of a user is put behind it. */
const command =
  process.env["TOKEN_COMMAND"] ?? "../../target/debug/samenspel token --data-dir ../../demo-data --user";

/** A token lives 15 minutes; each is used for 10. */
const usedFor = 10 * 60 * 1000;

const kept = new Map<string, { token: string; until: number }>();

/** An access token for this user. */
export async function tokenOf(user: string): Promise<string> {
  const known = kept.get(user);
  if (known !== undefined && Date.now() < known.until) {
    return known.token;
  }
  const { stdout } = await run("/bin/sh", ["-c", `${command} "$1"`, "sh", user]);
  const token = stdout.trim();
  kept.set(user, { token, until: Date.now() + usedFor });
  return token;
}
