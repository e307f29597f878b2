import type { X509Certificate } from "node:crypto";
import type { Duplex } from "node:stream";
import { TLSSocket, type TlsOptions } from "node:tls";
import { INTERMEDIATES_MAX } from "#core/certificate.ts";

/**
 * Client certificates are asked for in the handshake, and judged at CONNECT (identity/certificate.ts). Of the handshake
 * we take the proof that the client holds the key: OpenSSL ends every one in which that fails. Whose certificate it is
 * and whether it is good is another question for each tenant, and is asked anew for each connection, also for one that
 * resumes a former TLS session (docs/decisions/0014-certificates.md).
 */

/** For listeners that no browser comes to. */
export const ASK_EVERYBODY = { requestCert: true, rejectUnauthorized: false } as const satisfies TlsOptions;

/** What browsers offer by ALPN for WebSocket, and MQTT libraries do not. */
const HTTP = "http/1.1";

/**
 * For WSS. Chromium gives up a WebSocket whose server asks for a certificate, even if it would do without one, and
 * other browsers may bother people with a choice; so those who speak like a browser are not asked.
 */
export const ASK_ALL_BUT_BROWSERS: TlsOptions = {
  ...ASK_EVERYBODY,
  ALPNCallback(this: unknown, { protocols }: { readonly protocols: readonly string[] }): string | undefined {
    if (!protocols.includes(HTTP)) return undefined;
    (this as Handshaking)._handle.setVerifyMode(false, false);
    return HTTP;
  },
};

/** Node has no public way to change its mind in the middle of a handshake; TLSSocket's own constructor uses this one. */
interface Handshaking extends TLSSocket {
  readonly _handle: { setVerifyMode(requestCert: boolean, rejectUnauthorized: boolean): void };
}

/** A certificate whose key the client proved to hold, and nothing more is known of it. */
export interface PeerCertificate {
  readonly certificate: X509Certificate;
  /** Sent along, nearest first; none when the TLS session was resumed. */
  readonly sent: readonly X509Certificate[];
}

/** What the client at the other end of this stream showed; undefined when it showed none, or the stream is not TLS. */
export function peerCertificateOf(socket: Duplex): PeerCertificate | undefined {
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  if (certificate === undefined) return undefined;
  const sent: X509Certificate[] = [];
  for (let next = certificate.issuerCertificate; next !== undefined && sent.length < INTERMEDIATES_MAX; ) {
    sent.push(next);
    next = next.issuerCertificate;
  }
  return { certificate, sent };
}
