import account from "./account.json" with { type: "json" };
import apiDocs from "./api-docs.json" with { type: "json" };
import apiKeys from "./api-keys.json" with { type: "json" };
import audit from "./audit.json" with { type: "json" };
import auth from "./auth.json" with { type: "json" };
import bans from "./bans.json" with { type: "json" };
import broken from "./broken.json" with { type: "json" };
import certificates from "./certificates.json" with { type: "json" };
import client from "./client.json" with { type: "json" };
import common from "./common.json" with { type: "json" };
import connect from "./connect.json" with { type: "json" };
import connections from "./connections.json" with { type: "json" };
import deviceImport from "./device-import.json" with { type: "json" };
import deviceSignIn from "./device-sign-in.json" with { type: "json" };
import devices from "./devices.json" with { type: "json" };
import errors from "./errors.json" with { type: "json" };
import events from "./events.json" with { type: "json" };
import formats from "./formats.json" with { type: "json" };
import groups from "./groups.json" with { type: "json" };
import limits from "./limits.json" with { type: "json" };
import live from "./live.json" with { type: "json" };
import lost from "./lost.json" with { type: "json" };
import mail from "./mail.json" with { type: "json" };
import members from "./members.json" with { type: "json" };
import messages from "./messages.json" with { type: "json" };
import overview from "./overview.json" with { type: "json" };
import payload from "./payload.json" with { type: "json" };
import publish from "./publish.json" with { type: "json" };
import retained from "./retained.json" with { type: "json" };
import rolePicker from "./role-picker.json" with { type: "json" };
import roles from "./roles.json" with { type: "json" };
import sessions from "./sessions.json" with { type: "json" };
import shell from "./shell.json" with { type: "json" };
import simulator from "./simulator.json" with { type: "json" };
import subscriptions from "./subscriptions.json" with { type: "json" };
import tenant from "./tenant.json" with { type: "json" };
import topics from "./topics.json" with { type: "json" };
import traces from "./traces.json" with { type: "json" };
import usage from "./usage.json" with { type: "json" };
import values from "./values.json" with { type: "json" };

export default {
  account,
  apiDocs,
  apiKeys,
  audit,
  auth,
  bans,
  broken,
  certificates,
  client,
  common,
  connect,
  connections,
  deviceImport,
  deviceSignIn,
  devices,
  errors,
  events,
  formats,
  groups,
  limits,
  live,
  lost,
  mail,
  members,
  messages,
  overview,
  payload,
  publish,
  retained,
  rolePicker,
  roles,
  sessions,
  shell,
  simulator,
  subscriptions,
  tenant,
  topics,
  traces,
  usage,
  values,
};
