import { deviceView, listDevicesInput } from "../../_services/devices/device.ts";
import { listDevices } from "../../_services/devices/list-devices.ts";
import { exampleOnlineDevice } from "../examples/devices.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listDevicesOperation = operation({
  method: "GET",
  path: "/devices",
  id: "listDevices",
  tag: "Devices",
  summary: "List devices",
  description: "Page by page, by name unless sorted otherwise. Devices made meanwhile never shift a page.",
  permission: "devices.read",
  query: listDevicesInput,
  success: { status: 200, description: "One page of devices.", schema: pageOf(deviceView) },
  errors: [],
  example: {
    query: { search: "pump", limit: "20" },
    result: { data: [exampleOnlineDevice], nextCursor: "WyJuYW1lIiwicHVtcC0xNyJd" },
  },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listDevices(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
