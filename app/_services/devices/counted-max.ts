/** Counting on would take longer than anybody looks. */
export const COUNTED_MAX = 100_000;
