import {
  type AccessReachView,
  type AccessVerdictView,
  accessSubjectInput,
  explainAccessInput,
} from "../_services/access/access-question.ts";
import { explainAccess } from "../_services/access/explain-access.ts";
import { listReach } from "../_services/access/list-reach.ts";
import type { Actor } from "../_services/actor.ts";
import { ApiError } from "../_services/errors.ts";
import { questionOf, type Simulation, subjectOf } from "./simulation.ts";

/** A topic that somebody wants to know the users of. */
export interface TopicQuestion {
  readonly action: "publish" | "subscribe";
  readonly topic: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** What the page shows beside the question. */
export type SimulatorAnswer =
  /** Something is not said yet, or is gone meanwhile. */
  | { readonly kind: "nothing" }
  | { readonly kind: "fault"; readonly field: "topic" | "labels" }
  | { readonly kind: "verdict"; readonly verdict: AccessVerdictView }
  | { readonly kind: "topics"; readonly reach: AccessReachView }
  /** The devices are asked for from the page: it may take a while. */
  | { readonly kind: "devices"; readonly question: TopicQuestion };

const NOTHING: SimulatorAnswer = { kind: "nothing" };

/** Answers what the URL asks. */
export async function ask(actor: Actor, simulation: Simulation): Promise<SimulatorAnswer> {
  try {
    return await answerOf(actor, simulation);
  } catch (error) {
    // A device or a role that is gone meanwhile: the page says so where it can.
    if (error instanceof ApiError && (error.code === "not_found" || error.code === "invalid_request")) return NOTHING;
    throw error;
  }
}

async function answerOf(actor: Actor, simulation: Simulation): Promise<SimulatorAnswer> {
  const { tab, action, topic, qos, retain } = simulation;
  if (tab === "topics") {
    const subject = subjectOf(simulation);
    if (subject === undefined) return NOTHING;
    const input = accessSubjectInput.safeParse(subject);
    if (!input.success) return { kind: "fault", field: "labels" };
    return { kind: "topics", reach: await listReach(actor, input.data) };
  }
  // Who asks is no part of the question who may.
  const about = tab === "devices" ? { ...simulation, ...NOBODY } : simulation;
  const question = questionOf(about);
  if (question === undefined) return NOTHING;
  const input = explainAccessInput.safeParse(question);
  if (!input.success) {
    const atTopic = input.error.issues.some(({ path }) => path[0] === "topic");
    return { kind: "fault", field: atTopic ? "topic" : "labels" };
  }
  if (tab === "verdict") return { kind: "verdict", verdict: await explainAccess(actor, input.data) };
  return {
    kind: "devices",
    question: { action: action === "subscribe" ? "subscribe" : "publish", topic, qos, retain },
  };
}

const NOBODY = {
  deviceId: undefined,
  imagined: { name: "", labels: "", roles: [] },
  clientId: "",
  withRoles: [],
  withoutRoles: [],
} as const;
