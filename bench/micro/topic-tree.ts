import { allows, compile, type Rule } from "#core/acl.ts";
import { filterMatches } from "#core/topic.ts";
import { TopicStore } from "#core/topic-store.ts";
import { TopicTree } from "#core/topic-tree.ts";
import { heading, measure, measureOnce } from "./measure.ts";

/** The matcher: `node bench/micro/topic-tree.ts`. Wanted: 100 000 filters ≤ 2 µs cached and ≤ 10 µs uncached; small sets ≤ 0.15 µs cached. */

/** A string as it comes from the wire: new each time, its hash not yet known. */
const bytes = new Map<string, Buffer>();
function fresh(topic: string): string {
  let encoded = bytes.get(topic);
  if (encoded === undefined) {
    encoded = Buffer.from(topic);
    bytes.set(topic, encoded);
  }
  return encoded.toString("latin1");
}

heading("100 filters");
const small = new TopicTree<number>();
for (let i = 0; i < 100; i++) small.add(`building/floor${i % 10}/room${i}/temperature`, i);
small.add("building/+/+/temperature", 1_000);
const smallTopics = Array.from({ length: 100 }, (_, i) => `building/floor${i % 10}/room${i}/temperature`);
const smallBytes = smallTopics.map((topic) => Buffer.from(topic));
measure("cached, topic string at hand", (i) => small.match(smallTopics[i % 100] as string).length);
measure(
  "cached, topic string made from bytes (includes making it)",
  (i) => small.match((smallBytes[i % 100] as Buffer).toString("latin1")).length,
);
measure("making the topic string alone", (i) => (smallBytes[i % 100] as Buffer).toString("latin1").length);
measure("after every subscribe (uncached, renewed in place)", (i) => {
  small.generation++;
  return small.match(smallTopics[i % 100] as string).length;
});

heading("100 000 filters, one in ten with a wildcard");
const large = new TopicTree<number>();
measureOnce("adding them", () => {
  for (let i = 0; i < 100_000; i++) {
    const wild = i % 10 === 0;
    large.add(wild ? `site/${i % 100}/line/+/machine${i}/#` : `site/${i % 100}/line/${i % 1_000}/machine${i}/speed`, i);
  }
});
for (let i = 0; i < 20; i++)
  large.add(["#", "+/+/#", "site/#", "site/+/line/+/+/speed", "+/+/line/+/+/speed"][i % 5] as string, 200_000 + i);
const largeTopics = Array.from({ length: 100_000 }, (_, i) => `site/${i % 100}/line/${i % 1_000}/machine${i}/speed`);
measure("cached, 1 000 topics in use", (i) => large.match(largeTopics[i % 1_000] as string).length);
measure(
  "cached, 1 000 topics in use, strings from bytes",
  (i) => large.match(fresh(largeTopics[i % 1_000] as string)).length,
);
measure("uncached, 1 000 topics", (i) => {
  large.generation++;
  return large.match(largeTopics[i % 1_000] as string).length;
});
measure(
  "100 000 topics in turn: more than the cache keeps",
  (i) => large.match(largeTopics[i % 100_000] as string).length,
);
measure("a topic never seen before, every time (scanning)", (i) => large.match(`scan/${i}/x`).length);
console.log(`kept: ${large.cacheEntries} results, ${(large.cacheBytes / 1024).toFixed(0)} KiB; ${large.nodes} nodes`);

heading("one filter, 500 values (fan-out)");
const wide = new TopicTree<number>();
for (let i = 0; i < 500; i++) wide.add("news/today", i);
measure("cached", () => wide.match("news/today").length);
measure("uncached", () => {
  wide.generation++;
  return wide.match("news/today").length;
});

heading("hostile: 2^14 filters of 14 levels of `a` or `+`, none matches");
const hostile = new TopicTree<number>();
for (let bits = 0; bits < 1 << 14; bits++)
  hostile.add([...Array.from({ length: 14 }, (_, i) => ((bits >> i) & 1 ? "+" : "a")), "never"].join("/"), bits);
const hostileTopic = `${Array(14).fill("a").join("/")}/once`;
measure("uncached", () => {
  hostile.generation++;
  return hostile.match(hostileTopic).length;
});

heading("adding and removing in 100 000 filters");
measure("add and remove one filter of six levels", (i) => {
  large.add("site/7/line/8/visitor/speed", i);
  large.remove("site/7/line/8/visitor/speed", i);
  return 1;
});

heading("retained: 100 000 topics");
const store = new TopicStore<number>();
for (const [i, topic] of largeTopics.entries()) store.set(topic, i);
measure("get", (i) => store.get(largeTopics[i % 100_000] as string) as number);
measureOnce("all of them by #", () => {
  let count = 0;
  for (const value of store.matchFilter("#")) if (value !== undefined) count++;
  if (count !== 100_000) throw new Error(`found ${count}`);
});

heading("permissions");
const rule = (effect: Rule["effect"], filter: string): Rule => ({
  roleName: "r",
  position: 1,
  effect,
  action: "both",
  filter,
  qosMax: 2,
  retainAllowed: true,
});
const identity = { device: "device-17", clientId: "c", username: "t/device-17", labels: { site: "tokyo" } };
const own = compile([rule("allow", "${device}/#")], identity);
const many = compile(
  [...Array.from({ length: 20 }, (_, i) => rule("deny", `secret/${i}/#`)), rule("allow", "${device}/#")],
  identity,
);
const ownTopics = Array.from({ length: 10 }, (_, i) => `device-17/sensor/${i}/temperature`);
measure("one rule, a topic asked before", (i) =>
  allows(own, "publish", ownTopics[i % 10] as string, 1, false) ? 1 : 0,
);
measure("one rule, a new topic string each time (includes making it)", (i) =>
  allows(own, "publish", fresh(ownTopics[i % 10] as string), 1, false) ? 1 : 0,
);
measure("21 rules, a topic asked before", (i) =>
  allows(many, "publish", ownTopics[i % 10] as string, 1, false) ? 1 : 0,
);
measure("21 rules, a topic never asked before (includes making it)", (i) =>
  allows(many, "publish", `device-17/${i}`, 1, false) ? 1 : 0,
);
measure("filterMatches alone", (i) => (filterMatches("device-17/#", ownTopics[i % 10] as string) ? 1 : 0));
measure("compile one rule for one device", () => compile([rule("allow", "${device}/#")], identity).rules.length);
