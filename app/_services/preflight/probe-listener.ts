import { lookup } from "node:dns/promises";
import { request } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";

/** What a browser goes through before the first packet of MQTT, in its order. */
export const PREFLIGHT_STEPS = ["dns", "tcp", "tls", "upgrade"] as const;
export type PreflightStep = (typeof PREFLIGHT_STEPS)[number];

export interface StepResult {
  readonly step: PreflightStep;
  /** `doubtful`: a browser may refuse what we pass over. */
  readonly outcome: "passed" | "doubtful" | "failed";
  /** The system's own word for it, such as an address, ECONNREFUSED or an HTTP status. */
  readonly detail: string;
}

/** A listener of ours, seen from this machine. */
export interface ListenerProbe {
  /** The name by which browsers find it. */
  readonly publicHost: string;
  /** Where it listens. */
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly secure: boolean;
  /** The page that could not connect, as its browser would say. */
  readonly origin: string | undefined;
  readonly timeoutMs: number;
}

/** Goes the way of a browser step by step and ends at the first that fails. */
export async function probeListener(probe: ListenerProbe): Promise<readonly StepResult[]> {
  const results: StepResult[] = [await probeName(probe)];
  const socket = await attempt("tcp", () => openSocket(probe));
  results.push(socket.result);
  if (socket.value === undefined) return results;
  let stream: Socket = socket.value;
  try {
    if (probe.secure) {
      const secured = await attempt("tls", () => secure(probe, stream));
      results.push(secured.value === undefined ? secured.result : judgeCertificate(probe, secured.value));
      if (secured.value === undefined) return results;
      stream = secured.value;
    }
    results.push(await probeUpgrade(probe, stream));
    return results;
  } finally {
    stream.destroy();
    socket.value.destroy();
  }
}

/** A browser may know the name by other means than this machine does, so not finding it proves nothing. */
async function probeName({ publicHost, timeoutMs }: ListenerProbe): Promise<StepResult> {
  try {
    const found = await within(timeoutMs, lookup(publicHost, { all: true }));
    return { step: "dns", outcome: "passed", detail: found.map(({ address }) => address).join(", ") };
  } catch (error) {
    return { step: "dns", outcome: "doubtful", detail: codeOf(error) };
  }
}

function openSocket({ address, port, timeoutMs }: ListenerProbe): Promise<Socket> {
  return opened(connectTcp({ host: address, port }), "connect", timeoutMs);
}

function secure({ publicHost, timeoutMs }: ListenerProbe, socket: Socket): Promise<TLSSocket> {
  // Whom to trust is judged below; here it is seen whether there is TLS at all.
  return opened(connectTls({ socket, servername: publicHost, rejectUnauthorized: false }), "secureConnect", timeoutMs);
}

function judgeCertificate({ publicHost }: ListenerProbe, socket: TLSSocket): StepResult {
  const certificate = socket.getPeerCertificate();
  const doubtful = (detail: string): StepResult => ({ step: "tls", outcome: "doubtful", detail });
  if (Date.parse(certificate.valid_to) < Date.now()) return doubtful("CERT_HAS_EXPIRED");
  if (checkServerIdentity(publicHost, certificate) !== undefined) return doubtful("ERR_TLS_CERT_ALTNAME_INVALID");
  if (!socket.authorized) return doubtful(String(socket.authorizationError));
  return { step: "tls", outcome: "passed", detail: socket.getProtocol() ?? "TLS" };
}

function probeUpgrade({ publicHost, port, path, origin, timeoutMs }: ListenerProbe, socket: Socket) {
  return new Promise<StepResult>((resolve) => {
    const end = (outcome: StepResult["outcome"], detail: string) => {
      clearTimeout(timer);
      resolve({ step: "upgrade", outcome, detail });
    };
    const timer = setTimeout(() => {
      end("failed", "ETIMEDOUT");
      socket.destroy();
    }, timeoutMs);
    const asking = request({
      createConnection: () => socket,
      path,
      headers: {
        host: `${publicHost}:${port}`,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "SGF0byBwcmVmbGlnaHQgMQ==",
        "sec-websocket-protocol": "mqtt",
        ...(origin === undefined ? {} : { origin }),
      },
    });
    asking.on("upgrade", (response) => end("passed", `HTTP ${response.statusCode}`));
    asking.on("response", (response) => end("failed", `HTTP ${response.statusCode}`));
    asking.on("error", (error) => end("failed", codeOf(error)));
    asking.end();
  });
}

/** Resolves once the socket has said the event. */
function opened<T extends Socket>(socket: T, event: "connect" | "secureConnect", timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })), timeoutMs);
    // Stays, so that what fails later has a listener.
    socket.on("error", (error) => {
      clearTimeout(timer);
      fail(error);
    });
    socket.once(event, () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

async function attempt<T>(step: PreflightStep, work: () => Promise<T>): Promise<{ result: StepResult; value?: T }> {
  try {
    const value = await work();
    return { result: { step, outcome: "passed", detail: "" }, value };
  } catch (error) {
    return { result: { step, outcome: "failed", detail: codeOf(error) } };
  }
}

function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_, reject) => {
      setTimeout(() => reject(Object.assign(new Error("timeout"), { code: "ETIMEDOUT" })), timeoutMs).unref();
    }),
  ]);
}

function codeOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === "string" ? code : "error";
}
