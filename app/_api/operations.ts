import type { AnyOperation } from "./operation.ts";
import { cancelJobOperation } from "./operations/cancel-job.ts";
import { changeDevicesOperation } from "./operations/change-devices.ts";
import { createApiKeyOperation } from "./operations/create-api-key.ts";
import { createDeviceOperation } from "./operations/create-device.ts";
import { deleteDeviceOperation } from "./operations/delete-device.ts";
import { exportDevicesOperation } from "./operations/export-devices.ts";
import { getApiKeyOperation } from "./operations/get-api-key.ts";
import { getCredentialOperation } from "./operations/get-credential.ts";
import { getDeviceOperation } from "./operations/get-device.ts";
import { getJobOperation } from "./operations/get-job.ts";
import { getJobFileOperation } from "./operations/get-job-file.ts";
import { getTenantOperation } from "./operations/get-tenant.ts";
import { importDevicesOperation } from "./operations/import-devices.ts";
import { listApiKeysOperation } from "./operations/list-api-keys.ts";
import { listCredentialsOperation } from "./operations/list-credentials.ts";
import { listDevicesOperation } from "./operations/list-devices.ts";
import { listJobErrorsOperation } from "./operations/list-job-errors.ts";
import { listJobsOperation } from "./operations/list-jobs.ts";
import { revokeApiKeyOperation } from "./operations/revoke-api-key.ts";
import { revokeCredentialOperation } from "./operations/revoke-credential.ts";
import { rotateCredentialOperation } from "./operations/rotate-credential.ts";
import { updateDeviceOperation } from "./operations/update-device.ts";

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
  listApiKeysOperation,
  createApiKeyOperation,
  getApiKeyOperation,
  revokeApiKeyOperation,
  listJobsOperation,
  getJobOperation,
  listJobErrorsOperation,
  cancelJobOperation,
  getJobFileOperation,
  getTenantOperation,
];
