import { isDatabaseAway } from "#db/postgres-error.ts";
import type { Refusal } from "../identity.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";

/** A CONNECT that Postgres has not answered by then is refused: nobody is let in unasked. */
const ANSWER_SECONDS_MAX = 5;
/**
 * CONNECTs whose question Postgres has not answered, at most: what it answers in those seconds. A question outlives the
 * client that it was asked for, so without a bound a flood, or a Postgres that hangs, would fill the memory with them.
 */
const QUESTIONS_MAX = 10_000;

/** Open in this process, whoever asked them. */
let questions = 0;

/** The answer, or a refusal when the database is away or slow, or has too much to answer already. */
export async function inTime<Answer>(
  ask: () => Promise<Answer>,
  { log, questionsMax = QUESTIONS_MAX }: Pick<IdentityOptions, "log" | "questionsMax">,
): Promise<Answer | Refusal> {
  if (questions >= questionsMax) return refuse("databaseAway");
  questions++;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Refusal>((resolve) => {
    timer = setTimeout(() => resolve(refuse("databaseAway")), ANSWER_SECONDS_MAX * 1000);
  });
  try {
    const answer = ask().finally(() => questions--);
    return await Promise.race([answer, late]);
  } catch (error) {
    if (!isDatabaseAway(error)) log("error", "authentication failed", { error: String(error) });
    return refuse("databaseAway");
  } finally {
    clearTimeout(timer);
  }
}
