import mqtt, { type IPublishPacket, type MqttClient } from "mqtt";
import type { E2eHato } from "./hato.ts";

let made = 0;

/** A device made by REST. */
export interface NewDevice {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

export async function createDevice(hato: E2eHato, roles?: readonly string[]): Promise<NewDevice> {
  const name = `device-${++made}`;
  const response = await fetch(`${hato.url}/api/v1/devices`, {
    method: "POST",
    headers: { authorization: `Bearer ${hato.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ name, ...(roles === undefined ? {} : { roles }) }),
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  const { device, credential } = (await response.json()) as {
    device: { id: string };
    credential: { username: string; password: string };
  };
  return { id: device.id, name, ...credential };
}

/** The device's connection over TCP, by MQTT.js. */
export function connectDevice(hato: E2eHato, device: NewDevice): Promise<MqttClient> {
  const { username, password } = device;
  return mqtt.connectAsync(
    `mqtt://127.0.0.1:${hato.ready.mqtt}`,
    { username, password, protocolVersion: 5, reconnectPeriod: 0 },
    false,
  );
}

/** The next message that the client gets. */
export function nextMessage(client: MqttClient): Promise<IPublishPacket> {
  return new Promise((resolve) => client.once("message", (_topic, _payload, packet) => resolve(packet)));
}
