import mqtt from "mqtt";

/** Between two bursts; at 1 000 messages a second ten leave together. In milliseconds. */
const TICK_MS = 10;

export interface Paced {
  /** Handed to the socket so far. */
  readonly sent: number;
  stop(): Promise<void>;
}

/** Publishes JSON of so many bytes on a timetable, QoS 0, to so many topics in turn: `sensor/<n>/temperature`. */
export async function publishPaced(options: {
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly perSecond: number;
  readonly payloadBytes: number;
  readonly topics: number;
}): Promise<Paced> {
  const { port, username, password, perSecond, payloadBytes, topics } = options;
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, {
    username,
    password,
    protocolVersion: 5,
    reconnectPeriod: 0,
  });
  let sent = 0;
  const start = performance.now();
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - start) * perSecond) / 1_000);
    for (; sent < due; sent++) {
      const body = `{"n":${sent},"celsius":${(20 + (sent % 100) / 10).toFixed(1)},"filler":"`;
      client.publish(`sensor/${sent % topics}/temperature`, `${body.padEnd(payloadBytes - 2, "x")}"}`);
    }
  }, TICK_MS);
  return {
    get sent() {
      return sent;
    },
    async stop() {
      clearInterval(timer);
      await client.endAsync();
    },
  };
}
