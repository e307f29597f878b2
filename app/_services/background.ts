import { describeError } from "./describe-error.ts";

/** Tasks at once; whatever comes beyond is dropped and told, for a stranger may be the cause of it. */
const TASKS_MAX = 200;

const running = new Set<Promise<void>>();

/**
 * Does what nobody waits for: so that the time of an answer tells nothing of it, and its failure fails no answer.
 * @param what for the log
 */
export function inBackground(what: string, work: () => Promise<void>): void {
  if (running.size >= TASKS_MAX) {
    console.error(`${what}: left out, ${TASKS_MAX} such tasks are under way`);
    return;
  }
  const task = (async () => {
    try {
      await work();
    } catch (error) {
      console.error(`${what}: ${describeError(error)}`);
    }
  })();
  running.add(task);
  void task.finally(() => running.delete(task));
}

/** Settles when nothing is under way any more. */
export async function backgroundDone(): Promise<void> {
  while (running.size > 0) await Promise.allSettled(running);
}
