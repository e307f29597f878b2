import { type ConnectTarget, FIRST_PAYLOAD, isEncrypted } from "../target.ts";
import { lines, type Snippet } from "./snippet.ts";

/** An ESP32 with PubSubClient, which speaks MQTT 3.1.1 and publishes with QoS 0 only. */
export const arduino: Snippet = {
  id: "arduino",
  name: "Arduino",
  transports: ["tls", "tcp"],
  protocolVersions: [4],
  blocks: (target) => [
    { purpose: "install", language: "shellscript", code: "arduino-cli lib install PubSubClient" },
    { purpose: "program", language: "cpp", fileName: "hello.ino", code: sketch(target) },
  ],
};

function sketch(target: ConnectTarget): string {
  const encrypted = isEncrypted(target.transport);
  const authority = encrypted ? target.authority : undefined;
  return lines(
    `#include <WiFi.h>`,
    encrypted ? `#include <WiFiClientSecure.h>` : `#include <WiFiClient.h>`,
    `#include <PubSubClient.h>`,
    ``,
    `const char *WIFI_NAME = "your network";`,
    `const char *WIFI_PASSWORD = "its password";`,
    authority && ``,
    authority && `const char AUTHORITY[] = R"PEM(`,
    authority?.pem.trim(),
    authority && `)PEM";`,
    ``,
    encrypted ? `WiFiClientSecure network;` : `WiFiClient network;`,
    `PubSubClient client(network);`,
    ``,
    `void onMessage(char *topic, byte *payload, unsigned int length) {`,
    `  Serial.printf("%s %.*s\\n", topic, (int)length, (char *)payload);`,
    `}`,
    ``,
    `void setup() {`,
    `  Serial.begin(115200);`,
    `  WiFi.begin(WIFI_NAME, WIFI_PASSWORD);`,
    `  while (WiFi.status() != WL_CONNECTED) delay(200);`,
    encrypted && `  // A certificate can only be checked by whoever knows what day it is.`,
    encrypted && `  configTime(0, 0, "pool.ntp.org");`,
    encrypted && `  while (time(nullptr) < 1700000000) delay(200);`,
    authority && `  network.setCACert(AUTHORITY);`,
    `  client.setServer("${target.host}", ${target.port});`,
    `  client.setBufferSize(2048);`,
    `  client.setCallback(onMessage);`,
    `}`,
    ``,
    `void loop() {`,
    `  if (!client.connected()) {`,
    `    if (client.connect("${target.clientId}", "${target.username}", "${target.secret}")) {`,
    `      Serial.println("connected");`,
    `      client.subscribe("${target.filter}", 1);`,
    target.mayPublish && `      client.publish("${target.topic}", "${FIRST_PAYLOAD.replaceAll('"', '\\"')}");`,
    `    } else {`,
    `      Serial.printf("refused: %d\\n", client.state());`,
    `      delay(5000);`,
    `    }`,
    `  }`,
    `  client.loop();`,
    `}`,
  );
}
