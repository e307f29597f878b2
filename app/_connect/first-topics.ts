/** Where a device publishes first and what it listens to, by its roles. */
export interface FirstTopics {
  readonly topic: string;
  readonly filter: string;
  readonly mayPublish: boolean;
}

/** The roles every tenant starts with are known; with any other the device's own subtree is the best guess. */
export function firstTopics(deviceName: string, roles: readonly string[]): FirstTopics {
  const own = { topic: `${deviceName}/temperature`, filter: `${deviceName}/#`, mayPublish: true };
  switch (roles[0]) {
    case "whole-tenant":
      return { topic: `sensor/${deviceName}/temperature`, filter: "sensor/#", mayPublish: true };
    case "read-only":
      return { ...own, filter: "#", mayPublish: roles.length > 1 };
    default:
      return own;
  }
}
