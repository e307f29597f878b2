import { exampleNewTokenIssuer } from "#app/_api/examples/device-sign-in.ts";
import type { AnyOperation } from "#app/_api/operation.ts";
import type { UserActor } from "#app/_services/actor.ts";
import { updateDevice } from "#app/_services/devices/update-device.ts";
import { acceptInvitation } from "#app/_services/invitations/accept-invitation.ts";
import type { TestDatabase } from "#test/database.ts";
import { ask } from "./client.ts";
import { newPerson } from "./house.ts";

/** What the walk over all operations that change something needs to be there first. */

export async function setDeviceStatus(owner: UserActor, id: string, status: "enabled" | "disabled"): Promise<void> {
  await updateDevice(owner, id, { status });
}

interface World {
  readonly key: string;
  readonly owner: UserActor;
  readonly database: TestDatabase;
}

interface Prepared {
  /** By path parameter. */
  readonly ids: Readonly<Record<string, string>>;
  readonly body: unknown;
}

let names = 0;
const newName = () => `walked-${++names}`;

async function made(path: string, key: string, body: unknown): Promise<Record<string, { id: string }>> {
  const told = await ask("POST", path, { key, body });
  if (told.status >= 300) throw new Error(`${path}: ${told.text}`);
  return told.body;
}

/** Makes what each path parameter names, and a body that can be sent more than once. */
const MAKE: Readonly<Record<string, (world: World) => Promise<Readonly<Record<string, string>>>>> = {
  deviceId: async ({ key }) => {
    const { device, credential } = await made("/devices", key, { name: newName() });
    return { deviceId: device?.id ?? "", credentialId: credential?.id ?? "" };
  },
  apiKeyId: async ({ key }) => {
    const { apiKey } = await made("/api-keys", key, { name: newName(), scopes: ["read"] });
    return { apiKeyId: apiKey?.id ?? "" };
  },
  invitationId: async ({ key }) => {
    const { invitation } = await made("/invitations", key, { role: "viewer" });
    return { invitationId: invitation?.id ?? "" };
  },
  tokenIssuerId: async ({ key }) => {
    const body = { ...exampleNewTokenIssuer, issuer: `https://${newName()}.example.test` };
    const { id } = (await ask("POST", "/token-issuers", { key, body })).body;
    return { tokenIssuerId: id };
  },
  jobId: async ({ key }) => ({ jobId: (await ask("POST", "/devices/export", { key, body: {} })).body.id }),
  roleId: async ({ key }) => {
    const rules = [{ effect: "allow", action: "both", filter: "a/#" }];
    const { body } = await ask("POST", "/roles", { key, body: { name: newName(), rules } });
    await ask("PATCH", `/roles/${body.id}`, { key, body: { rules: [{ ...rules[0], filter: "b/#" }] } });
    return { roleId: body.id };
  },
  groupId: async ({ key }) => {
    const body = { name: newName(), selector: { hall: "3" }, roles: ["own-subtree"] };
    return { groupId: (await ask("POST", "/groups", { key, body })).body.id };
  },
  authorityId: async ({ key }) => {
    const { certificateAuthority } = await made("/certificate-authorities", key, { name: newName() });
    return { authorityId: certificateAuthority?.id ?? "" };
  },
  certificateId: async ({ key }) => {
    const { device } = await made("/devices", key, { name: newName() });
    const { certificate } = await made(`/devices/${device?.id}/certificates`, key, {});
    return { certificateId: certificate?.id ?? "" };
  },
  banId: async ({ key }) => {
    const body = { clientId: newName(), reason: "walked" };
    return { banId: (await ask("POST", "/bans", { key, body })).body.id };
  },
  memberId: async ({ key }) => {
    const person = await newPerson(newName());
    const told = await ask("POST", "/invitations", { key, body: { role: "developer" } });
    await acceptInvitation(person, told.body.link.split("/").at(-1));
    return { memberId: person.id };
  },
};

/** Bodies where the operation's own example names things that are not there. */
const BODIES: Readonly<Record<string, (world: World) => unknown>> = {
  updateGroup: () => ({ roles: ["read-only"] }),
  rollBackRole: () => ({ version: 1, note: "walked" }),
};

export async function prepare(id: string, operation: AnyOperation, world: World): Promise<Prepared> {
  const wanted = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  let ids: Record<string, string> = {};
  for (const name of wanted) {
    if (ids[name] !== undefined) continue;
    const make = MAKE[name];
    if (make === undefined) throw new Error(`The walk makes no ${name}; teach test/api/audit-fixtures.ts.`);
    ids = { ...ids, ...(await make(world)) };
  }
  const own = BODIES[id];
  return { ids, body: own === undefined ? operation.example.body : own(world) };
}
