/** Beyond this depth lines are indented no further, so that brackets do not become a multiple of spaces. */
const INDENT_DEPTH_MAX = 32;

/**
 * Writes values as indented JSON; what JSON cannot say (bytes, tags, keys that are no strings, NaN) as RFC 8949's
 * diagnostic notation does, and remembers where the first of it was.
 */
export class ValueText {
  readonly #charsMax: number;
  readonly #parts: string[] = [];
  #chars = 0;
  #depth = 0;
  beyondJsonAtByte: number | undefined;

  constructor(charsMax: number) {
    this.#charsMax = charsMax;
  }

  put(text: string): void {
    if (this.#chars > this.#charsMax) return;
    this.#parts.push(text);
    this.#chars += text.length;
  }

  /** Something that JSON has no words for. */
  putBeyondJson(text: string, atByte: number): void {
    this.beyondJsonAtByte ??= atByte;
    this.put(text);
  }

  open(bracket: "[" | "{"): void {
    this.put(bracket);
    this.#depth++;
  }

  /** Before an item of what is open. */
  item(first: boolean): void {
    this.put(first ? this.#newLine() : `,${this.#newLine()}`);
  }

  close(bracket: "]" | "}", empty: boolean): void {
    this.#depth--;
    this.put(empty ? bracket : this.#newLine() + bracket);
  }

  string(value: string): void {
    this.put(JSON.stringify(value));
  }

  bytes(value: Uint8Array, atByte: number): void {
    // No more than can be shown is worked out.
    const shown = value.subarray(0, this.#charsMax);
    let hex = "";
    for (const byte of shown) hex += byte.toString(16).padStart(2, "0");
    this.putBeyondJson(`h'${hex}'`, atByte);
  }

  /** A float always looks like one: `1.0`. */
  float(value: number, atByte: number): void {
    if (!Number.isFinite(value)) this.putBeyondJson(String(value), atByte);
    else if (Object.is(value, -0)) this.put("-0.0");
    else this.put(/[.e]/.test(String(value)) ? String(value) : `${value}.0`);
  }

  result(): { text: string; truncated: boolean } {
    const text = this.#parts.join("");
    return text.length > this.#charsMax
      ? { text: text.slice(0, this.#charsMax), truncated: true }
      : { text, truncated: false };
  }

  #newLine(): string {
    return `\n${"  ".repeat(Math.min(this.#depth, INDENT_DEPTH_MAX))}`;
  }
}
