import { services } from "../database.ts";

/** How long a person may stay away and still be signed in. */
export function idleSeconds(): number {
  return services().config.sessionIdleHours * 3_600;
}
