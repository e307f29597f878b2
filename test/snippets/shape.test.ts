import { describe, expect, it } from "vitest";
import { highlightedSnippet } from "#app/_connect/highlighted-snippet.ts";
import { AUTHORITY_FILE, fillIn, shapeOf } from "#app/_connect/placeholders.ts";
import { SNIPPETS } from "#app/_connect/snippets/index.ts";
import { SNIPPET_IDS } from "#app/_connect/snippets/snippet.ts";
import type { ConnectTarget } from "#app/_connect/target.ts";

/** What holds for every snippet, run or not: a compiler for Arduino and a Java build are not at hand everywhere. */

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const words = {
  host: "mqtt.example.com",
  port: 4711,
  username: "acme/greenhouse-1",
  secret: "s3cr3t_-s3cr3t$&s3cr3t",
  clientId: "greenhouse-1",
  topic: "greenhouse-1/temperature",
  filter: "greenhouse-1/#",
};

const targets = SNIPPETS.flatMap((snippet) =>
  snippet.transports.flatMap((transport) =>
    snippet.protocolVersions.flatMap((protocolVersion) =>
      [true, false].flatMap((mayPublish) =>
        [undefined, { fileName: AUTHORITY_FILE, url: "https://mqtt.example.com/api/console/ca.pem", pem: PEM }].map(
          (authority) => {
            const target: ConnectTarget = { ...words, transport, protocolVersion, mayPublish, authority };
            const title = `${snippet.id} ${transport} ${protocolVersion}${mayPublish ? "" : " read-only"}${authority ? " own authority" : ""}`;
            return { title, snippet, target };
          },
        ),
      ),
    ),
  ),
);

describe("every snippet in every shape", () => {
  it("is reached by its id", () => {
    expect(SNIPPETS.map((snippet) => snippet.id)).toEqual([...SNIPPET_IDS]);
  });

  it.each(targets)(
    "$title: highlighted with placeholders and filled in, it is the code itself",
    async ({ snippet, target }) => {
      const highlighted = await highlightedSnippet(snippet.id, shapeOf(target));
      const filled = highlighted.map((code) =>
        fillIn(code, target)
          .map((line) => line.map(([text]) => text).join(""))
          .join("\n"),
      );
      expect(filled).toEqual(snippet.blocks(target).map((block) => block.code));
      expect(filled.join("")).not.toContain("PLACEHOLDER");
    },
  );

  it.each(targets)("$title: says who, where and what, and nothing else", ({ snippet, target }) => {
    const code = snippet
      .blocks(target)
      .map((block) => block.code)
      .join("\n");
    for (const word of [words.host, String(words.port), words.username, words.secret, words.filter]) {
      expect(code).toContain(word);
    }
    expect(code.includes(words.topic)).toBe(target.mayPublish);
    expect(code).not.toMatch(/\bundefined\b|\bfalse$/m);
  });

  it.each(targets.filter(({ target, snippet }) => target.authority && snippet.id !== "mqttJsBrowser"))(
    "$title: checks the broker's certificate by our authority exactly when it is encrypted",
    ({ snippet, target }) => {
      const code = snippet
        .blocks(target)
        .map((block) => block.code)
        .join("\n");
      const encrypted = target.transport === "tls" || target.transport === "wss";
      expect(code.includes(AUTHORITY_FILE) || code.includes("BEGIN CERTIFICATE")).toBe(encrypted);
      expect(code).not.toMatch(/insecure|rejectUnauthorized|CERT_NONE|setInsecure/i);
    },
  );
});

describe("by its library", () => {
  const code = (id: string, changes: Partial<ConnectTarget>) => {
    const target: ConnectTarget = {
      ...words,
      transport: "tls",
      protocolVersion: 5,
      mayPublish: true,
      authority: undefined,
      ...changes,
    };
    return (SNIPPETS.find((snippet) => snippet.id === id)?.blocks(target) ?? []).map((block) => block.code).join("\n");
  };

  it("Java takes the artifact and the classes of its protocol version", () => {
    const v5 = code("pahoJava", { protocolVersion: 5 });
    expect(v5).toContain("<artifactId>org.eclipse.paho.mqttv5.client</artifactId>");
    expect(v5).toContain("new MqttConnectionOptions()");
    expect(v5).not.toContain("mqttv3");
    const v4 = code("pahoJava", { protocolVersion: 4 });
    expect(v4).toContain("<artifactId>org.eclipse.paho.client.mqttv3</artifactId>");
    expect(v4).toContain("new MqttConnectOptions()");
    expect(v4).not.toContain("mqttv5");
  });

  it("Java's and Arduino's braces and parentheses close", () => {
    for (const id of ["pahoJava", "arduino"]) {
      for (const authority of [undefined, { fileName: AUTHORITY_FILE, url: "https://x/ca.pem", pem: PEM }]) {
        const text = code(id, { authority }).replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
        for (const [open, close] of ["{}", "()", "[]"].map((pair) => pair.split("") as [string, string])) {
          expect(text.split(open).length, `${id} ${open}${close}`).toBe(text.split(close).length);
        }
      }
    }
  });

  it("Arduino knows the time before it checks a certificate, and carries the authority in itself", () => {
    const sketch = code("arduino", { authority: { fileName: AUTHORITY_FILE, url: "", pem: PEM } });
    expect(sketch).toContain(PEM.trim());
    expect(sketch.indexOf("configTime")).toBeLessThan(sketch.indexOf("setCACert"));
    expect(code("arduino", { transport: "tcp" })).not.toContain("Secure");
  });

  it("Python's callbacks are of version 2", () => {
    expect(code("pahoPython", {})).toContain("mqtt.CallbackAPIVersion.VERSION2");
  });
});
