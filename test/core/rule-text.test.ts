import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allow } from "#core/role-templates.ts";
import { validateRuleFilter } from "#core/rule-filter.ts";
import { formatRuleText, parseRuleText } from "#core/rule-text.ts";
import { ruleLine } from "./arbitrary-rules.ts";

const RULES_MAX = 200;
const parse = (text: string) => parseRuleText(text, RULES_MAX);

describe("rules as text", () => {
  test("are one a line; empty lines and comments are passed over", () => {
    const { rules, faults } = parse(
      '# ours\n\nallow both ${device}/#\r\n  deny publish a/+ \nallow publish "hall 3/x" qos 1 no-retain',
    );
    expect(faults).toEqual([]);
    expect(rules).toEqual([
      allow("both", "${device}/#"),
      { ...allow("publish", "a/+"), effect: "deny" },
      allow("publish", "hall 3/x", { qosMax: 1, retainAllowed: false }),
    ]);
  });

  test.each([
    ["permit both a", "unknownWord", 0],
    ["allow", "actionMissing", 5],
    ["allow write a", "actionMissing", 6],
    ["allow both", "filterMissing", 10],
    ["allow both a/#/b", "hashNotLast", 13],
    ["allow both a/${devise}", "unknownVariable", 13],
    ["allow both a/${device", "unclosedVariable", 13],
    ['allow both "a', "filterUnquoted", 11],
    ["allow both hall 3/x", "optionUnknown", 16],
    ["allow both a qos 3", "optionUnknown", 13],
    ["allow both a qos", "optionUnknown", 13],
    ["allow both $share/g/a", "sharedFilter", 11],
    ["user roger", "userLine", 0],
    ["topic read", "filterMissing", 10],
    ["topic read a/#b", "hashNotLast", 11],
  ])("%s: %s at %i", (line, fault, column) => {
    expect(parse(`allow both a\n${line}`)).toMatchObject({
      rules: [{ filter: "a" }],
      faults: [{ fault, line: 2, column }],
    });
  });

  test("of Mosquitto are understood", () => {
    const { rules, faults } = parse(
      "topic read $SYS/#\ntopic write a b/c\ntopic d\ntopic deny e\npattern readwrite %u/%c/#\npattern x/%c",
    );
    expect(faults).toEqual([]);
    expect(rules).toEqual([
      allow("subscribe", "$SYS/#"),
      allow("publish", "a b/c"),
      allow("both", "d"),
      { ...allow("both", "e"), effect: "deny" },
      allow("both", "${username}/${clientId}/#"),
      allow("both", "x/${clientId}"),
    ]);
  });

  test("beyond the limit are told once and not read", () => {
    const parsed = parseRuleText("allow both a\n".repeat(1_000), 3);
    expect(parsed.rules).toHaveLength(3);
    expect(parsed.faults).toEqual([{ fault: "tooManyRules", line: 4, column: 0 }]);
  });

  test("come back as they were, whatever is in the filter", () => {
    const filter = fc.string({ unit: "binary" }).filter((text) => validateRuleFilter(text) === undefined);
    fc.assert(
      fc.property(fc.array(fc.tuple(ruleLine, fc.option(filter))), (list) => {
        const rules = list.map(([rule, other]) => ({
          ...rule,
          filter: other ?? rule.filter,
          ...(rule.effect === "deny" ? { qosMax: 2, retainAllowed: true } : {}),
        }));
        expect(parse(formatRuleText(rules))).toEqual({ rules, faults: [] });
      }),
    );
  });

  test("never throw, whatever the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', "\\", "allow ", "both ", "qos ", "#", "\n", "a", "$", "{", "%u") }),
        (text) => {
          for (const { line } of parse(text).faults) expect(line).toBeGreaterThan(0);
        },
      ),
    );
  });
});
