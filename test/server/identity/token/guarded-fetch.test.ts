import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { guardedFetch } from "#server/identity/token/guarded-fetch.ts";
import { blockList } from "#server/identity/token/public-address.ts";
import { startPublisher } from "./token-maker.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const nowhere = { privateNetworks: blockList([]), timeoutMs: 2_000, bytesMax: 1_000 };
const loopback = { ...nowhere, privateNetworks: blockList(["127.0.0.0/8"]) };

async function publisher(...[answer]: Parameters<typeof startPublisher>) {
  const started = await startPublisher(answer);
  closing.push(() => started.close());
  return started;
}

/** A DNS server that answers these IPv4 addresses to every question, one set a question, the last for ever. */
async function dnsServer(...answers: string[][]) {
  const socket = createSocket("udp4");
  let asked = 0;
  socket.on("message", (query, { port, address }) => {
    const type = query.readUInt16BE(query.length - 4);
    const addresses = type === 1 ? (answers[Math.min(asked++, answers.length - 1)] ?? []) : [];
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(addresses.length, 6);
    head.fill(0, 8, 12);
    const records = addresses.map((one) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, ...one.split(".").map(Number)]),
    );
    // Without the additional section of the question.
    let end = 12;
    while (query[end] !== 0) end += (query[end] ?? 0) + 1;
    socket.send(Buffer.concat([head, query.subarray(12, end + 5), ...records]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  closing.push(async () => {
    socket.close();
    await once(socket, "close");
  });
  return { servers: [`127.0.0.1:${socket.address().port}`], asked: () => asked };
}

describe("a guarded fetch", () => {
  it("brings what an allowed address answers, and how long that may be kept", async () => {
    const { url } = await publisher((_request, response) => {
      response.setHeader("cache-control", "public, max-age=120");
      response.end("{}");
    });
    const fetched = await guardedFetch(url, loopback);
    expect({ ...fetched, body: fetched.body.toString() }).toEqual({ body: "{}", maxAgeSeconds: 120 });
  });

  it.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://[fd00:ec2::254]/",
    "http://8.8.8.8/",
  ])("refuses %s, without a connection", async (url) => {
    await expect(guardedFetch(url, nowhere)).rejects.toMatchObject({ fault: "addressNotAllowed" });
  });

  it.each(["file:///etc/passwd", "ftp://example.com/", "data:,{}", "https://user:pw@example.com/", "x", "https://"])(
    "refuses %s for what it is",
    async (url) => {
      await expect(guardedFetch(url, loopback)).rejects.toMatchObject({ fault: "urlInvalid" });
    },
  );

  it("refuses a name that leads inside, and one of whose addresses does", async () => {
    const inside = await dnsServer(["127.0.0.1"]);
    const options = { ...nowhere, dnsServers: inside.servers };
    await expect(guardedFetch("https://inside.example.test/", options)).rejects.toMatchObject({
      fault: "addressNotAllowed",
    });
    const both = await dnsServer(["8.8.8.8", "192.168.0.1"]);
    const mixed = { ...nowhere, dnsServers: both.servers };
    await expect(guardedFetch("https://mixed.example.test/", mixed)).rejects.toMatchObject({
      fault: "addressNotAllowed",
    });
  });

  it("asks a name once, and connects to what was looked at", async () => {
    const { url, requests } = await publisher((_request, response) => response.end("here"));
    const names = await dnsServer(["127.0.0.1"], ["10.9.9.9"]);
    const { port } = new URL(url);
    const fetched = await guardedFetch(`http://rebinding.example.test:${port}/`, {
      ...loopback,
      dnsServers: names.servers,
    });
    expect(fetched.body.toString()).toBe("here");
    expect([names.asked(), requests()]).toEqual([1, 1]);
  });

  it("follows no redirect", async () => {
    const inside = await publisher((_request, response) => response.end("secret"));
    const { url } = await publisher((_request, response) => response.writeHead(302, { location: inside.url }).end());
    await expect(guardedFetch(url, loopback)).rejects.toMatchObject({ fault: "refused" });
    expect(inside.requests()).toBe(0);
  });

  it("stops at its size, however long the answer is", async () => {
    const { url } = await publisher((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(500)));
      };
      response.on("drain", more);
      more();
    });
    await expect(guardedFetch(url, loopback)).rejects.toMatchObject({ fault: "tooLarge" });
  });

  it("stops at its time, before the answer and in its middle", async () => {
    const silent = await publisher(() => {});
    await expect(guardedFetch(silent.url, { ...loopback, timeoutMs: 100 })).rejects.toMatchObject({ fault: "timeout" });
    const stuck = await publisher((_request, response) => response.write("{"));
    await expect(guardedFetch(stuck.url, { ...loopback, timeoutMs: 100 })).rejects.toMatchObject({ fault: "timeout" });
  });

  it("ends with an answer that changes the protocol, of which node tells nothing", async () => {
    const { url } = await publisher((_request, response) => {
      response.socket?.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n");
    });
    await expect(guardedFetch(url, loopback)).rejects.toMatchObject({ fault: "refused" });
  });

  it("unpacks nothing", async () => {
    const { url } = await publisher((_request, response) => {
      response.setHeader("content-encoding", "gzip");
      response.end("x");
    });
    await expect(guardedFetch(url, loopback)).rejects.toMatchObject({ fault: "refused" });
  });

  it("takes no answer that breaks off for a whole one", async () => {
    const { url } = await publisher((_request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{}");
      response.socket?.end();
    });
    await expect(guardedFetch(url, loopback)).rejects.toMatchObject({ fault: "unreachable" });
  });
});
