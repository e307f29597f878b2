import mqtt, { type MqttClient } from "mqtt";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  NOTHING_VIEWED,
  RAW_PER_SECOND_MAX,
  type RawMessage,
  type TopicNode,
  type TopicsFrame,
  type TopicsList,
  type TopicsSearch,
  type TopicsView,
  type TopicValues,
  VIEWERS_PER_PERSON_MAX,
  VIEWERS_PER_TENANT_MAX,
} from "#core/live-topics.ts";
import type { LiveTopics } from "#server/live-topics/live-topics.ts";
import { TopicViewers } from "#server/live-topics/topic-viewers.ts";
import type { Viewer } from "#server/live-topics/viewer.ts";
import { Message } from "#server/message.ts";
import type { Tenant } from "#server/tenant.ts";
import { FakeClock, PASSWORD, startBroker, type TestBroker } from "./broker.ts";

/** What a page makes of its frames. */
class Page {
  readonly nodes = new Map<number, TopicNode>();
  readonly values = new Map<number, TopicValues>();
  readonly lists = new Map<string, TopicsList>();
  readonly messages: RawMessage[] = [];
  frames: TopicsFrame[] = [];
  ready = true;
  ended = false;
  readonly viewer: Viewer;
  readonly #topics: LiveTopics;

  constructor(topics: LiveTopics, name = "usr_1:a") {
    this.#topics = topics;
    const page = this;
    const viewer = topics.open(name, {
      get ready() {
        return page.ready;
      },
      send: (frame) => this.#take(frame),
      end: () => {
        this.ended = true;
      },
    });
    if (viewer === undefined) throw new Error("too many viewers");
    this.viewer = viewer;
  }

  look(view: Partial<TopicsView>): void {
    this.#topics.setView(this.viewer, { ...NOTHING_VIEWED, ...view });
  }

  get last(): TopicsFrame {
    const frame = this.frames.at(-1);
    if (frame === undefined) throw new Error("no frame yet");
    return frame;
  }

  /** The rows of a node's list, by name. */
  rows(under: string | null, list: TopicsList["list"] = "children"): Record<string, TopicValues> {
    const shown = [...this.lists.values()].find((one) => one.list === list && one.under === under);
    const names = (shown?.ids ?? []).map((id): [string, TopicValues] => {
      const node = this.nodes.get(id);
      const values = this.values.get(id);
      if (node === undefined || values === undefined) throw new Error(`node ${id} was never told`);
      return [list === "children" ? node.name : node.path, values];
    });
    return Object.fromEntries(names);
  }

  #take(frame: TopicsFrame): void {
    // As it would come through the stream.
    const told = JSON.parse(JSON.stringify(frame)) as TopicsFrame;
    expect(told.seq).toBe((this.frames.at(-1)?.seq ?? 0) + 1);
    this.frames.push(told);
    for (const node of told.nodes ?? []) this.nodes.set(node.id, node);
    for (const values of told.values ?? []) this.values.set(values.id, { ...this.values.get(values.id), ...values });
    for (const list of told.lists ?? []) this.lists.set(`${list.list} ${list.under} ${list.from}`, list);
    this.messages.push(...(told.raw?.messages ?? []));
  }
}

const open: MqttClient[] = [];
afterEach(() => {
  for (const client of open.splice(0)) client.end(true);
});

async function connect(broker: TestBroker, username = "acme/sensor", version: 4 | 5 = 5): Promise<MqttClient> {
  const options = { username, password: PASSWORD, protocolVersion: version, reconnectPeriod: 0 };
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, options);
  open.push(client);
  return client;
}

function tenantOf({ broker }: TestBroker, id = "acme"): Tenant {
  return broker.ensureTenant(id, id);
}

async function setUp() {
  const clock = new FakeClock();
  const broker = await startBroker({ clock });
  const viewers = new TopicViewers();
  const tenant = tenantOf(broker);
  return {
    ...{ broker, clock, viewers, tenant },
    topics: viewers.begin(tenant),
    /** A second later, at the end of which everything is told. */
    async step(seconds = 1): Promise<void> {
      clock.advance(seconds);
      await viewers.find(tenant)?.tick();
    },
    async [Symbol.asyncDispose](): Promise<void> {
      viewers.close();
      await broker[Symbol.asyncDispose]();
    },
  };
}

/** However busy the machine is. */
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 30_000 });

const text = (base64: string | undefined) => Buffer.from(base64 ?? "", "base64").toString();
const window = (under: string | null, from = 0, rows = 100) => ({ under, from, rows });

describe("the tree", () => {
  test("counts what is published, level by level, with the last value", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    page.look({ windows: [window(null), window("hall")] });
    const client = await connect(house.broker);
    await client.publishAsync("hall/1/temperature", "17", { qos: 1 });
    await client.publishAsync("hall/1/temperature", "18", { qos: 1 });
    await client.publishAsync("hall/2", Buffer.alloc(1_000, 7), { qos: 1 });
    await client.publishAsync("hall", "all", { qos: 1 });
    await client.publishAsync("/odd//", "x", { qos: 1 });
    await house.step();
    expect(page.last.tree).toMatchObject({ topics: 4, messages: 5, payloadBytes: 1_008, full: false });
    expect(page.rows(null)).toMatchObject({
      "": { topics: 1, messages: 1, children: 1, value: null },
      hall: { topics: 3, messages: 4, ownMessages: 1, children: 2, value: { payloadBytes: 3 } },
    });
    expect(page.rows("hall")).toMatchObject({
      "1": { topics: 1, messages: 2, ownMessages: 0, children: 1, value: null },
      "2": { topics: 1, messages: 1, ownMessages: 1, children: 0, value: { payloadBytes: 1_000, qos: 1 } },
    });
    const value = page.rows("hall")["2"]?.value;
    expect(Buffer.from(value?.payloadBase64 ?? "", "base64")).toEqual(Buffer.alloc(256, 7));
  });

  test("tells only what changed, and a rate that falls when nothing comes any more", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    page.look({ windows: [window(null)] });
    const client = await connect(house.broker);
    await client.publishAsync("quiet", "1", { qos: 1 });
    await house.step();
    for (let i = 0; i < 50; i++) await client.publishAsync("busy", "2", { qos: 1 });
    await house.step();
    const { nodes, values } = page.last;
    expect(nodes?.map(({ path }) => path)).toEqual(["busy"]);
    expect(values).toHaveLength(2); // the other one's rate fell
    expect(page.rows(null).busy?.rate).toBeGreaterThan(20);
    expect(page.rows(null).busy?.spark?.reduce((sum, count) => sum + count)).toBe(50);
    const told = page.frames.length;
    await house.step(60);
    expect(page.rows(null).busy?.rate).toBe(0);
    await house.step(60);
    await house.step(60);
    expect(page.frames.length).toBeLessThanOrEqual(told + 2);
    expect(page.rows(null).busy).toMatchObject({ messages: 50, spark: new Array(30).fill(0) });
  });

  test("shows retained messages at once, and whether the broker still has them", async () => {
    await using house = await setUp();
    const client = await connect(house.broker);
    await client.publishAsync("kept/a", "before", { qos: 1, retain: true });
    await client.publishAsync("kept/b", "short-lived", {
      ...{ qos: 1, retain: true },
      properties: { messageExpiryInterval: 30 },
    });
    house.viewers.close();
    const topics = house.viewers.begin(house.tenant);
    const page = new Page(topics);
    page.look({ windows: [window("kept")] });
    await house.step();
    expect(page.last.tree).toMatchObject({ topics: 2, messages: 0, reading: false });
    expect(page.rows("kept")).toMatchObject({ a: { retained: true, lastAtMs: null }, b: { retained: true } });
    expect(text(page.rows("kept").a?.value?.payloadBase64)).toBe("before");
    // A live message without RETAIN does not make it less retained; expiry does, and so does an empty one.
    await client.publishAsync("kept/a", "live", { qos: 1 });
    await house.step(40);
    expect(page.rows("kept")).toMatchObject({ a: { retained: true, ownMessages: 1 }, b: { retained: false } });
    await client.publishAsync("kept/a", "", { qos: 1, retain: true });
    await house.step();
    expect(page.rows("kept").a).toMatchObject({ retained: false, value: { payloadBytes: 0 } });
  });

  test("has no topics beginning with $, as a subscription to # has none", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    page.look({ windows: [window(null)] });
    const { clock } = house.broker.broker;
    for (const topic of ["$private/a", "public"]) {
      house.tenant.publish(
        Message.fromParts(topic, Buffer.from("x"), 0, false, Buffer.alloc(0), undefined, clock),
        undefined,
      );
    }
    await house.step();
    expect(Object.keys(page.rows(null))).toEqual(["public"]);
    expect(page.last.tree.messages).toBe(1);
  });

  test("shows nothing of another tenant", async () => {
    await using house = await setUp();
    const other = new Page(house.viewers.begin(tenantOf(house.broker, "globex")), "usr_2:b");
    other.look({ windows: [window(null)], selection: { kind: "subtree", under: null, ignored: [] } });
    const page = new Page(house.topics);
    page.look({ windows: [window(null)] });
    const client = await connect(house.broker);
    await client.publishAsync("ours", "secret", { qos: 1, retain: true });
    await house.step();
    await house.viewers.find(tenantOf(house.broker, "globex"))?.tick();
    expect(Object.keys(page.rows(null))).toEqual(["ours"]);
    expect(other.last.tree).toMatchObject({ topics: 0, messages: 0 });
    expect(other.nodes.size).toBe(0);
    expect(other.messages).toEqual([]);
  });
});

describe("windows", () => {
  const names = Array.from({ length: 3_000 }, (_, i) => `t${String(i).padStart(5, "0")}`);

  async function flood(house: Awaited<ReturnType<typeof setUp>>): Promise<void> {
    const { clock } = house.broker.broker;
    const shuffled = names.map((name, i) => names[(i * 7_919) % names.length] ?? name);
    for (const name of shuffled) {
      house.tenant.publish(
        Message.fromParts(`many/${name}`, Buffer.from(name), 0, false, Buffer.alloc(0), undefined, clock),
        undefined,
      );
    }
    await house.step();
  }

  test("of a node with very many children only the rows that are wanted are told, wherever they are", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    await flood(house);
    page.look({ windows: [window("many", 0, 20)] });
    // Not at once, but without waiting for the next second.
    await eventually(() => expect(page.last.lists).toMatchObject([{ total: 3_000, from: 0, sorting: false }]));
    expect(Object.keys(page.rows("many"))).toEqual(names.slice(0, 20));
    page.look({ windows: [window("many", 2_500, 20)] });
    await eventually(async () => {
      await house.step();
      expect([...page.lists.values()].at(-1)).toMatchObject({ from: 2_500, total: 3_000, sorting: false });
    });
    expect(Object.keys(page.rows("many"))).toHaveLength(20);
    const far = [...page.lists.values()].find(({ from }) => from === 2_500);
    expect(far?.ids.map((id) => page.nodes.get(id)?.name)).toEqual(names.slice(2_500, 2_520));
    expect(page.nodes.size).toBe(40);
  });

  test("can be ordered by rate and by the latest, and hold still", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    await flood(house);
    const client = await connect(house.broker);
    await client.publishAsync("many/t01234", "x", { qos: 1 });
    for (let i = 0; i < 5; i++) await client.publishAsync("many/t00777", "x", { qos: 1 });
    await house.step();
    page.look({ sort: "rate", windows: [window("many", 0, 3)] });
    await eventually(() => expect(Object.keys(page.rows("many")).slice(0, 2)).toEqual(["t00777", "t01234"]));
    page.look({ sort: "rate", hold: true, windows: [window("many", 0, 3)] });
    for (let i = 0; i < 50; i++) await client.publishAsync("many/t02000", "x", { qos: 1 });
    await house.step();
    expect(Object.keys(page.rows("many")).slice(0, 2)).toEqual(["t00777", "t01234"]);
    page.look({ sort: "rate", windows: [window("many", 0, 3)] });
    await eventually(async () => {
      await house.step();
      expect(Object.keys(page.rows("many"))[0]).toBe("t02000");
    });
  });

  test("a pinned node is told wherever it is", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    await flood(house);
    page.look({ pinned: ["many/t00042", "not/there"] });
    expect(page.rows(null, "pinned")).toMatchObject({ "many/t00042": { ownMessages: 1 } });
  });
});

describe("a selection", () => {
  test("tells each message with all that belongs to it", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    page.look({ selection: { kind: "topic", topic: "hall/1" } });
    const client = await connect(house.broker);
    const payload = Buffer.from(Array.from({ length: 20_000 }, (_, i) => i % 256));
    await client.publishAsync("hall/1", payload, {
      qos: 1,
      properties: {
        payloadFormatIndicator: false,
        contentType: "application/octet-stream",
        responseTopic: "answers",
        correlationData: Buffer.from([1, 2, 3]),
        userProperties: { unit: "°C" },
        messageExpiryInterval: 100,
      },
    });
    await client.publishAsync("hall/2", "not selected", { qos: 1 });
    await house.step();
    expect(page.last.raw).toMatchObject({ seen: 1, oneIn: 1 });
    expect(page.messages).toMatchObject([
      {
        ...{ seq: 1, topic: "hall/1", qos: 1, retain: false, payloadBytes: 20_000 },
        properties: {
          ...{ contentType: "application/octet-stream", responseTopic: "answers", correlationDataBase64: "AQID" },
          ...{ userProperties: [["unit", "°C"]], messageExpiryIntervalSeconds: 100 },
        },
        publisher: { deviceId: "sensor", deviceName: "sensor" },
      },
    ]);
    // The frame has the beginning, the whole is kept.
    expect(Buffer.from(page.messages[0]?.payloadBase64 ?? "", "base64")).toEqual(payload.subarray(0, 16 * 1024));
    expect(page.viewer.selection?.kept.find(1)?.payload).toEqual(payload);
  });

  test("begins with the retained message, goes on where a viewer was, and is shared", async () => {
    await using house = await setUp();
    const client = await connect(house.broker);
    await client.publishAsync("hall/1", "retained", { qos: 1, retain: true });
    const selection = { kind: "topic", topic: "hall/1" } as const;
    const page = new Page(house.topics);
    page.look({ selection });
    expect(page.messages).toMatchObject([{ seq: 0, atMs: null, retain: true, publisher: null }]);
    for (const value of ["1", "2", "3"]) await client.publishAsync("hall/1", value, { qos: 1 });
    await house.step();
    const other = new Page(house.topics, "usr_2:b");
    other.look({ selection });
    expect(other.messages.map(({ seq }) => seq)).toEqual([0, 1, 2, 3]);
    const selectionId = page.last.raw?.selectionId ?? 0;
    const again = new Page(house.topics, "usr_1:c");
    again.look({ selection, after: { selectionId, seq: 2 } });
    expect(again.messages.map(({ payloadBase64 }) => text(payloadBase64))).toEqual(["3"]);
    const stranger = new Page(house.topics, "usr_1:d");
    stranger.look({ selection, after: { selectionId: selectionId + 1_000, seq: 2 } });
    expect(stranger.messages).toHaveLength(4);
  });

  test("outlives the stream of its viewer for some seconds, and no longer", async () => {
    await using house = await setUp();
    const client = await connect(house.broker);
    const selection = { kind: "topic", topic: "a" } as const;
    const page = new Page(house.topics);
    page.look({ selection });
    await client.publishAsync("a", "1", { qos: 1 });
    await house.step();
    const after = { selectionId: page.last.raw?.selectionId ?? 0, seq: 1 };
    house.topics.leave(page.viewer);
    for (const value of ["2", "3"]) await client.publishAsync("a", value, { qos: 1 });
    await house.step();
    const again = new Page(house.topics);
    again.look({ selection, after });
    expect(again.messages.map(({ payloadBase64 }) => text(payloadBase64))).toEqual(["2", "3"]);
    again.look({});
    await house.step(11);
    again.look({ selection, after });
    await house.step();
    expect(again.last.raw).toMatchObject({ seen: 0 });
    expect(again.last.raw?.selectionId).not.toBe(after.selectionId);
  });

  test("of a subtree leaves out what is ignored", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    page.look({ selection: { kind: "subtree", under: "a", ignored: ["a/noise"] } });
    const client = await connect(house.broker);
    for (const topic of ["a", "a/b", "a/noise", "a/noise/1", "a/noisette", "ab", "b/a"]) {
      await client.publishAsync(topic, "x", { qos: 1 });
    }
    await house.step();
    expect(page.messages.map(({ topic }) => topic)).toEqual(["a", "a/b", "a/noisette"]);
  });

  test("of a flood shows one in so many, in order, and every message is accounted for", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    page.look({ selection: { kind: "subtree", under: null, ignored: [] } });
    const { clock } = house.broker.broker;
    let published = 0;
    let shownBefore = 0;
    for (const perTick of [10, 5_000, 5_000, 37, 20_000, 0, 3]) {
      for (let i = 0; i < perTick; i++) {
        const payload = Buffer.from(String(++published));
        house.tenant.publish(
          Message.fromParts(`flood/${i % 7}`, payload, 0, false, Buffer.alloc(0), undefined, clock),
          undefined,
        );
      }
      await house.step();
      expect(page.messages.length - shownBefore).toBeLessThanOrEqual(RAW_PER_SECOND_MAX);
      shownBefore = page.messages.length;
      // The latest is always there, and its number is how many there were.
      expect(page.messages.at(-1)?.seq).toBe(published);
      expect(text(page.messages.at(-1)?.payloadBase64)).toBe(String(published));
    }
    // What is shown is what its number says: nothing is counted that was not there, nothing is out of order.
    expect(page.messages.map(({ payloadBase64 }) => Number(text(payloadBase64)))).toEqual(
      page.messages.map(({ seq }) => seq),
    );
    const skipped = page.messages.reduce((sum, { seq }, i) => sum + seq - (page.messages[i - 1]?.seq ?? 0) - 1, 0);
    expect(skipped + page.messages.length).toBe(published);
    expect(page.last.tree.messages).toBe(published);
  });

  test("that is paused is kept within bounds, and told when it goes on", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    const selection = { kind: "topic", topic: "a" } as const;
    page.look({ selection, windows: [window(null)], paused: true });
    const client = await connect(house.broker);
    for (let i = 1; i <= 5; i++) await client.publishAsync("a", String(i), { qos: 1 });
    await house.step();
    expect(page.last).toMatchObject({ tree: { messages: 5 }, raw: { seen: 5, messages: [] } });
    expect(page.lists.size).toBe(0);
    page.look({ selection, windows: [window(null)] });
    await house.step();
    expect(page.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(page.rows(null)).toMatchObject({ a: { ownMessages: 5 } });
  });
});

describe("a search", () => {
  async function searched(kind: TopicsSearch["kind"], search: string) {
    await using house = await setUp();
    const client = await connect(house.broker);
    await client.publishAsync("hall/1/Temperature", '{"value":17}', { qos: 1 });
    await client.publishAsync("hall/2/temperature", '{"value":18,"unit":"Grad"}', { qos: 1 });
    await client.publishAsync("yard/1/humidity", "40", { qos: 1, retain: true });
    await house.step();
    const page = new Page(house.topics);
    page.look({ search: { kind, text: search } });
    await eventually(async () => {
      await house.step();
      expect(page.viewer.search?.state).not.toBe("searching");
    });
    await house.step();
    const { state, found, looked } = page.viewer.search?.told ?? {};
    return { state, found, looked, paths: Object.keys(page.rows(null, "found")) };
  }

  test("finds topics by a part, whatever its case", async () => {
    const found = await searched("text", "TEMP");
    expect(found).toEqual({
      ...{ state: "complete", found: 2, looked: 3 },
      paths: ["hall/1/Temperature", "hall/2/temperature"],
    });
  });

  test("finds topics by filter, regular expression and payload", async () => {
    expect((await searched("filter", "+/1/#")).paths).toEqual(["hall/1/Temperature", "yard/1/humidity"]);
    expect((await searched("regex", "^hall/\\d/temp")).paths).toEqual(["hall/1/Temperature", "hall/2/temperature"]);
    expect((await searched("payload", "grad")).paths).toEqual(["hall/2/temperature"]);
  });

  test("says what is no filter and no regular expression", async () => {
    expect(await searched("filter", "a/#/b")).toMatchObject({ state: "failed", found: 0 });
    expect(await searched("regex", "(")).toMatchObject({ state: "failed", found: 0 });
  });

  test("ends a regular expression that would take for ever, and looks at new topics meanwhile", async () => {
    await using house = await setUp();
    const client = await connect(house.broker);
    await client.publishAsync(`${"a".repeat(40)}!`, "x", { qos: 1 });
    await house.step();
    const page = new Page(house.topics);
    page.look({ search: { kind: "regex", text: "^(a+)+$" } });
    await eventually(() => expect(page.viewer.search?.state).toBe("tooCostly"));
    page.look({ search: { kind: "text", text: "new" } });
    await eventually(() => expect(page.viewer.search?.state).toBe("complete"));
    await client.publishAsync("something/new", "x", { qos: 1 });
    await house.step();
    expect(Object.keys(page.rows(null, "found"))).toEqual(["something/new"]);
  });
});

describe("bounds", () => {
  test("nobody looks: nothing is counted, and what was counted is gone", async () => {
    await using house = await setUp();
    const client = await connect(house.broker);
    const page = new Page(house.topics);
    await client.publishAsync("a", "1", { qos: 1 });
    await house.step();
    expect(page.last.tree.messages).toBe(1);
    house.topics.leave(page.viewer);
    // A page that is loaded again finds what it saw.
    await house.step();
    const again = new Page(house.topics, "usr_1:b");
    expect(again.last.tree.messages).toBe(1);
    house.topics.leave(again.viewer);
    await house.step(11);
    expect(house.viewers.size).toBe(0);
    expect(house.tenant.topicTally).toBeUndefined();
    await client.publishAsync("a", "2", { qos: 1 });
    expect(house.topics.tally.messages).toBe(1);
    const later = new Page(house.viewers.begin(house.tenant));
    expect(later.last.tree).toMatchObject({ messages: 0, topics: 0 });
  });

  test("one person and one tenant have so many viewers", async () => {
    await using house = await setUp();
    for (let i = 0; i < VIEWERS_PER_PERSON_MAX; i++) new Page(house.topics, `usr_1:${i}`);
    expect(() => new Page(house.topics, "usr_1:more")).toThrow("too many");
    for (let i = VIEWERS_PER_PERSON_MAX; i < VIEWERS_PER_TENANT_MAX; i++) new Page(house.topics, `usr_${i}:x`);
    expect(() => new Page(house.topics, "usr_99:x")).toThrow("too many");
  });

  test("a viewer that does not read is told nothing, and then everything at once", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    page.look({ windows: [window(null)], selection: { kind: "topic", topic: "a" } });
    const client = await connect(house.broker);
    page.ready = false;
    const told = page.frames.length;
    for (let i = 1; i <= 3; i++) {
      await client.publishAsync("a", String(i), { qos: 1 });
      await house.step();
    }
    expect(page.frames).toHaveLength(told);
    page.ready = true;
    await house.step();
    expect(page.frames).toHaveLength(told + 1);
    expect(page.rows(null)).toMatchObject({ a: { ownMessages: 3 } });
    expect(page.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("a tenant that is no more has no viewers", async () => {
    await using house = await setUp();
    const page = new Page(house.topics);
    house.broker.broker.removeTenant("acme");
    await house.step();
    expect(page.ended).toBe(true);
    expect(house.viewers.size).toBe(0);
  });
});

test("the busiest topics and clients are known", async () => {
  await using house = await setUp();
  house.topics.touch();
  await house.step();
  const [loud, quiet] = [await connect(house.broker, "acme/loud"), await connect(house.broker, "acme/quiet")];
  for (let i = 0; i < 30; i++) await loud.publishAsync("noise/loud", "x", { qos: 1 });
  for (let i = 0; i < 3; i++) await quiet.publishAsync("noise", "x", { qos: 1 });
  await house.step();
  const { topics, clients, seconds } = await house.topics.busiest(5);
  expect(seconds).toBe(1);
  expect(topics.map(({ topic }) => topic)).toEqual(["noise/loud", "noise"]);
  expect(clients).toMatchObject([
    { deviceId: "loud", rate: 30 },
    { deviceId: "quiet", rate: 3 },
  ]);
});
