import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { mqttJsBrowser } from "#app/_connect/snippets/mqtt-js-browser.ts";
import { FIRST_PAYLOAD } from "#app/_connect/target.ts";
import { ROOT } from "#test/hato.ts";
import { createDevice } from "./a-device.ts";
import { expect, test } from "./hato.ts";

// The certificate is our own authority's, which a person would have added to the system.
test.use({ ignoreHTTPSErrors: true });

for (const transport of mqttJsBrowser.transports) {
  for (const protocolVersion of mqttJsBrowser.protocolVersions) {
    test(`the browser's snippet connects over ${transport} with MQTT ${protocolVersion} and hears itself`, async ({
      page,
      hato,
    }) => {
      const device = await createDevice(hato);
      const [block] = mqttJsBrowser.blocks({
        host: "localhost",
        port: transport === "wss" ? hato.ready.wss : hato.ready.ws,
        transport,
        protocolVersion,
        username: device.username,
        secret: device.password,
        clientId: device.name,
        topic: `${device.name}/temperature`,
        filter: `${device.name}/#`,
        mayPublish: true,
        authority: undefined,
      });
      // No test needs the internet: the library is the one that is installed.
      await page.route("https://unpkg.com/mqtt@5/dist/mqtt.esm.js", (route) =>
        route.fulfill({
          contentType: "text/javascript",
          headers: { "access-control-allow-origin": "*" },
          body: readFileSync(join(ROOT, "node_modules/mqtt/dist/mqtt.esm.js")),
        }),
      );
      // A server on this machine, as a person would use: browsers let no page from elsewhere speak to it.
      const server = createServer((_request, response) => {
        response.writeHead(200, { "content-type": "text/html" }).end(block?.code);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
      await expect(page.locator("#log")).toContainText("connected");
      await expect(page.locator("#log")).toContainText(`${device.name}/temperature ${FIRST_PAYLOAD}`);
      server.close();
    });
  }
}
