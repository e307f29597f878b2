import { rateLimiter } from "../rate-limit.ts";

/** How often a tenant may ask what takes long to answer: the console and the broker work for all tenants. */

/** Up to some seconds of the broker's work each. */
export const impactQuestions = rateLimiter("impact previews by tenant", { burst: 60, perSecond: 1 });

const comparisons = rateLimiter("comparisons of rules by tenant", { burst: 200, perSecond: 2 });
const RULES_PER_TOKEN = 100;

/**
 * Every rule is held against every other: 2 000 of the worst take some ten seconds, 100 take a tenth.
 * @throws ApiError rate_limited
 */
export function requireComparisons(tenantId: string, rules: number): void {
  const tokens = Math.ceil((rules / RULES_PER_TOKEN) ** 2);
  for (let token = 0; token < Math.min(Math.max(tokens, 1), 150); token++) comparisons.require(tenantId);
}
