import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TopicStore } from "#core/topic-store.ts";
import { filterOf, referenceMatches, topicOf } from "./topic-reference.ts";

const found = (store: TopicStore<string>, filter: string) =>
  [...store.matchFilter(filter)].filter((value) => value !== undefined).sort();

describe("TopicStore", () => {
  test("yields what the definition matches, while values come and go", () => {
    const change = fc.tuple(fc.boolean(), topicOf());
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        fc.array(filterOf(), { minLength: 1, maxLength: 8 }),
        (changes, filters) => {
          const store = new TopicStore<string>();
          const model = new Set<string>();
          for (const [setting, topic] of changes) {
            const former = model.has(topic) ? topic : undefined;
            expect(setting ? store.set(topic, topic) : store.delete(topic)).toBe(former);
            if (setting) model.add(topic);
            else model.delete(topic);
            expect(store.get(topic)).toBe(setting ? topic : undefined);
          }
          expect(store.size).toBe(model.size);
          expect([...store.values()].filter((value) => value !== undefined).sort()).toEqual([...model].sort());
          for (const filter of filters)
            expect(found(store, filter)).toEqual([...model].filter((topic) => referenceMatches(filter, topic)).sort());
        },
      ),
      { numRuns: 500 },
    );
  });

  test("an empty topic tree has no levels left", () => {
    const store = new TopicStore<string>();
    store.set("a/b/c", "x");
    store.set("a/b", "y");
    store.delete("a/b/c");
    expect(found(store, "#")).toEqual(["y"]);
    store.delete("a/b");
    expect(store).toMatchObject({ size: 0, levels: 0 });
  });

  test("a walk that finds nothing pauses, so that others may run", () => {
    const store = new TopicStore<string>();
    for (let i = 0; i < 10_000; i++) store.set(`a/${i}/x`, "x");
    let pauses = 0;
    for (const value of store.matchFilter("+/+/y")) {
      expect(value).toBeUndefined();
      pauses++;
    }
    expect(pauses).toBeGreaterThan(30);
  });

  test("a walk goes on while values come and go, and yields nothing twice", () => {
    const store = new TopicStore<string>();
    for (let i = 0; i < 100; i++) store.set(`a/${i}`, `${i}`);
    const seen: string[] = [];
    for (const value of store.matchFilter("a/#")) {
      if (value === undefined) continue;
      seen.push(value);
      store.delete(`a/${value}`);
      store.delete(`a/${Number(value) + 1}`);
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(50);
    expect(store.size).toBe(0);
  });

  test("20 000 levels without recursion", () => {
    const store = new TopicStore<string>();
    const deep = Array(20_000).fill("a").join("/");
    store.set(deep, "deep");
    expect(found(store, "#")).toEqual(["deep"]);
    expect(found(store, `${deep}/#`)).toEqual(["deep"]);
    expect(store.delete(deep)).toBe("deep");
  });
});
