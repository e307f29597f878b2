/** PEM and what is made of it, in the browser. */

/** What a file holds as PEM: most are, and binary ones (DER) are turned into it. */
export function toPem(bytes: Uint8Array, label: "CERTIFICATE" | "CERTIFICATE REQUEST"): string {
  // A DER file begins with a SEQUENCE.
  if (bytes[0] !== 0x30) return new TextDecoder().decode(bytes);
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `-----BEGIN ${label}-----\n${base64.replace(/.{64}/g, "$&\n").trimEnd()}\n-----END ${label}-----\n`;
}

/** The first certificate of a PEM text, as DER in base64. */
export function derBase64(pem: string): string {
  return (/-----BEGIN CERTIFICATE-----([\s\S]*?)-----END/.exec(pem)?.[1] ?? "").replace(/\s/g, "");
}

/** The PEM as a string of C, line by line, with what it is above it. */
export function cHeader(pem: string, comment: readonly string[]): string {
  const lines = pem.trimEnd().split("\n");
  // Nothing that a certificate says may end the comment.
  const about = comment.map((line) => ` * ${line.replaceAll("*/", "* /")}`);
  return [
    "/*",
    ...about,
    " */",
    "#pragma once",
    "",
    "static const char hato_ca_pem[] =",
    ...lines.map((line, index) => `    "${line}\\n"${index === lines.length - 1 ? ";" : ""}`),
    "",
  ].join("\n");
}

export function textFile(text: string): string {
  return `data:application/x-pem-file;charset=utf-8,${encodeURIComponent(text)}`;
}

/** A name that every file system takes. */
export function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[-.]+|-+$/g, "") || "certificate";
}
