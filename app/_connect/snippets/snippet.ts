import type { TransportName } from "#core/control.ts";
import type { ConnectTarget, ProtocolVersion } from "../target.ts";

/** Languages that blocks are highlighted in. */
export type CodeLanguage = "shellscript" | "json" | "javascript" | "html" | "python" | "java" | "c" | "cpp" | "xml";

/** What a block is for; its heading is the message of the same name. */
export type BlockPurpose = "authority" | "install" | "subscribe" | "publish" | "program" | "run";

export interface SnippetBlock {
  readonly purpose: BlockPurpose;
  readonly language: CodeLanguage;
  /** What to save the code as. */
  readonly fileName?: string;
  readonly code: string;
}

export const SNIPPET_IDS = [
  "mosquitto",
  "mqttJsNode",
  "mqttJsBrowser",
  "pahoPython",
  "pahoJava",
  "pahoC",
  "arduino",
] as const;
export type SnippetId = (typeof SNIPPET_IDS)[number];

/** How to connect from one language: data, so that the tests run what people copy. */
export interface Snippet {
  readonly id: SnippetId;
  /** A proper name, the same in every language. */
  readonly name: string;
  /** What the library can speak, the best first. */
  readonly transports: readonly TransportName[];
  readonly protocolVersions: readonly ProtocolVersion[];
  /** In the order they are done. */
  readonly blocks: (target: ConnectTarget) => readonly SnippetBlock[];
}

/** Lines of code; what does not apply is left out. */
export function lines(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part !== false && part !== undefined).join("\n");
}

/** Fetches the authority's certificate, or nothing where none is needed. */
export function authorityBlock({ authority, transport }: ConnectTarget): readonly SnippetBlock[] {
  if (authority === undefined || transport === "tcp" || transport === "ws") return [];
  return [
    {
      purpose: "authority",
      language: "shellscript",
      code: `curl -fsS -o ${authority.fileName} '${authority.url}'`,
    },
  ];
}
