import type { AnyOperation } from "./operation.ts";
import { createApiKeyOperation } from "./operations/create-api-key.ts";
import { createDeviceOperation } from "./operations/create-device.ts";
import { deleteDeviceOperation } from "./operations/delete-device.ts";
import { getApiKeyOperation } from "./operations/get-api-key.ts";
import { getCredentialOperation } from "./operations/get-credential.ts";
import { getDeviceOperation } from "./operations/get-device.ts";
import { getTenantOperation } from "./operations/get-tenant.ts";
import { listApiKeysOperation } from "./operations/list-api-keys.ts";
import { listCredentialsOperation } from "./operations/list-credentials.ts";
import { listDevicesOperation } from "./operations/list-devices.ts";
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
  listCredentialsOperation,
  rotateCredentialOperation,
  getCredentialOperation,
  revokeCredentialOperation,
  listApiKeysOperation,
  createApiKeyOperation,
  getApiKeyOperation,
  revokeApiKeyOperation,
  getTenantOperation,
];
