import * as z from "zod/mini";
import { publishDraftSchema } from "./draft.ts";

/** A person's hand does not make more. */
export const SAVED_MAX = 500;
export const SAVED_PAYLOAD_CHARS_MAX = 256 * 1024;
const NAME_CHARS_MAX = 100;

/** A message kept to be published again; a collection is there as long as a message is in it. */
export const savedMessageSchema = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(100)),
  name: z.string().check(z.minLength(1), z.maxLength(NAME_CHARS_MAX)),
  collection: z.string().check(z.maxLength(NAME_CHARS_MAX)),
  draft: publishDraftSchema,
});
export type SavedMessage = z.infer<typeof savedMessageSchema>;

const FORMAT = "hato-messages";
const exportSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(1),
  messages: z.array(z.omit(savedMessageSchema, { id: true })).check(z.maxLength(SAVED_MAX)),
});

/** Saved messages as a file that another browser takes in. */
export function exportMessages(messages: readonly SavedMessage[]): string {
  const kept = messages.map(({ id: _, ...message }) => message);
  return `${JSON.stringify({ format: FORMAT, version: 1, messages: kept }, null, 2)}\n`;
}

export type ImportFault = "notJson" | "notMessages" | "tooMany";

/** The messages of such a file, each with a new id; what is in `present` already, word for word, is left out. */
export function importMessages(
  text: string,
  present: readonly SavedMessage[],
  newId: () => string,
):
  | { readonly ok: true; readonly messages: readonly SavedMessage[] }
  | { readonly ok: false; readonly fault: ImportFault } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, fault: "notJson" };
  }
  const read = exportSchema.safeParse(value);
  if (!read.success) return { ok: false, fault: "notMessages" };
  const known = new Set(present.map(({ id: _, ...message }) => JSON.stringify(message)));
  const fresh = read.data.messages.filter((message) => !known.has(JSON.stringify(message)));
  if (present.length + fresh.length > SAVED_MAX) return { ok: false, fault: "tooMany" };
  return { ok: true, messages: fresh.map((message) => ({ id: newId(), ...message })) };
}

/** By collection in the order of the alphabet; messages without one come first. */
export function byCollection(
  messages: readonly SavedMessage[],
): readonly (readonly [string, readonly SavedMessage[]])[] {
  const collections = Map.groupBy(messages, ({ collection }) => collection);
  return [...collections]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, inIt]) => [name, inIt.toSorted((a, b) => a.name.localeCompare(b.name))] as const);
}
