import { type ConnectTarget, FIRST_PAYLOAD, isEncrypted, isWebSocket, WEBSOCKET_PATH } from "../target.ts";
import { authorityBlock, lines, type Snippet } from "./snippet.ts";

const SCHEMES = { tls: "ssl", wss: "wss", tcp: "tcp", ws: "ws" } as const;

/** The synchronous client, in its build with TLS (`paho-mqtt3cs`). */
export const pahoC: Snippet = {
  id: "pahoC",
  name: "C",
  transports: ["tls", "wss", "tcp", "ws"],
  protocolVersions: [5, 4],
  blocks: (target) => [
    { purpose: "install", language: "shellscript", code: "sudo apt-get install -y gcc libpaho-mqtt-dev" },
    ...authorityBlock(target),
    { purpose: "program", language: "c", fileName: "hello.c", code: program(target) },
    { purpose: "run", language: "shellscript", code: "gcc hello.c -o hello -lpaho-mqtt3cs && ./hello" },
  ],
};

function program(target: ConnectTarget): string {
  const { host, port, transport, authority, protocolVersion } = target;
  const v5 = protocolVersion === 5;
  const uri = `${SCHEMES[transport]}://${host}:${port}${isWebSocket(transport) ? WEBSOCKET_PATH : ""}`;
  const encrypted = isEncrypted(transport);
  return lines(
    `#include <stdio.h>`,
    `#include <string.h>`,
    `#include <MQTTClient.h>`,
    ``,
    `static int on_message(void *context, char *topic, int topic_length, MQTTClient_message *message) {`,
    `  printf("%s %.*s\\n", topic, message->payloadlen, (char *)message->payload);`,
    `  fflush(stdout);`,
    `  MQTTClient_freeMessage(&message);`,
    `  MQTTClient_free(topic);`,
    `  return 1;`,
    `}`,
    ``,
    `int main(void) {`,
    `  MQTTClient client;`,
    v5 && `  MQTTClient_createOptions create = MQTTClient_createOptions_initializer;`,
    v5 && `  create.MQTTVersion = MQTTVERSION_5;`,
    v5
      ? `  MQTTClient_createWithOptions(&client, "${uri}", "${target.clientId}",`
      : `  MQTTClient_create(&client, "${uri}", "${target.clientId}",`,
    v5
      ? `                               MQTTCLIENT_PERSISTENCE_NONE, NULL, &create);`
      : `                    MQTTCLIENT_PERSISTENCE_NONE, NULL);`,
    `  MQTTClient_setCallbacks(client, NULL, NULL, on_message, NULL);`,
    ``,
    `  MQTTClient_connectOptions options = ${initializer(target)};`,
    !v5 && `  options.MQTTVersion = MQTTVERSION_3_1_1;`,
    `  options.username = "${target.username}";`,
    `  options.password = "${target.secret}";`,
    encrypted && `  MQTTClient_SSLOptions tls = MQTTClient_SSLOptions_initializer;`,
    encrypted && authority && `  tls.trustStore = "${authority.fileName}";`,
    encrypted && `  tls.verify = 1;`,
    encrypted && `  options.ssl = &tls;`,
    ``,
    v5 && `  MQTTResponse response = MQTTClient_connect5(client, &options, NULL, NULL);`,
    v5 ? `  int code = response.reasonCode;` : `  int code = MQTTClient_connect(client, &options);`,
    `  if (code != MQTTCLIENT_SUCCESS) {`,
    `    fprintf(stderr, "refused: %d\\n", code);`,
    `    return 1;`,
    `  }`,
    `  puts("connected");`,
    ``,
    v5
      ? `  MQTTClient_subscribe5(client, "${target.filter}", 1, NULL, NULL);`
      : `  MQTTClient_subscribe(client, "${target.filter}", 1);`,
    target.mayPublish && `  const char *payload = "${FIRST_PAYLOAD.replaceAll('"', '\\"')}";`,
    target.mayPublish &&
      (v5
        ? `  MQTTClient_publish5(client, "${target.topic}", strlen(payload), payload, 1, 0, NULL, NULL);`
        : `  MQTTClient_publish(client, "${target.topic}", strlen(payload), payload, 1, 0, NULL);`),
    ``,
    `  getchar(); /* Enter ends it */`,
    v5
      ? `  MQTTClient_disconnect5(client, 1000, MQTTREASONCODE_SUCCESS, NULL);`
      : `  MQTTClient_disconnect(client, 1000);`,
    `  MQTTClient_destroy(&client);`,
    `  return 0;`,
    `}`,
  );
}

/** The library's initializers carry the version and whether the connection is a WebSocket. */
function initializer({ protocolVersion, transport }: ConnectTarget): string {
  const suffix = `${protocolVersion === 5 ? "5" : ""}${isWebSocket(transport) ? "_ws" : ""}`;
  return `MQTTClient_connectOptions_initializer${suffix}`;
}
