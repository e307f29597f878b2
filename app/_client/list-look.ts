import { useSyncExternalStore } from "react";

/** The ways to look at messages: lines, a conversation, columns. */
export const LIST_LOOKS = ["list", "chat", "table"] as const;
export type ListLook = (typeof LIST_LOOKS)[number];

const STORED = "hato-message-look";
const watchers = new Set<() => void>();

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function stored(): ListLook {
  const found = localStorage.getItem(STORED);
  return LIST_LOOKS.find((look) => look === found) ?? "list";
}

/** The person's choice, which stays in the browser. */
export function useListLook(): readonly [ListLook, (look: ListLook) => void] {
  const look = useSyncExternalStore(watch, stored, () => "list" as const);
  return [look, setListLook];
}

function setListLook(look: ListLook): void {
  localStorage.setItem(STORED, look);
  for (const watcher of watchers) watcher();
}
