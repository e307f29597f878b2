"use client";

import { useSyncExternalStore } from "react";
import type { NewCredentialView } from "../_services/devices/device.ts";

/**
 * Secrets made in this tab, by device, so that the page one goes to next can still show them. In memory only: a reload
 * or signing out forgets them.
 */
const secrets = new Map<string, NewCredentialView>();
const listeners = new Set<() => void>();

export function keepSecret(deviceId: string, credential: NewCredentialView): void {
  secrets.set(deviceId, credential);
  for (const listener of listeners) listener();
}

export function forgetSecrets(deviceId?: string): void {
  if (deviceId === undefined) secrets.clear();
  else secrets.delete(deviceId);
  for (const listener of listeners) listener();
}

export function useFreshSecret(deviceId: string): NewCredentialView | undefined {
  return useSyncExternalStore(
    subscribe,
    () => secrets.get(deviceId),
    () => undefined,
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
