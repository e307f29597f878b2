import type { DeviceFilterText } from "../_services/devices/device.ts";
import type { Chosen } from "./many-actions.ts";

/** The rows somebody chose: one by one, or everything that the filter finds, also what is not loaded. */
export interface Selection {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
}

export const none: Selection = { all: false, ids: new Set() };

interface Row {
  readonly id: string;
}

export function allOf(rows: readonly Row[]): Selection {
  return { all: false, ids: new Set(rows.map(({ id }) => id)) };
}

/** Taking one out of "everything" begins anew: what is not loaded cannot be chosen one by one. */
export function toggled(before: Selection, id: string): Selection {
  const ids = new Set(before.ids);
  if (before.all || !ids.delete(id)) ids.add(id);
  return { all: false, ids };
}

/** From the row chosen last to this one, all of them. */
export function toggledRange(before: Selection, rows: readonly Row[], fromId: string, toId: string): Selection {
  const from = rows.findIndex(({ id }) => id === fromId);
  const to = rows.findIndex(({ id }) => id === toId);
  if (from < 0 || to < 0) return toggled(before, toId);
  const between = rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { all: false, ids: new Set([...before.ids, ...between.map(({ id }) => id)]) };
}

export function sizeOf(selection: Selection, total: number): number {
  return selection.all ? total : selection.ids.size;
}

export function chosenOf(selection: Selection, { sort: _, ...filter }: DeviceFilterText): Chosen {
  return selection.all ? { filter } : { ids: [...selection.ids] };
}
