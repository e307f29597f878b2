import { decodePayload } from "../decode-payload.ts";
import { hexText } from "../formats/hex-text.ts";
import type { MessageDetail } from "../protocol.ts";
import type { PublishProperties } from "../publish-properties.ts";
import { type DraftProperties, NO_PROPERTIES, type PublishDraft } from "./draft.ts";

/** A message as the publish form would send it again: text as text, everything else as its bytes. */
export function draftOfMessage({ row, payload, properties }: MessageDetail): PublishDraft {
  const { kind, json, text } = decodePayload(payload);
  const { topic, qos, retain } = row;
  const rest = { topic, qos, retain, properties: propertiesOf(properties) };
  if (kind === "binary") return { ...rest, format: "hex", payload: hexText(payload) };
  return kind === "json"
    ? { ...rest, format: "json", payload: json ?? text }
    : { ...rest, format: "text", payload: text };
}

/** An alias belonged to the connection that the message came by, and an identifier to its subscription. */
function propertiesOf(properties: PublishProperties | undefined): DraftProperties {
  if (properties === undefined) return NO_PROPERTIES;
  const { contentType, payloadIsUtf8, messageExpiryIntervalSeconds, responseTopic, correlationData } = properties;
  return {
    contentType: contentType ?? "",
    payloadIsUtf8: payloadIsUtf8 ?? false,
    ...(messageExpiryIntervalSeconds !== undefined && { messageExpiryIntervalSeconds }),
    responseTopic: responseTopic ?? "",
    correlationData: correlationData === undefined ? "" : new TextDecoder().decode(correlationData),
    userProperties: (properties.userProperties ?? []).map(([name, value]) => [name, value]),
  };
}
