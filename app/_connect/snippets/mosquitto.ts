import { type ConnectTarget, FIRST_PAYLOAD } from "../target.ts";
import { authorityBlock, lines, type Snippet } from "./snippet.ts";

/** The command line tools; no client id, so that publishing does not take over from subscribing. */
export const mosquitto: Snippet = {
  id: "mosquitto",
  name: "mosquitto",
  transports: ["tls", "tcp"],
  protocolVersions: [5, 4],
  blocks: (target) => [
    ...authorityBlock(target),
    ...(target.mayPublish
      ? [
          {
            purpose: "publish",
            language: "shellscript",
            code: lines(`mosquitto_pub ${connection(target)}`, `  -q 1 -t '${target.topic}' -m '${FIRST_PAYLOAD}'`),
          } as const,
        ]
      : []),
    {
      purpose: "subscribe",
      language: "shellscript",
      code: lines(`mosquitto_sub ${connection(target)}`, `  -q 1 -v -t '${target.filter}'`),
    },
  ],
};

function connection({ host, port, transport, authority, protocolVersion, username, secret }: ConnectTarget): string {
  const trust =
    transport !== "tls" ? "" : authority === undefined ? " --tls-use-os-certs" : ` --cafile ${authority.fileName}`;
  return lines(
    `-h ${host} -p ${port}${trust} \\`,
    `  -V ${protocolVersion === 5 ? "mqttv5" : "mqttv311"} -u '${username}' -P '${secret}' \\`,
  );
}
