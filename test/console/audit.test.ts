import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { auditInput } from "#app/_audit/audit-input.ts";
import { readAuditQuery, writeAuditQuery } from "#app/_audit/audit-query.ts";
import { NOUNS } from "#app/_audit/nouns.ts";
import { diffOf } from "#app/_audit/value-diff.ts";
import en from "#app/_i18n/messages/en/index.ts";

describe("what changed", () => {
  test("is told field by field; what stayed is not", () => {
    const before = { status: "enabled", description: "old", labels: { site: "osaka", floor: "3" } };
    const after = { status: "disabled", description: "old", labels: { site: "osaka", floor: "4", hall: "b" } };
    expect(diffOf(before, after)).toEqual([
      { field: "status", before: "enabled", after: "disabled" },
      { field: "labels.floor", before: "3", after: "4" },
      { field: "labels.hall", before: undefined, after: "b" },
    ]);
  });

  test("is all there is where something was made or taken away", () => {
    expect(diffOf(null, { scopes: ["read", "devices"], expiresAt: null, labels: {} })).toEqual([
      { field: "scopes", before: undefined, after: "read, devices" },
      { field: "expiresAt", before: undefined, after: "null" },
      { field: "labels", before: undefined, after: "{}" },
    ]);
    expect(diffOf({ role: "admin" }, null)).toEqual([{ field: "role", before: "admin", after: undefined }]);
    expect(diffOf(null, null)).toEqual([]);
  });

  test("of rules and other lists is shown as JSON", () => {
    const [change] = diffOf({ rules: [{ filter: "a/#" }] }, { rules: [{ filter: "b/#" }] });
    expect(change).toEqual({ field: "rules", before: '[{"filter":"a/#"}]', after: '[{"filter":"b/#"}]' });
  });
});

describe("the filters in the URL", () => {
  const now = new Date("2026-11-20T12:00:00Z");

  test("become a question, and come back as they were", () => {
    const query = readAuditQuery({ time: "days7", by: "apiKey", action: "device", actor: " ada@example.com ", x: "y" });
    expect(auditInput(query, now)).toEqual({
      from: "2026-11-13T12:00:00.000Z",
      actorKind: "apiKey",
      action: "device",
      actor: "ada@example.com",
      limit: 50,
    });
    expect(writeAuditQuery({ ...query }).toString()).toBe("time=days7&actor=ada%40example.com&by=apiKey&action=device");
  });

  test("that nobody could have chosen are left out, not an error", () => {
    const query = readAuditQuery({ time: "toString", by: "root", action: "a.b.c", target: "x".repeat(300) });
    expect(auditInput(query, now)).toEqual({ limit: 50 });
  });
});

test("every action that is written down has words on the page", () => {
  const source = readFileSync(join(import.meta.dirname, "../../app/_services/audit.ts"), "utf8");
  const written = [...source.matchAll(/"(\w+)\.(\w+)"/g)].map(([, noun = "", verb = ""]) => [noun, verb] as const);
  expect(written.length).toBeGreaterThan(10);
  const words = en.audit.actions as Record<string, Record<string, string>>;
  expect(written.filter(([noun, verb]) => words[noun]?.[verb] === undefined)).toEqual([]);
  expect(written.filter(([noun]) => !(NOUNS as readonly string[]).includes(noun))).toEqual([]);
});
