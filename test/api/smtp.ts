import { createServer, type Server } from "node:net";
import { afterAll } from "vitest";

export interface Delivered {
  readonly to: string;
  readonly raw: string;
  /** Decoded. */
  readonly text: string;
}

/** A mail server that takes every letter and keeps it, speaking as little SMTP as a client needs. */
export async function startSmtp(): Promise<{ url: string; letters: Delivered[] }> {
  const letters: Delivered[] = [];
  const server: Server = createServer((socket) => {
    let to = "";
    let data: string[] | undefined;
    let pending = "";
    socket.write("220 test\r\n");
    socket.on("data", (chunk) => {
      pending += chunk.toString("latin1");
      for (let end = pending.indexOf("\r\n"); end >= 0; end = pending.indexOf("\r\n")) {
        const line = pending.slice(0, end);
        pending = pending.slice(end + 2);
        if (data !== undefined) {
          if (line !== ".") {
            data.push(line.replace(/^\.\./, "."));
            continue;
          }
          const raw = data.join("\n");
          letters.push({ to, raw, text: decode(raw) });
          data = undefined;
          socket.write("250 taken\r\n");
          continue;
        }
        const verb = line.slice(0, 4).toUpperCase();
        if (verb === "RCPT") to = /<(.*)>/.exec(line)?.[1] ?? "";
        if (verb === "DATA") data = [];
        socket.write(verb === "DATA" ? "354 go on\r\n" : verb === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
        if (verb === "QUIT") socket.end();
      }
    });
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `smtp://127.0.0.1:${port}`, letters };
}

/** The text part, whichever of the two encodings it has. */
function decode(raw: string): string {
  const [head = "", ...rest] = raw.split("\n\n");
  const body = rest.join("\n\n");
  if (/content-transfer-encoding: base64/i.test(head)) return Buffer.from(body, "base64").toString();
  const bytes = body
    .replace(/=\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
}
