"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { TopicsSession } from "./topics-session.ts";

/** Holds the page's stream of topics for as long as the component is there; drawn anew whenever the session is. */
export function useTopicsSession(tenantSlug: string): TopicsSession {
  const [session] = useState(() => new TopicsSession(tenantSlug));
  useEffect(() => session.start(), [session]);
  useSyncExternalStore(session.subscribe, session.version, session.version);
  return session;
}
