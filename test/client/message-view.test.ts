import { expect, test } from "vitest";
import { compileFilter, EVERYTHING } from "#app/_client/message-filter.ts";
import { MessageView } from "#app/_client/message-view.ts";
import { PatternRunner } from "#app/_client/pattern-runner.ts";
import { MessageRing } from "#app/_client/ring.ts";
import { aMessage } from "./a-message.ts";
import { patternsHere } from "./fake-page.ts";

function viewOf(ring: MessageRing): MessageView {
  return new MessageView(ring, new PatternRunner(patternsHere), () => undefined);
}

function filled(count: number, bytesMax?: number): { ring: MessageRing; view: MessageView } {
  const ring = new MessageRing(bytesMax);
  const view = viewOf(ring);
  for (let i = 0; i < count; i++) ring.push(aMessage({ topic: `sensor/${i % 10}/temperature`, text: `n${i}` }));
  return { ring, view };
}

const seqs = (view: MessageView): number[] => view.read().messages.map(({ seq }) => seq);

test("following, the window holds the newest rows; else it stays where it was put", () => {
  const { ring, view } = filled(100);
  view.setWindow({ start: 0, rows: 3, follow: true });
  expect(seqs(view)).toEqual([97, 98, 99]);
  view.setWindow({ start: 10, rows: 3, follow: false });
  ring.push(aMessage({}));
  expect(seqs(view)).toEqual([10, 11, 12]);
  expect(view.read()).toMatchObject({ first: 0, end: 101, start: 10 });
});

test("a window on what has been pushed out moves up to the oldest row left", () => {
  const { ring, view } = filled(1_000, 10_000);
  view.setWindow({ start: 0, rows: 2, follow: false });
  expect(seqs(view)).toEqual([ring.first, ring.first + 1]);
});

test("a filter by topic matches as the broker does, in slices, and follows what arrives", () => {
  const { ring, view } = filled(100);
  view.setFilter(compileFilter({ ...EVERYTHING, topic: "sensor/3/+" }));
  view.setWindow({ start: 0, rows: 50, follow: true });
  expect(view.advance(50)).toBe(false);
  expect(view.read().scanning).toBe(true);
  expect(seqs(view)).toEqual([3, 13, 23, 33, 43]);
  expect(view.advance(50)).toBe(true);
  expect(seqs(view)).toEqual([3, 13, 23, 33, 43, 53, 63, 73, 83, 93]);
  ring.push(aMessage({ topic: "sensor/3/humidity" }));
  ring.push(aMessage({ topic: "sensor/4/humidity" }));
  view.advance(50);
  expect(seqs(view).at(-1)).toBe(100);
  view.setFilter(undefined);
  expect(view.read().end).toBe(102);
});

test("a filter by text looks into topics and payloads, whatever the case; binary payloads have no text", () => {
  const ring = new MessageRing();
  const view = viewOf(ring);
  ring.push(aMessage({ topic: "Alarm/1", text: "x" }));
  ring.push(aMessage({ topic: "b", text: '{"state":"ALARM"}' }));
  ring.push(aMessage({ topic: "c", payload: Uint8Array.from([0xff, ...new TextEncoder().encode("alarm")]) }));
  view.setFilter(compileFilter({ ...EVERYTHING, text: " alarm " }));
  view.advance(10);
  expect(seqs(view)).toEqual([0, 1]);
});

test("an invalid topic filter shows nothing rather than everything", () => {
  const { view } = filled(10);
  view.setFilter(compileFilter({ ...EVERYTHING, topic: "sensor/#/x" }));
  view.advance(10);
  expect(view.read().messages).toEqual([]);
});

test("paused, the list stands still while messages go on being stored, and says how many wait", () => {
  const { ring, view } = filled(10);
  view.setWindow({ start: 0, rows: 3, follow: true });
  view.pause(true);
  for (let i = 0; i < 5; i++) ring.push(aMessage({ topic: "sensor/3/temperature" }));
  expect(seqs(view)).toEqual([7, 8, 9]);
  expect(view.read()).toMatchObject({ end: 10, waiting: 5 });
  view.pause(false);
  expect(view.read()).toMatchObject({ end: 15, waiting: 0 });
});

test("a filter set while paused searches all there is, then stands still again", () => {
  const { ring, view } = filled(10);
  view.pause(true);
  view.setFilter(compileFilter({ ...EVERYTHING, topic: "sensor/3/+" }));
  view.advance(100);
  ring.push(aMessage({ topic: "sensor/3/temperature" }));
  view.advance(100);
  expect(view.read()).toMatchObject({ end: 1, waiting: 1 });
});

test("matches pushed out of the ring leave the list, and the ordinals of the others stay", () => {
  const { ring, view } = filled(20);
  view.setFilter(compileFilter({ ...EVERYTHING, topic: "sensor/3/+" }));
  view.advance(100);
  ring.clear();
  ring.push(aMessage({ topic: "sensor/3/temperature" }));
  view.advance(100);
  expect(view.read()).toMatchObject({ first: 2, end: 3 });
  expect(seqs(view)).toEqual([20]);
});
