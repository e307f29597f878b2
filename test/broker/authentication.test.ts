import { expect, test } from "vitest";
import { AUTH, CONNACK, DISCONNECT } from "#core/mqtt/packets.ts";
import type { Exchange, Verdict } from "#server/identity.ts";
import { EVERYTHING, FakeClock, rule, startBroker, type TestBroker } from "./broker.ts";
import { TestClient } from "./client.ts";

/** Challenges with `?`, then says what the test says. */
class Quiz implements Exchange {
  #asked = false;
  readonly verdict: () => Promise<Verdict>;

  constructor(verdict: () => Promise<Verdict>) {
    this.verdict = verdict;
  }

  async next() {
    if (this.#asked) return this.verdict();
    this.#asked = true;
    return { over: false as const, data: Buffer.from("?") };
  }
}

const admission = { ok: true, tenantId: "acme", tenantSlug: "acme", deviceId: "d", deviceName: "d" } as const;
const welcome = async (): Promise<Verdict> => ({
  over: true,
  result: { ...admission, principalId: "d", rules: EVERYTHING },
  data: Buffer.from("welcome"),
});

function begin(broker: TestBroker): TestClient {
  const client = new TestClient(broker.port);
  client.sendConnect({ username: null, properties: { authenticationMethod: "QUIZ" } });
  return client;
}

function answer(client: TestClient, reasonCode = 0x18): void {
  client.send({ type: AUTH, reasonCode, properties: { authenticationMethod: "QUIZ" } });
}

test("a client that leaves its challenge unanswered is cut off when the connect timeout ends", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, beginExchange: () => new Quiz(welcome) });
  const client = begin(broker);
  await client.next(AUTH);
  clock.advance(broker.broker.limits.connectTimeoutSeconds + 1);
  await client.closed();
});

test("so is one that begins to authenticate again and does not go on: 0x87", async () => {
  const clock = new FakeClock();
  await using broker = await startBroker({ clock, beginExchange: () => new Quiz(welcome) });
  const client = begin(broker);
  await client.next(AUTH);
  answer(client);
  expect((await client.next(CONNACK)).properties.authenticationData?.toString()).toBe("welcome");
  answer(client, 0x19);
  await client.next(AUTH);
  answer(client);
  expect((await client.next(AUTH)).reasonCode).toBe(0);
  clock.advance(broker.broker.limits.connectTimeoutSeconds + 1);
  expect(await client.settled()).toEqual([]);
  answer(client, 0x19);
  await client.next(AUTH);
  clock.advance(broker.broker.limits.connectTimeoutSeconds + 1);
  expect((await client.next(DISCONNECT)).reasonCode).toBe(0x87);
});

test("authenticating again brings the rights of now; subscriptions they no longer cover are cut", async () => {
  let rules = EVERYTHING;
  const verdict = async (): Promise<Verdict> => ({ over: true, result: { ...admission, principalId: "d", rules } });
  await using broker = await startBroker({ beginExchange: () => new Quiz(verdict) });
  const client = begin(broker);
  await client.next(AUTH);
  answer(client);
  await client.next(CONNACK);
  await client.subscribe("a");
  rules = [rule("allow", "both", "b")];
  answer(client, 0x19);
  await client.next(AUTH);
  answer(client);
  await client.next(AUTH);
  client.publish("a", "x");
  client.publish("b", "x");
  expect(await client.settled()).toEqual([]);
  expect(broker.tenant().counters).toMatchObject({ publishDenied: 1, subscribeDenied: 1 });
});

test("an exchange that breaks down refuses its CONNECT and harms nobody", async () => {
  await using broker = await startBroker({ beginExchange: () => new Quiz(() => Promise.reject(new Error("broken"))) });
  const bystander = await TestClient.connect(broker, { clientId: "bystander" });
  const client = begin(broker);
  await client.next(AUTH);
  answer(client);
  expect((await client.next(CONNACK)).reasonCode).toBe(0x80);
  await client.closed();
  expect(await bystander.settled()).toEqual([]);
  expect(broker.errors.splice(0)).toHaveLength(1);
});

test("a client that leaves while its answer is being judged is forgotten", async () => {
  let judge = (): void => {};
  const judged = new Promise<void>((resolve) => {
    judge = resolve;
  });
  await using broker = await startBroker({ beginExchange: () => new Quiz(() => judged.then(welcome)) });
  const client = begin(broker);
  await client.next(AUTH);
  answer(client);
  await client.kill();
  await expect.poll(() => broker.broker.connections.size).toBe(0);
  judge();
  await new Promise(setImmediate);
  expect(broker.tenant().sessions.size).toBe(0);
});
