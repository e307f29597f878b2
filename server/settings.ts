import { lowerLimits, TENANT_LIMITS } from "#core/limit-overrides.ts";
import type { Limits } from "#core/limits.ts";
import { DEFAULT_POLICIES, mergePolicies, type Policies } from "#core/policies.ts";

/** What holds in one tenant: plain numbers and words, merged once. */
export interface TenantTerms {
  readonly limits: Limits;
  readonly policies: Policies;
}

/** As the database has it. */
export interface StoredSettings {
  readonly tenantId: string;
  readonly limits: Readonly<Record<string, unknown>>;
  readonly policies: Readonly<Record<string, unknown>>;
}

/** The terms of all tenants that have some of their own; of the others, the installation's. Filled by whoever knows. */
export class Settings {
  readonly #installation: TenantTerms;
  #byTenant = new Map<string, TenantTerms>();

  constructor(limits: Limits) {
    this.#installation = { limits, policies: DEFAULT_POLICIES };
  }

  of(tenantId: string): TenantTerms {
    return this.#byTenant.get(tenantId) ?? this.#installation;
  }

  /** @param stored undefined: the tenant has none of its own */
  put(tenantId: string, stored: StoredSettings | undefined): void {
    if (stored === undefined) this.#byTenant.delete(tenantId);
    else this.#byTenant.set(tenantId, this.#merge(stored));
  }

  /** In place of all there were. */
  putAll(stored: readonly StoredSettings[]): void {
    this.#byTenant = new Map(stored.map((one) => [one.tenantId, this.#merge(one)]));
  }

  #merge({ limits, policies }: StoredSettings): TenantTerms {
    return {
      limits: lowerLimits(this.#installation.limits, limits, TENANT_LIMITS),
      policies: mergePolicies(policies),
    };
  }
}
