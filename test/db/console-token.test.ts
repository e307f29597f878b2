import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { CONSOLE_TOKEN_AUDIENCE, CONSOLE_TOKEN_MINUTES, type ConsoleTokenClaims } from "#core/control.ts";
import { mintConsoleToken, verifyConsoleToken } from "#db/console-token.ts";
import { deriveKeys } from "#db/secrets.ts";

const key = deriveKeys("a secret of this test, and of no other").consoleToken;
const claims: ConsoleTokenClaims = {
  tenantId: "ten_1",
  userId: "usr_1",
  userSessionId: "uss_1",
  actAs: { kind: "device", deviceId: "dev_1" },
};
const now = new Date("2026-01-01T00:00:00Z");
const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

describe("console token", () => {
  it("says what it was made to say, until it expires", async () => {
    const token = await mintConsoleToken(key, claims, now);
    expect(await verifyConsoleToken(key, token, now)).toEqual({
      ...claims,
      expiresAtMs: minutesLater(CONSOLE_TOKEN_MINUTES).getTime(),
    });
    expect(await verifyConsoleToken(key, token, minutesLater(CONSOLE_TOKEN_MINUTES + 1))).toBeUndefined();
  });

  it("is refused under another key", async () => {
    const token = await mintConsoleToken(
      deriveKeys("another installation's secret entirely").consoleToken,
      claims,
      now,
    );
    expect(await verifyConsoleToken(key, token, now)).toBeUndefined();
  });

  it.each([
    ["of another audience", new SignJWT({ ...claims, aud: "hato-something-else", sub: "u", exp: 2_000_000_000 })],
    ["that never expires", new SignJWT({ ...claims, aud: CONSOLE_TOKEN_AUDIENCE, sub: "u" })],
    ["without an audience", new SignJWT({ ...claims, sub: "u", exp: 2_000_000_000 })],
    [
      "that acts as nobody we know",
      new SignJWT({
        tenantId: "t",
        actAs: { kind: "root" },
        aud: CONSOLE_TOKEN_AUDIENCE,
        sub: "u",
        exp: 2_000_000_000,
      }),
    ],
  ])("refuses one %s", async (_what, jwt) => {
    const token = await jwt.setProtectedHeader({ alg: "HS256" }).sign(key);
    expect(await verifyConsoleToken(key, token, now)).toBeUndefined();
  });

  it.each(["", "x", "a.b.c", `${btoa('{"alg":"none"}')}.${btoa("{}")}.`])("refuses %j", async (text) => {
    expect(await verifyConsoleToken(key, text, now)).toBeUndefined();
  });
});
