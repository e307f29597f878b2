"use client";

import { cloneElement, type ReactElement, type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { loadPopups } from "./popups.ts";

/** What happened to a trigger while the code behind it was on its way. */
export interface Handover {
  pressed: boolean;
  focused: boolean;
}

interface WaitingTriggerProps {
  readonly trigger: ReactElement;
  readonly opens: "dialog" | "menu";
  readonly handover: RefObject<Handover>;
}

/** A trigger before the code of its popup has come: it looks the same, and a press is kept until then. */
export function WaitingTrigger({ trigger, opens, handover }: WaitingTriggerProps) {
  const here = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = here.current;
    return () => {
      handover.current.focused = element !== null && document.activeElement === element;
    };
  }, [handover]);
  return cloneElement(trigger as ReactElement<Record<string, unknown>>, {
    ref: here,
    "aria-haspopup": opens,
    "aria-expanded": false,
    onPointerEnter: loadPopups,
    onFocus: loadPopups,
    onClick: () => {
      handover.current.pressed = true;
      loadPopups();
    },
  });
}

/**
 * Where a trigger's two lives meet.
 * @param ready whether the code has come
 * @returns `handover` for the waiting trigger, `trigger` as the ref of the one that takes its place: it gets the focus
 * and the press that the first one had
 */
export function useHandover(ready: boolean) {
  const handover = useRef<Handover>({ pressed: false, focused: false });
  const trigger = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    if (ready && handover.current.focused) trigger.current?.focus();
  }, [ready]);
  useEffect(() => {
    if (!ready || !handover.current.pressed) return;
    handover.current.pressed = false;
    trigger.current?.click();
  }, [ready]);
  return { handover, trigger };
}
