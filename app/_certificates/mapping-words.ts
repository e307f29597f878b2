import type { CertificateMapping } from "#core/certificate.ts";

/** Each mapping's word in `certificates.authorities.mapping` and `certificates.addAuthority.mappingFor`. */
export const MAPPING_WORDS = {
  none: "none",
  cn: "cn",
  "san-dns": "sanDns",
  "san-uri": "sanUri",
} as const satisfies Record<CertificateMapping, string>;
