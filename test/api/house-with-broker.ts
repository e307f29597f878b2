import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, afterEach } from "vitest";
import { parseConfig } from "#core/config.ts";
import { deriveKeys } from "#db/secrets.ts";
import { startControl } from "#server/control/start.ts";
import { silentLog } from "#server/log.ts";
import { startLiveBroker } from "#test/server/live-broker.ts";
import { AUTH_SECRET, openHouse } from "./house.ts";

/** What a device shows of itself. */
export interface Login {
  readonly username: string;
  readonly password: string;
}

/** The console process and the broker beside it, on one database, as `npm start` sets them up; strangers as clients. */
export async function openHouseWithBroker() {
  const database = await openHouse();
  const keys = deriveKeys(AUTH_SECRET);
  const live = await startLiveBroker(database, "nobodys", keys);
  const config = parseConfig({ CONTROL_PORT: "0" });
  const control = await startControl({
    config,
    keys,
    broker: live.broker,
    database,
    log: silentLog,
    tokenKeys: live.tokenKeys,
  });
  // Before the console process asks for it the first time.
  process.env.CONTROL_URL = `http://127.0.0.1:${control.port}`;
  const clients: MqttClient[] = [];
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  });
  afterAll(async () => {
    await live.close();
    await control.close();
  });
  return {
    database,
    live,
    control,
    /** Connects as MQTT.js does for everybody; rejects with what the CONNACK says. */
    connect(login: Partial<Login>, options: IClientOptions = {}): Promise<MqttClient> {
      const client = mqtt.connect(`mqtt://127.0.0.1:${live.port}`, {
        ...login,
        protocolVersion: 5,
        reconnectPeriod: 0,
        ...options,
      });
      clients.push(client);
      return new Promise((resolve, reject) => {
        client.once("connect", () => resolve(client));
        client.once("error", reject);
      });
    },
  };
}
