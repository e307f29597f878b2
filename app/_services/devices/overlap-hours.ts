/** How long the old secrets may stay beside a new one. */
export const OVERLAP_HOURS = [0, 1, 24] as const;
