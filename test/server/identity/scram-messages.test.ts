import { describe, expect, it, test } from "vitest";
import { formatScramVerifier, makeScramVerifier, parseScramVerifier, scramSalt } from "#db/scram.ts";
import {
  isProven,
  parseClientFinal,
  parseClientFirst,
  serverFinal,
  serverFirst,
} from "#server/identity/scram-messages.ts";

const bytes = (text: string) => Buffer.from(text);

test("the exchange that RFC 7677 shows (section 3)", async () => {
  const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
  const verifier = await makeScramVerifier("pencil", salt);
  const first = parseClientFirst(bytes("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"));
  expect(first).toMatchObject({ username: "user", nonce: "rOprNGfwEbeRWgbNEkqO" });
  const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  const challenge = serverFirst(nonce, verifier);
  expect(challenge).toBe(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`);
  const final = parseClientFinal(
    bytes(`c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`),
    first?.gs2Header ?? "",
  );
  if (first === undefined || final === undefined) throw new Error("not read");
  expect(final.nonce).toBe(nonce);
  const signed = `${first.bare},${challenge},${final.withoutProof}`;
  expect(isProven(verifier, signed, final.proof)).toBe(true);
  expect(serverFinal(verifier, signed)).toBe("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");

  expect(isProven(verifier, `${signed} `, final.proof)).toBe(false);
  const other = await makeScramVerifier("pencils", salt);
  expect(isProven(other, signed, final.proof)).toBe(false);
});

describe("a client-first-message", () => {
  it.each([
    ["y,,n=a/b,r=x", { gs2Header: "y,,", username: "a/b", nonce: "x" }],
    ["n,,n=a=2Cb=3Dc,r=x", { username: "a,b=c" }],
    ["n,,n=user,r=x,ext=1", { bare: "n=user,r=x,ext=1" }],
  ])("%s is read", (text, expected) => {
    expect(parseClientFirst(bytes(text))).toMatchObject(expected);
  });

  it.each([
    "",
    "n,,",
    "n,,n=,r=x",
    "n,,n=user",
    "n,,n=user,r=",
    "n,,n=user,r=a b",
    "n,,n=us=er,r=x",
    "n,,n=us=2cer,r=x",
    "n,,m=must,n=user,r=x",
    "n,a=other,n=user,r=x",
    "p=tls-unique,,n=user,r=x",
    "n=user,r=x",
    `n,,n=user,r=${"x".repeat(1024)}`,
  ])("%j is refused", (text) => {
    expect(parseClientFirst(bytes(text))).toBeUndefined();
  });

  it("that is missing is refused", () => {
    expect(parseClientFirst(undefined)).toBeUndefined();
  });
});

describe("a client-final-message", () => {
  const proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  it("may carry extensions, which are signed too", () => {
    const final = parseClientFinal(bytes(`c=eSws,r=x,e=1,p=${proof}`), "y,,");
    expect(final).toMatchObject({ nonce: "x", withoutProof: "c=eSws,r=x,e=1" });
  });

  it.each([
    "",
    `c=biws,r=x`,
    `r=x,p=${proof}`,
    `c=eSws,r=x,p=${proof}`,
    "c=biws,r=x,p=AAAA",
    `c=biws,r=x,p=${proof},e=1`,
    `c=biws,r=x,p= ${proof}`,
  ])("%j is refused", (text) => {
    expect(parseClientFinal(bytes(text), "n,,")).toBeUndefined();
  });
});

describe("a verifier", () => {
  it("is written and read as RFC 5803 says", async () => {
    const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
    const verifier = await makeScramVerifier("pencil", salt);
    const text = formatScramVerifier(verifier);
    expect(text).toBe(
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
    );
    expect(parseScramVerifier(text)).toEqual(verifier);
    expect(() => parseScramVerifier("md5abc")).toThrow("cannot be read");
  });

  it("is not made of a secret that SASLprep might change", async () => {
    await expect(makeScramVerifier("pásswort", Buffer.alloc(16))).rejects.toThrow(RangeError);
  });

  it("has the salt of its device's name, which tells nothing without the key", () => {
    const key = Buffer.alloc(32, 1);
    expect(scramSalt(key, "t", "a")).toEqual(scramSalt(key, "t", "a"));
    const others = [scramSalt(key, "t", "b"), scramSalt(key, "u", "a"), scramSalt(Buffer.alloc(32, 2), "t", "a")];
    for (const other of others) expect(other).not.toEqual(scramSalt(key, "t", "a"));
  });
});
