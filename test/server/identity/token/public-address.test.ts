import { describe, expect, it } from "vitest";
import { blockList, isPublicAddress, isWithin } from "#server/identity/token/public-address.ts";

describe("an address a tenant may send the broker to", () => {
  it.each(["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "223.255.255.255"])(
    "is %s",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );
  it.each(["2606:4700:4700::1111", "2001:4860:4860::8888", "2a00:1450:4009:81f::200e", "2003::1"])("is %s", (address) =>
    expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ["this network", "0.0.0.0"],
    ["loopback", "127.0.0.1"],
    ["all of loopback", "127.255.255.254"],
    ["private use", "10.0.0.1"],
    ["private use", "172.16.0.1"],
    ["private use", "172.31.255.255"],
    ["private use", "192.168.1.1"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["link-local, where clouds keep their metadata", "169.254.169.254"],
    ["protocol assignments", "192.0.0.170"],
    ["documentation", "203.0.113.7"],
    ["benchmarking", "198.18.0.1"],
    ["multicast", "224.0.0.1"],
    ["reserved", "240.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["unspecified", "::"],
    ["loopback", "::1"],
    ["IPv4-mapped loopback", "::ffff:127.0.0.1"],
    ["IPv4-mapped loopback in hexadecimal", "::ffff:7f00:1"],
    ["IPv4-mapped, public or not", "::ffff:8.8.8.8"],
    ["IPv4-compatible", "::127.0.0.1"],
    ["NAT64", "64:ff9b::7f00:1"],
    ["local NAT64", "64:ff9b:1::7f00:1"],
    ["unique local", "fd00:ec2::254"],
    ["link-local", "fe80::1"],
    ["link-local with a zone", "fe80::1%eth0"],
    ["site-local", "fec0::1"],
    ["multicast", "ff02::1"],
    ["Teredo", "2001:0:7f00:1::"],
    ["documentation", "2001:db8::1"],
    ["6to4 of loopback", "2002:7f00:1::"],
    ["discard", "100::1"],
    ["segment routing", "5f00::1"],
    ["no address", "localhost"],
  ])("is not %s: %s", (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it("may be another where the installation says so", () => {
    const networks = blockList(["10.1.0.0/16", "192.168.7.20", "fd00::/8"]);
    expect(["10.1.2.3", "192.168.7.20", "fd12::1"].every((address) => isWithin(networks, address))).toBe(true);
    expect(["10.2.0.1", "192.168.7.21", "fe80::1", "x"].some((address) => isWithin(networks, address))).toBe(false);
  });
});
