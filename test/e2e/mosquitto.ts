import { spawn } from "node:child_process";
import { once } from "node:events";

export interface PublishOptions {
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly topic: string;
  readonly payload: string;
}

/** Publishes as a stranger's client does; returns its exit code. */
export async function mosquittoPub({ port, username, password, topic, payload }: PublishOptions): Promise<number> {
  const child = spawn(
    "mosquitto_pub",
    [
      "-h",
      "127.0.0.1",
      "-p",
      String(port),
      "-V",
      "mqttv5",
      "-u",
      username,
      "-P",
      password,
      "-q",
      "1",
      "-t",
      topic,
      "-m",
      payload,
    ],
    { stdio: "ignore" },
  );
  const [code] = await once(child, "exit");
  return code as number;
}
