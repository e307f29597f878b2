import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { authorityFault, deviceFault } from "#db/x509/judge-certificate.ts";
import { Extension } from "#db/x509/peculiar.ts";
import type { KeyPair } from "#db/x509/signing-key.ts";
import { isSignedBy, verifyPath } from "#db/x509/verify-path.ts";
import { makeForeignAuthority, makeLeaf } from "#test/certificates.ts";

const x509 = ({ certificate }: Pick<KeyPair, "certificate">) => new X509Certificate(certificate);

/** What becomes of the certificate when only this authority is trusted. */
function verify(leaf: KeyPair, sent: readonly KeyPair[], ...trusted: readonly KeyPair[]) {
  const authorities = trusted.map((pair, index) => ({ authority: index, certificate: x509(pair) }));
  return verifyPath(x509(leaf), sent.map(x509), authorities, new Date());
}

const root = await makeForeignAuthority("Root", { to: 100 });
const upper = await makeForeignAuthority("Upper", { above: root, to: 50 });
const lower = await makeForeignAuthority("Lower", { above: upper, to: 40 });
const leaf = await makeLeaf(lower, { to: 20 });

describe("the way up to an authority", () => {
  test("is found through those that were sent, in any order", () => {
    const found = { authority: 0, notAfter: x509(leaf).validToDate };
    expect(verify(leaf, [lower, upper], root)).toEqual(found);
    expect(verify(leaf, [upper, lower], root)).toEqual(found);
    expect(verify(leaf, [upper, lower, root], root)).toEqual(found);
    expect(verify(leaf, [], lower)).toEqual(found);
  });

  test("ends with the first of its certificates to end", async () => {
    const long = await makeLeaf(lower, { to: 90 });
    expect(verify(long, [lower, upper], root)).toEqual({ authority: 0, notAfter: x509(lower).validToDate });
  });

  test("is none where a step is missing, or nobody at its end is trusted", async () => {
    expect(verify(leaf, [lower], root)).toBeUndefined();
    expect(verify(leaf, [lower, upper, root], await makeForeignAuthority("Root"))).toBeUndefined();
    expect(verify(leaf, [lower, upper, root])).toBeUndefined();
  });

  test("is not looked for where nobody is trusted: no stranger has us check what he sent", () => {
    const verifying = vi.spyOn(X509Certificate.prototype, "verify");
    expect(verify(leaf, [lower, upper, root])).toBeUndefined();
    expect(verifying).not.toHaveBeenCalled();
    verifying.mockRestore();
  });

  test("is none by a key that takes long to check, as strangers may send", () => {
    const directory = mkdtempSync(join(tmpdir(), "hato-exponent-"));
    const file = join(directory, "key.pem");
    const exponent = (2n ** 2000n + 1n).toString();
    const options = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt"];
    execFileSync("openssl", ["genpkey", ...options, `rsa_keygen_pubexp:${exponent}`, "-out", file], {
      stdio: "ignore",
    });
    const subject = ["-subj", "/CN=Slow", "-addext", "keyUsage=keyCertSign"];
    const pem = execFileSync("openssl", ["req", "-x509", "-key", file, ...subject], { encoding: "utf8" });
    rmSync(directory, { recursive: true });
    const slow = new X509Certificate(pem);
    const verifying = vi.spyOn(X509Certificate.prototype, "verify");
    expect(isSignedBy(slow, slow)).toBe(false);
    expect(verifying).not.toHaveBeenCalled();
    expect(authorityFault(slow)).toBe("certificateWeakKey");
    verifying.mockRestore();
  });

  test("is none by the name alone", async () => {
    const impostor = await makeForeignAuthority("Lower");
    expect(verify(await makeLeaf(impostor), [], lower)).toBeUndefined();
    // Of two that are called the same, the one whose key it is.
    expect(verify(leaf, [], impostor, lower)).toMatchObject({ authority: 1 });
  });

  test("does not lead through what is no authority", async () => {
    const device = { ...(await makeLeaf(lower)), keys: lower.keys };
    expect(verify(await makeLeaf(device), [device, lower, upper], root)).toBeUndefined();
  });

  test("is no longer than an authority on it allows", async () => {
    const short = await makeForeignAuthority("Short", { pathLength: 0 });
    const below = await makeForeignAuthority("Below", { above: short });
    expect(verify(await makeLeaf(short), [], short)).toMatchObject({ authority: 0 });
    expect(verify(await makeLeaf(below), [below], short)).toBe("certificateChainBroken");
    let above = root;
    const sent: KeyPair[] = [];
    for (let i = 0; i < 6; i++) {
      above = await makeForeignAuthority(`Step ${i}`, { above });
      sent.push(above);
    }
    expect(verify(await makeLeaf(above), sent.reverse(), root)).toBeUndefined();
  });

  test.each([
    ["an expired authority", { to: -0.5 }, "certificateExpired"],
    ["one that is not valid yet", { from: 0.5 }, "certificateNotYetValid"],
    [
      "name constraints",
      { extensions: [new Extension("2.5.29.30", true, Buffer.from("3000", "hex"))] },
      "certificateConstrained",
    ],
    [
      "an unknown critical extension",
      { extensions: [new Extension("1.2.3.4", true, Buffer.from("0500", "hex"))] },
      "certificateConstrained",
    ],
    [
      "one for servers",
      { extensions: [new Extension("2.5.29.37", false, Buffer.from("300a06082b06010505070301", "hex"))] },
      "certificateNotForClients",
    ],
  ])("%s refuses it by its name, as the authority and on the way to one", async (_what, contents, fault) => {
    const bad = await makeForeignAuthority("Bad", contents);
    expect(verify(await makeLeaf(bad), [], bad)).toBe(fault);
    const between = await makeForeignAuthority("Between", { ...contents, above: root });
    expect(verify(await makeLeaf(between), [between], root)).toBe(fault);
  });

  test("an authority is not its own device", () => {
    expect(verify(lower, [upper], root)).toBe("certificateIsAuthority");
  });
});

describe("what is too weak", () => {
  /** As openssl makes it, signed by itself. */
  function openssl(...key: string[]): X509Certificate {
    const args = ["req", "-x509", "-nodes", "-keyout", "/dev/null", "-subj", "/CN=weak", "-days", "2", ...key];
    return new X509Certificate(execFileSync("openssl", args, { stdio: ["ignore", "pipe", "ignore"] }));
  }

  test.each([
    [["-newkey", "rsa:1024"], "certificateWeakKey"],
    [["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp224r1"], "certificateWeakKey"],
    [["-newkey", "rsa:2048", "-sha1"], "certificateWeakSignature"],
    [["-newkey", "rsa:2048"], undefined],
    [["-newkey", "rsa:2048", "-sigopt", "rsa_padding_mode:pss"], undefined],
    [["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"], undefined],
    [["-newkey", "ed25519"], undefined],
  ] as const)("%j: %s", (key, fault) => {
    const certificate = openssl(...key);
    expect(authorityFault(certificate)).toBe(fault);
    expect(deviceFault(certificate)).toBe(fault);
  });

  test("a device is no authority", () => {
    expect(authorityFault(x509(leaf))).toBe("certificateNotAuthority");
  });
});
