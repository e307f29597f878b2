import { expect, it } from "vitest";
import { fieldsText } from "#server/log.ts";

it("quotes whatever could begin a line, another field, or a command to the terminal", () => {
  expect(fieldsText({ client: "a\ninfo forged tenant=other" })).toBe(' client="a\\ninfo forged tenant=other"');
  expect(fieldsText({ client: "\u001b[2J\u009b2J\u202e" })).toBe(' client="\\u001b[2J\\u009b2J\\u202e"');
  expect(fieldsText({ client: "sensor-1", code: 134, tenant: undefined })).toBe(" client=sensor-1 code=134");
});

it("tells of an error what it was and where, on one line", () => {
  const text = fieldsText({ error: new TypeError("it broke") });
  expect(text).toContain("TypeError: it broke");
  expect(text).toContain("log.test.ts");
  expect(text).not.toContain("\n");
});

it("cuts values short, because a stranger chooses their length", () => {
  expect(fieldsText({ client: "x".repeat(65_535) }).length).toBeLessThan(300);
  expect(fieldsText({ client: "\u0001".repeat(65_535) }).length).toBeLessThan(2_000);
});
