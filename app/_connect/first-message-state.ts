import type {
  BrokerEvent,
  ConnectedEvent,
  ConnectRefusedEvent,
  PublishDeniedEvent,
  PublishedEvent,
  SubscribeDeniedEvent,
} from "#core/control.ts";

/** An attempt that did not work, and when. */
export type FailedAttempt = ConnectRefusedEvent | PublishDeniedEvent | SubscribeDeniedEvent;

/** What the checklist knows: the way of a device from the first attempt to the first message. */
export interface FirstMessageState {
  readonly connected: ConnectedEvent | undefined;
  /** Whether it is connected at this moment. */
  readonly online: boolean;
  readonly published: PublishedEvent | undefined;
  /** Messages since the page was opened. */
  readonly publishedCount: number;
  /** The newest first. */
  readonly failures: readonly FailedAttempt[];
}

export const NOTHING_YET: FirstMessageState = {
  connected: undefined,
  online: false,
  published: undefined,
  publishedCount: 0,
  failures: [],
};

const FAILURES_MAX = 8;

/**
 * The state after one more event. A refused attempt under a name that is no device counts as well: most likely it was
 * meant to be this one, with a typing error in the name.
 */
export function afterFirstMessageEvent(
  state: FirstMessageState,
  event: BrokerEvent,
  deviceId: string,
): FirstMessageState {
  const stranger = event.type === "connectRefused" && event.refusal === "unknownDevice";
  if (event.deviceId !== deviceId && !stranger) return state;
  switch (event.type) {
    case "connected":
      return { ...state, connected: event, online: true };
    case "disconnected":
      return { ...state, online: false };
    case "published":
      return { ...state, published: event, publishedCount: state.publishedCount + 1 };
    case "connectRefused":
    case "publishDenied":
    case "subscribeDenied":
      return { ...state, failures: [event, ...state.failures].slice(0, FAILURES_MAX) };
    default:
      return state;
  }
}

/**
 * The failure that explains the present: newer than what has worked since. A denial is over with the next connection:
 * whoever connects again tries again, and messages are told only while somebody looks.
 */
export function standingFailure({ failures, connected, published }: FirstMessageState): FailedAttempt | undefined {
  const newest = failures[0];
  if (newest === undefined) return undefined;
  const over = [connected, newest.type === "connectRefused" ? undefined : published];
  return over.some((event) => event !== undefined && event.at > newest.at) ? undefined : newest;
}
