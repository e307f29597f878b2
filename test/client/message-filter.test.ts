import { expect, test } from "vitest";
import type { Message } from "#app/_client/message.ts";
import { compileFilter, EVERYTHING, isEverything, type MessageFilter } from "#app/_client/message-filter.ts";
import { MessageView } from "#app/_client/message-view.ts";
import { type PatternAnswer, PatternRunner, type PatternWorker } from "#app/_client/pattern-runner.ts";
import { MessageRing } from "#app/_client/ring.ts";
import { aMessage } from "./a-message.ts";
import { patternsHere } from "./fake-page.ts";

const MESSAGES: readonly Omit<Message, "seq">[] = [
  aMessage({ at: 1_000, topic: "sensor/1/temperature", text: '{"msg":"17.2"}', qos: 1 }),
  aMessage({ at: 2_000, topic: "sensor/2/temperature", text: "Needle", retain: true }),
  aMessage({ at: 3_000, topic: "sensor/1/humidity", text: "40 %", direction: "sent", qos: 2 }),
  aMessage({ at: 4_000, topic: "alarm", payload: Uint8Array.of(0xff, 0x00) }),
];
const SUBSCRIPTIONS = [{ id: 7, filter: "$share/group/sensor/+/temperature" }];

function passing(wish: Partial<MessageFilter>): number[] {
  const compiled = compileFilter({ ...EVERYTHING, ...wish }, SUBSCRIPTIONS);
  return MESSAGES.flatMap((message, seq) =>
    compiled === undefined || compiled.test({ ...message, seq }) ? [seq] : [],
  );
}

test.each<[string, Partial<MessageFilter>, number[]]>([
  ["nothing asked", {}, [0, 1, 2, 3]],
  ["only white space asked", { text: "  ", topic: " " }, [0, 1, 2, 3]],
  ["text, whatever its case", { text: "nEEDLE" }, [1]],
  ["text of the topic", { text: "humid" }, [2]],
  ["a topic filter", { topic: "sensor/+/temperature" }, [0, 1]],
  ["a shared subscription's filter", { topic: "$share/g/sensor/#" }, [0, 1, 2]],
  ["a direction", { direction: "sent" }, [2]],
  ["a QoS", { qos: 1 }, [0]],
  ["retained", { retained: true }, [1]],
  ["not retained", { retained: false }, [0, 2, 3]],
  ["a time, its ends included", { from: 2_000, to: 3_000 }, [1, 2]],
  ["what a subscription brings", { subscriptionId: 7 }, [0, 1]],
  ["several at once", { topic: "sensor/#", qos: 0, retained: true, text: "needle" }, [1]],
  ["an invalid topic filter", { topic: "sensor/#/x" }, []],
  ["a subscription that is gone", { subscriptionId: 8 }, []],
  ["an expression that is none", { text: "(", expression: true }, []],
])("%s", (_name, wish, expected) => {
  expect(passing(wish)).toEqual(expected);
});

test("an expression alone, with no text, asks for nothing", () => {
  expect(isEverything({ ...EVERYTHING, expression: true })).toBe(true);
});

/** A thread that is asked and answers when told to, if ever. */
class SlowThread {
  answer: (data: PatternAnswer) => void = () => undefined;
  fail: () => void = () => undefined;
  terminated = false;
  readonly worker: PatternWorker = {
    postMessage: () => undefined,
    addEventListener: (type: "message" | "error", listener: (event: { readonly data: PatternAnswer }) => void) => {
      if (type === "message") this.answer = (data) => listener({ data });
      else this.fail = () => listener({ data: [] });
    },
    terminate: () => {
      this.terminated = true;
    },
  };
}

function filled(): MessageRing {
  const ring = new MessageRing();
  for (const message of MESSAGES) ring.push(message);
  return ring;
}

const expression = (text: string, rest: Partial<MessageFilter> = {}) =>
  compileFilter({ ...EVERYTHING, ...rest, text, expression: true }, SUBSCRIPTIONS);

test("an expression sees topic and text, after the rest of the filter", () => {
  const view = new MessageView(filled(), new PatternRunner(patternsHere), () => undefined);
  view.setFilter(expression("^SENSOR/\\d/|17\\.\\d", { direction: "received" }));
  view.advance(100);
  expect(view.read().messages.map(({ seq }) => seq)).toEqual([0, 1]);
});

test("while an expression is at work messages are stored, and are asked about in their turn", () => {
  const ring = filled();
  const thread = new SlowThread();
  let changes = 0;
  const view = new MessageView(ring, new PatternRunner(() => thread.worker), () => changes++);
  view.setFilter(expression("."));
  expect(view.advance(100)).toBe(true);
  thread.answer("ready");
  ring.push(aMessage({ text: "meanwhile" }));
  expect(view.advance(100)).toBe(true);
  expect(view.read()).toMatchObject({ end: 0, scanning: true });
  thread.answer([true, false, true, false]);
  expect(changes).toBe(1);
  expect(view.read()).toMatchObject({ end: 2, scanning: true });
  view.advance(100);
  thread.answer([true]);
  expect(view.read()).toMatchObject({ end: 3, scanning: false });
  expect(view.read().messages.map(({ seq }) => seq)).toEqual([0, 2, 4]);
});

test("an expression that overruns its time is ended, and said; another one is asked on a new thread", async () => {
  const threads: SlowThread[] = [];
  const open = () => {
    const thread = new SlowThread();
    threads.push(thread);
    return thread.worker;
  };
  const changed = Promise.withResolvers<void>();
  const view = new MessageView(filled(), new PatternRunner(open, 1), () => changed.resolve());
  view.setFilter(expression("(a+)+$"));
  view.advance(100);
  threads[0]?.answer("ready");
  await changed.promise;
  expect(threads[0]?.terminated).toBe(true);
  expect(view.read()).toMatchObject({ fault: "tooSlow", scanning: false, end: 0 });
  expect(view.advance(100)).toBe(true);
  view.setFilter(expression("a"));
  view.advance(100);
  threads[1]?.answer([true, true, true, true]);
  expect(view.read()).toMatchObject({ fault: undefined, end: 4 });
});

test("a filter that changes meanwhile gives the old expression up", () => {
  const thread = new SlowThread();
  const view = new MessageView(filled(), new PatternRunner(() => thread.worker), () => undefined);
  view.setFilter(expression("."));
  view.advance(100);
  view.setFilter(compileFilter({ ...EVERYTHING, qos: 1 }));
  expect(thread.terminated).toBe(true);
  thread.answer([true, true, true, true]);
  view.advance(100);
  expect(view.read().messages.map(({ seq }) => seq)).toEqual([0]);
});

test("a thread that cannot be loaded is said", () => {
  const thread = new SlowThread();
  const view = new MessageView(filled(), new PatternRunner(() => thread.worker), () => undefined);
  view.setFilter(expression("."));
  view.advance(100);
  thread.fail();
  expect(view.read().fault).toBe("notLoaded");
});
