import { type ConnectTarget, FIRST_PAYLOAD, isEncrypted, WEBSOCKET_PATH } from "../target.ts";
import { authorityBlock, lines, type Snippet } from "./snippet.ts";

const SCHEMES = { tls: "mqtts", wss: "wss", tcp: "mqtt", ws: "ws" } as const;

export const mqttJsNode: Snippet = {
  id: "mqttJsNode",
  name: "MQTT.js",
  transports: ["tls", "wss", "tcp", "ws"],
  protocolVersions: [5, 4],
  blocks: (target) => [
    { purpose: "install", language: "shellscript", code: "npm install mqtt" },
    ...authorityBlock(target),
    { purpose: "program", language: "javascript", fileName: "hello.mjs", code: program(target) },
    { purpose: "run", language: "shellscript", code: "node hello.mjs" },
  ],
};

function program(target: ConnectTarget): string {
  const { host, port, transport, authority } = target;
  const path = transport === "ws" || transport === "wss" ? WEBSOCKET_PATH : "";
  const ca = isEncrypted(transport) ? authority : undefined;
  return lines(
    ca && `import { readFileSync } from "node:fs";`,
    `import mqtt from "mqtt";`,
    ``,
    `const client = mqtt.connect("${SCHEMES[transport]}://${host}:${port}${path}", {`,
    `  protocolVersion: ${target.protocolVersion},`,
    `  clientId: "${target.clientId}",`,
    `  username: "${target.username}",`,
    `  password: "${target.secret}",`,
    ca && `  ca: readFileSync("${ca.fileName}"),`,
    `});`,
    ``,
    `client.on("message", (topic, payload) => {`,
    `  console.log(topic, payload.toString());`,
    `});`,
    `client.on("error", (error) => {`,
    `  console.error(error.message);`,
    `  // Refused by the broker: asking again would not help. A broker that cannot be reached is asked again.`,
    `  if (typeof error.code === "number") client.end();`,
    `});`,
    `client.once("connect", async () => {`,
    `  console.log("connected");`,
    `  await client.subscribeAsync("${target.filter}", { qos: 1 });`,
    target.mayPublish && `  await client.publishAsync("${target.topic}", '${FIRST_PAYLOAD}', { qos: 1 });`,
    `});`,
  );
}
