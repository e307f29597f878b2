import type { TopicsFrame, TopicsView } from "#core/live-topics.ts";
import type { BrokerControl } from "./brokers/running-broker.ts";

/** An open Live topics page, as the console keeps one for a person: it reads the stream and does nothing with it. */
export interface BenchViewer {
  /** What it was told last. */
  latest(): TopicsFrame | undefined;
  leave(): Promise<void>;
}

/** Looks at a tenant's topics until it leaves. */
export async function openViewer(control: BrokerControl, view: TopicsView): Promise<BenchViewer> {
  const { url, token, tenantId } = control;
  const viewer = `bench:${crypto.randomUUID()}`;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const gone = new AbortController();
  const stream = await fetch(`${url}/v1/topics/stream?${new URLSearchParams({ tenantId, viewer })}`, {
    headers,
    signal: gone.signal,
  });
  if (!stream.ok || stream.body === null) throw new Error(`no stream of topics: ${stream.status}`);
  let latest: TopicsFrame | undefined;
  const reading = read(stream.body, (frame) => {
    latest = frame;
  }).catch(() => {});
  const body = JSON.stringify({ tenantId, viewer, view });
  const answer = await fetch(`${url}/v1/topics/view`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`no view of topics: ${answer.status}`);
  return {
    latest: () => latest,
    async leave() {
      gone.abort();
      await reading;
    },
  };
}

async function read(stream: ReadableStream<Uint8Array>, told: (frame: TopicsFrame) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    rest += decoder.decode(chunk, { stream: true });
    const frames = rest.split("\n\n");
    rest = frames.pop() ?? "";
    for (const frame of frames) if (frame.startsWith("data: ")) told(JSON.parse(frame.slice(6)) as TopicsFrame);
  }
}
