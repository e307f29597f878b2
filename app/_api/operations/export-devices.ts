import { exportDevices, exportDevicesInput } from "../../_services/devices/export-devices.ts";
import { SELECTION_BYTES_MAX } from "../../_services/devices/select-devices.ts";
import { jobView } from "../../_services/jobs/job.ts";
import { exampleJob } from "../examples/jobs.ts";
import { operation } from "../operation.ts";

export const exportDevicesOperation = operation({
  method: "POST",
  path: "/devices/export",
  id: "exportDevices",
  tag: "Devices",
  summary: "Export devices to a file",
  description: "A job writes the file `result`, as CSV or with a JSON object a line. Secrets are not in it.",
  permission: "devices.read",
  body: exportDevicesInput,
  bodyBytesMax: SELECTION_BYTES_MAX,
  success: { status: 202, description: "The job that does it.", schema: jobView },
  errors: ["conflict"],
  example: { body: { format: "jsonl" }, result: { ...exampleJob, kind: "devices.export" } },
  run: async ({ actor, body }) => ({ body: await exportDevices(actor, body) }),
});
