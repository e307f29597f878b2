import { arduino } from "./arduino.ts";
import { mosquitto } from "./mosquitto.ts";
import { mqttJsBrowser } from "./mqtt-js-browser.ts";
import { mqttJsNode } from "./mqtt-js-node.ts";
import { pahoC } from "./paho-c.ts";
import { pahoJava } from "./paho-java.ts";
import { pahoPython } from "./paho-python.ts";
import type { Snippet } from "./snippet.ts";

/** Every way to connect that the console shows, in the order of its tabs. */
export const SNIPPETS: readonly Snippet[] = [
  mosquitto,
  mqttJsNode,
  mqttJsBrowser,
  pahoPython,
  pahoJava,
  pahoC,
  arduino,
];
