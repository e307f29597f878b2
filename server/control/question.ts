import type { z } from "zod";

/** One thing that the control port answers: what it is asked with, and what it says. */
export interface Question {
  readonly schema: z.ZodType;
  /** Where a body may be larger than usual. */
  readonly bodyBytesMax?: number;
  /** @param body as the schema parsed it */
  readonly answer: (body: unknown) => object | Promise<object>;
}

/** Ties the types of what is asked and what the schema parses; a list of questions holds them of every kind. */
export function question<Body>(
  schema: z.ZodType<Body>,
  answer: (body: Body) => object | Promise<object>,
  bodyBytesMax?: number,
): Question {
  // Sound because http.ts alone calls it, with what this very schema parsed.
  return { schema, answer: answer as Question["answer"], ...(bodyBytesMax === undefined ? {} : { bodyBytesMax }) };
}
