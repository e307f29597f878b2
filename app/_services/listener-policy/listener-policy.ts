import { z } from "zod";
import { canCarry, IDENTITY_KINDS, type ListenerName } from "#core/listener-policy.ts";

/** What a listener policy looks like from outside, and what may be asked of it: forms and REST alike. */

const kinds = (listener: ListenerName) =>
  z
    .array(z.enum(IDENTITY_KINDS))
    .max(IDENTITY_KINDS.length)
    .refine((given) => given.every((kind) => canCarry(listener, kind)), {
      message: "must not hold certificate, which needs TLS",
    })
    .transform((given) => IDENTITY_KINDS.filter((kind) => given.includes(kind)));

const listeners = {
  mqtt: kinds("mqtt").meta({
    description: "MQTT over TCP, without TLS. Empty: closed to this tenant, as for the others.",
  }),
  mqtts: kinds("mqtts").meta({ description: "MQTT over TLS." }),
  ws: kinds("ws").meta({ description: "MQTT over WebSocket, without TLS." }),
  wss: kinds("wss").meta({ description: "MQTT over WebSocket and TLS." }),
};

export const listenerPolicyView = z
  .strictObject({
    mqtt: z.array(z.enum(IDENTITY_KINDS)),
    mqtts: z.array(z.enum(IDENTITY_KINDS)),
    ws: z.array(z.enum(IDENTITY_KINDS)),
    wss: z.array(z.enum(IDENTITY_KINDS)),
  })
  .meta({ id: "ListenerPolicy", description: "What devices may show on each listener." });
export type ListenerPolicyView = z.output<typeof listenerPolicyView>;

export const updateListenerPolicyInput = z
  .strictObject(listeners)
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), { message: "must change something" })
  .meta({ id: "UpdateListenerPolicy" });
export type UpdateListenerPolicyInput = z.output<typeof updateListenerPolicyInput>;
