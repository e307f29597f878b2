import type { ConnectionProfile, Will } from "./profile-schema.ts";

export const NO_WILL: Will = {
  topic: "",
  qos: 0,
  retain: false,
  payload: "",
  payloadFormatIndicator: false,
  contentType: "",
  responseTopic: "",
  correlationData: "",
  userProperties: [],
};

/** What a page knows that a profile begins with. */
export interface ProfileOrigin {
  readonly name: string;
  /** Whether the page came over https, which lets it open `wss://` only. */
  readonly secure: boolean;
  readonly principal: ConnectionProfile["principal"];
  readonly now: number;
}

/** A connection with every field at its default. */
export function newProfile({ name, secure, principal, now }: ProfileOrigin): ConnectionProfile {
  return {
    id: crypto.randomUUID?.() ?? randomText(4),
    name,
    createdAt: now,
    principal,
    authentication: "password",
    listener: secure ? "wss" : "ws",
    clientId: newClientId(),
    clientIdTimestamp: false,
    protocolVersion: 5,
    cleanStart: true,
    keepAliveSeconds: 60,
    connectTimeoutSeconds: 10,
    autoReconnect: true,
    reconnectPeriodSeconds: 4,
    userProperties: [],
    will: NO_WILL,
    subscriptions: [],
  };
}

/** The same connection once more: with a client id of its own, so that the two do not take over from each other. */
export function duplicateProfile(
  profile: ConnectionProfile,
  name: string,
  { now }: Pick<ProfileOrigin, "now">,
): ConnectionProfile {
  return {
    ...structuredClone(profile),
    id: crypto.randomUUID?.() ?? randomText(4),
    name,
    createdAt: now,
    clientId: newClientId(),
  };
}

/** Nobody else's, so that nothing is taken over. */
export function newClientId(): string {
  return `hato_${randomText(2)}`;
}

/** `wanted`, or with the first number from 2 that nobody has. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  let number = 2;
  while (taken.includes(`${wanted} ${number}`)) number++;
  return `${wanted} ${number}`;
}

/** `crypto.randomUUID` is not there on a page that came over plain http. */
function randomText(words: number): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(words)), (word) => word.toString(36)).join("");
}
