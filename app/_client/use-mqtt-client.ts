"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { ClientSession } from "./client-session.ts";
import type { ClientCommand, ClientState, CredentialsAnswer, SubscriptionWish } from "./protocol.ts";

/** A session's state, and the way to tell it something. */
export interface MqttClient {
  readonly state: ClientState;
  /** The same function for as long as the session lives. */
  readonly send: (command: ClientCommand) => void;
}

/**
 * Holds one MQTT session for as long as the component is there.
 * @param credentials asked before every connect; the one of the last render is asked
 * @param wishes the first subscriptions
 */
export function useMqttClient(
  credentials: () => Promise<CredentialsAnswer>,
  wishes: readonly SubscriptionWish[],
): MqttClient {
  const [session] = useState(() => new ClientSession(credentials, wishes));
  useEffect(() => session.setCredentials(credentials), [session, credentials]);
  useEffect(() => {
    session.start();
    // What the browser knows before any keep alive does.
    const online = () => session.send({ type: "retryNow" });
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("online", online);
      session.stop();
    };
  }, [session]);
  const state = useSyncExternalStore(session.subscribe, session.state, session.state);
  return { state, send: session.send };
}
