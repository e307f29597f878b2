import type { X509Certificate } from "node:crypto";
import type { CertificateMapping } from "#core/certificate.ts";
import { SubjectAlternativeNameExtension } from "./peculiar.ts";
import { partsOf } from "./read-certificate.ts";

/** The devices that a certificate may speak for, each once, as its authority's mapping reads it. */
export function namesIn(certificate: X509Certificate, mapping: CertificateMapping): string[] {
  if (mapping === "none") return [];
  const parts = partsOf(certificate);
  if (mapping === "cn") return [...new Set(parts.subjectName.getField("CN"))];
  const items = parts.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const type = mapping === "san-dns" ? "dns" : "url";
  const names = items.filter((item) => item.type === type).map(({ value }) => value);
  return [...new Set(mapping === "san-uri" ? names.map(lastPart) : names)];
}

/** What follows the last slash: `spiffe://factory/pump-17` is pump-17, and `urn:dev:mac:0024be` is itself. */
function lastPart(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}
