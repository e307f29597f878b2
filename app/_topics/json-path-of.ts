import type { JsonPath } from "./json-number.ts";

/**
 * The path of the value that an element of a drawn JSON tree shows: by the names and places of the tree items around it.
 * Names stand there as their source text, quotes included.
 * @returns undefined when the element is no value of a tree
 */
export function jsonPathOf(element: Element): JsonPath | undefined {
  const leaf = element.closest("[role=treeitem]");
  // A bracket, a name or a knob is no value, and neither is what holds others.
  if (leaf === null || element === leaf || leaf.hasAttribute("aria-expanded")) return undefined;
  const path: (string | number)[] = [];
  for (let item: Element | null = leaf; item !== null; ) {
    const group: Element | null = item.parentElement?.closest("[role=group]") ?? null;
    if (group === null) break;
    const name = nameOf(item);
    path.unshift(name ?? [...group.children].indexOf(item));
    item = group.closest("[role=treeitem]");
  }
  return path;
}

function nameOf(item: Element): string | undefined {
  const label = [...item.children].find((child) => child.tagName === "SPAN" && /^".*":$/s.test(child.textContent));
  if (label === undefined) return undefined;
  try {
    const name: unknown = JSON.parse(label.textContent.slice(0, -1));
    return typeof name === "string" ? name : undefined;
  } catch {
    return undefined;
  }
}
