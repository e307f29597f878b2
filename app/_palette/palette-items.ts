import { BookOpen, Cpu, Keyboard, KeyRound, type LucideIcon, Monitor, Moon, Plus, Sun } from "lucide-react";
import { NAVIGATION } from "../_shell/navigation.ts";
import type { FoundDevice } from "./find-devices.ts";

/** One line of the palette: it leads to a page, or does something. */
export interface PaletteItem {
  readonly value: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** The same by keyboard alone. */
  readonly keys?: string;
  readonly run: () => void;
}

export interface PaletteGroup {
  readonly value: string;
  readonly items: readonly PaletteItem[];
}

interface PaletteWays {
  readonly tenantSlug: string;
  readonly go: (href: string) => void;
  readonly setTheme: (theme: string) => void;
  readonly showShortcuts: () => void;
  /** Looks words up in `shell.nav` and `shell.palette`. */
  readonly nav: (key: (typeof NAVIGATION)[number]["entries"][number]["key"]) => string;
  readonly words: (
    key:
      | "pages"
      | "actions"
      | "createDevice"
      | "createApiKey"
      | "lightTheme"
      | "darkTheme"
      | "systemTheme"
      | "shortcuts"
      | "apiDocs",
  ) => string;
}

/** Everything that can be reached without asking the server. */
export function standingItems({ tenantSlug, go, setTheme, showShortcuts, nav, words }: PaletteWays): PaletteGroup[] {
  const base = `/${tenantSlug}`;
  const pages = NAVIGATION.flatMap(({ entries }) => entries).map(({ key, path, icon, hotkey }) => ({
    value: `page ${key}`,
    label: nav(key),
    icon,
    keys: `g ${hotkey}`,
    run: () => go(`${base}${path}`),
  }));
  const action = (key: Parameters<typeof words>[0], icon: LucideIcon, run: () => void, keys?: string): PaletteItem => ({
    value: `action ${key}`,
    label: words(key),
    icon,
    run,
    ...(keys === undefined ? {} : { keys }),
  });
  return [
    { value: words("pages"), items: pages },
    {
      value: words("actions"),
      items: [
        action("createDevice", Plus, () => go(`${base}/devices/new`)),
        action("createApiKey", KeyRound, () => go(`${base}/api-keys`)),
        action("lightTheme", Sun, () => setTheme("light")),
        action("darkTheme", Moon, () => setTheme("dark")),
        action("systemTheme", Monitor, () => setTheme("system")),
        action("shortcuts", Keyboard, showShortcuts, "?"),
        action("apiDocs", BookOpen, () => go("/docs/api")),
      ],
    },
  ];
}

export function deviceItems(
  tenantSlug: string,
  devices: readonly FoundDevice[],
  go: (href: string) => void,
): PaletteItem[] {
  return devices.map(({ id, name }) => ({
    value: `device ${id}`,
    label: name,
    icon: Cpu,
    run: () => go(`/${tenantSlug}/devices/${id}`),
  }));
}
