"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";

interface Anchored {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly body: RefObject<HTMLElement | null>;
  /** Of the row that stays where it is on the screen; undefined: none has to. */
  readonly path: string | undefined;
  /** Where it is now. */
  readonly index: number | undefined;
  readonly rows: number;
  readonly rowHeight: number;
}

/**
 * Scrolls away what came above a row, so that the row does not move; where there is nothing to scroll, room is made
 * below until nobody needs it any more.
 * @returns the room below, in pixels
 */
export function useAnchoredRow({ scroller, body, path, index, rows, rowHeight }: Anchored): number {
  const before = useRef<{ readonly path: string; readonly index: number }>(undefined);
  const room = useRef(0);
  useLayoutEffect(() => {
    const was = before.current;
    before.current = path === undefined || index === undefined ? undefined : { path, index };
    if (scroller.current === null || body.current === null) return;
    if (path === undefined) room.current = 0;
    else if (was?.path === path && index !== undefined && index !== was.index) {
      const top = scroller.current.scrollTop + (index - was.index) * rowHeight;
      room.current = Math.max(0, top + scroller.current.clientHeight - rows * rowHeight);
      body.current.style.height = `${rows * rowHeight + room.current}px`;
      scroller.current.scrollTop = top;
    }
  });
  return room.current;
}
