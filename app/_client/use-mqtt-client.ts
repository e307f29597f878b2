"use client";

import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { ClientSession } from "./client-session.ts";
import { emptyClientState } from "./client-state.ts";
import type { ClientCommand, ClientState, CredentialsAnswer } from "./protocol.ts";

/** A session's state, and the way to tell it something. */
export interface MqttClient {
  readonly state: ClientState;
  readonly send: (command: ClientCommand) => void;
}

/**
 * Holds one MQTT session for as long as the component is there.
 * @param credentials asked before every connect; the one of the last render is asked
 * @param opening commands for a fresh worker, such as the first subscriptions
 */
export function useMqttClient(
  credentials: () => Promise<CredentialsAnswer>,
  opening: readonly ClientCommand[],
): MqttClient {
  const [session] = useState(() => new ClientSession(credentials));
  const [firstCommands] = useState(opening);
  useEffect(() => session.setCredentials(credentials), [session, credentials]);
  useEffect(() => {
    session.start();
    for (const command of firstCommands) session.send(command);
    // What the browser knows before any keep alive does.
    const online = () => session.send({ type: "retryNow" });
    window.addEventListener("online", online);
    return () => {
      window.removeEventListener("online", online);
      session.stop();
    };
  }, [session, firstCommands]);
  const state = useSyncExternalStore(session.subscribe, session.state, () => emptyClientState);
  return useMemo(() => ({ state, send: (command: ClientCommand) => session.send(command) }), [state, session]);
}
