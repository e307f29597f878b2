import type { BrokerEvent } from "#core/control.ts";
import { openEvents } from "../_services/broker-control.ts";
import { dataOf, EventFrames, nameOf } from "./event-frames.ts";

interface FollowOptions {
  readonly tenantId: string;
  /** Also this device's PUBLISHes. */
  readonly deviceId: string | undefined;
  /** The last sequence number the page has seen. */
  readonly after: number | undefined;
  /** Aborted when the page is gone. */
  readonly signal: AbortSignal;
  /** Asked again and again: a page may stay open for longer than its person is a member. */
  readonly mayFollow: () => Promise<boolean>;
  /** Calls back when the answer may have changed; returns what ends that. */
  readonly onDoubt?: (askAgain: () => void) => () => void;
  /** What is told of an event, where not all of it; undefined: nothing. */
  readonly present?: (event: BrokerEvent) => object | undefined;
  /** Calls back when what the tenant's access is made of changed; returns what ends that. */
  readonly onChange?: (told: () => void) => () => void;
  /** What else the stream tells, beside the broker's events; returns what ends that. */
  readonly beside?: (send: (event: string, data: string) => void) => () => void;
  /** Called once, when the stream is over. */
  readonly onEnd?: () => void;
}

const HEARTBEAT_MS = 10_000;
const CHANGES_GATHERED_MS = 200;
const ASK_AGAIN_MS = 30_000;
/** How soon a broker that went away is asked again. */
const RETRY_MS = 2_000;

/**
 * A server-sent-event stream for one page: the tenant's events, joined by one device's PUBLISHes when asked. Outlives
 * the broker's absence: says so, asks again, and says so again when it is back.
 *
 * The page is slow or asleep: what it does not take stays with the broker, which bounds it, because we read only as
 * fast as the page does.
 */
export function followBroker(options: FollowOptions): ReadableStream<Uint8Array> {
  const { signal, mayFollow, onDoubt, present = (event) => event, onChange, beside, onEnd } = options;
  const encoder = new TextEncoder();
  const cancelled = new AbortController();
  const revoked = new AbortController();
  const ended = AbortSignal.any([signal, cancelled.signal, revoked.signal]);
  /** Lines that wait for the page to take more. */
  const waiting = new Set<() => void>();
  const resume = () => {
    for (const goOn of waiting) goOn();
    waiting.clear();
  };

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Gone before it began: nothing would ever stop the timers.
        if (ended.aborted) {
          onEnd?.();
          return controller.close();
        }
        const send = (text: string) => {
          if (!ended.aborted) controller.enqueue(encoder.encode(text));
        };
        const tell = async (event: BrokerEvent) => {
          const told = present(event);
          if (told === undefined) return;
          send(`id: ${event.seq}\ndata: ${JSON.stringify(told)}\n\n`);
          while (!ended.aborted && (controller.desiredSize ?? 0) <= 0) {
            await new Promise<void>((goOn) => waiting.add(goOn));
          }
        };
        // A thousand devices changed at once are one change to whoever reads the page again.
        let changeTimer: ReturnType<typeof setTimeout> | undefined;
        const tellOfChange = () => {
          changeTimer ??= setTimeout(() => {
            changeTimer = undefined;
            send("event: change\ndata: {}\n\n");
          }, CHANGES_GATHERED_MS);
        };
        const heartbeat = setInterval(() => send("event: heartbeat\ndata: {}\n\n"), HEARTBEAT_MS);
        const ask = async () => {
          if (!(await mayFollow())) revoked.abort();
        };
        const question = setInterval(ask, ASK_AGAIN_MS);
        const noDoubt = onDoubt?.(ask);
        const noChange = onChange?.(tellOfChange);
        const nothingBeside = beside?.((event, data) => send(`event: ${event}\ndata: ${data}\n\n`));
        ended.addEventListener("abort", () => {
          clearInterval(heartbeat);
          clearInterval(question);
          noDoubt?.();
          noChange?.();
          clearTimeout(changeTimer);
          nothingBeside?.();
          onEnd?.();
          resume();
          if (!cancelled.signal.aborted) controller.close();
        });
        // Opens the connection for the browser before the broker has anything to tell.
        send("retry: 2000\n\n");
        void follow({ ...options, signal: ended }, tell, send);
      },
      pull: resume,
      cancel() {
        cancelled.abort();
      },
    },
    { highWaterMark: 64 },
  );
}

async function follow(
  { tenantId, deviceId, after, signal }: Pick<FollowOptions, "tenantId" | "deviceId" | "after" | "signal">,
  tell: (event: BrokerEvent) => Promise<void>,
  send: (text: string) => void,
): Promise<void> {
  const say = (away: boolean, gap: boolean) => send(`event: broker\ndata: ${JSON.stringify({ away, gap })}\n\n`);
  let last = after;
  let wasAway = false;
  while (!signal.aborted) {
    // One line fails, both are opened anew.
    const round = new AbortController();
    const both = AbortSignal.any([signal, round.signal]);
    const [tenantLine, deviceLine] = await Promise.all([
      openEvents(tenantId, { after: last, signal: both }),
      deviceId === undefined ? undefined : openEvents(tenantId, { deviceId, after: last, signal: both }),
    ]);
    if (tenantLine !== null && deviceLine !== null) {
      // After an absence the broker may have restarted: its numbers start again, and what happened meanwhile is lost.
      say(false, wasAway);
      const pass = (event: BrokerEvent) => {
        last = Math.max(last ?? 0, event.seq);
        return tell(event);
      };
      // Each line keeps its own order, so all that concerns the device comes by one of them.
      const ofTenant = async (event: BrokerEvent) =>
        event.deviceId === deviceId && deviceId ? undefined : pass(event);
      const lines = [read(tenantLine, ofTenant, (status) => send(`event: store\ndata: ${status}\n\n`))];
      if (deviceLine !== undefined) lines.push(read(deviceLine, pass, () => {}));
      await Promise.race(lines).catch(() => {});
    }
    round.abort();
    if (signal.aborted) return;
    wasAway = true;
    last = undefined;
    say(true, false);
    await pause(RETRY_MS, signal);
  }
}

async function read(
  line: ReadableStream<Uint8Array>,
  tell: (event: BrokerEvent) => Promise<void>,
  tellStatus: (status: string) => void,
): Promise<void> {
  const frames = new EventFrames();
  for await (const chunk of line) {
    for (const frame of frames.push(chunk)) {
      const data = dataOf(frame);
      if (data === undefined) continue;
      if (nameOf(frame) === "store") tellStatus(data);
      else await tell(JSON.parse(data) as BrokerEvent);
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
