import { changeDevicesWork } from "../devices/change-devices.ts";
import { exportDevicesWork } from "../devices/export-devices.ts";
import { importDevicesWork } from "../devices/import-devices.ts";
import { clearRetainedWork } from "../retained/clear-retained.ts";
import type { JobKind } from "./job-kinds.ts";
import type { Work } from "./work.ts";

/** Who does which kind of job. */
export const works: Readonly<Record<JobKind, Work>> = {
  "devices.import": importDevicesWork,
  "devices.change": changeDevicesWork,
  "devices.export": exportDevicesWork,
  "retained.clear": clearRetainedWork,
};
