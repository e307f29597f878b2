import { describe, expect, it } from "vitest";
import { ScramExchange } from "#app/_client/scram.ts";

/** The exchange that RFC 7677 section 3 prints. */
const NONCE = "rOprNGfwEbeRWgbNEkqO";
const SERVER_FIRST = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
const SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

describe("SCRAM-SHA-256 in the browser", () => {
  it("says what the RFC says", async () => {
    const exchange = new ScramExchange("user", "pencil", NONCE);
    expect(exchange.first).toBe(`n,,n=user,r=${NONCE}`);
    expect(await exchange.final(SERVER_FIRST)).toBe(
      "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    );
    expect(exchange.isServer(SERVER_FINAL)).toBe(true);
    expect(exchange.isServer("v=AAAA")).toBe(false);
  });

  it("believes nobody before the challenge", () => {
    expect(new ScramExchange("user", "pencil").isServer(SERVER_FINAL)).toBe(false);
  });

  it("escapes what would end a name", () => {
    expect(new ScramExchange("a=b,c", "x", "n").first).toBe("n,,n=a=3Db=2Cc,r=n");
  });

  it.each([
    ["another's nonce", SERVER_FIRST.replace("rOpr", "xxxx")],
    ["our nonce alone", `r=${NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`],
    ["no rounds", SERVER_FIRST.replace("4096", "0")],
    ["rounds for a minute", SERVER_FIRST.replace("4096", "100000000")],
    ["nothing at all", ""],
  ])("does not answer %s", async (_, challenge) => {
    await expect(new ScramExchange("user", "pencil", NONCE).final(challenge)).rejects.toThrow();
  });
});
