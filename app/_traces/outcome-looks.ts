import { Ban, CircleCheck, CircleSlash, Hourglass, type LucideIcon, PackageX } from "lucide-react";
import type { ReceiverState, TraceOutcome } from "#core/trace.ts";

interface Looks {
  readonly icon: LucideIcon;
  readonly tone: string;
}

/** How each outcome looks: its mark and the colour that it has beside its word. */
export const OUTCOME_LOOKS: Readonly<Record<TraceOutcome, Looks>> = {
  refused: { icon: Ban, tone: "text-danger" },
  lost: { icon: PackageX, tone: "text-warn" },
  waiting: { icon: Hourglass, tone: "text-accent-text" },
  nobody: { icon: CircleSlash, tone: "text-muted" },
  arrived: { icon: CircleCheck, tone: "text-ok" },
};

/** And each receiver's. */
export const STATE_LOOKS: Readonly<Record<ReceiverState, Looks>> = {
  noLocal: OUTCOME_LOOKS.nobody,
  notKept: OUTCOME_LOOKS.lost,
  queued: OUTCOME_LOOKS.waiting,
  sent: OUTCOME_LOOKS.waiting,
  acknowledged: OUTCOME_LOOKS.arrived,
  dropped: OUTCOME_LOOKS.lost,
  sessionEnded: OUTCOME_LOOKS.lost,
  handedOn: OUTCOME_LOOKS.nobody,
};
