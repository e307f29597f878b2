import type { Database } from "#db/client.ts";
import type { Keys } from "#db/secrets.ts";
import type { Admission } from "../identity.ts";
import type { Log } from "../log.ts";
import type { TokenKeys } from "./token/identify-by-token.ts";

/** What those who answer a CONNECT are given. */
export interface IdentityOptions {
  readonly sql: Database["sql"];
  readonly keys: Pick<Keys, "deviceSecret" | "consoleToken" | "scramSalt">;
  /** Undefined: tokens are taken of nobody. */
  readonly tokenKeys?: TokenKeys | undefined;
  /** A server name `<tenant>.<publicHost>` names the tenant. */
  readonly publicHost: string;
  readonly anonymousTenant: string | undefined;
  readonly log: Log;
  /** Told of every device let in. */
  readonly onAdmitted?: (admission: Admission, address: string) => void;
  /** Questions open at once, where not QUESTIONS_MAX. */
  readonly questionsMax?: number;
}
