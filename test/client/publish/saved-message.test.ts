import { expect, test } from "vitest";
import { FIRST_DRAFT } from "#app/_client/publish/draft.ts";
import {
  byCollection,
  exportMessages,
  importMessages,
  SAVED_MAX,
  type SavedMessage,
} from "#app/_client/publish/saved-message.ts";

const message = (name: string, collection = ""): SavedMessage => ({ id: name, name, collection, draft: FIRST_DRAFT });
let next = 0;
const newId = () => `new-${++next}`;

test("what one browser exports another takes in, and taken in twice it is there once", () => {
  const saved = [message("on", "Light"), message("off", "Light"), message("alone")];
  const first = importMessages(exportMessages(saved), [], newId);
  expect(first.ok && first.messages.map(({ name, collection, draft }) => ({ name, collection, draft }))).toEqual(
    saved.map(({ id: _, ...rest }) => rest),
  );
  expect(importMessages(exportMessages(saved), first.ok ? first.messages : [], newId)).toEqual({
    ok: true,
    messages: [],
  });
});

test("a file that is no such file says what it is not, and nothing of it is taken in", () => {
  const refused = (text: string) => importMessages(text, [], newId);
  expect(refused("{")).toEqual({ ok: false, fault: "notJson" });
  expect(refused("[]")).toEqual({ ok: false, fault: "notMessages" });
  const hostile = exportMessages([message("a")]).replace('"qos": 1', '"qos": 7');
  expect(refused(hostile)).toEqual({ ok: false, fault: "notMessages" });
  const many = Array.from({ length: SAVED_MAX }, (_, i) => message(`m${i}`));
  expect(importMessages(exportMessages([message("one more")]), many, newId)).toEqual({ ok: false, fault: "tooMany" });
});

test("collections stand in order, what is in none first", () => {
  const saved = [message("z", "B"), message("a", "B"), message("m", "A"), message("n")];
  expect(byCollection(saved).map(([name, inIt]) => [name, inIt.map((each) => each.name)])).toEqual([
    ["", ["n"]],
    ["A", ["m"]],
    ["B", ["a", "z"]],
  ]);
});
