import type { TopicsFrame } from "#core/live-topics.ts";
import { openTopics } from "../_services/broker-topics.ts";
import { dataOf, EventFrames } from "./event-frames.ts";

interface FollowTopicsOptions {
  readonly tenantId: string;
  /** The name that the broker is to know it by. */
  readonly viewer: string;
  /** The broker's stream, opened before the answer began; null: it was away. */
  readonly first: ReadableStream<Uint8Array> | null;
  /** Aborted when the viewer is gone, by us too; `first` was opened under it. */
  readonly over: AbortController;
  /** Asked again and again: a page may stay open for longer than its person is a member. */
  readonly mayFollow: () => Promise<boolean>;
  /** Calls back when the answer may have changed; returns what ends that. */
  readonly onDoubt: (askAgain: () => void) => () => void;
  /** Told each time that the broker knows the viewer, and nothing of its view. */
  readonly onKnown?: () => Promise<void>;
  /** What is told of a frame, as events; else the frame is, as it came. */
  readonly present?: (frame: TopicsFrame) => string;
}

const HEARTBEAT_MS = 10_000;
const ASK_AGAIN_MS = 30_000;
/** How soon a broker that went away is asked again. */
const RETRY_MS = 2_000;
/** Values of a thousand rows and a second's messages, in base64. */
const FRAME_CHARS_MAX = 8 * 1024 * 1024;

/**
 * The broker's frames as server-sent events for one viewer (core/live-topics.ts). Outlives the broker's absence. Read only
 * as fast as the viewer reads: what it does not take stays with the broker, which then tells fewer, larger steps.
 */
export function followTopics(options: FollowTopicsOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const { over } = options;
  const ended = over.signal;
  let resume = () => {};
  let stopAsking = () => {};

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => {
          if (!ended.aborted) controller.enqueue(encoder.encode(text));
        };
        const tell = async (text: string) => {
          send(text);
          while (!ended.aborted && (controller.desiredSize ?? 0) <= 0) {
            await new Promise<void>((goOn) => (resume = goOn));
          }
        };
        const ask = async () => {
          if (!(await options.mayFollow())) over.abort();
        };
        const heartbeat = setInterval(() => send("event: heartbeat\ndata: {}\n\n"), HEARTBEAT_MS);
        const question = setInterval(ask, ASK_AGAIN_MS);
        const noDoubt = options.onDoubt(ask);
        stopAsking = () => {
          clearInterval(heartbeat);
          clearInterval(question);
          noDoubt();
          resume();
        };
        const close = () => {
          stopAsking();
          // Cancelled by its reader, it is closed already.
          try {
            controller.close();
          } catch {}
        };
        if (ended.aborted) return close();
        ended.addEventListener("abort", close);
        // Opens the connection for the browser before the broker has anything to tell.
        send("retry: 2000\n\n");
        void follow(options, tell).catch(() => over.abort());
      },
      pull: () => resume(),
      cancel: () => over.abort(),
    },
    { highWaterMark: 4 },
  );
}

async function follow(
  { tenantId, viewer, first, over: { signal }, onKnown, present }: FollowTopicsOptions,
  tell: (text: string) => Promise<void>,
): Promise<void> {
  const sayAway = (away: boolean) => tell(`event: broker\ndata: ${JSON.stringify({ away })}\n\n`);
  let line: Awaited<ReturnType<typeof openTopics>> = first;
  while (!signal.aborted) {
    if (line !== null && line !== "tooMany") {
      await sayAway(false);
      await tell(`event: viewer\ndata: ${JSON.stringify({ viewer })}\n\n`);
      await onKnown?.();
      await read(line, tell, present).catch(() => {});
      if (signal.aborted) return;
    }
    await sayAway(true);
    await pause(RETRY_MS, signal);
    line = signal.aborted ? null : await openTopics(tenantId, viewer, signal);
  }
}

async function read(
  line: ReadableStream<Uint8Array>,
  tell: (text: string) => Promise<void>,
  present: ((frame: TopicsFrame) => string) | undefined,
): Promise<void> {
  const frames = new EventFrames(FRAME_CHARS_MAX);
  for await (const chunk of line) {
    for (const frame of frames.push(chunk)) {
      const data = dataOf(frame);
      if (data === undefined) continue;
      const text = present === undefined ? `${frame}\n\n` : present(JSON.parse(data) as TopicsFrame);
      if (text !== "") await tell(text);
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
