import { VIEWERS_MAX } from "#core/live-topics.ts";
import type { Tenant } from "../tenant.ts";
import { Goes } from "./goes.ts";
import { LiveTopics } from "./live-topics.ts";
import { TreeBudget } from "./tree-budget.ts";

/** Who looks at the topics of which tenant, in this process. */
export class TopicViewers {
  readonly #tenants = new Map<Tenant, LiveTopics>();
  readonly #budget = new TreeBudget();
  /** Of all tenants together: many tenants with a search each hold the event loop no longer than one. */
  readonly #goes = new Goes();

  /** What is seen of the tenant while somebody looks; undefined while nobody does. */
  find(tenant: Tenant): LiveTopics | undefined {
    return this.#tenants.get(tenant);
  }

  /** The same, begun now if nobody looks yet. */
  begin(tenant: Tenant): LiveTopics {
    const former = this.#tenants.get(tenant);
    if (former !== undefined) return former;
    const topics = new LiveTopics(tenant, this.#budget, this.#goes, () => this.#tenants.delete(tenant));
    this.#tenants.set(tenant, topics);
    return topics;
  }

  get full(): boolean {
    let viewers = 0;
    for (const topics of this.#tenants.values()) viewers += topics.viewers;
    return viewers >= VIEWERS_MAX;
  }

  /** The tenants somebody looks at. */
  get size(): number {
    return this.#tenants.size;
  }

  close(): void {
    for (const topics of [...this.#tenants.values()]) topics.close();
  }
}
