import { type ConnectTarget, FIRST_PAYLOAD, isEncrypted, isWebSocket, WEBSOCKET_PATH } from "../target.ts";
import { authorityBlock, lines, type Snippet } from "./snippet.ts";

/** Paho 2: callbacks of version 2 take the same arguments for MQTT 3.1.1 and 5.0. */
export const pahoPython: Snippet = {
  id: "pahoPython",
  name: "Python",
  transports: ["tls", "wss", "tcp", "ws"],
  protocolVersions: [5, 4],
  blocks: (target) => [
    {
      purpose: "install",
      language: "shellscript",
      // Debian, Ubuntu and Homebrew refuse to install beside their own packages: PEP 668.
      code: 'python3 -m venv .venv && . .venv/bin/activate\npip install "paho-mqtt>=2"',
    },
    ...authorityBlock(target),
    { purpose: "program", language: "python", fileName: "hello.py", code: program(target) },
    { purpose: "run", language: "shellscript", code: "python3 hello.py" },
  ],
};

function program(target: ConnectTarget): string {
  const { transport, authority } = target;
  return lines(
    `import paho.mqtt.client as mqtt`,
    ``,
    ``,
    `def on_connect(client, userdata, flags, reason_code, properties):`,
    `    print("connected:" if not reason_code.is_failure else "refused:", reason_code, flush=True)`,
    `    if reason_code.is_failure:`,
    `        client.disconnect()`,
    `        return`,
    `    client.subscribe("${target.filter}", qos=1)`,
    target.mayPublish && `    client.publish("${target.topic}", '${FIRST_PAYLOAD}', qos=1)`,
    ``,
    ``,
    `def on_message(client, userdata, message):`,
    `    print(message.topic, message.payload.decode(), flush=True)`,
    ``,
    ``,
    `client = mqtt.Client(`,
    `    mqtt.CallbackAPIVersion.VERSION2,`,
    `    client_id="${target.clientId}",`,
    `    protocol=mqtt.${target.protocolVersion === 5 ? "MQTTv5" : "MQTTv311"},`,
    isWebSocket(transport) && `    transport="websockets",`,
    `)`,
    `client.username_pw_set("${target.username}", "${target.secret}")`,
    isWebSocket(transport) && `client.ws_set_options(path="${WEBSOCKET_PATH}")`,
    isEncrypted(transport) &&
      (authority === undefined ? `client.tls_set()` : `client.tls_set(ca_certs="${authority.fileName}")`),
    `client.on_connect = on_connect`,
    `client.on_message = on_message`,
    `client.connect("${target.host}", ${target.port})`,
    `client.loop_forever()`,
  );
}
