import {
  Ban,
  CircleAlert,
  CircleEllipsis,
  Gauge,
  Link2,
  Link2Off,
  type LucideIcon,
  PackageX,
  Repeat,
  Scissors,
} from "lucide-react";
import type { EventType } from "#core/event-record.ts";

/** How each type of event looks: its mark and the colour that it has beside its word. */
export const EVENT_LOOKS: Readonly<Record<EventType, { readonly icon: LucideIcon; readonly tone: string }>> = {
  connected: { icon: Link2, tone: "text-ok" },
  connectRefused: { icon: CircleAlert, tone: "text-danger" },
  disconnected: { icon: Link2Off, tone: "text-muted" },
  publishDenied: { icon: Ban, tone: "text-danger" },
  subscribeDenied: { icon: Ban, tone: "text-danger" },
  willDenied: { icon: Ban, tone: "text-danger" },
  subscriptionCut: { icon: Scissors, tone: "text-warn" },
  limitReached: { icon: Gauge, tone: "text-warn" },
  dropped: { icon: PackageX, tone: "text-warn" },
  flapping: { icon: Repeat, tone: "text-warn" },
  notKept: { icon: CircleEllipsis, tone: "text-muted" },
};
