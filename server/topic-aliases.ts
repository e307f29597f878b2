import { PROTOCOL_ERROR, ProtocolError, TOPIC_ALIAS_INVALID } from "#core/mqtt/reason-codes.ts";
import type { Connection } from "./connection.ts";

/** The topic that a PUBLISH received means: names a new alias, or looks one up. Only 5.0 clients send any. */
export function resolveIncomingAlias(connection: Connection, topic: string, alias: number): string {
  const max = connection.terms.topicAliasMaximum;
  if (alias > max) throw new ProtocolError(TOPIC_ALIAS_INVALID, `topic alias ${alias}, ${max} is the highest`); // [MQTT-3.3.2-9] [MQTT-3.3.2-12]
  connection.incomingAliases ??= []; // gone with the connection [MQTT-3.3.2-7]
  if (topic !== "") {
    connection.incomingAliases[alias] = topic;
    return topic;
  }
  const known = connection.incomingAliases[alias];
  if (known === undefined) throw new ProtocolError(PROTOCOL_ERROR, `topic alias ${alias} was never given a topic`);
  return known;
}

/** The aliases we use towards one client: its first topics get one each, and keep it while the connection lasts. */
export class OutgoingAliases {
  readonly #max: number;
  readonly #aliases = new Map<string, number>();

  /** @param max the client's Topic Alias Maximum [MQTT-3.1.2-26] [MQTT-3.3.2-11] */
  constructor(max: number) {
    this.#max = max;
  }

  /** The alias the client knows for the topic; 0 when it knows none. */
  known(topic: string): number {
    return this.#aliases.get(topic) ?? 0;
  }

  /** The alias to introduce with the next PUBLISH of the topic; 0 when all are taken. */
  next(): number {
    return this.#aliases.size < this.#max ? this.#aliases.size + 1 : 0;
  }

  /** The PUBLISH that introduces the alias is on its way. */
  introduce(topic: string): void {
    this.#aliases.set(topic, this.#aliases.size + 1);
  }
}
