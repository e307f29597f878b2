/**
 * Bytes written by hand, one field a line, with what they mean beside them:
 *
 *     30 05       // PUBLISH, QoS 0
 *     00 01 "a"   // topic name
 *     "hi"        // payload
 *
 * Pairs of hexadecimal digits and ASCII in double quotes; a line ends at `//`. No codec takes part, so that a mistake
 * which encoder and decoder share cannot hide.
 */
export function bytes(text: string): Buffer {
  const parts: Buffer[] = [];
  for (const line of text.split("\n")) {
    const [written = ""] = line.split("//");
    for (const token of written.match(/"[^"]*"|\S+/g) ?? []) {
      if (token.startsWith('"')) parts.push(Buffer.from(token.slice(1, -1), "ascii"));
      else if (/^[0-9a-f]{2}$/.test(token)) parts.push(Buffer.from(token, "hex"));
      else throw new Error(`neither a byte nor a quoted text: ${token}`);
    }
  }
  return Buffer.concat(parts);
}

/** Bytes as the tables of the specification print them: `20 02 00 00`. */
export function hex(buffer: Buffer): string {
  return buffer.toString("hex").replace(/..(?=.)/g, "$& ");
}
