/** Frames of a text/event-stream, cut out of chunks that end anywhere. */
export class EventFrames {
  readonly #decoder = new TextDecoder();
  readonly #charsMax: number;
  #rest = "";

  constructor(charsMax: number = FRAME_CHARS_MAX) {
    this.#charsMax = charsMax;
  }

  /** Whole frames in the order they came; the unfinished rest waits for the next chunk. */
  push(chunk: Uint8Array): string[] {
    this.#rest += this.#decoder.decode(chunk, { stream: true });
    const frames = this.#rest.split("\n\n");
    this.#rest = frames.pop() ?? "";
    if (this.#rest.length > this.#charsMax) throw new RangeError("an event is longer than any event may be");
    return frames;
  }
}

/** A PUBLISH shows at most 4 096 bytes of payload; the longest topic and client id have 65 535 each, escaped. */
const FRAME_CHARS_MAX = 1024 * 1024;

/** What the frame is called: "message" when it does not say. */
export function nameOf(frame: string): string {
  return /^event: ?(.+)$/m.exec(frame)?.[1] ?? "message";
}

/** The `data:` lines of a frame joined, or undefined for a comment or a heartbeat. */
export function dataOf(frame: string): string | undefined {
  const lines = frame
    .split("\n")
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(line.startsWith("data: ") ? 6 : 5));
  return lines.length === 0 ? undefined : lines.join("\n");
}
