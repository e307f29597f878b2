import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CertificateError, fingerprintOf, readCertificates, readPem } from "#db/x509/read-certificate.ts";
import { makeForeignAuthority, makeLeaf } from "#test/certificates.ts";

const leaf = await makeLeaf(undefined);
const authority = await makeForeignAuthority("CA");

function faultOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof CertificateError) return error.fault;
    throw error;
  }
  return "none";
}

function pem(label: string, bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}

describe("what is uploaded as a certificate", () => {
  test("is read with whatever tools write around it", () => {
    const text = `subject=CN = device\r\n\r\n${leaf.certificate.replaceAll("\n", "\r\n")}\n\n${authority.certificate}trailer`;
    expect(readCertificates(text, 5).map(({ subject }) => subject)).toEqual(["CN=device", "CN=CA"]);
  });

  test("takes no longer to read for being written to take long", () => {
    const begin = "-----BEGIN CERTIFICATE-----\n";
    for (const text of [
      `${begin}${"A: b\n ".repeat(4_000)}!`,
      begin.repeat(1_100),
      `${begin}${"AAAA\n".repeat(6_000)}x`,
      `-----BEGIN ${"A".repeat(30_000)}`,
      `${begin}${"=".repeat(30_000)}\n-----END CERTIFICATE-----`,
    ]) {
      expect(faultOf(() => readPem(text, "CERTIFICATE"))).toBe("certificateMalformed");
    }
  });

  test("has the fingerprint that openssl shows", () => {
    const [certificate] = readCertificates(leaf.certificate, 1);
    const shown = execFileSync("openssl", ["x509", "-noout", "-fingerprint", "-sha256"], { input: leaf.certificate });
    const hex = shown.toString().split("=")[1]?.trim().replaceAll(":", "").toLowerCase();
    expect(certificate && fingerprintOf(certificate).toString("hex")).toBe(hex);
  });

  const der = Buffer.from(leaf.certificate.split("\n").slice(1, -2).join(""), "base64");
  test.each([
    ["nothing", "", "certificateEmpty"],
    ["no PEM", "hello", "certificateMalformed"],
    ["a private key", leaf.key, "certificateIsPrivateKey"],
    ["a key behind the certificate", leaf.certificate + leaf.key, "certificateIsPrivateKey"],
    ["a damaged key", "-----BEGIN RSA PRIVATE KEY-----\n?", "certificateIsPrivateKey"],
    ["a request", pem("CERTIFICATE REQUEST", randomBytes(100)), "certificateIsRequest"],
    ["a public key", pem("PUBLIC KEY", randomBytes(91)), "certificateMalformed"],
    ["random bytes", pem("CERTIFICATE", randomBytes(500)), "certificateMalformed"],
    ["half a certificate", pem("CERTIFICATE", der.subarray(0, der.length / 2)), "certificateMalformed"],
    ["an empty block", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", "certificateMalformed"],
    ["too many", authority.certificate.repeat(3), "certificateTooMany"],
    ["too much", leaf.certificate + " ".repeat(40_000), "certificateTooLarge"],
    ["a megabyte of dashes", "-----BEGIN ".repeat(100_000), "certificateTooLarge"],
  ])("%s is refused by its name", (_what, text, fault) => {
    expect(faultOf(() => readCertificates(text, 2))).toBe(fault);
  });

  test("whatever it is, is read or refused by its name", () => {
    const blocks = fc.oneof(
      fc.constantFrom(
        leaf.certificate,
        authority.certificate,
        "-----BEGIN CERTIFICATE-----",
        "-----END CERTIFICATE-----",
      ),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => pem("CERTIFICATE", bytes)),
      fc.string({ maxLength: 100 }),
      fc.constantFrom("\n", "\r\n", "-", "Proc-Type: 4,ENCRYPTED\n", "\0"),
    );
    const mutated = fc
      .tuple(fc.nat(der.length - 1), fc.nat(255))
      .map(([at, byte]) => pem("CERTIFICATE", Buffer.from(der).fill(byte, at, at + 1)));
    const texts = fc.oneof(
      fc.array(blocks, { maxLength: 12 }).map((parts) => parts.join("")),
      mutated,
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(typeof faultOf(() => readCertificates(text, 5))).toBe("string");
        expect(typeof faultOf(() => readPem(text, "CERTIFICATE REQUEST"))).toBe("string");
      }),
      { numRuns: 400 },
    );
  });

  test("does not keep the reader busy, however it is made to", () => {
    for (const part of ["-----BEGIN CERTIFICATE-----\n", "A", "A: b\n", "\n", "-----BEGIN A-----\nB: c\n\n"]) {
      const text = `-----BEGIN CERTIFICATE-----\n${part.repeat(Math.floor(32_000 / part.length))}`;
      expect(faultOf(() => readCertificates(text, 5))).toMatch(/^certificate/);
    }
  });
});
