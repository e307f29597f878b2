import { importDevices, importDevicesInput, importPlanView } from "../../_services/devices/import-devices.ts";
import { IMPORT_BYTES_MAX } from "../../_services/devices/import-file.ts";
import { exampleJob } from "../examples/jobs.ts";
import { operation } from "../operation.ts";

export const importDevicesOperation = operation({
  method: "POST",
  path: "/devices/import",
  id: "importDevices",
  tag: "Devices",
  summary: "Create and change devices by a CSV file",
  description:
    "The whole file is checked before anything is done; with `dryRun` that is all. Rows that cannot be done are told, the others become a job. The passwords of new devices are in the job's file `secrets`.",
  permission: "devices.write",
  body: importDevicesInput,
  bodyBytesMax: IMPORT_BYTES_MAX,
  success: { status: 202, description: "What will happen, and the job that does it.", schema: importPlanView },
  errors: ["conflict"],
  example: {
    body: {
      csv: "serial,place\npump-17,osaka\npump-18,kyoto\n",
      columns: { name: "serial", labels: { site: "place" } },
    },
    result: {
      create: 2,
      update: 0,
      skip: 0,
      error: 0,
      errors: [],
      job: { ...exampleJob, state: "queued", done: 0, failed: 0 },
    },
  },
  run: async ({ actor, body }) => ({ body: await importDevices(actor, body) }),
});
