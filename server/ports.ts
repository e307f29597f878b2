import { once } from "node:events";
import { createServer } from "node:net";
import type { Config } from "#core/config.ts";
import { StartError } from "./start-error.ts";

/** A port that is to be listened on, and the variable that says so. */
export interface PortWish {
  readonly variable: string;
  readonly host: string;
  readonly port: number;
}

export function portWishes(config: Config, withConsole: boolean): PortWish[] {
  const { host } = config;
  return [
    { variable: "MQTT_PORT", host, port: config.mqttPort },
    { variable: "MQTTS_PORT", host, port: config.mqttsPort },
    { variable: "WS_PORT", host, port: config.wsPort },
    { variable: "WSS_PORT", host, port: config.wssPort },
    ...(withConsole ? [{ variable: "CONSOLE_PORT", host, port: config.consolePort }] : []),
    { variable: "CONTROL_PORT", host: config.controlHost, port: config.controlPort },
  ];
}

/**
 * Makes sure that every port can be had before anything slow begins. All are held at once for a moment, so that two
 * variables with the same port are found too.
 * @throws StartError naming the variable
 */
export async function checkPorts(wishes: readonly PortWish[]): Promise<void> {
  const held: ReturnType<typeof createServer>[] = [];
  try {
    for (const wish of wishes) {
      if (wish.port === 0) continue;
      const twin = wishes.find((other) => other.port === wish.port);
      if (twin !== undefined && twin !== wish) {
        throw new StartError(`${wish.variable}: ${twin.variable} has port ${wish.port} already: set another`);
      }
      const server = createServer();
      server.listen(wish.port, wish.host);
      await once(server, "listening").catch((cause) => {
        throw portError(wish, cause);
      });
      held.push(server);
    }
  } finally {
    await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  }
}

/** What the operator is told when a port cannot be had. */
export function portError({ variable, host, port }: PortWish, cause: NodeJS.ErrnoException): StartError {
  const where = `port ${port} on ${host}`;
  switch (cause.code) {
    case "EADDRINUSE":
      return new StartError(
        `${variable}: ${where} is in use: stop what listens there, or set ${variable} to another port`,
        { cause },
      );
    case "EACCES":
      return new StartError(`${variable}: this user may not listen on ${where}: set ${variable} to 1024 or above`, {
        cause,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new StartError(`HOST: this machine has no address ${host}: set HOST to one it has, or 0.0.0.0`, { cause });
    default:
      return new StartError(`${variable}: cannot listen on ${where} (${cause.code ?? cause.message})`, { cause });
  }
}
