import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatNetwork, NetworkMap, parseNetwork } from "#core/network.ts";

const ipv6 = fc.ipV6();
const address = fc.oneof(fc.ipV4(), ipv6);

const isMapped = (text: string) => text.includes(":") && parseNetwork(text)?.family === 4;

function withPrefix(text: string, share: number): { text: string; prefix: number } {
  const prefix = Math.round(share * (text.includes(":") ? 128 : 32));
  return { text: `${text}/${prefix}`, prefix };
}

describe("networks", () => {
  it("are written in one way", () => {
    const written = (text: string) => {
      const network = parseNetwork(text);
      return network && formatNetwork(network);
    };
    expect(written("192.0.2.77")).toBe("192.0.2.77");
    expect(written("192.0.2.77/24")).toBe("192.0.2.0/24");
    expect(written("192.0.2.77/32")).toBe("192.0.2.77");
    expect(written("::ffff:192.0.2.77")).toBe("192.0.2.77");
    expect(written("::ffff:192.0.2.77/120")).toBe("192.0.2.0/24");
    expect(written("2001:DB8:0:0:1:0:0:1")).toBe("2001:db8::1:0:0:1");
    expect(written("2001:db8::/32")).toBe("2001:db8::/32");
    expect(written("::")).toBe("::");
    expect(written("0.0.0.0/0")).toBe("0.0.0.0/0");
    expect(written("::/0")).toBe("::/0");
  });

  it.each([
    "",
    "1.2.3",
    "1.2.3.4.5",
    "256.1.1.1",
    "01.2.3.4",
    "1.2.3.4/33",
    "1.2.3.4/",
    "1.2.3.4/-1",
    "::1/129",
    ":::",
  ])("are not %s", (text) => expect(parseNetwork(text)).toBeUndefined());
  it.each([
    "1::2::3",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    "g::",
    "::ffff:1.2.3.4/95",
    "fe80::1%eth0",
    "1.2.3.4 ",
    "a".repeat(9_999),
  ])("are not %s either", (text) => expect(parseNetwork(text)).toBeUndefined());

  it("come back as they were written", () => {
    fc.assert(
      fc.property(address, fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        const network = parseNetwork(withPrefix(text, share).text);
        if (network === undefined) return expect(isMapped(text)).toBe(true); // a prefix shorter than the mapping
        expect(parseNetwork(formatNetwork(network))).toEqual(network);
      }),
    );
  });

  it("hold the addresses that node's own list says they hold", () => {
    fc.assert(
      fc.property(address, fc.double({ min: 0, max: 1, noNaN: true }), address, (text, share, other) => {
        // node counts IPv4 among IPv6, which nobody means who bans `::/0`.
        fc.pre(text.includes(":") === other.includes(":"));
        fc.pre(!isMapped(text) && !isMapped(other));
        const { text: written, prefix } = withPrefix(text, share);
        const family = text.includes(":") ? "ipv6" : "ipv4";
        const theirs = new BlockList();
        theirs.addSubnet(text, prefix, family);
        const ours = new NetworkMap<string>();
        const network = parseNetwork(written);
        if (network === undefined) throw new Error(written);
        ours.add(network, "x");
        for (const one of [text, other]) {
          expect(ours.find(one).length > 0).toBe(theirs.check(one, one.includes(":") ? "ipv6" : "ipv4"));
        }
      }),
    );
  });
});
