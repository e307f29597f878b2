import { createHash } from "node:crypto";

/** Together with what stands before it in a primary key, well below the 2 704 bytes that a B-tree takes. */
const KEY_BYTES_MAX = 1_024;

/**
 * What stands for a client id, a topic or a filter in a primary key: itself, or its hash where it is too long for an
 * index. No topic and no filter begins with `#` and goes on; a client id that does meets only its own principal's.
 */
export function rowKey(name: string): string {
  if (name.length * 3 <= KEY_BYTES_MAX || Buffer.byteLength(name) <= KEY_BYTES_MAX) return name;
  return `#${createHash("sha256").update(name).digest("base64url")}`;
}
