/** Why a connection is not there; a fact, which reason-sentence.ts turns into words. */
export type Problem =
  /** The broker answered CONNECT with a refusal. */
  | { readonly kind: "refused"; readonly reasonCode: number; readonly reasonString: string | undefined }
  /** The broker sent DISCONNECT. */
  | { readonly kind: "disconnected"; readonly reasonCode: number; readonly reasonString: string | undefined }
  /** The socket never opened. A browser hides why. */
  | { readonly kind: "unreachable" }
  /** The socket closed without a word; the WebSocket close code when there was one. */
  | { readonly kind: "lost"; readonly closeCode: number | undefined }
  /** No CONNACK, or no PINGRESP, in time. */
  | { readonly kind: "timeout"; readonly waitedFor: "connack" | "pingresp" }
  /** What came was not MQTT, or broke its rules. */
  | { readonly kind: "protocol"; readonly message: string }
  /** No credentials could be had from the console. */
  | { readonly kind: "credentials"; readonly fault: CredentialsFault }
  /** The worker could not be loaded, or broke. */
  | { readonly kind: "worker" };

/**
 * Why there are no credentials: nobody is signed in, the principal is gone or not allowed, the console is away, or the
 * person's own password was not entered since the page was loaded.
 */
export type CredentialsFault = "signedOut" | "forbidden" | "unreachable" | "noPassword";

/** A problem and when it was met; it stays in sight after the connection has come back. */
export interface ProblemReport {
  readonly problem: Problem;
  readonly at: number;
  readonly recoveredAt: number | undefined;
  /** Who the connection acted as, in the person's words. */
  readonly principal: string;
  /** It had a username and password of the person's own, not a token of the console. */
  readonly typedCredentials?: boolean;
}
