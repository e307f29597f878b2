"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { Workspace, type WorkspaceHost, type WorkspaceState } from "./workspace.ts";

/** Holds the page's connections for as long as the component is there. */
export function useWorkspace(host: WorkspaceHost): { readonly workspace: Workspace; readonly state: WorkspaceState } {
  const [workspace] = useState(() => new Workspace(host));
  useEffect(() => {
    void workspace.start();
    const online = () => workspace.retryNow();
    const leaving = () => workspace.flush();
    window.addEventListener("online", online);
    window.addEventListener("pagehide", leaving);
    return () => {
      window.removeEventListener("online", online);
      window.removeEventListener("pagehide", leaving);
      workspace.stop();
    };
  }, [workspace]);
  const state = useSyncExternalStore(workspace.subscribe, workspace.state, workspace.state);
  return { workspace, state };
}
