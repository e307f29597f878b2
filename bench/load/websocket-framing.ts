/** As much of RFC 6455 as a load needs: masked binary frames out, unmasked ones in. */

/** Every client frame has the same mask: a broker has to undo it all the same. */
export const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);
const FIN_BINARY = 0x82;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** The bytes of one binary message from a client. */
export function frameMasked(message: Buffer): Buffer {
  const { length } = message;
  if (length > 0xffff) throw new Error("longer than any message of this load");
  const header =
    length < LENGTH_16
      ? Buffer.from([FIN_BINARY, MASKED | length])
      : Buffer.from([FIN_BINARY, MASKED | LENGTH_16, length >> 8, length & 0xff]);
  const masked = message.map((byte, i) => byte ^ (MASK[i & 3] as number));
  return Buffer.concat([header, MASK, masked]);
}

export function upgradeRequest(host: string, port: number): string {
  const lines = [
    "GET /mqtt HTTP/1.1",
    `Host: ${host}:${port}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Protocol: mqtt",
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** Takes the frames of a server off a byte stream and hands on what was in them. */
export class WebSocketUnframer {
  readonly #onBytes: (bytes: Buffer) => void;
  #header: Buffer = Buffer.alloc(0);
  #left = 0;

  constructor(onBytes: (bytes: Buffer) => void) {
    this.#onBytes = onBytes;
  }

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const part = chunk.subarray(at, at + this.#left);
        this.#left -= part.length;
        at += part.length;
        this.#onBytes(part);
        continue;
      }
      this.#header = Buffer.concat([this.#header, chunk.subarray(at, at + 1)]);
      at++;
      this.#readHeader(this.#header);
    }
  }

  #readHeader(header: Buffer): void {
    if (header.length < 2) return;
    const length = header[1] as number;
    const extended = length === LENGTH_16 ? 2 : length === LENGTH_64 ? 8 : 0;
    if (header.length < 2 + extended) return;
    if (extended === 0) this.#left = length;
    else this.#left = extended === 2 ? header.readUInt16BE(2) : Number(header.readBigUInt64BE(2));
    this.#header = Buffer.alloc(0);
  }
}
