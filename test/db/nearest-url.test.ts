import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connect } from "#db/connect.ts";
import { startEmbedded } from "#db/embedded.ts";

/** How a connection by this URL arrived; null for a Unix socket. */
async function arrivedFrom(url: string): Promise<string | null> {
  const sql = connect(url, { max: 1 });
  const [row] = await sql<{ address: string | null }[]>`select inet_client_addr() as address`.finally(() => sql.end());
  return row?.address ?? null;
}

test.each([
  ["short", "data", null],
  ["too long for a socket", "d".repeat(100), "127.0.0.1"],
])("the embedded database is met where it is nearest: a directory whose name is %s", async (_, name, address) => {
  const place = mkdtempSync(join(tmpdir(), "hato-near-"));
  const dataDir = join(place, name);
  mkdirSync(dataDir);
  for (const directory of [place, dataDir]) chmodSync(directory, 0o711);
  const server = await startEmbedded({ dataDir, durable: false });
  try {
    expect(await arrivedFrom(server.nearestUrl)).toBe(address);
    expect(await arrivedFrom(server.url)).toBe("127.0.0.1");
  } finally {
    await server.stop();
    rmSync(place, { recursive: true });
  }
});
