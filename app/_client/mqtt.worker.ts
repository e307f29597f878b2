import { ClientHost } from "./client-host.ts";
import type { ClientCommand, ClientReport } from "./protocol.ts";

/** The worker itself: messages in, messages out. All that happens between is in client-host.ts. */

interface WorkerScope {
  postMessage(report: ClientReport): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ClientCommand>) => void): void;
}
// The library of types is the page's, where these mean a window.
const scope = globalThis as unknown as WorkerScope;

const host = new ClientHost((report) => scope.postMessage(report), {
  openPatternWorker: () => new Worker(new URL("./pattern.worker.ts", import.meta.url), { type: "module" }),
});
scope.addEventListener("message", (event) => host.receive(event.data));
