import { ClientHost } from "./client-host.ts";
import type { MessageStore } from "./message-keeper.ts";
import type { ClientCommand, ClientReport, MessageKeep } from "./protocol.ts";
import { ClientStorage } from "./storage/client-storage.ts";

/** The worker itself: messages in, messages out. All that happens between is in client-host.ts. */

interface WorkerScope {
  postMessage(report: ClientReport): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ClientCommand>) => void): void;
}
// The library of types is the page's, where these mean a window.
const scope = globalThis as unknown as WorkerScope;

/** What one connection keeps in this browser. */
async function openStore({ database, connection }: MessageKeep): Promise<MessageStore | undefined> {
  const storage = await ClientStorage.open(database, () => scope.postMessage({ type: "notKept" }));
  return (
    storage && {
      messages: () => storage.messages(connection),
      add: (messages) => storage.addMessages(connection, messages),
      clear: () => storage.clearMessages(connection),
    }
  );
}

const host = new ClientHost((report) => scope.postMessage(report), {
  openStore,
  openPatternWorker: () => new Worker(new URL("./pattern.worker.ts", import.meta.url), { type: "module" }),
});
scope.addEventListener("message", (event) => host.receive(event.data));
