import type { Packet } from "mqtt";
import { describe, expect, it } from "vitest";
import { PacketLog } from "#app/_client/packet-log.ts";

const publish = (messageId: number, qos: 0 | 1 = 1) =>
  ({ cmd: "publish", topic: "a", payload: "", qos, retain: false, dup: false, messageId }) as Packet;
const puback = (messageId: number, reasonCode = 0) => ({ cmd: "puback", messageId, reasonCode }) as Packet;

describe("the packet log", () => {
  it("tells of an answer how long it took, by packet id", () => {
    const log = new PacketLog();
    log.packet("sent", publish(1), 1_000);
    log.packet("sent", publish(2), 1_010);
    log.packet("received", puback(2), 1_030);
    log.packet("received", puback(1), 1_100);
    log.packet("received", puback(3), 1_200);
    expect(log.entries.slice(2).map(({ answeredAfterMs }) => answeredAfterMs)).toEqual([20, 100, undefined]);
  });

  it("counts a CONNECT from when its socket is open", () => {
    const log = new PacketLog();
    log.packet("sent", { cmd: "connect", clientId: "c", protocolVersion: 5 } as Packet, 1_000);
    log.local("open", [], 1_500);
    log.packet("received", { cmd: "connack", sessionPresent: false, reasonCode: 0 } as Packet, 1_512);
    expect(log.entries.at(-1)?.answeredAfterMs).toBe(12);
  });

  it("expects no answer to what the broker sent, nor after another CONNECT", () => {
    const log = new PacketLog();
    log.packet("received", publish(1), 1_000);
    log.packet("sent", puback(1), 1_001);
    log.packet("sent", publish(7), 1_002);
    log.packet("sent", { cmd: "connect", clientId: "c", protocolVersion: 5 } as Packet, 2_000);
    log.packet("received", { cmd: "connack", sessionPresent: false, reasonCode: 0 } as Packet, 2_012);
    log.packet("received", puback(7), 2_020);
    expect(log.entries.map(({ answeredAfterMs }) => answeredAfterMs)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      12,
      undefined,
    ]);
  });
});
