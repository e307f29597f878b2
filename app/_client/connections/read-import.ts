import { EXPORT_FORMAT, EXPORT_VERSION } from "./export-profiles.ts";
import type { ImportedConnection, ImportPlace, ImportPlan } from "./import-plan.ts";
import { freeName, newClientId, newProfile } from "./profile.ts";
import { NAME_CHARS_MAX, profileSchema } from "./profile-schema.ts";
import { readMqttx } from "./read-mqttx.ts";

/** A file of connections that were set up by hand is far smaller, with some days of messages too. */
export const IMPORT_BYTES_MAX = 32 * 1024 * 1024;
/** What a person can look through before taking it. */
export const IMPORTED_MAX = 200;

/** What a file of connections brings: ours, or MQTTX's JSON. Nothing is added by reading it. */
export function readImport(text: string, place: ImportPlace): ImportPlan {
  if (text.length > IMPORT_BYTES_MAX) return { ok: false, fault: "tooLarge" };
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { ok: false, fault: "notJson" };
  }
  const found = Array.isArray(file) ? readMqttx(file, place) : readOwn(file, place);
  if (found === undefined) return { ok: false, fault: "unknownFormat" };
  if (found.length === 0) return { ok: false, fault: "empty" };
  const taken = [...place.takenNames];
  const connections = found.slice(0, IMPORTED_MAX).map((imported) => {
    const name = freeName(imported.profile.name.slice(0, NAME_CHARS_MAX - 4), taken);
    taken.push(name);
    return { ...imported, profile: { ...imported.profile, name } };
  });
  return { ok: true, connections };
}

function readOwn(file: unknown, place: ImportPlace): ImportedConnection[] | undefined {
  if (typeof file !== "object" || file === null) return undefined;
  const { format, version, connections } = file as Record<string, unknown>;
  if (format !== EXPORT_FORMAT || version !== EXPORT_VERSION || !Array.isArray(connections)) return undefined;
  return connections.flatMap((each, i) => {
    const read = profileSchema.safeParse(each);
    if (!read.success) return [];
    // Beside the one that it was exported from, it is another connection and another client.
    const { id, createdAt } = newProfile({ ...place, name: "", now: place.now + i });
    const profile = { ...read.data, id, createdAt, clientId: read.data.clientId === "" ? "" : newClientId() };
    return [{ profile, messages: [], left: [] }];
  });
}
