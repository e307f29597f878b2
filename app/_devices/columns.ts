/** The columns of the device list that one may leave out; name and status always stand. */
export const COLUMNS = ["connection", "address", "clientId", "roles", "created"] as const;
export type Column = (typeof COLUMNS)[number];

const SHOWN_AT_FIRST: readonly Column[] = ["connection", "address", "roles"];

/**
 * A choice of the browser's, as of a window's size: it concerns nobody else. A cookie, so that the server draws the list
 * as it will be and nothing jumps.
 */
export const COLUMNS_COOKIE = "hato-device-columns";
export const COLUMNS_COOKIE_SECONDS = 365 * 24 * 60 * 60;

/** What the cookie says; what it cannot say is passed over. */
export function readColumns(text: string | undefined): readonly Column[] {
  if (text === undefined) return SHOWN_AT_FIRST;
  const named = text.split(".");
  return COLUMNS.filter((column) => named.includes(column));
}

export function columnsText(columns: readonly Column[]): string {
  return COLUMNS.filter((column) => columns.includes(column)).join(".");
}

/** Narrow windows have room for the name and the status; each column comes where it fits. */
export const COLUMN_CLASSES: Readonly<Record<Column, string>> = {
  connection: "hidden w-40 lg:table-cell",
  address: "hidden w-36 xl:table-cell",
  clientId: "hidden w-40 xl:table-cell",
  roles: "hidden w-56 md:table-cell",
  created: "hidden w-32 lg:table-cell",
};
