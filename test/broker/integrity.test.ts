import { connectAsync, type MqttClient } from "mqtt";
import { expect, test } from "vitest";
import { issueServerCertificate, makeAuthority } from "#server/tls/local-authority.ts";
import { listenTls } from "#server/transport/tls.ts";
import { listenWebSocket } from "#server/transport/websocket.ts";
import { PASSWORD, startBroker } from "./broker.ts";

const MESSAGES = 400;

/** Bytes that tell which message they belong to, wherever one looks. */
function payloadOf(index: number): Buffer {
  // Mostly small, some larger than what a socket or the join takes at once.
  const length = index % 37 === 0 ? 150_000 + index : (index * 7919) % 3_000;
  const payload = Buffer.alloc(length, `${index},`);
  return payload;
}

/** Stops and goes, so that the kernel fills and the broker must wait. */
function stumble(client: MqttClient): () => void {
  let running = true;
  const step = (): void => {
    if (!running) return;
    const stream = client.stream as { pause?(): void; resume?(): void };
    stream.pause?.();
    setTimeout(() => {
      stream.resume?.();
      setImmediate(step);
    }, 2);
  };
  step();
  return () => {
    running = false;
  };
}

test("every byte arrives, once and in order, on every transport, with readers that stumble", async () => {
  await using broker = await startBroker({ limits: { outboundBytesMax: 300_000 } });
  const authority = await makeAuthority(new Date());
  const { certificate: cert, key } = await issueServerCertificate(authority, ["localhost"], new Date());
  const mqtts = await listenTls(broker.broker, { host: "127.0.0.1", port: 0, tls: { cert, key } });
  const wss = await listenWebSocket(broker.broker, { host: "127.0.0.1", port: 0, path: "/mqtt", tls: { cert, key } });
  const urls = [
    `mqtt://127.0.0.1:${broker.port}`,
    `ws://127.0.0.1:${broker.wsPort}/mqtt`,
    `mqtts://localhost:${mqtts.port}`,
    `wss://localhost:${wss.port}/mqtt`,
  ];
  const common = { username: "acme/js", password: PASSWORD, ca: authority.certificate, reconnectPeriod: 0 };
  const receivers = await Promise.all(
    [...urls, ...urls].map(async (url, i) => {
      const protocolVersion = i < urls.length ? 5 : 4;
      const client = await connectAsync(url, { ...common, clientId: `receiver-${i}`, protocolVersion });
      const received: Buffer[] = [];
      client.on("message", (_topic, payload) => received.push(payload));
      await client.subscribeAsync("t", { qos: 1 });
      return { client, received, stop: stumble(client) };
    }),
  );
  const sender = await connectAsync(urls[0] ?? "", { ...common, clientId: "sender", protocolVersion: 5 });
  const sent: Promise<unknown>[] = [];
  for (let i = 0; i < MESSAGES; i++) sent.push(sender.publishAsync("t", payloadOf(i), { qos: 1 }));
  await Promise.all(sent);
  for (const { client, received, stop } of receivers) {
    await expect.poll(() => received.length, { timeout: 15_000 }).toBe(MESSAGES);
    stop();
    for (let i = 0; i < MESSAGES; i++) expect(received[i]?.equals(payloadOf(i))).toBe(true);
    await client.endAsync(true);
  }
  await sender.endAsync();
});
