/** The one empty buffer. */
export const EMPTY: Buffer = Buffer.alloc(0);
