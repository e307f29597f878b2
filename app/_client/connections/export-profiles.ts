import type { ConnectionProfile } from "./profile-schema.ts";

/** Says that a file is one of ours, and of which shape. */
export const EXPORT_FORMAT = "hato-connections";
export const EXPORT_VERSION = 1;

/** The connections as a file that another browser takes in. It holds no secret, because a profile has none. */
export function exportProfiles(connections: readonly ConnectionProfile[]): string {
  return `${JSON.stringify({ format: EXPORT_FORMAT, version: EXPORT_VERSION, connections }, undefined, 2)}\n`;
}
