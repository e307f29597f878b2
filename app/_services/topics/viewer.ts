import type { Actor } from "../actor.ts";
import { ApiError } from "../errors.ts";

/** A name for one more viewer of this person or key; whose it is, the name says itself. */
export function newViewer({ id }: Pick<Actor, "id">): string {
  return `${id}:${crypto.randomUUID()}`;
}

/** @throws ApiError not_found for the name of somebody else's viewer, as for that of none */
export function requireOwnViewer({ id }: Pick<Actor, "id">, viewer: string): void {
  if (viewer.slice(0, viewer.lastIndexOf(":")) !== id) throw noViewer();
}

export function noViewer(): ApiError {
  return new ApiError("not_found", "There is no such viewer. Open the stream anew.");
}
