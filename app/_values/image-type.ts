export type ImageType = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "image/svg+xml";

/** What an image says of itself in its first bytes; a drawing (SVG) has no size of its own. */
export interface ImageInfo {
  readonly type: ImageType;
  readonly width: number | undefined;
  readonly height: number | undefined;
}

/** Characters of a text in which the beginning of a drawing is looked for. */
const SVG_WITHIN = 1_024;

/** The image that these bytes are, judged by the bytes alone, or undefined. */
export function imageInfo(bytes: Uint8Array): ImageInfo | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (begins(bytes, 0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) && bytes.length >= 24) {
    return { type: "image/png", width: view.getUint32(16), height: view.getUint32(20) };
  }
  if (begins(bytes, 0, 0x47, 0x49, 0x46, 0x38) && bytes.length >= 10) {
    return { type: "image/gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
  }
  if (begins(bytes, 0, 0xff, 0xd8, 0xff)) return { type: "image/jpeg", ...jpegSize(bytes, view) };
  if (begins(bytes, 0, 0x52, 0x49, 0x46, 0x46) && begins(bytes, 8, 0x57, 0x45, 0x42, 0x50)) {
    return { type: "image/webp", ...webpSize(bytes, view) };
  }
  return isSvg(bytes) ? { type: "image/svg+xml", width: undefined, height: undefined } : undefined;
}

function begins(bytes: Uint8Array, offset: number, ...expected: readonly number[]): boolean {
  return expected.every((byte, i) => bytes[offset + i] === byte);
}

type Size = Pick<ImageInfo, "width" | "height">;
const UNKNOWN: Size = { width: undefined, height: undefined };

/** From segment to segment until the frame header (SOF0 to SOF15, without DHT, JPG and DAC). */
function jpegSize(bytes: Uint8Array, view: DataView): Size {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
  }
  return UNKNOWN;
}

function webpSize(bytes: Uint8Array, view: DataView): Size {
  if (bytes.length < 30) return UNKNOWN;
  const int24 = (at: number): number => view.getUint16(at, true) | ((bytes[at + 2] ?? 0) << 16);
  if (begins(bytes, 12, 0x56, 0x50, 0x38, 0x58)) return { width: int24(24) + 1, height: int24(27) + 1 };
  if (begins(bytes, 12, 0x56, 0x50, 0x38, 0x20)) {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (begins(bytes, 12, 0x56, 0x50, 0x38, 0x4c)) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return UNKNOWN;
}

/** `<svg`, after at most a byte order mark, an XML declaration, comments and a document type. */
function isSvg(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, SVG_WITHIN));
  if (!start.includes("<svg")) return false;
  // A comment ends at its first end: one that could end at any would be tried at all of them, for ever.
  return /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->).)*-->\s*|<!DOCTYPE[^>[]*>\s*)*<svg[\s>]/is.test(start);
}
