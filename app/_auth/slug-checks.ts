import { RateLimiter } from "../_services/rate-limit.ts";

/** Typing asks a few times; listing every customer of a Hato by asking does not get far. */
export const slugChecks = new RateLimiter({ burst: 60, perSecond: 0.5 });
