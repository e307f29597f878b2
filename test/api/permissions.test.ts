import { beforeAll, describe, expect, test } from "vitest";
import { scopesWith } from "#app/_api/openapi.ts";
import { operations } from "#app/_api/operations.ts";
import { accessSubjectInput, explainAccessInput, listAllowedInput } from "#app/_services/access/access-question.ts";
import { explainAccess } from "#app/_services/access/explain-access.ts";
import { listAllowedDevices } from "#app/_services/access/list-allowed-devices.ts";
import { listReach } from "#app/_services/access/list-reach.ts";
import { previewImpact } from "#app/_services/access/preview-impact.ts";
import { type Actor, hasPermission, type UserActor } from "#app/_services/actor.ts";
import { createApiKeyInput, listApiKeysInput } from "#app/_services/api-keys/api-key.ts";
import { createApiKey } from "#app/_services/api-keys/create-api-key.ts";
import { getApiKey } from "#app/_services/api-keys/get-api-key.ts";
import { listApiKeys } from "#app/_services/api-keys/list-api-keys.ts";
import { revokeApiKey } from "#app/_services/api-keys/revoke-api-key.ts";
import { rotateApiKey } from "#app/_services/api-keys/rotate-api-key.ts";
import { exportAuditInput, listAuditInput } from "#app/_services/audit-log/audit-entry.ts";
import { exportAudit } from "#app/_services/audit-log/export-audit.ts";
import { getAuditEntry } from "#app/_services/audit-log/get-audit-entry.ts";
import { listAudit } from "#app/_services/audit-log/list-audit.ts";
import { addCertificate } from "#app/_services/certificates/add-certificate.ts";
import { createAuthorityInput, listCertificatesInput } from "#app/_services/certificates/certificate.ts";
import { createAuthority } from "#app/_services/certificates/create-authority.ts";
import { endAuthority } from "#app/_services/certificates/end-authority.ts";
import { getAuthority } from "#app/_services/certificates/get-authority.ts";
import { getCertificate } from "#app/_services/certificates/get-certificate.ts";
import { listAuthorities } from "#app/_services/certificates/list-authorities.ts";
import { listCertificates } from "#app/_services/certificates/list-certificates.ts";
import { listDeviceCertificates } from "#app/_services/certificates/list-device-certificates.ts";
import { revokeCertificate } from "#app/_services/certificates/revoke-certificate.ts";
import { mintConsoleToken } from "#app/_services/console-token.ts";
import { createDevice } from "#app/_services/devices/create-device.ts";
import { deleteDevice } from "#app/_services/devices/delete-device.ts";
import { createDeviceInput, listDevicesInput } from "#app/_services/devices/device.ts";
import { getCredential } from "#app/_services/devices/get-credential.ts";
import { getDevice } from "#app/_services/devices/get-device.ts";
import { listCredentials } from "#app/_services/devices/list-credentials.ts";
import { listDevices } from "#app/_services/devices/list-devices.ts";
import { revokeCredential } from "#app/_services/devices/revoke-credential.ts";
import { rotateCredential } from "#app/_services/devices/rotate-credential.ts";
import { updateDevice } from "#app/_services/devices/update-device.ts";
import { listEventsInput } from "#app/_services/events/event.ts";
import { listEvents } from "#app/_services/events/list-events.ts";
import { createGroup } from "#app/_services/groups/create-group.ts";
import { deleteGroup } from "#app/_services/groups/delete-group.ts";
import { getGroup } from "#app/_services/groups/get-group.ts";
import { createGroupInput, listGroupsInput } from "#app/_services/groups/group.ts";
import { listGroups } from "#app/_services/groups/list-groups.ts";
import { updateGroup } from "#app/_services/groups/update-group.ts";
import { createInvitation } from "#app/_services/invitations/create-invitation.ts";
import { getInvitation } from "#app/_services/invitations/get-invitation.ts";
import { createInvitationInput, listInvitationsInput } from "#app/_services/invitations/invitation.ts";
import { listInvitations } from "#app/_services/invitations/list-invitations.ts";
import { revokeInvitation } from "#app/_services/invitations/revoke-invitation.ts";
import { changeMemberRole } from "#app/_services/members/change-member-role.ts";
import { getMember } from "#app/_services/members/get-member.ts";
import { listMembers } from "#app/_services/members/list-members.ts";
import { listMembersInput } from "#app/_services/members/member.ts";
import { removeMember } from "#app/_services/members/remove-member.ts";
import { checkRole } from "#app/_services/roles/check-role.ts";
import { createRole } from "#app/_services/roles/create-role.ts";
import { deleteRole } from "#app/_services/roles/delete-role.ts";
import { diffRoleVersions } from "#app/_services/roles/diff-role-versions.ts";
import { getRole } from "#app/_services/roles/get-role.ts";
import { getRoleVersion } from "#app/_services/roles/get-role-version.ts";
import { listRoleVersions } from "#app/_services/roles/list-role-versions.ts";
import { listRoles } from "#app/_services/roles/list-roles.ts";
import { listRulesOfDevice } from "#app/_services/roles/list-rules-of-device.ts";
import { createRoleInput, listRolesInput, updateRoleInput } from "#app/_services/roles/role.ts";
import { rollBackRole } from "#app/_services/roles/roll-back-role.ts";
import { updateRole } from "#app/_services/roles/update-role.ts";
import { getTenant } from "#app/_services/tenants/get-tenant.ts";
import { keepTenant } from "#app/_services/tenants/keep-tenant.ts";
import { scheduleDeletion } from "#app/_services/tenants/schedule-deletion.ts";
import { updateTenant } from "#app/_services/tenants/update-tenant.ts";
import {
  API_KEY_SCOPE_PERMISSIONS,
  API_KEY_SCOPES,
  MEMBER_ROLE_PERMISSIONS,
  MEMBER_ROLES,
  type MemberRole,
  PERMISSIONS,
  type Permission,
} from "#core/permissions.ts";
import { ask } from "./client.ts";
import { newKey, newTenant, openHouse } from "./house.ts";

await openHouse();
let owner: UserActor;
const keys = new Map<string, string>();

beforeAll(async () => {
  ({ owner } = await newTenant("acme"));
  for (const scope of API_KEY_SCOPES) keys.set(scope, await newKey(owner, scope));
});

describe("the table", () => {
  test("a role has all that the role below it has", () => {
    for (let i = 1; i < MEMBER_ROLES.length; i++) {
      const above = MEMBER_ROLE_PERMISSIONS[MEMBER_ROLES[i - 1] as MemberRole];
      expect([...above]).toEqual(expect.arrayContaining([...MEMBER_ROLE_PERMISSIONS[MEMBER_ROLES[i] as MemberRole]]));
    }
    expect(MEMBER_ROLE_PERMISSIONS.owner).toEqual(new Set(PERMISSIONS));
  });

  test("whoever may write API keys has every permission that a scope can grant", () => {
    const holders = [...Object.values(MEMBER_ROLE_PERMISSIONS), ...Object.values(API_KEY_SCOPE_PERMISSIONS)];
    const grantable = Object.values(API_KEY_SCOPE_PERMISSIONS).flatMap((granted) => [...granted]);
    for (const held of holders.filter((permissions) => permissions.has("apiKeys.write"))) {
      expect([...held]).toEqual(expect.arrayContaining(grantable));
    }
  });

  test("a key whose scopes are no words of ours may nothing", () => {
    const actor = { ...owner, kind: "apiKey", scopes: [] } as const;
    expect(PERMISSIONS.filter((permission) => hasPermission(actor, permission))).toEqual([]);
  });
});

/** Every use case, and what it needs; each is called with an id of nothing, so that all that differs is the "no". */
const ID = "dev_00000000000000000000000000";
const useCases: readonly (readonly [string, Permission, (actor: UserActor) => Promise<unknown>])[] = [
  [
    "createDevice",
    "devices.write",
    (actor) => createDevice(actor, createDeviceInput.parse({ name: actor.memberRole })),
  ],
  ["listDevices", "devices.read", (actor) => listDevices(actor, listDevicesInput.parse({}))],
  ["getDevice", "devices.read", (actor) => getDevice(actor, ID)],
  ["updateDevice", "devices.write", (actor) => updateDevice(actor, ID, { description: "" })],
  ["deleteDevice", "devices.write", (actor) => deleteDevice(actor, ID)],
  ["listCredentials", "devices.read", (actor) => listCredentials(actor, ID)],
  ["getCredential", "devices.read", (actor) => getCredential(actor, ID, ID)],
  ["rotateCredential", "devices.write", (actor) => rotateCredential(actor, ID, { overlapHours: 0 })],
  ["revokeCredential", "devices.write", (actor) => revokeCredential(actor, ID, ID)],
  ["listAuthorities", "certificates.read", (actor) => listAuthorities(actor)],
  ["getAuthority", "certificates.read", (actor) => getAuthority(actor, ID)],
  [
    "createAuthority",
    "certificates.write",
    (actor) => createAuthority(actor, createAuthorityInput.parse({ name: actor.memberRole })),
  ],
  ["endAuthority", "certificates.write", (actor) => endAuthority(actor, ID)],
  ["listCertificates", "certificates.read", (actor) => listCertificates(actor, listCertificatesInput.parse({}))],
  ["listDeviceCertificates", "certificates.read", (actor) => listDeviceCertificates(actor, ID)],
  ["getCertificate", "certificates.read", (actor) => getCertificate(actor, ID)],
  ["addCertificate", "certificates.write", (actor) => addCertificate(actor, ID, {})],
  ["revokeCertificate", "certificates.write", (actor) => revokeCertificate(actor, ID)],
  ["listRulesOfDevice", "devices.read", (actor) => listRulesOfDevice(actor, ID)],
  ["listRoles", "roles.read", (actor) => listRoles(actor, listRolesInput.parse({}))],
  ["createRole", "roles.write", (actor) => createRole(actor, createRoleInput.parse({ name: actor.memberRole }))],
  ["getRole", "roles.read", (actor) => getRole(actor, ID)],
  ["updateRole", "roles.write", (actor) => updateRole(actor, ID, updateRoleInput.parse({ rules: [] }))],
  ["deleteRole", "roles.write", (actor) => deleteRole(actor, ID, { detach: true })],
  ["checkRole", "roles.read", (actor) => checkRole(actor, ID, {})],
  ["listRoleVersions", "roles.read", (actor) => listRoleVersions(actor, ID, listRolesInput.parse({}))],
  ["getRoleVersion", "roles.read", (actor) => getRoleVersion(actor, ID, 1)],
  ["diffRoleVersions", "roles.read", (actor) => diffRoleVersions(actor, ID, 1, undefined)],
  ["rollBackRole", "roles.write", (actor) => rollBackRole(actor, ID, { version: 1, note: "" })],
  ["listGroups", "roles.read", (actor) => listGroups(actor, listGroupsInput.parse({}))],
  [
    "createGroup",
    "roles.write",
    (actor) => createGroup(actor, createGroupInput.parse({ name: actor.memberRole, selector: { a: "b" } })),
  ],
  ["getGroup", "roles.read", (actor) => getGroup(actor, ID)],
  ["updateGroup", "roles.write", (actor) => updateGroup(actor, ID, { priority: 1 })],
  ["deleteGroup", "roles.write", (actor) => deleteGroup(actor, ID)],
  [
    "createApiKey",
    "apiKeys.write",
    (actor) => createApiKey(actor, createApiKeyInput.parse({ name: "k", scopes: ["read"] })),
  ],
  ["listApiKeys", "apiKeys.read", (actor) => listApiKeys(actor, listApiKeysInput.parse({}))],
  ["getApiKey", "apiKeys.read", (actor) => getApiKey(actor, ID)],
  ["revokeApiKey", "apiKeys.write", (actor) => revokeApiKey(actor, ID)],
  ["rotateApiKey", "apiKeys.write", (actor) => rotateApiKey(actor, ID, { overlapHours: 0 })],
  ["listMembers", "members.read", (actor) => listMembers(actor, listMembersInput.parse({}))],
  ["getMember", "members.read", (actor) => getMember(actor, ID)],
  ["changeMemberRole", "members.write", (actor) => changeMemberRole(actor, ID, { role: "viewer" })],
  ["removeMember", "members.write", (actor) => removeMember(actor, ID)],
  [
    "createInvitation",
    "members.write",
    (actor) => createInvitation(actor, createInvitationInput.parse({ role: "viewer" })),
  ],
  ["listInvitations", "members.read", (actor) => listInvitations(actor, listInvitationsInput.parse({}))],
  ["getInvitation", "members.read", (actor) => getInvitation(actor, ID)],
  ["revokeInvitation", "members.write", (actor) => revokeInvitation(actor, ID)],
  ["listAudit", "audit.read", (actor) => listAudit(actor, listAuditInput.parse({}))],
  ["getAuditEntry", "audit.read", (actor) => getAuditEntry(actor, ID)],
  ["exportAudit", "audit.read", async (actor) => exportAudit(actor, exportAuditInput.parse({})).cancel()],
  ["listEvents", "events.read", (actor) => listEvents(actor, listEventsInput.parse({}))],
  [
    "explainAccess",
    "roles.read",
    (actor) =>
      explainAccess(actor, explainAccessInput.parse({ imagined: { device: "d" }, action: "publish", topic: "d" })),
  ],
  ["listReach", "roles.read", (actor) => listReach(actor, accessSubjectInput.parse({ deviceId: ID }))],
  [
    "listAllowedDevices",
    "roles.read",
    (actor) => listAllowedDevices(actor, listAllowedInput.parse({ action: "publish", topic: "d" })),
  ],
  ["previewImpact", "roles.read", (actor) => previewImpact(actor, { roleId: ID, rules: [] })],
  ["getTenant", "tenant.read", (actor) => getTenant(actor)],
  ["updateTenant", "settings.write", (actor) => updateTenant(actor, { name: "Acme" })],
  ["scheduleDeletion", "tenant.delete", (actor) => scheduleDeletion(actor, { slug: "acme" })],
  ["keepTenant", "tenant.delete", (actor) => keepTenant(actor)],
  ["mintConsoleToken, reading", "messages.read", (actor) => mintConsoleToken(actor, { kind: "readOnly" })],
  ["mintConsoleToken, writing", "messages.write", (actor) => mintConsoleToken(actor, { kind: "wholeTenant" })],
  [
    "mintConsoleToken, as a device",
    "messages.write",
    (actor) => mintConsoleToken(actor, { kind: "device", deviceId: ID }),
  ],
];

describe.each(useCases)("%s needs %s", (_, permission, call) => {
  test.each(MEMBER_ROLES)("asked by a member with the role %s", async (memberRole) => {
    const actor: UserActor = { ...owner, memberRole };
    const code = await call(actor).then(
      () => "done",
      (error: { code?: string }) => error.code,
    );
    const expected = hasPermission(actor satisfies Actor, permission) ? /^(done|not_found)$/ : /^forbidden$/;
    expect(code).toMatch(expected);
  });
});

describe.each(operations.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
  "%s",
  (_, operation) => {
    const path = operation.path.replace(/\{\w+\}/g, ID);
    // Wrong in everything, so that nothing changes; a key without the right is told so before it is told that.
    const wrong = operation.body === undefined ? path : `${path}?wrong=1`;

    test.each(API_KEY_SCOPES)("with a key of scope %s", async (scope) => {
      const { status } = await ask(operation.method, wrong, { key: keys.get(scope), body: operation.body && "{wrong" });
      // 503: what only the broker knows, which is away here.
      if (scopesWith(operation.permission).includes(scope)) expect([200, 204, 400, 404, 503]).toContain(status);
      else expect(status).toBe(403);
    });
  },
);
