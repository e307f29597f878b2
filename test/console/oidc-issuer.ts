import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** What the issuer says of whoever is at it. */
export interface Identity {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

interface Grant {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
  readonly identity: Identity;
}

export const CLIENT = { id: "hato", secret: "a secret between the two" };

/** A small OpenID provider with the authorization code flow, as strict about PKCE as a real one. */
export async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "1", alg: "RS256", use: "sig" };
  const grants = new Map<string, Grant>();
  const state: { identity: Identity; tamper: Partial<Record<"nonce" | "aud" | "iss", string>>; refused: string[] } = {
    identity: { sub: "1" },
    tamper: {},
    refused: [],
  };
  let issuer = "";

  const server = createServer((request, response) => {
    void serve(request, response).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", issuer);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return void json(200, {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          userinfo_endpoint: `${issuer}/userinfo`,
          jwks_uri: `${issuer}/jwks`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
          code_challenge_methods_supported: ["S256"],
        });
      case "/jwks":
        return void json(200, { keys: [jwk] });
      case "/authorize": {
        const asked = url.searchParams;
        if (asked.get("client_id") !== CLIENT.id || asked.get("code_challenge_method") !== "S256") {
          return void json(400, { error: "invalid_request" });
        }
        const code = randomBytes(16).toString("hex");
        const redirectUri = asked.get("redirect_uri") ?? "";
        grants.set(code, {
          challenge: asked.get("code_challenge") ?? "",
          nonce: asked.get("nonce") ?? "",
          redirectUri,
          identity: { ...state.identity },
        });
        const back = new URL(redirectUri);
        back.searchParams.set("code", code);
        back.searchParams.set("state", asked.get("state") ?? "");
        return void response.writeHead(302, { location: back.href }).end();
      }
      case "/token": {
        const form = new URLSearchParams(await textOf(request));
        const grant = grants.get(form.get("code") ?? "");
        grants.delete(form.get("code") ?? "");
        const verifier = form.get("code_verifier") ?? "";
        const challenge = createHash("sha256").update(verifier).digest("base64url");
        const basic = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64").toString();
        const knownClient = basic === `${CLIENT.id}:${encodeURIComponent(CLIENT.secret).replace(/%20/g, "+")}`;
        if (!knownClient || grant === undefined || grant.challenge !== challenge) {
          state.refused.push(!knownClient ? "client" : grant === undefined ? "code" : "verifier");
          return void json(400, { error: "invalid_grant" });
        }
        const claims = { ...grant.identity, nonce: state.tamper.nonce ?? grant.nonce };
        const idToken = await new SignJWT(claims)
          .setProtectedHeader({ alg: "RS256", kid: "1" })
          .setIssuer(state.tamper.iss ?? issuer)
          .setAudience(state.tamper.aud ?? CLIENT.id)
          .setIssuedAt()
          .setExpirationTime("5m")
          .sign(privateKey);
        return void json(200, { access_token: "x", token_type: "Bearer", expires_in: 300, id_token: idToken });
      }
      default:
        return void json(404, {});
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return { issuer, state, close: () => server.close() };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
