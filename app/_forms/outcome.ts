import { ApiError } from "../_services/errors.ts";
import { failureMessage } from "./failure.ts";

/** Why an action was refused, in the person's language. */
export interface Refusal {
  readonly message: string;
  /** The field that the message is about: it is shown there. */
  readonly field?: string;
  /** By field, where more than one is wrong. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** What came of an action. */
export type Outcome<T = void, Theirs = never> =
  | { readonly ok: true; readonly value: T }
  | (Refusal & {
      readonly ok: false;
      /** Of an edit, where somebody else was quicker: what is saved now. */
      readonly theirs?: Theirs;
    });

interface AttemptWays<Theirs> {
  /** Says a refusal better than by its code alone; undefined leaves it to that. */
  readonly told?: (error: ApiError) => Promise<Refusal | string | undefined>;
  /** Reads what is saved now, for an edit that began with an older version. */
  readonly theirs?: () => Promise<Theirs>;
}

/** Does it, and says what came of it. */
export async function attempt<T, Theirs = never>(
  work: () => Promise<T>,
  { told, theirs }: AttemptWays<Theirs> = {},
): Promise<Outcome<T, Theirs>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (theirs !== undefined && error instanceof ApiError && error.code === "precondition_failed") {
      const now = await attempt(theirs);
      return now.ok ? { ok: false, message: await failureMessage(error), theirs: now.value } : now;
    }
    const said = error instanceof ApiError ? await told?.(error) : undefined;
    if (said === undefined) return { ok: false, message: await failureMessage(error) };
    return { ok: false, ...(typeof said === "string" ? { message: said } : said) };
  }
}
