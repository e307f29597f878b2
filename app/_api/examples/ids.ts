/** What stands in the place of ids in the documentation. */

export const DEVICE_ID = "dev_06eq3v8x4m2t7k9r5b1c0d6fgh";
export const CREDENTIAL_ID = "crd_06eq3v8x4n1s6j8q4a0b9c5edf";
export const SESSION_ID = "ZGV2XzA2ZXEzdjh4NG0ydDdrOXI1YjFjMGQ2ZmdoAHB1bXAtMTc";
export const JOB_ID = "job_06eq3v8x4q7t1m5n2w6r4h8k0s";
export const ROLE_ID = "rol_06eq3v8x4r8k2w6m0t4y9h1jsn";
export const GROUP_ID = "grp_06eq3v8x4s3d7f1p5q9b2x6vza";
export const CERTIFICATE_ID = "crt_06eq3v8x4q7w2z6k8t5y9m3bn1";
export const AUTHORITY_ID = "cau_06eq3v8x4r2c8v4n0k6j5h7gfd";
export const TOKEN_ISSUER_ID = "iss_06eq3v8x4q3w6k9s5d2f1g7hjk";
export const API_KEY_ID = "key_06eq3v8x4p0r5h7p3z8y7x4wv2";
export const MEMBER_ID = "usr_06eq3v8x4j9f2h6d0c4b8a7z3e";
export const INVITATION_ID = "inv_06eq3v8x4r5t1w9y3v7n2m6k8j";
export const BAN_ID = "ban_06eq3v8x4t7b3k1x5z9w4q8n2m";
export const AUDIT_ENTRY_ID = "aud_06eq3v8x4s6v2x0z4w8p3n7m9k";
export const TRACE_ID = "trc_06eq3v8x4v5c9j1d7g3h0k6mrt";
export const ARMING_ID = "arm_06eq3v8x4w1e5n8s2f4j7q0vyz";

export const EXAMPLE_PARAMS: Readonly<Record<string, string>> = {
  deviceId: DEVICE_ID,
  credentialId: CREDENTIAL_ID,
  roleId: ROLE_ID,
  groupId: GROUP_ID,
  version: "2",
  certificateId: CERTIFICATE_ID,
  authorityId: AUTHORITY_ID,
  apiKeyId: API_KEY_ID,
  jobId: JOB_ID,
  sessionId: SESSION_ID,
  name: "result",
  memberId: MEMBER_ID,
  invitationId: INVITATION_ID,
  auditEntryId: AUDIT_ENTRY_ID,
  banId: BAN_ID,
  tokenIssuerId: TOKEN_ISSUER_ID,
  traceId: TRACE_ID,
  armingId: ARMING_ID,
};
