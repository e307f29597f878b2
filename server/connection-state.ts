/** Accepted; the first packet must be a CONNECT. */
export const AWAITING_CONNECT = 0;
/** CONNECT received, identity asked for; reading is paused. */
export const AUTHENTICATING = 1;
/** The client was sent a challenge; it must answer by AUTH. */
export const CHALLENGED = 2;
/** CONNACK with success sent. */
export const CONNECTED = 3;
/** DISCONNECT sent or received, or the stream is gone: nothing more is read, nothing more is written. */
export const CLOSED = 4;

/** The life of a connection; connection.ts draws it. */
export type ConnectionState =
  | typeof AWAITING_CONNECT
  | typeof AUTHENTICATING
  | typeof CHALLENGED
  | typeof CONNECTED
  | typeof CLOSED;
