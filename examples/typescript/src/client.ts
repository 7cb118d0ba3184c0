/** The client: the types of the contract, a token on every request, and one way to deal with a problem. */
import createClient, { type Client, type Middleware } from "openapi-fetch";
import type { operations, paths } from "./generated/v1.js";
import { tokenOf } from "./token.js";

const server = process.env["BASE"] ?? "http://127.0.0.1:8080";

/**
 * What this program reads, of the forms that an answer can have: JSON, and problems. Without it the type of a report would be one of all
 * its forms.
 */
type Json = `application/${string}json`;

export type Api = Client<paths, Json>;

/** What a GET answers with when all is well. */
export type Read<Name extends keyof operations> = operations[Name] extends {
  responses: { 200: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

/** Every error has this one shape (RFC 9457), whatever the operation. */
export type Problem = operations["getMe"]["responses"][400]["content"]["application/problem+json"];

/** The API, in the name of this user. */
export function signedInAs(user: string): Api {
  const headers: Middleware = {
    async onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${await tokenOf(user)}`);
      request.headers.set("Accept-Language", "en");
      return request;
    },
  };
  const api = createClient<paths, Json>({ baseUrl: `${server}/v1` });
  api.use(headers);
  return api;
}

/** The server said no. */
export class Refused extends Error {
  override readonly name = "Refused";

  constructor(
    readonly problem: Problem,
    /** To be named when you report something. */
    readonly requestId: string | null,
  ) {
    super(`${problem.title}: ${problem.detail}`);
  }

  /** The stable part of the type, for programs: `stale-revision` of `/problems/stale-revision`. */
  get code(): string {
    return this.problem.type.slice(this.problem.type.lastIndexOf("/") + 1);
  }
}

/** What every call of `openapi-fetch` resolves to: the body of an answer, or a problem. */
type Outcome<Body> =
  | { data: Body; error?: never; response: Response }
  | { data?: never; error: Problem; response: Response };

/** The body of an answer and the tag of its state; a problem is thrown. */
export function answered<Body>(outcome: Outcome<Body>): { body: Body; etag: string } {
  const { response } = outcome;
  if (outcome.error !== undefined) {
    throw new Refused(outcome.error, response.headers.get("X-Request-Id"));
  }
  const etag = response.headers.get("ETag");
  if (etag === null) {
    throw new Error(`${response.url} answered without an ETag`);
  }
  return { body: outcome.data, etag };
}

/** Every item of a list, page after page. */
export async function everyItem<Item>(
  page: (query: { cursor?: string }) => Promise<Outcome<{ items: Item[]; nextCursor: string | null }>>,
): Promise<Item[]> {
  const found: Item[] = [];
  let query: { cursor?: string } = {};
  for (;;) {
    const { items, nextCursor } = answered(await page(query)).body;
    found.push(...items);
    if (nextCursor === null) {
      return found;
    }
    query = { cursor: nextCursor };
  }
}
