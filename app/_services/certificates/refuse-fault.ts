import { CertificateError, type CertificateFault } from "#db/x509/read-certificate.ts";
import { ApiError } from "../errors.ts";

/** What was uploaded cannot be taken: told at its field. */
export function refuseFault(field: string, fault: CertificateFault): ApiError {
  const { message } = new CertificateError(fault);
  return new ApiError("invalid_request", `The request is not valid: ${field}: ${message}`, {
    issues: [{ path: [field], code: fault, message }],
  });
}

/** Runs what reads an upload. @throws ApiError invalid_request at the field */
export function reading<Result>(field: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof CertificateError ? refuseFault(field, error.fault) : error;
  }
}
