"use client";

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { ClientStorage } from "../storage/client-storage.ts";
import { type LibraryState, PublishLibrary } from "./library.ts";

const Context = createContext<PublishLibrary | undefined>(undefined);

/** Holds what a person published, saved and named, for the connections below. */
export function PublishLibraryProvider({
  database,
  children,
}: {
  /** Of IndexedDB; see storage/client-storage.ts. */
  readonly database: string;
  readonly children: ReactNode;
}) {
  // The page says at its top when nothing can be kept; here there is no more to say.
  const [library] = useState(() => new PublishLibrary(() => ClientStorage.open(database, () => undefined)));
  useEffect(() => {
    void library.start();
    return () => library.stop();
  }, [library]);
  return <Context value={library}>{children}</Context>;
}

export function usePublishLibrary(): { readonly library: PublishLibrary; readonly state: LibraryState } {
  const library = useContext(Context);
  if (library === undefined) throw new Error("no PublishLibraryProvider above");
  const state = useSyncExternalStore(library.subscribe, library.state, library.state);
  return { library, state };
}
