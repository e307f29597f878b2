import type { z } from "zod";
import type { Permission } from "#core/permissions.ts";
import type { ApiKeyActor } from "../_services/actor.ts";
import type { ErrorCode } from "../_services/errors.ts";

/** `"/devices/{deviceId}"` gives `"deviceId"`. */
type ParamName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never;

export type PathParams<Path extends string> = Readonly<Record<ParamName<Path>, string>>;

/** What an operation is handed: authenticated, allowed and parsed. */
export interface Call<Path extends string, Query, Body> {
  readonly actor: ApiKeyActor;
  /** As they stand in the path: an id that has no id's shape is one that does not exist, and is the use case's to say. */
  readonly params: PathParams<Path>;
  readonly query: Query;
  readonly body: Body;
  /** From `If-Match`, where the operation takes it. */
  readonly expectedVersion: number | undefined;
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal;
  /** From `Last-Event-ID`, as it came. */
  readonly lastEventId: string | undefined;
}

export interface Answer<Result> {
  readonly body?: Result;
  /** Instead of `body`, where the operation answers with a file. */
  readonly text?: string;
  /** As `text`, made while it is read; only of operations that change nothing, whose answers nobody keeps. */
  readonly stream?: ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A chapter of the documentation; openapi.ts says what each is about. */
export type OperationTag =
  | "Devices"
  | "Credentials"
  | "Certificates"
  | "Roles"
  | "Groups"
  | "Access"
  | "Events"
  | "Traces"
  | "Token issuers"
  | "Listener policy"
  | "Sessions"
  | "Messages"
  | "Jobs"
  | "API keys"
  | "Members"
  | "Audit log"
  | "Limits"
  | "Bans"
  | "Usage"
  | "Tenant";

/** Everything that is to be known of one route: route.ts serves by it, openapi.ts documents by it. */
export interface Operation<Path extends string = string, Query = unknown, Body = unknown, Result = unknown> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Below `/api/v1`. */
  readonly path: Path;
  /** Unique; generated clients name their functions after it. */
  readonly id: string;
  readonly tag: OperationTag;
  readonly summary: string;
  readonly description?: string;
  readonly permission: Permission;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Where a body may be larger than BODY_BYTES_MAX. */
  readonly bodyBytesMax?: number;
  readonly ifMatch?: boolean;
  readonly success: {
    readonly status: 200 | 201 | 202 | 204;
    readonly description: string;
    readonly schema?: z.ZodType<Result>;
    /** Of a file that is no JSON; of several, an answer's own header says which it is. */
    readonly contentType?: string | readonly string[];
    /** Names of headers, and what they say. */
    readonly headers?: Readonly<Record<string, string>>;
  };
  /** What may go wrong beyond what may always: a wrong key, a missing scope, too many requests, our own fault. */
  readonly errors: readonly ErrorCode[];
  readonly example: {
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly result?: unknown;
    /** Of an answer that is no JSON. */
    readonly text?: string;
  };
  run(call: Call<Path, Query, Body>): Promise<Answer<Result>>;
}

/** The content type of an operation that answers with a stream. */
export const EVENT_STREAM = "text/event-stream; charset=utf-8";

/** Declares an operation; it only ties the types of path, query, body and answer to those that `run` sees. */
export function operation<Path extends string, Query, Body, Result>(
  declared: Operation<Path, Query, Body, Result>,
): Operation<Path, Query, Body, Result> {
  return declared;
}

/**
 * An operation of any shape, as lists of them hold it. Sound because route.ts alone calls `run`, with what the
 * operation's own schemas parsed.
 */
export type AnyOperation = Operation;
