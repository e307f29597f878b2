import { describe, expect, it } from "vitest";
import { NUMBERS_MAX, numberAt, numbersIn, pathText } from "#app/_topics/json-number.ts";
import { EMPTY_SHELF, readShelf, SHELF_MAX, toggledOn } from "#app/_topics/shelf.ts";
import { sparkPath } from "#app/_topics/sparkline.ts";
import { readTopicsUrl, topicsQuery } from "#app/_topics/topics-url.ts";

describe("the numbers of a JSON payload", () => {
  it("are found in their order, with their paths, written as numbers or as text", () => {
    const text = '{"a":{"t":17.5,"name":"x"},"list":[1,{"v":"-2e3"}],"on":true,"none":null}';
    const found = numbersIn(text);
    expect(found.map(({ path, value }) => [pathText(path), value])).toEqual([
      ["a.t", 17.5],
      ["list[0]", 1],
      ["list[1].v", -2000],
    ]);
    for (const { path, value } of found) expect(numberAt(text, path)).toBe(value);
  });

  it("may be the whole payload, and is none where there is none", () => {
    expect(numbersIn("17.2").map(({ path, value }) => [pathText(path), value])).toEqual([["$", 17.2]]);
    expect(numbersIn("not json")).toEqual([]);
    expect(numbersIn('"1e999"')).toEqual([]);
    expect(numberAt('{"a":1}', ["a", "b"])).toBeUndefined();
    expect(numberAt('{"a":1}', ["constructor", "length"])).toBeUndefined();
    expect(pathText(["a b", 0, 'q"'])).toBe('["a b"][0]["q\\""]');
  });

  it("are bounded, in deep and in wide payloads", () => {
    expect(numbersIn(JSON.stringify(Array.from({ length: 10_000 }, (_, n) => n)))).toHaveLength(NUMBERS_MAX);
    expect(numbersIn(`${"[".repeat(5_000)}1${"]".repeat(5_000)}`)).toEqual([]);
  });
});

describe("a minute of messages", () => {
  it("is drawn as one path, or not at all", () => {
    expect(sparkPath([0, 5, 10], 20, 10)).toBe("M0 10L10 5L20 0");
    expect(sparkPath([0, 0], 20, 10)).toBe("");
  });
});

describe("the shelf", () => {
  it("is read back as it was, and what is none is empty", () => {
    const shelf = toggledOn(toggledOn(EMPTY_SHELF, "pinned", "a/b"), "ignored", "noise");
    expect(readShelf(JSON.stringify(shelf))).toEqual({ pinned: ["a/b"], ignored: ["noise"] });
    expect(toggledOn(shelf, "pinned", "a/b").pinned).toEqual([]);
    for (const text of [null, "", "null", "[]", "5", '{"pinned":"a"}']) expect(readShelf(text)).toEqual(EMPTY_SHELF);
    expect(readShelf('{"pinned":["a",5],"ignored":{}}')).toEqual({ pinned: ["a"], ignored: [] });
  });

  it("is bounded", () => {
    let shelf = EMPTY_SHELF;
    for (let n = 0; n <= SHELF_MAX; n++) shelf = toggledOn(shelf, "pinned", `t${n}`);
    expect(shelf.pinned).toHaveLength(SHELF_MAX);
    expect(shelf.pinned[0]).toBe("t1");
  });
});

describe("the page's URL", () => {
  it("says all that is shown, and nothing that is usual", () => {
    const url = { topic: "a/ b&c", below: true, search: { kind: "filter", text: "+/t" }, sort: "rate" } as const;
    expect(readTopicsUrl(new URLSearchParams(topicsQuery(url)))).toEqual(url);
    const usual = { topic: undefined, below: false, search: undefined, sort: "name" } as const;
    expect(topicsQuery(usual)).toBe("");
    expect(readTopicsUrl(new URLSearchParams("by=x&sort=y&below=1"))).toEqual(usual);
    expect(readTopicsUrl(new URLSearchParams("topic=&q=x&by=y"))).toEqual({
      ...usual,
      topic: "",
      search: { kind: "text", text: "x" },
    });
  });
});
