import type { AnyOperation } from "./operation.ts";
import { addCertificateOperation } from "./operations/add-certificate.ts";
import { armTraceOperation } from "./operations/arm-trace.ts";
import { cancelJobOperation } from "./operations/cancel-job.ts";
import { changeDevicesOperation } from "./operations/change-devices.ts";
import { changeMemberRoleOperation } from "./operations/change-member-role.ts";
import { checkRoleOperation } from "./operations/check-role.ts";
import { clearRetainedOperation } from "./operations/clear-retained.ts";
import { createApiKeyOperation } from "./operations/create-api-key.ts";
import { createBanOperation } from "./operations/create-ban.ts";
import { createCertificateAuthorityOperation } from "./operations/create-certificate-authority.ts";
import { createDeviceOperation } from "./operations/create-device.ts";
import { createGroupOperation } from "./operations/create-group.ts";
import { createInvitationOperation } from "./operations/create-invitation.ts";
import { createRoleOperation } from "./operations/create-role.ts";
import { createTokenIssuerOperation } from "./operations/create-token-issuer.ts";
import { deleteDeviceOperation } from "./operations/delete-device.ts";
import { deleteGroupOperation } from "./operations/delete-group.ts";
import { deleteRoleOperation } from "./operations/delete-role.ts";
import { deleteTokenIssuerOperation } from "./operations/delete-token-issuer.ts";
import { diffRoleVersionsOperation } from "./operations/diff-role-versions.ts";
import { disarmTraceOperation } from "./operations/disarm-trace.ts";
import { endCertificateAuthorityOperation } from "./operations/end-certificate-authority.ts";
import { endSessionOperation } from "./operations/end-session.ts";
import { explainAccessOperation } from "./operations/explain-access.ts";
import { exportAuditOperation } from "./operations/export-audit.ts";
import { exportDevicesOperation } from "./operations/export-devices.ts";
import { getApiKeyOperation } from "./operations/get-api-key.ts";
import { getAuditEntryOperation } from "./operations/get-audit-entry.ts";
import { getBanOperation } from "./operations/get-ban.ts";
import { getCertificateOperation } from "./operations/get-certificate.ts";
import { getCertificateAuthorityOperation } from "./operations/get-certificate-authority.ts";
import { getCredentialOperation } from "./operations/get-credential.ts";
import { getDeviceOperation } from "./operations/get-device.ts";
import { getDeviceLimitsOperation } from "./operations/get-device-limits.ts";
import { getGroupOperation } from "./operations/get-group.ts";
import { getInvitationOperation } from "./operations/get-invitation.ts";
import { getJobOperation } from "./operations/get-job.ts";
import { getJobFileOperation } from "./operations/get-job-file.ts";
import { getLimitsOperation } from "./operations/get-limits.ts";
import { getListenerPolicyOperation } from "./operations/get-listener-policy.ts";
import { getMemberOperation } from "./operations/get-member.ts";
import { getRoleOperation } from "./operations/get-role.ts";
import { getRoleVersionOperation } from "./operations/get-role-version.ts";
import { getSessionOperation } from "./operations/get-session.ts";
import { getTenantOperation } from "./operations/get-tenant.ts";
import { getTokenIssuerOperation } from "./operations/get-token-issuer.ts";
import { getTraceOperation } from "./operations/get-trace.ts";
import { getTraceStandingOperation } from "./operations/get-trace-standing.ts";
import { getUsageOperation } from "./operations/get-usage.ts";
import { importDevicesOperation } from "./operations/import-devices.ts";
import { liftBanOperation } from "./operations/lift-ban.ts";
import { listAllowedDevicesOperation } from "./operations/list-allowed-devices.ts";
import { listApiKeysOperation } from "./operations/list-api-keys.ts";
import { listAuditOperation } from "./operations/list-audit.ts";
import { listBansOperation } from "./operations/list-bans.ts";
import { listBusiestOperation } from "./operations/list-busiest.ts";
import { listCertificateAuthoritiesOperation } from "./operations/list-certificate-authorities.ts";
import { listCertificatesOperation } from "./operations/list-certificates.ts";
import { listCredentialsOperation } from "./operations/list-credentials.ts";
import { listDeviceCertificatesOperation } from "./operations/list-device-certificates.ts";
import { listDevicesOperation } from "./operations/list-devices.ts";
import { listEventsOperation } from "./operations/list-events.ts";
import { listGroupsOperation } from "./operations/list-groups.ts";
import { listInvitationsOperation } from "./operations/list-invitations.ts";
import { listJobErrorsOperation } from "./operations/list-job-errors.ts";
import { listJobsOperation } from "./operations/list-jobs.ts";
import { listMembersOperation } from "./operations/list-members.ts";
import { listReachOperation } from "./operations/list-reach.ts";
import { listRetainedOperation } from "./operations/list-retained.ts";
import { listRoleTemplatesOperation } from "./operations/list-role-templates.ts";
import { listRoleVersionsOperation } from "./operations/list-role-versions.ts";
import { listRolesOperation } from "./operations/list-roles.ts";
import { listSessionsOperation } from "./operations/list-sessions.ts";
import { listTokenIssuersOperation } from "./operations/list-token-issuers.ts";
import { listTopicsOperation } from "./operations/list-topics.ts";
import { listTracesOperation } from "./operations/list-traces.ts";
import { previewImpactOperation } from "./operations/preview-impact.ts";
import { publishOperation } from "./operations/publish.ts";
import { removeMemberOperation } from "./operations/remove-member.ts";
import { revokeApiKeyOperation } from "./operations/revoke-api-key.ts";
import { revokeCertificateOperation } from "./operations/revoke-certificate.ts";
import { revokeCredentialOperation } from "./operations/revoke-credential.ts";
import { revokeInvitationOperation } from "./operations/revoke-invitation.ts";
import { rollBackRoleOperation } from "./operations/roll-back-role.ts";
import { rotateApiKeyOperation } from "./operations/rotate-api-key.ts";
import { rotateCredentialOperation } from "./operations/rotate-credential.ts";
import { streamEventsOperation } from "./operations/stream-events.ts";
import { streamTopicsOperation } from "./operations/stream-topics.ts";
import { testTokenOperation } from "./operations/test-token.ts";
import { unsubscribeSessionOperation } from "./operations/unsubscribe-session.ts";
import { updateDeviceOperation } from "./operations/update-device.ts";
import { updateDeviceLimitsOperation } from "./operations/update-device-limits.ts";
import { updateGroupOperation } from "./operations/update-group.ts";
import { updateLimitsOperation } from "./operations/update-limits.ts";
import { updateListenerPolicyOperation } from "./operations/update-listener-policy.ts";
import { updateRoleOperation } from "./operations/update-role.ts";
import { updateTenantOperation } from "./operations/update-tenant.ts";
import { updateTokenIssuerOperation } from "./operations/update-token-issuer.ts";

/** Every operation of the API, in the order of its documentation. A test holds this against the files in app/api/v1. */
export const operations: readonly AnyOperation[] = [
  listDevicesOperation,
  createDeviceOperation,
  getDeviceOperation,
  updateDeviceOperation,
  deleteDeviceOperation,
  importDevicesOperation,
  changeDevicesOperation,
  exportDevicesOperation,
  listCredentialsOperation,
  rotateCredentialOperation,
  getCredentialOperation,
  revokeCredentialOperation,
  listRolesOperation,
  createRoleOperation,
  getRoleOperation,
  updateRoleOperation,
  deleteRoleOperation,
  checkRoleOperation,
  listRoleVersionsOperation,
  getRoleVersionOperation,
  diffRoleVersionsOperation,
  rollBackRoleOperation,
  listRoleTemplatesOperation,
  listGroupsOperation,
  createGroupOperation,
  getGroupOperation,
  updateGroupOperation,
  deleteGroupOperation,
  listDeviceCertificatesOperation,
  addCertificateOperation,
  listCertificatesOperation,
  getCertificateOperation,
  revokeCertificateOperation,
  listCertificateAuthoritiesOperation,
  createCertificateAuthorityOperation,
  getCertificateAuthorityOperation,
  endCertificateAuthorityOperation,
  listApiKeysOperation,
  createApiKeyOperation,
  getApiKeyOperation,
  revokeApiKeyOperation,
  explainAccessOperation,
  listReachOperation,
  listAllowedDevicesOperation,
  previewImpactOperation,
  listEventsOperation,
  streamEventsOperation,
  listTracesOperation,
  getTraceOperation,
  getTraceStandingOperation,
  armTraceOperation,
  disarmTraceOperation,
  listSessionsOperation,
  getSessionOperation,
  endSessionOperation,
  unsubscribeSessionOperation,
  listRetainedOperation,
  clearRetainedOperation,
  publishOperation,
  listTopicsOperation,
  streamTopicsOperation,
  listBusiestOperation,
  listJobsOperation,
  getJobOperation,
  listJobErrorsOperation,
  cancelJobOperation,
  getJobFileOperation,
  rotateApiKeyOperation,
  listMembersOperation,
  getMemberOperation,
  changeMemberRoleOperation,
  removeMemberOperation,
  listInvitationsOperation,
  createInvitationOperation,
  getInvitationOperation,
  revokeInvitationOperation,
  listAuditOperation,
  exportAuditOperation,
  getAuditEntryOperation,
  listTokenIssuersOperation,
  createTokenIssuerOperation,
  testTokenOperation,
  getTokenIssuerOperation,
  updateTokenIssuerOperation,
  deleteTokenIssuerOperation,
  getListenerPolicyOperation,
  updateListenerPolicyOperation,
  getLimitsOperation,
  updateLimitsOperation,
  getDeviceLimitsOperation,
  updateDeviceLimitsOperation,
  listBansOperation,
  createBanOperation,
  getBanOperation,
  liftBanOperation,
  getUsageOperation,
  getTenantOperation,
  updateTenantOperation,
];
