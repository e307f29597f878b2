import { type ConnectTarget, FIRST_PAYLOAD, WEBSOCKET_PATH } from "../target.ts";
import { lines, type Snippet } from "./snippet.ts";

/** A page in one file. A browser cannot be given a certificate authority: it trusts what the system trusts. */
export const mqttJsBrowser: Snippet = {
  id: "mqttJsBrowser",
  name: "Browser",
  transports: ["wss", "ws"],
  protocolVersions: [5, 4],
  blocks: (target) => [{ purpose: "program", language: "html", fileName: "hello.html", code: page(target) }],
};

function page(target: ConnectTarget): string {
  return lines(
    `<!doctype html>`,
    `<meta charset="utf-8">`,
    `<title>Hello, Hato</title>`,
    `<pre id="log"></pre>`,
    `<script type="module">`,
    `  import mqtt from "https://unpkg.com/mqtt@5/dist/mqtt.esm.js";`,
    ``,
    `  const log = (...words) => document.querySelector("#log").append(words.join(" "), "\\n");`,
    `  const client = mqtt.connect("${target.transport}://${target.host}:${target.port}${WEBSOCKET_PATH}", {`,
    `    protocolVersion: ${target.protocolVersion},`,
    `    clientId: "${target.clientId}-browser",`,
    `    username: "${target.username}",`,
    `    password: "${target.secret}",`,
    `  });`,
    ``,
    `  client.on("message", (topic, payload) => log(topic, payload.toString()));`,
    `  client.on("error", (error) => log(error.message));`,
    `  client.once("connect", async () => {`,
    `    log("connected");`,
    `    await client.subscribeAsync("${target.filter}", { qos: 1 });`,
    target.mayPublish && `    await client.publishAsync("${target.topic}", '${FIRST_PAYLOAD}', { qos: 1 });`,
    `  });`,
    `</script>`,
  );
}
