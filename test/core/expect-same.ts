import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";

/** toEqual walks a Buffer byte by byte through proxies of its own; it is asked only to show a difference. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
}
