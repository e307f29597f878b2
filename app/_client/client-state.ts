import { EVERYTHING } from "./message-filter.ts";
import type { ClientState } from "./protocol.ts";
import { RING_BYTES_MAX } from "./ring.ts";

/** What a page shows before its worker has said anything. */
export const emptyClientState: ClientState = {
  connection: { status: "idle" },
  problem: undefined,
  subscriptions: [],
  subscriptionCounts: {},
  filter: EVERYTHING,
  list: { first: 0, end: 0, start: 0, rows: [], paused: false, waiting: 0, scanning: false, fault: undefined },
  exporting: undefined,
  traffic: {
    stored: 0,
    storedBytes: 0,
    storedBytesMax: RING_BYTES_MAX,
    evicted: 0,
    received: 0,
    sent: 0,
    receivedPerSecond: 0,
    oneIn: 1,
    skipped: 0,
  },
  lastSent: undefined,
  repeat: undefined,
  requests: [],
  detail: undefined,
  packets: [],
};
