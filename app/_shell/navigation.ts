import {
  BadgeCheck,
  Cpu,
  FileBadge,
  FlaskConical,
  Gauge,
  Hourglass,
  House,
  KeyRound,
  ListTree,
  type LucideIcon,
  Pin,
  Radio,
  ScrollText,
  ShieldCheck,
  SquareTerminal,
  UsersRound,
  Waypoints,
} from "lucide-react";

/** A page of the console, as the navigation shows it. */
export interface NavigationEntry {
  /** Its message in `shell.nav`. */
  readonly key:
    | "overview"
    | "devices"
    | "topics"
    | "client"
    | "retained"
    | "sessions"
    | "roles"
    | "deviceSignIn"
    | "certificates"
    | "apiKeys"
    | "simulator"
    | "events"
    | "traces"
    | "members"
    | "audit"
    | "quotas";
  /** Below `/<tenant>`; empty for the first page. */
  readonly path: string;
  readonly icon: LucideIcon;
  /** Pressed after `g`, it goes there. */
  readonly hotkey: string;
}

export interface NavigationGroup {
  /** Its heading, a message in `shell.nav.groups`; undefined for the pages that stand first. */
  readonly heading: "live" | "access" | "activity" | "settings" | undefined;
  readonly entries: readonly NavigationEntry[];
}

/** Only pages that exist. The palette and the `g` shortcuts follow this list too. */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    heading: undefined,
    entries: [
      { key: "overview", path: "", icon: House, hotkey: "o" },
      { key: "devices", path: "/devices", icon: Cpu, hotkey: "d" },
    ],
  },
  {
    heading: "live",
    entries: [
      { key: "topics", path: "/topics", icon: ListTree, hotkey: "t" },
      { key: "client", path: "/client", icon: SquareTerminal, hotkey: "c" },
      { key: "retained", path: "/retained", icon: Pin, hotkey: "h" },
      { key: "sessions", path: "/sessions", icon: Hourglass, hotkey: "n" },
    ],
  },
  {
    heading: "access",
    entries: [
      { key: "roles", path: "/roles", icon: ShieldCheck, hotkey: "r" },
      { key: "simulator", path: "/simulator", icon: FlaskConical, hotkey: "s" },
      { key: "deviceSignIn", path: "/device-sign-in", icon: BadgeCheck, hotkey: "i" },
      { key: "certificates", path: "/certificates", icon: FileBadge, hotkey: "x" },
    ],
  },
  {
    heading: "activity",
    entries: [
      { key: "events", path: "/events", icon: Radio, hotkey: "e" },
      { key: "traces", path: "/traces", icon: Waypoints, hotkey: "w" },
      { key: "audit", path: "/audit", icon: ScrollText, hotkey: "a" },
    ],
  },
  {
    heading: "settings",
    entries: [
      { key: "quotas", path: "/settings", icon: Gauge, hotkey: "q" },
      { key: "members", path: "/members", icon: UsersRound, hotkey: "m" },
      { key: "apiKeys", path: "/api-keys", icon: KeyRound, hotkey: "k" },
    ],
  },
];
