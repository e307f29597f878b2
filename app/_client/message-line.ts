import { unparse } from "papaparse";
import { decodeText } from "./decode-payload.ts";
import { base64Text } from "./formats/base64-text.ts";
import type { Message } from "./message.ts";

/** Messages as lines of a file: JSON, one object a line, without loss; and CSV, for people with a spreadsheet. */

type Told = Pick<
  Message,
  "at" | "direction" | "topic" | "qos" | "retain" | "dup" | "payload" | "properties" | "delivery"
>;

/** A payload as text where it is text, else in Base64; `encoding` says which. */
function payloadOf(payload: Uint8Array): { payload: string; encoding: "utf8" | "base64" } {
  const text = decodeText(payload);
  return text === undefined
    ? { payload: base64Text(payload), encoding: "base64" }
    : { payload: text, encoding: "utf8" };
}

/** One message as one line of JSON, without the line's end. */
export function jsonLine(message: Told): string {
  const { at, direction, topic, qos, retain, dup, properties, delivery } = message;
  const { correlationData, ...told } = properties ?? {};
  return JSON.stringify({
    time: new Date(at).toISOString(),
    direction,
    topic,
    qos,
    retain,
    dup,
    ...payloadOf(message.payload),
    properties:
      properties === undefined
        ? undefined
        : { ...told, correlationData: correlationData === undefined ? undefined : base64Text(correlationData) },
    delivery: delivery?.state,
  });
}

const COLUMNS = [
  "time",
  "direction",
  "topic",
  "qos",
  "retain",
  "dup",
  "encoding",
  "payload",
  "content_type",
  "response_topic",
  "correlation_data_base64",
  "message_expiry_interval_seconds",
  "user_properties",
  "delivery",
] as const;

/**
 * What a spreadsheet would take for a formula, and run: anybody who may publish could write one. A number with a sign
 * is none. What it matches is written with an apostrophe before it.
 */
const FORMULA = /^(?![+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$)[=+\-@\t\r]/;

export function csvHeading(): string {
  return COLUMNS.join(",");
}

/** One message as a row of CSV (RFC 4180), without the row's end. */
export function csvLine(message: Told): string {
  const { at, direction, topic, qos, retain, dup, properties = {}, delivery } = message;
  const { payload, encoding } = payloadOf(message.payload);
  const { contentType, responseTopic, correlationData, messageExpiryIntervalSeconds, userProperties } = properties;
  const row: Record<(typeof COLUMNS)[number], string | number | boolean> = {
    time: new Date(at).toISOString(),
    direction,
    topic,
    qos,
    retain,
    dup,
    encoding,
    payload,
    content_type: contentType ?? "",
    response_topic: responseTopic ?? "",
    correlation_data_base64: correlationData === undefined ? "" : base64Text(correlationData),
    message_expiry_interval_seconds: messageExpiryIntervalSeconds ?? "",
    user_properties: userProperties === undefined ? "" : JSON.stringify(userProperties),
    delivery: delivery?.state ?? "",
  };
  return unparse([COLUMNS.map((column) => row[column])], { header: false, escapeFormulae: FORMULA });
}
