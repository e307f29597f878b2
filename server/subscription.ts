import type { QoS } from "#core/mqtt/packets.ts";
import type { Session } from "./session.ts";
import type { ShareGroup } from "./share-group.ts";

/** One filter of one session, as granted. What the topic tree holds, unless it is shared: then its group stands there. */
export class Subscription {
  readonly session: Session;
  /** As the client wrote it, `$share/…` included: the key in the session. */
  readonly name: string;
  /** What topics are matched against. */
  readonly filter: string;
  readonly qos: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  /** Subscription Identifier; 0 for none. */
  readonly identifier: number;
  readonly group: ShareGroup | undefined;

  constructor(
    session: Session,
    name: string,
    filter: string,
    options: { qos: QoS; noLocal: boolean; retainAsPublished: boolean; identifier: number },
    group: ShareGroup | undefined,
  ) {
    this.session = session;
    this.name = name;
    this.filter = filter;
    this.qos = options.qos;
    this.noLocal = options.noLocal;
    this.retainAsPublished = options.retainAsPublished;
    this.identifier = options.identifier;
    this.group = group;
  }

  /** Bytes it takes of us, roughly: its texts, and a node of the topic tree for each level. */
  get weight(): number {
    return weightOf(this.name);
  }

  /** As a delivery carries them; undefined for none. */
  get identifiers(): number[] | undefined {
    return this.identifier === 0 ? undefined : [this.identifier];
  }
}

/** Of a session that has none. */
export const NO_SUBSCRIPTIONS: ReadonlyMap<string, Subscription> = new Map();

const SUBSCRIPTION_BYTES = 256;
const LEVEL_BYTES = 128;

/** What a subscription of this name weighs. */
export function weightOf(name: string): number {
  let levels = 1;
  for (let at = name.indexOf("/"); at !== -1; at = name.indexOf("/", at + 1)) levels++;
  return SUBSCRIPTION_BYTES + name.length + levels * LEVEL_BYTES;
}
