import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TopicTree } from "#core/topic-tree.ts";
import { filterOf, referenceMatches, topicOf } from "./topic-reference.ts";

const sorted = (values: readonly string[]) => [...values].sort();

describe("TopicTree", () => {
  test("finds what the definition finds, while filters come and go", () => {
    const change = fc.tuple(fc.boolean(), filterOf(), fc.constantFrom("x", "y", "z"));
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        fc.array(topicOf(), { minLength: 1, maxLength: 10 }),
        (changes, topics) => {
          const tree = new TopicTree<string>();
          const model = new Map<string, Set<string>>();
          for (const [adding, filter, value] of changes) {
            const values = model.get(filter) ?? new Set();
            model.set(filter, values);
            if (adding) expect(tree.add(filter, value)).toBe(!values.has(value));
            else expect(tree.remove(filter, value)).toBe(values.has(value));
            if (adding) values.add(value);
            else values.delete(value);
            const topic = topics[tree.size % topics.length] ?? "a";
            const expected = [...model].flatMap(([each, set]) => (referenceMatches(each, topic) ? [...set] : []));
            expect(sorted(tree.match(topic))).toEqual(sorted(expected));
          }
          expect(tree.size).toBe([...model.values()].reduce((sum, set) => sum + set.size, 0));
          for (const [filter, set] of model) for (const value of set) expect(tree.remove(filter, value)).toBe(true);
          // Nothing left means nothing left: every node is gone.
          expect(tree).toMatchObject({ size: 0, nodes: 0 });
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a value under several matching filters comes once for each", () => {
    const tree = new TopicTree<string>();
    for (const filter of ["a/#", "a/+", "a/b", "#", "b"]) tree.add(filter, "one");
    expect(tree.match("a/b")).toEqual(["one", "one", "one", "one"]);
    expect(tree.at("a/+")).toEqual(["one"]);
    expect(tree.at("a")).toEqual([]);
  });

  test("a result is kept until a filter comes or goes, and never changes in the hand", () => {
    const tree = new TopicTree<string>();
    tree.add("a", "one");
    const first = tree.match("a");
    expect(tree.match("a")).toBe(first);
    const generation = tree.generation;
    tree.add("a", "two");
    expect(tree.generation).not.toBe(generation);
    expect(first).toEqual(["one"]);
    expect(sorted(tree.match("a"))).toEqual(["one", "two"]);
    tree.remove("a", "one");
    expect(tree.match("a")).toEqual(["two"]);
    const same = tree.generation;
    expect(tree.remove("a", "one")).toBe(false);
    expect(tree.add("a", "two")).toBe(false);
    expect(tree.generation).toBe(same);
  });

  test("many values under one filter go in any order", () => {
    const tree = new TopicTree<number>();
    for (let i = 0; i < 1_000; i++) tree.add("f/+", i);
    expect(tree.add("f/+", 500)).toBe(false);
    const left = new Set(tree.match("f/x"));
    for (let i = 0; i < 1_000; i = i + 7) {
      expect(tree.remove("f/+", i)).toBe(true);
      left.delete(i);
    }
    expect(new Set(tree.match("f/x"))).toEqual(left);
    for (const value of left) expect(tree.remove("f/+", value)).toBe(true);
    expect(tree).toMatchObject({ size: 0, nodes: 0 });
  });

  test("128 levels, and far more, without recursion", () => {
    const tree = new TopicTree<string>();
    const deep = Array(20_000).fill("a").join("/");
    tree.add(deep, "deep");
    tree.add(Array(20_000).fill("+").join("/"), "plus");
    tree.add(`${deep}/#`, "below");
    expect(sorted(tree.match(deep))).toEqual(["below", "deep", "plus"]);
    expect(tree.match(`${deep}/a`)).toEqual(["below"]);
    expect(tree.remove(deep, "deep")).toBe(true);
  });

  test("the work of a match is bounded by the nodes there are, whatever the filters", () => {
    const tree = new TopicTree<string>();
    // Every filter of sixteen levels of `a` or `+` that ends in a level no topic has: none matches.
    for (let bits = 0; bits < 1 << 12; bits++) {
      const levels = Array.from({ length: 12 }, (_, i) => ((bits >> i) & 1 ? "+" : "a"));
      tree.add([...levels, "never"].join("/"), "x");
    }
    tree.match(`${Array(12).fill("a").join("/")}/once`);
    expect(tree.visits).toBeLessThanOrEqual(tree.nodes + 1);
  });

  test("the cache is bounded in entries and in bytes, however many topics a client makes up", () => {
    const tree = new TopicTree<string>({ cacheEntriesMax: 100, cacheBytesMax: 50_000 });
    for (let i = 0; i < 50; i++) tree.add("#", `s${i}`);
    for (let i = 0; i < 10_000; i++) {
      expect(tree.match(`made/up/${i}`).length).toBe(50);
      expect(tree.cacheEntries).toBeLessThanOrEqual(100);
      expect(tree.cacheBytes).toBeLessThanOrEqual(50_000);
    }
    for (let i = 0; i < 100; i++) tree.match(`${i}${"long".repeat(10_000)}`);
    expect(tree.cacheBytes).toBeLessThanOrEqual(50_000);
  });

  test("a topic in use stays kept while made-up topics pass through", () => {
    const tree = new TopicTree<string>({ cacheEntriesMax: 100 });
    tree.add("in/use", "x");
    const kept = tree.match("in/use");
    for (let i = 0; i < 1_000; i++) {
      tree.match(`made/up/${i}`);
      if (i % 20 === 0) expect(tree.match("in/use")).toBe(kept);
    }
  });

  test("names of Object's own are ordinary levels", () => {
    const tree = new TopicTree<string>();
    expect(tree.match("__proto__/constructor")).toEqual([]);
    tree.add("__proto__/+", "p");
    expect(tree.match("__proto__/constructor")).toEqual(["p"]);
  });
});
