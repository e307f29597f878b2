/**
 * Values by topic name, asked for by filter: the inverse of TopicTree, made for retained messages.
 */

const PLUS = "+";
const HASH = "#";
const DOLLAR_CODE = 0x24;

/** Nodes a walk passes without a value before it pauses. */
const STEPS_PER_PAUSE = 256;

class Level<T> {
  readonly parent: Level<T> | undefined;
  readonly name: string;
  value: T | undefined = undefined;
  children: Map<string, Level<T>> | undefined = undefined;

  constructor(parent: Level<T> | undefined, name: string) {
    this.parent = parent;
    this.name = name;
  }
}

export class TopicStore<T extends NonNullable<unknown>> {
  /** Topics that have a value. */
  size = 0;
  readonly #root = new Level<T>(undefined, "");

  /** Levels below the root; counted, not kept. */
  get levels(): number {
    let count = -1;
    const open: Level<T>[] = [this.#root];
    for (let level = open.pop(); level !== undefined; level = open.pop()) {
      count++;
      for (const below of level.children?.values() ?? []) open.push(below);
    }
    return count;
  }

  get(topic: string): T | undefined {
    let level: Level<T> | undefined = this.#root;
    for (const name of topic.split("/")) {
      level = level.children?.get(name);
      if (level === undefined) return undefined;
    }
    return level.value;
  }

  /** Sets the topic's value; returns the one it replaces. */
  set(topic: string, value: T): T | undefined {
    let level = this.#root;
    for (const name of topic.split("/")) {
      level.children ??= new Map();
      let below = level.children.get(name);
      if (below === undefined) {
        below = new Level(level, name);
        level.children.set(name, below);
      }
      level = below;
    }
    const former = level.value;
    level.value = value;
    if (former === undefined) this.size++;
    return former;
  }

  /** Removes and returns the topic's value. */
  delete(topic: string): T | undefined {
    let level: Level<T> | undefined = this.#root;
    for (const name of topic.split("/")) {
      level = level.children?.get(name);
      if (level === undefined) return undefined;
    }
    const former = level.value;
    if (former === undefined) return undefined;
    level.value = undefined;
    this.size--;
    prune(level);
    return former;
  }

  /** All values, in bounded steps as matchFilter; topics beginning with `$` too. */
  values(): Generator<T | undefined, void, void> {
    return walk(this.#root, [HASH], true);
  }

  /**
   * The values of all topics that the filter matches, found as they are asked for, so that a caller may stop, wait and
   * go on: `undefined` means that many nodes were passed without a value and this is a good moment to let others run.
   * Values set or deleted meanwhile may or may not appear; nothing appears twice.
   */
  matchFilter(filter: string): Generator<T | undefined, void, void> {
    return walk(this.#root, filter.split("/"), false);
  }
}

/** Depth first, with a stack of its own: a step is one node, whatever the depth. */
function* walk<T>(
  root: Level<T>,
  filter: readonly string[],
  everything: boolean,
): Generator<T | undefined, void, void> {
  /** Per depth the nodes still to be visited below one node. */
  const stack: Iterator<Level<T>>[] = [below(root, filter[0])];
  let steps = 0;
  for (;;) {
    const depth = stack.length;
    const top = stack[depth - 1];
    if (top === undefined) return;
    const step = top.next();
    if (step.done === true) {
      stack.pop();
      continue;
    }
    if (++steps % STEPS_PER_PAUSE === 0) yield undefined;
    const level = step.value;
    // Wildcards in front reach no topic beginning with `$`. [MQTT-4.7.2-1]
    if (depth === 1 && !everything && level.name.charCodeAt(0) === DOLLAR_CODE && isWildcard(filter[0])) continue;
    const last = filter.length - 1;
    const deep = depth - 1 >= last && filter[last] === HASH;
    // The filter ends here, or is within its `#`, or has only `/#` left, which matches the level before it too.
    const matches = deep || depth - 1 === last || (depth - 1 === last - 1 && filter[last] === HASH);
    if (matches && level.value !== undefined) yield level.value;
    if (level.children === undefined) continue;
    if (deep) stack.push(level.children.values());
    else if (depth <= last) stack.push(below(level, filter[depth]));
  }
}

function below<T>(level: Level<T>, name: string | undefined): Iterator<Level<T>> {
  if (level.children === undefined || name === undefined) return [].values();
  if (isWildcard(name)) return level.children.values();
  const child = level.children.get(name);
  return child === undefined ? [].values() : [child].values();
}

function isWildcard(name: string | undefined): boolean {
  return name === PLUS || name === HASH;
}

function prune<T>(leaf: Level<T>): void {
  let level = leaf;
  while (level.value === undefined && level.children === undefined && level.parent !== undefined) {
    const parent: Level<T> = level.parent;
    parent.children?.delete(level.name);
    if (parent.children?.size === 0) parent.children = undefined;
    level = parent;
  }
}
