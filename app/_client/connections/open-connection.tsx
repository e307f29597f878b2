"use client";

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import type * as z from "zod/mini";
import type { OpenConnection } from "./workspace.ts";

const Context = createContext<OpenConnection | undefined>(undefined);

/** Hands the open connection to whatever stands in its pane. */
export function OpenConnectionProvider({ open, children }: { readonly open: OpenConnection; children: ReactNode }) {
  return <Context value={open}>{children}</Context>;
}

/** The connection in whose pane the component stands. */
export function useOpenConnection(): OpenConnection {
  const open = useContext(Context);
  if (open === undefined) throw new Error("not inside a connection's pane");
  return open;
}

/**
 * State that belongs to the open connection and is kept beyond the page: unfinished text, chosen options. Nothing
 * secret.
 * @param name one word or two of the component's own, such as `publish`
 * @param schema what was kept is checked by it, because an older page may have kept something else
 */
export function useDraft<T>(
  name: string,
  schema: z.ZodMiniType<T>,
  initial: T,
): readonly [value: T, set: (value: T) => void] {
  const { drafts } = useOpenConnection();
  const [value, setValue] = useState<T>(() => {
    const kept = schema.safeParse(drafts.get(name));
    return kept.success ? kept.data : initial;
  });
  const set = useCallback(
    (next: T) => {
      setValue(next);
      drafts.set(name, next);
    },
    [drafts, name],
  );
  return [value, set];
}
