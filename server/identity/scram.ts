import { randomBytes } from "node:crypto";
import { NOT_AUTHORIZED } from "#core/mqtt/reason-codes.ts";
import { DEVICE_NAME, TENANT_SLUG } from "#core/names.ts";
import { findDeviceIdentity } from "#db/queries/find-device-identity.ts";
import type { DeviceIdentity } from "#db/queries/identities.ts";
import { parseScramVerifier, SCRAM_ITERATIONS, type ScramVerifier, scramSalt } from "#db/scram.ts";
import type { AuthRequest, AuthResult, BeginExchange, Challenge, Exchange, Refusal, Verdict } from "../identity.ts";
import { admitDevice } from "./admit-device.ts";
import { inTime } from "./in-time.ts";
import type { IdentityOptions } from "./options.ts";
import { refuse } from "./refuse.ts";
import * as scram from "./scram-messages.ts";
import { type ClientFinal, type ClientFirst, isProven, parseClientFinal, parseClientFirst } from "./scram-messages.ts";
import { parseUsername } from "./username.ts";

/** The authentication method of CONNECT and AUTH. */
export const SCRAM_METHOD = "SCRAM-SHA-256";

const NONCE_BYTES = 18;

type Ask<Request, Result> = (request: Request) => Promise<Result>;
/** See Changes.guard. */
export type Guard = <Request, Result extends AuthResult>(ask: Ask<Request, Result>) => Ask<Request, Result>;

/**
 * SCRAM-SHA-256 for devices, against the verifiers in the database. The name in the exchange is that of a password
 * login, `<tenant>/<device>` or the bare device; a user name in CONNECT too must be the same.
 * @param guard has an admission that a change overtook asked for again
 */
export function scramFromPostgres(options: IdentityOptions, guard: Guard): BeginExchange {
  return (method, request) => (method === SCRAM_METHOD ? new ScramExchange(request, options, guard) : undefined);
}

/** What a client's proof is checked against. */
interface Proof {
  readonly name: Name;
  readonly final: ClientFinal;
  readonly authMessage: string;
  readonly challenged: Pick<ScramVerifier, "salt" | "iterations">;
}

interface Name {
  readonly tenantSlug: string | undefined;
  readonly deviceName: string;
  /** As given. */
  readonly username: string;
}

type ProofResult = AuthResult & { readonly serverFinal?: string };

/**
 *   client-first → server-first → client-final → server-final: `#begun` holds what the second half needs of the first.
 *
 * Who is unknown is challenged like everybody, with a salt that stays the same, and fails at the end like a wrong
 * secret: neither bytes nor order of events tell whether there is such a device.
 */
class ScramExchange implements Exchange {
  readonly #request: AuthRequest;
  readonly #options: IdentityOptions;
  readonly #judge: Ask<Proof, ProofResult>;
  #begun:
    | { readonly first: ClientFirst; readonly name: Name; readonly nonce: string; readonly challenge: string }
    | undefined;
  #challenged: Pick<ScramVerifier, "salt" | "iterations"> | undefined;

  constructor(request: AuthRequest, options: IdentityOptions, guard: Guard) {
    this.#request = request;
    this.#options = options;
    const judge = guard((proof: Proof) => this.#judgeNow(proof));
    this.#judge = (proof) => inTime(() => judge(proof), options);
  }

  next(data: Buffer | undefined): Promise<Challenge | Verdict> {
    return this.#begun === undefined ? this.#begin(data) : this.#finish(data);
  }

  async #begin(data: Buffer | undefined): Promise<Challenge | Verdict> {
    const first = parseClientFirst(data);
    if (first === undefined) return over(MALFORMED);
    const { username } = first;
    if (this.#request.username !== undefined && this.#request.username !== username) return over(MALFORMED);
    const { serverName } = this.#request;
    const name = { ...parseUsername({ username, serverName }, this.#options.publicHost), username };
    const challenged = await inTime(
      async () => ({ ok: true, ...(await this.#challengeFor(name)) }) as const,
      this.#options,
    );
    if (!challenged.ok) return over(challenged);
    const nonce = first.nonce + randomBytes(NONCE_BYTES).toString("base64");
    const challenge = scram.serverFirst(nonce, challenged);
    this.#begun = { first, name, nonce, challenge };
    this.#challenged = challenged;
    return { over: false, data: Buffer.from(challenge) };
  }

  async #finish(data: Buffer | undefined): Promise<Verdict> {
    const begun = this.#begun;
    const challenged = this.#challenged;
    const final = begun && parseClientFinal(data, begun.first.gs2Header);
    if (begun === undefined || challenged === undefined || final?.nonce !== begun.nonce) return over(MALFORMED);
    const authMessage = `${begun.first.bare},${begun.challenge},${final.withoutProof}`;
    const { serverFinal, ...result } = await this.#judge({ name: begun.name, final, authMessage, challenged });
    return { over: true, result, data: serverFinal === undefined ? undefined : Buffer.from(serverFinal) };
  }

  async #challengeFor({ tenantSlug, deviceName }: Name): Promise<Pick<ScramVerifier, "salt" | "iterations">> {
    const found = await this.#find(tenantSlug, deviceName);
    const kept = found?.device?.credentials.find(({ scramVerifier }) => scramVerifier !== null)?.scramVerifier;
    if (typeof kept === "string") return parseScramVerifier(kept);
    const salt = scramSalt(this.#options.keys.scramSalt, found?.tenantId ?? tenantSlug ?? "", deviceName);
    return { salt, iterations: SCRAM_ITERATIONS };
  }

  /** Looks anew, so that what was revoked since the challenge is no longer good. */
  async #judgeNow({ name, final, authMessage, challenged }: Proof): Promise<ProofResult> {
    const { tenantSlug, deviceName, username } = name;
    const found = await this.#find(tenantSlug, deviceName);
    const device = found?.device;
    const fits = ({ salt, iterations }: ScramVerifier) =>
      salt.equals(challenged.salt) && iterations === challenged.iterations;
    let proven: { id: string; verifier: ScramVerifier } | undefined;
    // Whoever has none is judged by one that nobody fits.
    for (const { id, scramVerifier } of device?.credentials ?? [{ id: "", scramVerifier: null }]) {
      const verifier = scramVerifier === null ? NOBODY : parseScramVerifier(scramVerifier);
      const good = isProven(verifier, authMessage, final.proof);
      if (good && fits(verifier)) proven = { id, verifier };
    }
    if (found === undefined) return refuse("unknownTenant", { deviceName });
    if (device === null || device === undefined)
      return refuse("unknownDevice", { tenantId: found.tenantId, deviceName });
    const credential = device.credentials.find(({ id }) => id === proven?.id);
    if (proven === undefined || credential === undefined) {
      return refuse("wrongPassword", { tenantId: found.tenantId, deviceId: device.id, deviceName: device.name });
    }
    const { id: credentialId, expiresAtMs } = credential;
    const proof = { identityKind: "scram", credentialId, expiresAtMs: expiresAtMs ?? undefined } as const;
    const result = admitDevice(found, device, proof, this.#request, this.#options);
    if (!result.ok) return result;
    return { ...result, username, serverFinal: scram.serverFinal(proven.verifier, authMessage) };
  }

  #find(tenantSlug: string | undefined, deviceName: string): Promise<DeviceIdentity | undefined> {
    const slug = tenantSlug !== undefined && TENANT_SLUG.test(tenantSlug) ? tenantSlug : "";
    // Asked even for what cannot be, so that its answer takes as long.
    return findDeviceIdentity(this.#options.sql, slug, DEVICE_NAME.test(deviceName) ? deviceName : "");
  }
}

const NOBODY: ScramVerifier = {
  iterations: SCRAM_ITERATIONS,
  salt: randomBytes(16),
  storedKey: randomBytes(32),
  serverKey: randomBytes(32),
};

/** The data is no SCRAM, or not that of this exchange. */
const MALFORMED: Refusal = { ...refuse("protocolError"), reasonCode: NOT_AUTHORIZED };

function over(result: Refusal): Verdict {
  return { over: true, result };
}
