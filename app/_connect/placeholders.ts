import type { TransportName } from "#core/control.ts";
import type { HighlightedCode } from "./code-token.ts";
import type { ConnectTarget, ProtocolVersion } from "./target.ts";

/**
 * Snippets are highlighted on the server with these words in the places of the real ones, and the browser puts the
 * real ones in: the secret never leaves the page it was shown on. Letters and digits only, so that no highlighter
 * takes a word apart.
 */
const WORDS = {
  host: "PLACEHOLDERhost",
  username: "PLACEHOLDERusername",
  secret: "PLACEHOLDERsecret",
  clientId: "PLACEHOLDERclientid",
  topic: "PLACEHOLDERtopic",
  filter: "PLACEHOLDERfilter",
  url: "PLACEHOLDERurl",
  pem: "PLACEHOLDERpem",
} as const;
const PORT = 64999;

/** What decides which lines a snippet has; everything else only fills them in. */
export interface SnippetShape {
  readonly transport: TransportName;
  readonly protocolVersion: ProtocolVersion;
  readonly mayPublish: boolean;
  readonly ownAuthority: boolean;
}

export const AUTHORITY_FILE = "hato-ca.pem";

export function shapeOf(target: ConnectTarget): SnippetShape {
  const { transport, protocolVersion, mayPublish, authority } = target;
  return { transport, protocolVersion, mayPublish, ownAuthority: authority !== undefined };
}

export function placeholderTarget({ ownAuthority, ...shape }: SnippetShape): ConnectTarget {
  const { url, pem, ...words } = WORDS;
  return {
    ...shape,
    ...words,
    port: PORT,
    authority: ownAuthority ? { fileName: AUTHORITY_FILE, url, pem } : undefined,
  };
}

/** Highlighted code with the real words in it. */
export function fillIn(code: HighlightedCode, target: ConnectTarget): HighlightedCode {
  const { host, username, secret, clientId, topic, filter } = target;
  const url = target.authority?.url ?? "";
  const pem = target.authority?.pem.trim() ?? "";
  const real = Object.entries({ host, username, secret, clientId, topic, filter, url, pem });
  return code.map((line) =>
    line.map(([text, kind]) => {
      if (!text.includes("PLACEHOLDER") && !text.includes(String(PORT))) return [text, kind];
      let filled = text.replaceAll(String(PORT), String(target.port));
      for (const [name, value] of real) filled = filled.replaceAll(WORDS[name as keyof typeof WORDS], () => value);
      return [filled, kind];
    }),
  );
}
