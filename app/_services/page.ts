import { z } from "zod";
import { ApiError } from "./errors.ts";

/** Rows of one page, at most. */
export const PAGE_LIMIT_MAX = 200;
export const PAGE_LIMIT_DEFAULT = 50;

/** Of the key that a page starts after: a topic's is up to 1 024 bytes long (server/store/row-key.ts). */
const KEY_CHARS_MAX = 1_024;
/** Such a key of quotation marks, escaped and in base64. */
const CURSOR_CHARS_MAX = 3_000;

/** What every list takes. */
export const pageInput = {
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  cursor: z.string().max(CURSOR_CHARS_MAX).optional().meta({ description: "`nextCursor` of the page before." }),
};

/** One page of a list; `nextCursor` is null on the last. */
export interface Page<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

/**
 * Cuts a page from `limit + 1` rows: the row too many only says that there is more.
 * @param keyOf what the next page starts after
 */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  sort: string,
  keyOf: (row: Row) => string,
): { rows: readonly Row[]; nextCursor: string | null } {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return last === undefined
    ? { rows, nextCursor: null }
    : { rows: rows.slice(0, limit), nextCursor: encodeCursor(sort, keyOf(last)) };
}

// A cursor names a place in the order, not a row number, and is opaque so that it may change.
const cursorParts = z.tuple([z.string(), z.string().max(KEY_CHARS_MAX)]);

/** The cursor of the page that starts after this key. */
export function encodeCursor(sort: string, after: string): string {
  return Buffer.from(JSON.stringify([sort, after])).toString("base64url");
}

/**
 * The key that the page starts after.
 * @throws ApiError when the cursor is no cursor, or belongs to another order
 */
export function decodeCursor(sort: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const parsed = cursorParts.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  if (parsed.success && parsed.data[0] === sort && !parsed.data[1].includes("\0")) return parsed.data[1];
  const message = "is not a cursor of this list; take nextCursor from the page before, with the same sort";
  throw new ApiError("invalid_request", "The cursor cannot be used.", {
    issues: [{ path: ["cursor"], code: "invalid_cursor", message }],
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
