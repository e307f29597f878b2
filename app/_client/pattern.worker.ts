import { PATTERN_FLAGS, type PatternAnswer, type PatternQuestion } from "./pattern-runner.ts";

/** Nothing but the expression runs here, so that this thread can be ended in the middle of it. */

interface WorkerScope {
  postMessage(answer: PatternAnswer): void;
  addEventListener(type: "message", listener: (event: MessageEvent<PatternQuestion>) => void): void;
}
// The library of types is the page's, where these mean a window.
const scope = globalThis as unknown as WorkerScope;

scope.addEventListener("message", ({ data: { source, texts } }) => {
  const pattern = new RegExp(source, PATTERN_FLAGS);
  scope.postMessage(texts.map((text) => pattern.test(text)));
});
scope.postMessage("ready");
