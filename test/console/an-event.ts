import type { BrokerEvent } from "#core/control.ts";

type Body<Event extends BrokerEvent> = Event extends unknown
  ? Omit<
      Event,
      "id" | "seq" | "count" | "at" | "tenantId" | "deviceId" | "deviceName" | "clientId" | "address" | "transport"
    >
  : never;

/** An event of the device `dev_1`, told at this second. */
export function anEvent<Type extends BrokerEvent["type"]>(
  body: Body<Extract<BrokerEvent, { type: Type }>> & { readonly type: Type },
  second: number,
  deviceId = "dev_1",
): Extract<BrokerEvent, { type: Type }> {
  return {
    id: `evt_${second}`,
    seq: second,
    count: 1,
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
    tenantId: "ten_1",
    deviceId,
    deviceName: "sensor-1",
    clientId: "client",
    address: "127.0.0.1",
    transport: "tcp",
    ...body,
  } as unknown as Extract<BrokerEvent, { type: Type }>;
}
