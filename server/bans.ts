import { NetworkMap, parseNetwork } from "#core/network.ts";

/** A row of bans: of client id, device and network at least one is not empty, and all that are not must match. */
export interface StoredBan {
  readonly tenantId: string;
  readonly tenantSlug: string;
  readonly id: string;
  readonly clientId: string;
  readonly deviceName: string;
  readonly network: string;
  /** Null: until it is lifted. */
  readonly expiresAtMs: number | null;
}

/** What a client shows of itself that a ban may name. */
export interface Caller {
  readonly clientId: string;
  readonly deviceName: string;
  readonly address: string;
}

/** The bans of one tenant. */
class TenantBans {
  readonly #byClientId = new Map<string, StoredBan[]>();
  readonly #byDevice = new Map<string, StoredBan[]>();
  readonly #byNetwork = new NetworkMap<StoredBan>();

  add(ban: StoredBan): void {
    // By the one that fewest callers share; what else it names is looked at when it is found.
    if (ban.clientId !== "") push(this.#byClientId, ban.clientId, ban);
    else if (ban.deviceName !== "") push(this.#byDevice, ban.deviceName, ban);
    else {
      const network = parseNetwork(ban.network);
      if (network !== undefined) this.#byNetwork.add(network, ban);
    }
  }

  find(caller: Caller, nowMs: number): StoredBan | undefined {
    const holds = (ban: StoredBan) => isMeant(ban, caller) && (ban.expiresAtMs ?? nowMs + 1) > nowMs;
    return (
      this.#byClientId.get(caller.clientId)?.find(holds) ??
      this.#byDevice.get(caller.deviceName)?.find(holds) ??
      this.#byNetwork.find(caller.address).find(holds)
    );
  }
}

/**
 * Who may not connect, all tenants' bans: in memory, because they are asked before the database is. A caller names its
 * tenant by slug then; whoever was let in is asked once more by the tenant's id.
 */
export class Bans {
  readonly #bySlug = new Map<string, TenantBans>();
  readonly #byTenant = new Map<string, { readonly slug: string; readonly bans: TenantBans }>();

  /** In place of those that the tenant had. */
  put(tenantId: string, stored: readonly StoredBan[]): void {
    const former = this.#byTenant.get(tenantId);
    if (former !== undefined) this.#bySlug.delete(former.slug);
    this.#byTenant.delete(tenantId);
    const slug = stored[0]?.tenantSlug;
    if (slug === undefined) return;
    const bans = new TenantBans();
    for (const ban of stored) bans.add(ban);
    this.#byTenant.set(tenantId, { slug, bans });
    this.#bySlug.set(slug, bans);
  }

  /** Tenants that have bans. */
  tenantIds(): string[] {
    return [...this.#byTenant.keys()];
  }

  findBySlug(slug: string, caller: Caller, nowMs: number): StoredBan | undefined {
    return this.#bySlug.get(slug)?.find(caller, nowMs);
  }

  find(tenantId: string, caller: Caller, nowMs: number): StoredBan | undefined {
    return this.#byTenant.get(tenantId)?.bans.find(caller, nowMs);
  }
}

function isMeant({ clientId, deviceName, network }: StoredBan, caller: Caller): boolean {
  if (clientId !== "" && clientId !== caller.clientId) return false;
  if (deviceName !== "" && deviceName !== caller.deviceName) return false;
  return network === "" || isIn(caller.address, network);
}

function isIn(address: string, text: string): boolean {
  const network = parseNetwork(text);
  if (network === undefined) return false;
  const one = new NetworkMap<true>();
  one.add(network, true);
  return one.find(address).length > 0;
}

function push(map: Map<string, StoredBan[]>, key: string, ban: StoredBan): void {
  const bans = map.get(key);
  if (bans === undefined) map.set(key, [ban]);
  else bans.push(ban);
}
