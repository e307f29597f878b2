import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FetchError, type Fetched } from "#server/identity/token/guarded-fetch.ts";
import { PublishedKeys, type Publisher } from "#server/identity/token/published-keys.ts";
import type { VerificationKey } from "#server/identity/token/verification-key.ts";
import { FakeClock } from "#test/broker/broker.ts";
import { makeSigner, type Signer } from "./token-maker.ts";

const works: Publisher = { id: "iss_1", tenantId: "ten_1", jwksUrl: "https://works.example.test/keys" };
let first: Signer;
let second: Signer;
let clock: FakeClock;
let fetches: PromiseWithResolvers<Fetched>[];
let keys: PublishedKeys;

beforeAll(async () => {
  [first, second] = await Promise.all([makeSigner("ES256", "first"), makeSigner("EdDSA", "second")]);
});
beforeEach(() => {
  clock = new FakeClock();
  fetches = [];
  keys = new PublishedKeys({
    clock,
    fetch: () => {
      const fetch = Promise.withResolvers<Fetched>();
      fetches.push(fetch);
      return fetch.promise;
    },
  });
});

const has = (kid: string) => (found: readonly VerificationKey[]) => found.some((key) => key.kid === kid);
const ask = (kid: string, publisher = works) => keys.of(publisher, has(kid));
const keySet = (...members: unknown[]) => Buffer.from(JSON.stringify({ keys: members }));
const fail = () => fetches.at(-1)?.reject(new FetchError("timeout"));

function publish(body: Buffer, maxAgeSeconds?: number): void {
  fetches.at(-1)?.resolve({ body, maxAgeSeconds });
}

async function kidsOf(answer: ReturnType<typeof ask>): Promise<unknown> {
  const answered = await answer;
  return "fault" in answered ? answered.fault : answered.keys.map(({ kid }) => kid);
}

/** Until what was started without waiting has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("published keys", () => {
  it("are fetched once for all who ask meanwhile, and kept", async () => {
    const asked = [ask("first"), ask("first"), ask("first")];
    expect(fetches).toHaveLength(1);
    publish(keySet(first.jwk));
    expect(await Promise.all(asked.map(kidsOf))).toEqual([["first"], ["first"], ["first"]]);
    clock.advance(400);
    expect(await kidsOf(ask("first"))).toEqual(["first"]);
    expect(fetches).toHaveLength(1);
  });

  it("are fetched anew for a key that is not there, but not again and again", async () => {
    const asked = ask("first");
    publish(keySet(first.jwk));
    await asked;
    for (let i = 0; i < 100; i++) expect(await kidsOf(ask("forged"))).toEqual(["first"]);
    expect(fetches).toHaveLength(1);
    clock.advance(30.001);
    const rotated = ask("second");
    expect(fetches).toHaveLength(2);
    publish(keySet(first.jwk, second.jwk));
    expect(await kidsOf(rotated)).toEqual(["first", "second"]);
    for (let i = 0; i < 100; i++) await ask("forged");
    expect(fetches).toHaveLength(2);
  });

  it("are fetched ahead of their end, and nobody waits", async () => {
    const asked = ask("first");
    publish(keySet(first.jwk), 100);
    await asked;
    clock.advance(81);
    expect(await kidsOf(ask("first"))).toEqual(["first"]);
    expect(fetches).toHaveLength(2);
    publish(keySet(second.jwk), 100);
    await settled();
    expect(await kidsOf(ask("second"))).toEqual(["second"]);
  });

  it("are not believed longer than a bound, nor fetched oftener than another, whatever they say", async () => {
    const asked = ask("first");
    publish(keySet(first.jwk), 1_000_000);
    await asked;
    clock.advance(3_601);
    const late = ask("first");
    expect(fetches).toHaveLength(2);
    publish(keySet(first.jwk), 0);
    await late;
    clock.advance(47);
    await ask("first");
    expect(fetches).toHaveLength(2);
  });

  it("serve on while their publisher fails, without waiting for it, and not for ever", async () => {
    const asked = ask("first");
    publish(keySet(first.jwk), 60);
    await asked;
    clock.advance(61);
    const late = ask("first");
    fail();
    expect(await kidsOf(late)).toEqual(["first"]);
    clock.advance(60);
    expect(await kidsOf(ask("first"))).toEqual(["first"]);
    expect(fetches).toHaveLength(3);
    fail();
    await settled();
    clock.advance(4 * 3_600);
    const gone = ask("first");
    fail();
    expect(await kidsOf(gone)).toBe("timeout");
  });

  it("that never came are asked for again after a pause", async () => {
    const asked = ask("first");
    fail();
    expect(await kidsOf(asked)).toBe("timeout");
    for (let i = 0; i < 100; i++) expect(await kidsOf(ask("first"))).toBe("timeout");
    expect(fetches).toHaveLength(1);
    clock.advance(5.001);
    const again = ask("first");
    publish(keySet(first.jwk));
    expect(await kidsOf(again)).toEqual(["first"]);
  });

  it("of another address are another's: what was kept of the former is forgotten", async () => {
    const asked = ask("first");
    publish(keySet(first.jwk));
    await asked;
    const moved = ask("first", { ...works, jwksUrl: "https://elsewhere.example.test/keys" });
    expect(fetches).toHaveLength(2);
    publish(keySet(second.jwk));
    expect(await kidsOf(moved)).toEqual(["second"]);
  });

  it.each([
    ["no JSON", Buffer.from("<html>")],
    ["no key set", Buffer.from("[]")],
    ["a key set without a list", Buffer.from('{"keys":{}}')],
    ["nothing", Buffer.alloc(0)],
  ])("are not had from %s", async (_what, body) => {
    const asked = ask("first");
    publish(body);
    expect(await kidsOf(asked)).toBe("contentInvalid");
  });

  it("are only those that can check a signature", async () => {
    const asked = ask("first");
    const { x, ...halfAKey } = first.jwk;
    publish(
      keySet(
        { kty: "oct", k: "c2VjcmV0", kid: "secret" },
        { ...second.jwk, d: "AAAA", kid: "private" },
        { ...second.jwk, use: "enc", kid: "encryption" },
        { ...second.jwk, alg: "ES256", kid: "another algorithm" },
        { ...first.jwk, y: x, kid: "not on its curve" },
        { ...halfAKey, kid: "half" },
        { kty: "RSA", n: `${"A".repeat(171)}B`, e: "AQAB", kid: "short" },
        { kty: "RSA", n: "B".repeat(2_000), e: "AQAB", kid: "long" },
        "no key",
        null,
        first.jwk,
      ),
    );
    expect(await kidsOf(asked)).toEqual(["first"]);
  });

  it("of one tenant's slow publishers keep no other tenant waiting", async () => {
    const slow = Array.from({ length: 20 }, (_, i) => ask("first", { ...works, id: `iss_slow${i}` }));
    expect(fetches).toHaveLength(4);
    const theirs = ask("second", { ...works, id: "iss_theirs", tenantId: "ten_2" });
    publish(keySet(second.jwk));
    expect(await kidsOf(theirs)).toEqual(["second"]);
    for (const fetch of fetches) fetch.reject(new FetchError("timeout"));
    expect(new Set(await Promise.all(slow.map(kidsOf)))).toEqual(new Set(["timeout", "tooBusy"]));
  });

  it("let only so many wait", async () => {
    const asked = Array.from({ length: 300 }, () => ask("first"));
    publish(keySet(first.jwk));
    const answers = await Promise.all(asked.map(kidsOf));
    expect(answers.filter((answer) => answer === "tooBusy")).toHaveLength(100);
  });
});
