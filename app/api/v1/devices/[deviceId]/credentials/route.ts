import { listCredentialsOperation } from "#app/_api/operations/list-credentials.ts";
import { rotateCredentialOperation } from "#app/_api/operations/rotate-credential.ts";
import { route } from "#app/_api/route.ts";

export const { GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS } = route(
  listCredentialsOperation,
  rotateCredentialOperation,
);
