/**
 * Turns annotated bytes into bytes. Pairs of hex digits are bytes, 'text' is its UTF-8, `00*5` repeats a byte, and what
 * follows a semicolon is for the reader:
 *
 *   30 05      ; PUBLISH, 5 bytes follow
 *   00 03 'a/b'
 */
export function annotatedBytes(text: string): Buffer {
  const parts: Buffer[] = [];
  for (const line of text.split("\n")) {
    for (const token of withoutNote(line).match(/'[^']*'|\S+/g) ?? []) parts.push(tokenBytes(token));
  }
  return Buffer.concat(parts);
}

function withoutNote(line: string): string {
  const note = line.replace(/'[^']*'/g, (quoted) => "x".repeat(quoted.length)).indexOf(";");
  return note === -1 ? line : line.slice(0, note);
}

function tokenBytes(token: string): Buffer {
  if (token.startsWith("'")) return Buffer.from(token.slice(1, -1), "utf8");
  const match = /^([0-9a-f]{2})(?:\*(\d+))?$/i.exec(token);
  if (match === null) throw new Error(`"${token}" is neither a byte nor quoted text`);
  return Buffer.alloc(Number(match[2] ?? 1), Number.parseInt(match[1] ?? "", 16));
}
