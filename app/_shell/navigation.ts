import { Cpu, House, KeyRound, type LucideIcon, SquareTerminal } from "lucide-react";

/** A page of the console, as the navigation shows it. */
export interface NavigationEntry {
  /** Its message in `shell.nav`. */
  readonly key: "overview" | "devices" | "client" | "apiKeys";
  /** Below `/<tenant>`; empty for the first page. */
  readonly path: string;
  readonly icon: LucideIcon;
}

/** Only pages that exist; a group is drawn apart from the next. */
export const NAVIGATION: readonly (readonly NavigationEntry[])[] = [
  [
    { key: "overview", path: "", icon: House },
    { key: "devices", path: "/devices", icon: Cpu },
    { key: "client", path: "/client", icon: SquareTerminal },
  ],
  [{ key: "apiKeys", path: "/api-keys", icon: KeyRound }],
];
