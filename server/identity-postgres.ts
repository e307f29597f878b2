import { CONSOLE_DEVICE_NAME, type ConnectRefusal, type ConsoleTokenClaims } from "#core/control.ts";
import * as reason from "#core/mqtt/reason-codes.ts";
import { DEVICE_NAME, TENANT_SLUG } from "#core/names.ts";
import { MEMBER_ROLE_PERMISSIONS, permissionToActAs } from "#core/permissions.ts";
import type { Database } from "#db/client.ts";
import { verifyConsoleToken } from "#db/console-token.ts";
import { isDatabaseAway } from "#db/postgres-error.ts";
import {
  type DeviceIdentity,
  findAnonymousIdentity,
  findConsoleIdentity,
  findDeviceIdentity,
  type IdentityCredential,
  type IdentityDevice,
} from "#db/queries/identities.ts";
import { hashSecret, type Keys, sameHash } from "#db/secrets.ts";
import {
  type AccessRule,
  type Admission,
  ANONYMOUS_PRINCIPAL,
  type Authenticate,
  type AuthRequest,
  type AuthResult,
  type Refusal,
} from "./identity.ts";
import type { Log } from "./log.ts";

export interface IdentityOptions {
  readonly sql: Database["sql"];
  readonly keys: Pick<Keys, "deviceSecret" | "consoleToken" | "scramSalt">;
  /** A server name `<tenant>.<publicHost>` names the tenant. */
  readonly publicHost: string;
  readonly anonymousTenant: string | undefined;
  readonly log: Log;
  /** Told of every device let in. */
  readonly onAdmitted?: (admission: Admission, address: string) => void;
  /** Questions open at once, where not QUESTIONS_MAX. */
  readonly questionsMax?: number;
}

/** A CONNECT that Postgres has not answered by then is refused: nobody is let in unasked. */
const ANSWER_SECONDS_MAX = 5;
/**
 * CONNECTs whose question Postgres has not answered, at most: what it answers in those seconds. A question outlives the
 * client that it was asked for, so without a bound a flood, or a Postgres that hangs, would fill the memory with them.
 */
const QUESTIONS_MAX = 10_000;

/**
 * Answers who a CONNECT speaks for from the database:
 *   `<tenant>/<device>` and a device's secret, or the bare device name where the server name tells the tenant;
 *   `<tenant>/$console` and a console token;
 *   nothing, into the anonymous tenant, if there is one.
 * On the wire a wrong secret and an unknown device answer alike; only the tenant's owner is told which it was.
 */
export function identityFromPostgres(options: IdentityOptions): Authenticate {
  return (request) => inTime(() => identify(request, options), options);
}

/** Open in this process, whoever asked them. */
let questions = 0;

/** The answer, or a refusal when the database is away or slow, or has too much to answer already. */
export async function inTime<Answer>(
  ask: () => Promise<Answer>,
  { log, questionsMax = QUESTIONS_MAX }: Pick<IdentityOptions, "log" | "questionsMax">,
): Promise<Answer | Refusal> {
  if (questions >= questionsMax) return refuse("databaseAway");
  questions++;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Refusal>((resolve) => {
    timer = setTimeout(() => resolve(refuse("databaseAway")), ANSWER_SECONDS_MAX * 1000);
  });
  try {
    const answer = ask().finally(() => questions--);
    return await Promise.race([answer, late]);
  } catch (error) {
    if (!isDatabaseAway(error)) log("error", "authentication failed", { error: String(error) });
    return refuse("databaseAway");
  } finally {
    clearTimeout(timer);
  }
}

async function identify(request: AuthRequest, options: IdentityOptions): Promise<AuthResult> {
  if (request.username === undefined) return identifyAnonymous(options);
  const { tenantSlug, deviceName } = parseUsername(request, options.publicHost);
  if (tenantSlug === undefined || !TENANT_SLUG.test(tenantSlug)) return refuse("unknownTenant", { deviceName });
  if (deviceName === CONSOLE_DEVICE_NAME) return identifyConsole(tenantSlug, request.password, options);
  return identifyDevice(tenantSlug, deviceName, request, options);
}

/** `tenant/device`, or `device` alone where TLS or the WebSocket's Host said which tenant. */
export function parseUsername(
  { username = "", serverName }: Pick<AuthRequest, "username" | "serverName">,
  publicHost: string,
): { tenantSlug: string | undefined; deviceName: string } {
  const slash = username.indexOf("/");
  if (slash >= 0) return { tenantSlug: username.slice(0, slash), deviceName: username.slice(slash + 1) };
  const host = serverName?.toLowerCase();
  const suffix = `.${publicHost.toLowerCase()}`;
  return { tenantSlug: host?.endsWith(suffix) ? host.slice(0, -suffix.length) : undefined, deviceName: username };
}

async function identifyDevice(
  tenantSlug: string,
  deviceName: string,
  { password, address }: AuthRequest,
  options: IdentityOptions,
): Promise<AuthResult> {
  const { sql, keys } = options;
  // Hashed before the question, so that an unknown device costs what a wrong secret costs.
  const hash = hashSecret(keys.deviceSecret, password ?? "");
  const found = await findDeviceIdentity(sql, tenantSlug, DEVICE_NAME.test(deviceName) ? deviceName : "");
  if (found === undefined) return refuse("unknownTenant", { deviceName });
  const { tenantId, device } = found;
  if (device === null) return refuse("unknownDevice", { tenantId, deviceName });
  if (password === undefined) return refuse("missingCredential", { tenantId, deviceId: device.id, deviceName });
  return admitDevice(found, device, matching(device.credentials, hash), address, options);
}

/** What becomes of a device that showed this credential, or none that fits. */
export function admitDevice(
  found: DeviceIdentity,
  device: IdentityDevice,
  credential: IdentityCredential | undefined,
  address: string,
  { onAdmitted }: Pick<IdentityOptions, "onAdmitted">,
): AuthResult {
  const { tenantId } = found;
  const who = { tenantId, deviceId: device.id, deviceName: device.name };
  if (credential === undefined) return refuse("wrongPassword", who);
  if (credential.expiresAtMs !== null && credential.expiresAtMs <= Date.now()) return refuse("credentialExpired", who);
  if (!device.enabled) return refuse("deviceDisabled", who);
  const admission: Admission = {
    ok: true,
    tenantId,
    tenantSlug: found.tenantSlug,
    principalId: device.id,
    deviceId: device.id,
    deviceName: device.name,
    credentialId: credential.id,
    labels: device.labels,
    rules: device.rules,
    expiresAtMs: credential.expiresAtMs ?? undefined,
  };
  onAdmitted?.(admission, address);
  return admission;
}

/** Compares with every credential, so that the time tells nothing of which one came close. */
function matching(credentials: readonly IdentityCredential[], hash: Buffer): IdentityCredential | undefined {
  let found: IdentityCredential | undefined;
  for (const credential of credentials) {
    if (sameHash(Buffer.from(credential.secretHash, "hex"), hash)) found = credential;
  }
  return found;
}

async function identifyAnonymous({ sql, anonymousTenant }: IdentityOptions): Promise<AuthResult> {
  // Whoever names nobody may be told that somebody must be named.
  if (anonymousTenant === undefined) return { ...refuse("missingCredential"), reasonCode: reason.NOT_AUTHORIZED };
  const found = await findAnonymousIdentity(sql, anonymousTenant);
  if (found === undefined) return refuse("unknownTenant");
  return { ok: true, ...found, principalId: ANONYMOUS_PRINCIPAL, deviceId: undefined, deviceName: ANONYMOUS_PRINCIPAL };
}

const EVERYTHING: AccessRule = {
  roleName: "console",
  position: 1,
  effect: "allow",
  action: "both",
  filter: "#",
  qosMax: 2,
  retainAllowed: true,
};
const READ_EVERYTHING: AccessRule = { ...EVERYTHING, action: "subscribe" };
const READ_STATISTICS: AccessRule = { ...READ_EVERYTHING, position: 2, filter: "$SYS/#" };

async function identifyConsole(
  tenantSlug: string,
  password: Buffer | undefined,
  { sql, keys }: IdentityOptions,
): Promise<AuthResult> {
  const deviceName = CONSOLE_DEVICE_NAME;
  const claims = await verifyConsoleToken(keys.consoleToken, password?.toString("utf8") ?? "");
  if (claims === undefined) return refuse("tokenInvalid", { deviceName });
  const { tenantId, userId, actAs, expiresAtMs } = claims;
  const found = await findConsoleIdentity(sql, tenantId, userId, actAs.kind === "device" ? actAs.deviceId : null);
  if (found === undefined || found.tenantSlug !== tenantSlug) return refuse("tokenInvalid", { deviceName });
  // The token says what the member was allowed when it was made.
  if (!MEMBER_ROLE_PERMISSIONS[found.memberRole].has(permissionToActAs(actAs)))
    return refuse("tokenInvalid", { tenantId, deviceName });
  const person = { ok: true, tenantId, tenantSlug, principalId: consolePrincipal(claims), expiresAtMs } as const;
  switch (actAs.kind) {
    case "wholeTenant":
      return { ...person, deviceId: undefined, deviceName, rules: [EVERYTHING, READ_STATISTICS] };
    case "readOnly":
      return { ...person, deviceId: undefined, deviceName, rules: [READ_EVERYTHING, READ_STATISTICS] };
    case "device": {
      const { device } = found;
      if (device === null) return refuse("unknownDevice", { tenantId, deviceName });
      const who = { deviceId: device.id, deviceName: device.name };
      return device.enabled
        ? { ...person, ...who, labels: device.labels, rules: device.rules }
        : refuse("deviceDisabled", { tenantId, ...who });
    }
  }
}

/** Other rights are another principal: a session never passes from one to the other. */
function consolePrincipal({ userId, actAs }: ConsoleTokenClaims): string {
  switch (actAs.kind) {
    case "wholeTenant":
      return `console:${userId}`;
    case "readOnly":
      return `console:${userId}:readOnly`;
    case "device":
      return `console:${userId}:${actAs.deviceId}`;
  }
}

type Named = Pick<Refusal, "tenantId" | "deviceId" | "deviceName">;

/** A refusal with the reason code that may be told. */
export function refuse(refusal: ConnectRefusal, named: Named = {}): Refusal {
  return { ok: false, refusal, reasonCode: REASON_CODES[refusal] ?? reason.BAD_USER_NAME_OR_PASSWORD, ...named };
}

/** All others answer 0x86, so that nobody can find out which tenants and devices there are. */
const REASON_CODES: Partial<Record<ConnectRefusal, number>> = {
  // Told only to those who hold the right secret.
  deviceDisabled: reason.BANNED,
  databaseAway: reason.SERVER_UNAVAILABLE,
};
