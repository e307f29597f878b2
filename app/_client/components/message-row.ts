import type { MouseEvent } from "react";
import type { MessageRow } from "../protocol.ts";

/** What each look of a row gets; the row's place and state in the list. */
export interface MessageRowProps {
  readonly row: MessageRow;
  /** Number of the row among those listed, from 0 for ever. */
  readonly ordinal: number;
  /** Counted from 1 among those listed now. */
  readonly index: number;
  /** Place and size in pixels. */
  readonly top: number;
  readonly height: number;
  /** The list is wide enough for one line. */
  readonly wide: boolean;
  /** Its message is open below. */
  readonly opened: boolean;
  /** Chosen for copying or export. */
  readonly chosen: boolean;
  /** The one row that Tab reaches. */
  readonly tabStop: boolean;
  readonly onPick: (ordinal: number, seq: number, how: Pick<MouseEvent, "shiftKey" | "ctrlKey" | "metaKey">) => void;
}

/** A message changes only in its delivery, so ten patches a second draw only what is new. */
export function sameRow(before: MessageRowProps, after: MessageRowProps): boolean {
  return (
    before.row.seq === after.row.seq &&
    before.row.delivery?.state === after.row.delivery?.state &&
    before.row.subscriptionId === after.row.subscriptionId &&
    before.ordinal === after.ordinal &&
    before.index === after.index &&
    before.top === after.top &&
    before.height === after.height &&
    before.wide === after.wide &&
    before.opened === after.opened &&
    before.chosen === after.chosen &&
    before.tabStop === after.tabStop &&
    before.onPick === after.onPick
  );
}
