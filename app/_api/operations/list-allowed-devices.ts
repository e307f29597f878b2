import { allowedDeviceView, listAllowedInput } from "../../_services/access/access-question.ts";
import { listAllowedDevices } from "../../_services/access/list-allowed-devices.ts";
import { exampleDevice } from "../examples/devices.ts";
import { operation } from "../operation.ts";
import { pageOf } from "../pages.ts";

export const listAllowedDevicesOperation = operation({
  method: "GET",
  path: "/access/devices",
  id: "listAllowedDevices",
  tag: "Access",
  summary: "List the devices that may use a topic",
  description:
    "Who may publish or subscribe to it? Every device is asked, as if its client id were its name. A page may end before it is full, even empty; go on while there is a cursor.",
  permission: "roles.read",
  query: listAllowedInput,
  success: { status: 200, description: "One page of devices, by id.", schema: pageOf(allowedDeviceView) },
  errors: [],
  example: {
    query: { action: "publish", topic: "pump-17/temperature" },
    result: {
      data: [
        {
          device: { id: exampleDevice.id, name: exampleDevice.name, status: exampleDevice.status },
          rule: { roleName: "own-subtree", position: 1, filter: "${device}/#" },
        },
      ],
      nextCursor: null,
    },
  },
  run: async ({ actor, query }) => {
    const { data, nextCursor } = await listAllowedDevices(actor, query);
    return { body: { data: [...data], nextCursor } };
  },
});
