import type { z } from "zod";
import { API_KEY_SCOPE_PERMISSIONS, API_KEY_SCOPES, type Permission } from "#core/permissions.ts";
import { ERROR_STATUS, type ErrorCode } from "../_services/errors.ts";
import { ALWAYS_POSSIBLE, ERROR_MEANING } from "./error-meanings.ts";
import { errorEnvelope } from "./error-response.ts";
import { type JsonSchema, SchemaComponents } from "./json-schema.ts";
import type { AnyOperation } from "./operation.ts";
import { operations } from "./operations.ts";

/** The OpenAPI 3.1 document, made of the very declarations and schemas that serve the requests. */

interface Referable {
  readonly $ref: string;
}
type MediaTypes = Readonly<Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>>;
export interface ParameterObject {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}
export interface ResponseObject {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly content?: MediaTypes;
}
export interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  /** API-key scopes of which one is needed. */
  readonly "x-scopes": readonly string[];
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: { readonly required: boolean; readonly content: MediaTypes };
  readonly responses: Readonly<Record<string, ResponseObject | Referable>>;
}
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
    readonly securitySchemes: Readonly<Record<string, unknown>>;
  };
}

export const TAGS: readonly { readonly name: AnyOperation["tag"]; readonly description: string }[] = [
  { name: "Devices", description: "Identities over MQTT. What a device may do is said by its roles." },
  { name: "Credentials", description: "Secrets of devices. Several may be live at once, so that one can be rotated." },
  { name: "Roles", description: "Ordered rules that say what a device may do. Every save is kept as a version." },
  { name: "Groups", description: "Devices by their labels, and the roles that they have by that." },
  {
    name: "Certificates",
    description: "X.509: by whom devices' certificates may be signed, and the certificates themselves.",
  },
  {
    name: "Token issuers",
    description: "Who may sign tokens (JWT) that devices give as their password, and by which keys it is found out.",
  },
  { name: "Listener policy", description: "By what devices may say who they are on each listener." },
  { name: "API keys", description: "Keys for this API, each with the scopes it needs and no more." },
  { name: "Access", description: "Questions about rules: why, who, which topics, and what a change would take away." },
  { name: "Events", description: "What happened: connects, refusals and drops, each with its cause." },
  {
    name: "Traces",
    description:
      "Why a message did not arrive: whom it matched, and what became of each copy. Refusals and losses are kept always, of the rest a few a second, and everything of a device or a topic while that is armed. They are in the broker's memory: the oldest give way, and a restart ends them.",
  },
  {
    name: "Jobs",
    description: "Work too long for one request: progress, errors row by row, files. It survives restarts.",
  },
  {
    name: "Members",
    description: "People and their roles. New ones come by invitation; a tenant always has an owner.",
  },
  { name: "Audit log", description: "Who changed what, when and from where. It only grows." },
  { name: "Limits", description: "What a tenant and its devices may use at most, and what happens at the limit." },
  { name: "Bans", description: "Who may not connect: client ids, devices, addresses and networks." },
  { name: "Usage", description: "What the tenant used, by the minute, the hour and the day." },
  { name: "Tenant", description: "The MQTT namespace that everything else belongs to." },
];

const PATH_PARAMETER: Readonly<Record<string, string>> = {
  deviceId: "The device's id: `dev_…`.",
  credentialId: "The credential's id: `crd_…`.",
  roleId: "The role's id: `rol_…`.",
  groupId: "The group's id: `grp_…`.",
  version: "A version of the role: 1, 2, 3 …",
  certificateId: "The certificate's id: `crt_…`.",
  authorityId: "The authority's id: `cau_…`.",
  tokenIssuerId: "The token issuer's id: `iss_…`.",
  apiKeyId: "The API key's id: `key_…`.",
  sessionId: "The session's id, from the list.",
  jobId: "The job's id: `job_…`.",
  name: "`result` or `secrets`.",
  memberId: "The person's id: `usr_…`.",
  invitationId: "The invitation's id: `inv_…`.",
  banId: "The ban's id: `ban_…`.",
  auditEntryId: "The entry's id: `aud_…`.",
  traceId: "The trace's id: `trc_…`.",
  armingId: "The arming's id: `arm_…`.",
};

const IF_MATCH: ParameterObject = {
  name: "If-Match",
  in: "header",
  required: false,
  description: "The ETag that was read: the change happens only if nobody made another one since.",
  schema: { type: "string" },
};

const IDEMPOTENCY_KEY: ParameterObject = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description:
    "Made by you, new for each request. Sent again within a day, nothing is done again: the first answer comes.",
  schema: { type: "string" },
};

let made: OpenApiDocument | undefined;

export function openApiDocument(): OpenApiDocument {
  made ??= make();
  return made;
}

function make(): OpenApiDocument {
  const components = new SchemaComponents();
  const paths: Record<string, Record<string, OperationObject>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    const path = paths[operation.path];
    if (path !== undefined) path[operation.method.toLowerCase()] = operationObject(operation, components);
  }
  const responses = errorResponses(components.add(errorEnvelope, "output"));
  return {
    openapi: "3.1.0",
    info: {
      title: "Hato REST API",
      version: "1",
      description: "Everything that the console does to devices, from your own programs.",
    },
    servers: [{ url: "/api/v1" }],
    security: [{ apiKey: [] }],
    tags: TAGS,
    paths,
    components: {
      schemas: components.schemas,
      responses,
      securitySchemes: { apiKey: { type: "http", scheme: "bearer", description: "An API key: `hato_…`." } },
    },
  };
}

function operationObject(operation: AnyOperation, components: SchemaComponents): OperationObject {
  const { success, example } = operation;
  const parameters = [...pathParameters(operation), ...queryParameters(operation)];
  if (operation.ifMatch === true) parameters.push(IF_MATCH);
  if (operation.method === "POST") parameters.push(IDEMPOTENCY_KEY);
  const errors: ErrorCode[] = [...ALWAYS_POSSIBLE, ...operation.errors];
  if (operation.body !== undefined) errors.push("too_large");
  const responses: Record<string, ResponseObject | Referable> = {
    [success.status]: {
      description: success.description,
      ...(success.headers === undefined ? {} : { headers: headerObjects(success.headers) }),
      ...(success.schema === undefined ? {} : content(components.add(success.schema, "output"), example.result)),
      ...(success.contentType === undefined ? {} : fileContent(success.contentType)),
    },
  };
  for (const code of errors) responses[ERROR_STATUS[code]] = { $ref: `#/components/responses/${code}` };
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description ?? "",
    "x-scopes": scopesWith(operation.permission),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body === undefined ? {} : requestBody(operation.body, components, example.body)),
    responses,
  };
}

function pathParameters({ path }: AnyOperation): ParameterObject[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    description: PATH_PARAMETER[name] ?? "",
    schema: { type: "string" },
  }));
}

function queryParameters({ query }: AnyOperation): ParameterObject[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = new SchemaComponents().add(query, "input");
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function requestBody(schema: z.ZodType, components: SchemaComponents, example: unknown) {
  return {
    // A body may be left out where all its fields may.
    requestBody: { required: !schema.safeParse({}).success, ...content(components.add(schema, "input"), example) },
  };
}

function content(schema: JsonSchema, example: unknown): { content: MediaTypes } {
  return { content: { "application/json": { schema, ...(example === undefined ? {} : { example }) } } };
}

function fileContent(contentType: string | readonly string[]): { content: MediaTypes } {
  const types = typeof contentType === "string" ? [contentType] : contentType;
  return { content: Object.fromEntries(types.map((type) => [type, { schema: { type: "string" } }] as const)) };
}

function headerObjects(headers: Readonly<Record<string, string>>) {
  const entries = Object.entries(headers);
  return Object.fromEntries(
    entries.map(([name, description]) => [name, { description, schema: { type: "string" } }] as const),
  );
}

function errorResponses(envelope: JsonSchema): Record<string, ResponseObject> {
  const codes = Object.keys(ERROR_STATUS) as ErrorCode[];
  return Object.fromEntries(
    codes.map((code) => [code, { description: ERROR_MEANING[code], ...content(envelope, undefined) }] as const),
  );
}

/** The scopes of an API key that grant a permission. */
export function scopesWith(permission: Permission): string[] {
  return API_KEY_SCOPES.filter((scope) => API_KEY_SCOPE_PERMISSIONS[scope].has(permission));
}
