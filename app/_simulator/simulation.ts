import type { z } from "zod";
import type { accessSubjectInput, explainAccessInput } from "../_services/access/access-question.ts";

/** What the simulator is asked, as its URL says it: links can be shared, and Back works. */
export interface Simulation {
  readonly deviceId: string | undefined;
  /** Instead of a device: one that need not exist. */
  readonly imagined: { readonly name: string; readonly labels: string; readonly roles: readonly string[] } | undefined;
  readonly action: Action;
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly clientId: string;
  readonly withRoles: readonly string[];
  readonly withoutRoles: readonly string[];
  readonly tab: Tab;
}

export const ACTIONS = ["publish", "subscribe", "will"] as const;
export type Action = (typeof ACTIONS)[number];
export const TABS = ["verdict", "topics", "devices"] as const;
export type Tab = (typeof TABS)[number];

type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the URL's query; what it does not know it passes over. */
export function readSimulation(query: Query): Simulation {
  const one = (name: string): string => {
    const value = query[name];
    return (Array.isArray(value) ? value[0] : value) ?? "";
  };
  const names = (name: string): readonly string[] => one(name).split(",").filter(Boolean);
  const imagined = one("as") === "imagined";
  return {
    deviceId: imagined ? undefined : one("device") || undefined,
    imagined: imagined ? { name: one("name"), labels: one("labels"), roles: names("roles") } : undefined,
    action: ACTIONS.find((known) => known === one("action")) ?? "publish",
    topic: one("topic"),
    qos: QOS.find((known) => String(known) === one("qos")) ?? 0,
    retain: one("retain") === "1",
    clientId: one("client"),
    withRoles: names("with"),
    withoutRoles: names("without"),
    tab: TABS.find((known) => known === one("tab")) ?? "verdict",
  };
}
const QOS = [0, 1, 2] as const;

/** The query that asks the same. */
export function simulationQuery(simulation: Simulation): string {
  const { deviceId, imagined, action, topic, qos, retain, clientId, withRoles, withoutRoles, tab } = simulation;
  const query = new URLSearchParams({
    ...(deviceId !== undefined && { device: deviceId }),
    ...(imagined !== undefined && {
      as: "imagined",
      name: imagined.name,
      ...(imagined.labels !== "" && { labels: imagined.labels }),
      ...(imagined.roles.length > 0 && { roles: imagined.roles.join(",") }),
    }),
    ...(action !== "publish" && { action }),
    ...(topic !== "" && { topic }),
    ...(qos !== 0 && { qos: String(qos) }),
    ...(retain && { retain: "1" }),
    ...(clientId !== "" && { client: clientId }),
    ...(withRoles.length > 0 && { with: withRoles.join(",") }),
    ...(withoutRoles.length > 0 && { without: withoutRoles.join(",") }),
    ...(tab !== "verdict" && { tab }),
  });
  return query.size > 0 ? `?${query}` : "";
}

/** Whom it is about; undefined while nobody is chosen. */
export function subjectOf(simulation: Simulation): z.input<typeof accessSubjectInput> | undefined {
  const { deviceId, imagined, clientId, withRoles, withoutRoles } = simulation;
  if (deviceId === undefined && imagined === undefined) return undefined;
  return {
    ...(imagined === undefined
      ? { deviceId }
      : { imagined: { device: imagined.name, labels: readLabels(imagined.labels), roles: [...imagined.roles] } }),
    ...(clientId !== "" && { clientId }),
    withRoles: [...withRoles],
    withoutRoles: [...withoutRoles],
  };
}

/** The whole question; undefined while something is missing. */
export function questionOf(simulation: Simulation): z.input<typeof explainAccessInput> | undefined {
  const subject = subjectOf(simulation);
  const { action, topic, qos, retain } = simulation;
  return subject === undefined || topic === "" ? undefined : { ...subject, action, topic, qos, retain };
}

/** `site=osaka, hall=3` as labels; a part without `=` has an empty value. */
export function readLabels(text: string): Record<string, string> {
  const parts = text.split(",").map((part) => part.trim());
  return Object.fromEntries(
    parts.filter(Boolean).map((part) => {
      const at = part.indexOf("=");
      return at === -1 ? [part, ""] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
}
