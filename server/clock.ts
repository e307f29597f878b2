/** Time as an argument, so that tests can hold it still and move it on. */
export interface Clock {
  /** Milliseconds since the epoch; never goes back. */
  now(): number;
  /** Calls back every `ms` milliseconds until the returned function is called. */
  every(ms: number, callback: () => void): () => void;
}

/** The machine's clock. Steps of the wall clock do not reach it: an expiry counts real seconds. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  every(ms, callback) {
    const interval = setInterval(callback, ms);
    // A broker lives by its listeners, not by its ticking.
    interval.unref();
    return () => clearInterval(interval);
  },
};
