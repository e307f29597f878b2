import { expect, test } from "vitest";
import {
  EMPTY_FORM,
  findFault,
  formOf,
  splitFilters,
  wishesOf,
} from "#app/_client/components/subscriptions/subscription-form.ts";

const form = (filters: string, part: Partial<typeof EMPTY_FORM> = {}) => ({ ...EMPTY_FORM, filters, ...part });

test("filters stand one a line or with commas between, each with its place", () => {
  expect(splitFilters(" a/b ,c/#\n\n $share/g/d,")).toEqual([
    { filter: "a/b", offset: 1 },
    { filter: "c/#", offset: 6 },
    { filter: "$share/g/d", offset: 12 },
  ]);
});

test("the first mistake is told with its place in the whole text", () => {
  expect(findFault(form(" , \n"), 5)).toMatchObject({ field: "filters", fault: "empty" });
  expect(findFault(form("a/b, c/d#"), 5)).toEqual({
    field: "filters",
    fault: "hashNotAlone",
    filter: "c/d#",
    offset: 8,
  });
  expect(findFault(form("$share/g/a", { noLocal: true }), 5)).toEqual({ field: "noLocal" });
  expect(findFault(form("$share/g/a", { noLocal: true }), 4)).toBeUndefined();
  for (const subscriptionIdentifier of [0, 1.5, 268_435_456]) {
    expect(findFault(form("a", { subscriptionIdentifier }), 5)).toEqual({ field: "subscriptionIdentifier" });
  }
  expect(findFault(form("a", { subscriptionIdentifier: 268_435_455 }), 5)).toBeUndefined();
});

test("each filter becomes a wish with its own name; one that is there already keeps its id", () => {
  const present = [{ id: 4, filter: "c", qos: 0 } as const];
  expect(wishesOf(form("a,b,c", { alias: "A, B", colour: "#336699" }), present, undefined)).toEqual([
    { id: 5, filter: "a", qos: 1, alias: "A", colour: "#336699" },
    { id: 6, filter: "b", qos: 1, alias: "B", colour: "#336699" },
    { id: 4, filter: "c", qos: 1, colour: "#336699" },
  ]);
});

test("changing one keeps its id and its pause, and the form shows what it was", () => {
  const edited = { id: 2, filter: "a", qos: 2, paused: true, retainHandling: 1, decodeAs: "cbor" } as const;
  expect(wishesOf({ ...formOf(edited), filters: "b" }, [edited], edited)).toEqual([{ ...edited, filter: "b" }]);
});
