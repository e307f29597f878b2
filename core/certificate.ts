/** The words of client certificates (X.509): the broker, the API and the console share them. */

/** Who holds an authority's key: Hato itself, or somebody whose certificate was uploaded. */
export const AUTHORITY_KINDS = ["made", "uploaded"] as const;
export type AuthorityKind = (typeof AUTHORITY_KINDS)[number];

/**
 * What in a certificate under an uploaded authority names the device, for certificates that are not registered one by
 * one. Hato's own authorities need none: each certificate that they issued is known.
 */
export const CERTIFICATE_MAPPINGS = ["none", "cn", "san-dns", "san-uri"] as const;
export type CertificateMapping = (typeof CERTIFICATE_MAPPINGS)[number];

/** How a device came by its certificate: Hato issued it, somebody registered it, or a trusted authority vouched for it. */
export const CERTIFICATE_ORIGINS = ["issued", "registered", "mapped"] as const;
export type CertificateOrigin = (typeof CERTIFICATE_ORIGINS)[number];

/** Authorities that a tenant trusts at the same time. */
export const AUTHORITIES_PER_TENANT_MAX = 20;
/** Live certificates of one device. */
export const CERTIFICATES_PER_DEVICE_MAX = 50;
/** Of an uploaded authority: itself and those above it. */
export const AUTHORITY_CHAIN_MAX = 5;
/** Certificates between a device's own and the trusted authority. */
export const INTERMEDIATES_MAX = 4;
/** Of PEM, as uploaded: a chain of five with large RSA keys has some 12 KiB. */
export const PEM_CHARS_MAX = 32 * 1024;

export const CERTIFICATE_DAYS_MAX = 10 * 365;
export const CERTIFICATE_DAYS_DEFAULT = 365;

/** Why a client certificate does not let its client in, in words that the console translates. */
export type CertificateRefusal =
  /** Nobody registered it, and no authority that the tenant trusts vouches for it. */
  | "unknownAuthority"
  | "certificateExpired"
  | "certificateNotYetValid"
  | "certificateRevoked"
  /** It is another device's than the username names. */
  | "certificateMismatch"
  /** A trusted authority vouches for it, but nothing in it names one device. */
  | "certificateNamesNobody"
  /** A weak key or signature, a chain too long, or not meant for clients. */
  | "certificateUnfit";
