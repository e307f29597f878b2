import { changeDevices, changeDevicesInput } from "../../_services/devices/change-devices.ts";
import { SELECTION_BYTES_MAX } from "../../_services/devices/select-devices.ts";
import { jobView } from "../../_services/jobs/job.ts";
import { exampleJob } from "../examples/jobs.ts";
import { operation } from "../operation.ts";

export const changeDevicesOperation = operation({
  method: "POST",
  path: "/devices/change",
  id: "changeDevices",
  tag: "Devices",
  summary: "Change many devices",
  description:
    "Enables, disables, deletes, labels or rotates the devices named or found by a filter, as a job. New passwords are in the job's file `secrets`.",
  permission: "devices.write",
  body: changeDevicesInput,
  bodyBytesMax: SELECTION_BYTES_MAX,
  success: { status: 202, description: "The job that does it.", schema: jobView },
  errors: ["conflict"],
  example: {
    body: { devices: { filter: { labels: { site: "osaka" } } }, change: { action: "disable" } },
    result: { ...exampleJob, kind: "devices.change" },
  },
  run: async ({ actor, body }) => ({ body: await changeDevices(actor, body) }),
});
