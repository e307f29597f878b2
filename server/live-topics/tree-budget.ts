/** What the trees of all tenants may take together. */
const ALL_TREES_BYTES_MAX = 320 * 1024 * 1024;

/** The memory of all trees: one tenant's crowd of topics must not be the broker's end. */
export class TreeBudget {
  #bytes = 0;

  get spent(): boolean {
    return this.#bytes >= ALL_TREES_BYTES_MAX;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }
}
