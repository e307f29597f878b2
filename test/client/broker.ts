import mqtt, { type MqttClient } from "mqtt";
import type { Rule } from "#core/acl.ts";
import { DEFAULT_LIMITS } from "#core/limits.ts";
import { BAD_USER_NAME_OR_PASSWORD } from "#core/mqtt/reason-codes.ts";
import { Broker } from "#server/broker.ts";
import { listenWebSocket } from "#server/transport/websocket.ts";

export const READER = "acme/reader";
export const ANYBODY = "acme/anybody";
export const TOKEN = "a token that holds";

const rule = (effect: Rule["effect"], action: Rule["action"], filter: string): Rule => ({
  roleName: "test",
  position: 1,
  effect,
  action,
  filter,
  qosMax: 2,
  retainAllowed: true,
});

/**
 * Our broker on a free WebSocket port, which it gets back when it restarts. READER may only subscribe, and not to
 * `secret/#`; everybody else may do everything.
 */
export class RestartingBroker {
  #broker: Broker | undefined;
  #port = 0;
  /** When connections let in from now on are ended, if at all. */
  expiresAtMs: number | undefined;

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/mqtt`;
  }

  async start(): Promise<void> {
    this.#broker = new Broker({
      limits: DEFAULT_LIMITS,
      version: "test",
      authenticate: async ({ username = "", password }) => {
        const [tenantId = "", principalId = ""] = username.split("/");
        if (password?.toString() !== TOKEN) {
          return { ok: false, refusal: "tokenInvalid", reasonCode: BAD_USER_NAME_OR_PASSWORD };
        }
        return {
          ok: true,
          tenantId,
          tenantSlug: tenantId,
          principalId,
          deviceId: undefined,
          deviceName: principalId,
          expiresAtMs: this.expiresAtMs,
          rules:
            username === READER
              ? [rule("deny", "subscribe", "secret/#"), rule("allow", "subscribe", "#")]
              : [rule("allow", "both", "#")],
        };
      },
    });
    const { port } = await listenWebSocket(this.#broker, { host: "127.0.0.1", port: this.#port, path: "/mqtt" });
    this.#port = port;
  }

  async stop(): Promise<void> {
    await this.#broker?.drain();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }
}

/** A device beside the page; MQTT.js takes the same kind of socket for all of a process. */
export async function connectDevice(url: string): Promise<MqttClient> {
  const device = mqtt.connect(url, {
    protocolVersion: 5,
    forceNativeWebSocket: true,
    reconnectPeriod: 0,
    username: ANYBODY,
    password: TOKEN,
  });
  await new Promise<void>((resolve, reject) => {
    device.once("connect", () => resolve());
    device.once("error", reject);
  });
  return device;
}
