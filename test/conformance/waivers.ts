import type { StatementKey } from "./statements.ts";

/** Statements without a test, and why. One that gets a test must leave this list: complete.test.ts sees to both. */

const BINDS_THE_CLIENT = "Binds the client, and nothing a server does tells whether it is obeyed.";

export const WAIVERS: Readonly<Partial<Record<StatementKey, string>>> = {
  "3:MQTT-2.3.1-2": BINDS_THE_CLIENT,
  "3:MQTT-2.3.1-3": BINDS_THE_CLIENT,
  "3:MQTT-3.1.2-23": BINDS_THE_CLIENT,
  "3:MQTT-4.5.0-2": BINDS_THE_CLIENT,
  "3:MQTT-7.1.2-1": BINDS_THE_CLIENT,
  "5:MQTT-3.1.2-20": BINDS_THE_CLIENT,
  "5:MQTT-3.2.2-4": BINDS_THE_CLIENT,
  "5:MQTT-3.2.2-5": BINDS_THE_CLIENT,
  "5:MQTT-3.2.2-11": BINDS_THE_CLIENT,
  "5:MQTT-3.2.2-14": BINDS_THE_CLIENT,
  "5:MQTT-3.3.2-10": BINDS_THE_CLIENT,
  "5:MQTT-4.5.0-2": BINDS_THE_CLIENT,

  "3:MQTT-7.0.0-1": "Hato does not connect out to other MQTT servers.",
};
