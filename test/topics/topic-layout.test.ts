import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TopicLayout } from "#app/_topics/topic-layout.ts";

/** A layout that was told everything about these topics, in the order of their code units. */
function layoutOf(...topics: string[]): { layout: TopicLayout; paths: () => (string | undefined)[]; tell: () => void } {
  const children = new Map<string | null, string[]>();
  for (const topic of topics) {
    const levels = topic.split("/");
    for (let length = 1; length <= levels.length; length++) {
      const path = levels.slice(0, length).join("/");
      const under = length === 1 ? null : levels.slice(0, length - 1).join("/");
      const siblings = children.get(under) ?? [];
      if (!siblings.includes(path)) siblings.push(path);
      children.set(under, siblings.sort());
    }
  }
  const ids = new Map([...children.values()].flat().map((path, index) => [path, index + 1]));
  const pathOf = (id: number) => [...ids].find(([, each]) => each === id)?.[0];
  const layout = new TopicLayout(pathOf, (path) => ids.get(path));
  const tell = () => {
    for (const [under, paths] of children) {
      layout.take({ under, from: 0, total: paths.length, ids: paths.map((path) => ids.get(path) ?? 0) });
    }
  };
  tell();
  const paths = () =>
    Array.from({ length: layout.rows }, (_, index) => {
      const id = layout.row(index)?.id;
      return id === undefined ? undefined : pathOf(id);
    });
  return { layout, paths, tell };
}

describe("the lines of the topic tree", () => {
  it("are the children of the root, and below what is expanded its children", () => {
    const { layout, paths, tell } = layoutOf("attic", "hall/a/t", "hall/b", "hall/a/p");
    expect(paths()).toEqual(["attic", "hall"]);
    layout.expand("hall", 2);
    tell();
    expect(paths()).toEqual(["attic", "hall", "hall/a", "hall/b"]);
    layout.expand("hall/a", 2);
    tell();
    expect(paths()).toEqual(["attic", "hall", "hall/a", "hall/a/p", "hall/a/t", "hall/b"]);
    expect(layout.row(4)).toEqual({
      under: "hall/a",
      place: 1,
      siblings: 2,
      position: 2,
      level: 3,
      id: expect.any(Number),
    });
    layout.collapse("hall");
    expect(paths()).toEqual(["attic", "hall"]);
    // At once, without being told again: the broker may not even have heard that it was closed.
    layout.expand("hall", 2);
    expect(paths()).toEqual(["attic", "hall", "hall/a", "hall/a/p", "hall/a/t", "hall/b"]);
  });

  it("tell the empty level from none: /a, a/ and a are three topics", () => {
    const { layout, paths, tell } = layoutOf("/a", "a/", "a");
    layout.expand("", 1);
    layout.expand("a", 1);
    tell();
    expect(paths()).toEqual(["", "/a", "a", "a/"]);
    expect(["", "/a", "a", "a/"].map((path) => layout.indexOf(path))).toEqual([0, 1, 2, 3]);
  });

  it("are there as soon as their number is known, before anybody said what they are", () => {
    const { layout, paths } = layoutOf("a/x", "b");
    layout.expand("a", 100_000);
    expect(layout.rows).toBe(100_002);
    expect(layout.row(50_000)).toMatchObject({ under: "a", place: 49_999, level: 2, id: undefined });
    expect(layout.row(100_001)).toMatchObject({ under: null, place: 1 });
    expect(layout.row(100_002)).toBeUndefined();
    expect(paths().at(-1)).toBe("b");
  });

  it("leave what is ignored out, and count the places without it", () => {
    const { layout, paths, tell } = layoutOf("a/x", "b", "c");
    layout.expand("a", 1);
    tell();
    layout.setIgnored(new Set(["a"]));
    expect(paths()).toEqual(["b", "c"]);
    expect(layout.row(0)).toMatchObject({ position: 1, siblings: 2 });
    expect(layout.indexOf("a")).toBeUndefined();
    expect(layout.indexOf("c")).toBe(1);
    layout.setIgnored(new Set());
    expect(paths()).toEqual(["a", "a/x", "b", "c"]);
  });

  it("follow another order, with what was open", () => {
    const { layout, paths } = layoutOf("a/x", "b", "c");
    layout.expand("a", 1);
    layout.take({ under: "a", from: 0, total: 1, ids: [2] });
    const [a, b, c] = [layout.row(0)?.id ?? 0, layout.row(2)?.id ?? 0, layout.row(3)?.id ?? 0];
    layout.take({ under: null, from: 0, total: 3, ids: [c, b, a] });
    expect(paths().slice(0, 3)).toEqual(["c", "b", "a"]);
    expect(layout.rows).toBe(4);
    layout.take({ under: null, from: 0, total: 2, ids: [b, c] });
    expect(paths()).toEqual(["b", "c"]);
    layout.drop([c]);
    expect(paths()).toEqual(["b", undefined]);
    layout.forget();
    expect(layout.rows).toBe(0);
  });

  it("have none for what is new while rows keep their places, which is counted", () => {
    const { layout, paths } = layoutOf("b", "c");
    const ids = [layout.row(0)?.id ?? 0, layout.row(1)?.id ?? 0];
    layout.take({ under: null, from: 0, total: 5, ids }, true);
    expect(layout.waiting).toBe(3);
    expect(paths()).toEqual(["b", "c"]);
    layout.release();
    expect(layout.waiting).toBe(0);
    expect(paths()).toEqual(["b", "c", undefined, undefined, undefined]);
    layout.take({ under: null, from: 0, total: 3, ids: [9, ...ids] });
    expect(paths()).toEqual([undefined, "b", "c"]);
  });

  it("need only what is in sight, in steps, and of each node that is in sight", () => {
    const { layout } = layoutOf("a/x", "b");
    expect(layout.windows(0, 40)).toEqual([{ under: null, from: 0, rows: 25 }]);
    layout.expand("a", 1_000);
    expect(layout.windows(60, 90)).toEqual([{ under: "a", from: 50, rows: 50 }]);
    expect(layout.windows(990, 1_010)).toEqual([
      { under: "a", from: 975, rows: 25 },
      { under: null, from: 0, rows: 25 },
    ]);
  });

  it("ask for the root while nothing is known, and for what is open but empty", () => {
    const { layout } = layoutOf();
    expect(layout.windows(0, 40)).toEqual([{ under: null, from: 0, rows: 25 }]);
    const other = layoutOf("a/x");
    other.layout.expand("a", 0);
    expect(other.layout.windows(0, 40)).toEqual([
      { under: null, from: 0, rows: 25 },
      { under: "a", from: 0, rows: 25 },
    ]);
  });

  it("are each topic once, where indexOf says, whatever is open or ignored", () => {
    const topic = fc
      .array(fc.constantFrom("", "a", "b", "c"), { minLength: 1, maxLength: 4 })
      .map((all) => all.join("/"));
    fc.assert(
      fc.property(
        fc.array(topic, { maxLength: 20 }),
        fc.array(topic, { maxLength: 8 }),
        fc.array(topic, { maxLength: 2 }),
        (topics, open, ignored) => {
          const { layout, paths, tell } = layoutOf(...topics);
          for (const path of open) layout.expand(path, 0);
          layout.setIgnored(new Set(ignored));
          tell();
          const shown = paths();
          expect(new Set(shown).size).toBe(shown.length);
          for (const [index, path] of shown.entries()) expect(layout.indexOf(path ?? "?")).toBe(index);
          const prefixes = topics.flatMap((name) => name.split("/").map((_, at, all) => all.slice(0, at + 1)));
          const visible = prefixes.filter((levels) =>
            levels.every((_, at) => {
              const upTo = levels.slice(0, at + 1).join("/");
              return !ignored.includes(upTo) && (at === levels.length - 1 || open.includes(upTo));
            }),
          );
          expect(new Set(shown)).toEqual(new Set(visible.map((levels) => levels.join("/"))));
        },
      ),
    );
  });
});
