import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { Aedes } from "aedes";
import { createWebSocketStream, WebSocketServer } from "ws";

/** Aedes in a process of its own, over TCP and WebSocket, as its documentation sets it up. */

const broker = await Aedes.createBroker({
  authenticate: (_client, _username, password, done) => done(null, password?.toString() === "secret"),
});

const tcp = createServer({ noDelay: true }, (socket) => void broker.handle(socket));
const http = createHttpServer();
const webSockets = new WebSocketServer({ server: http, perMessageDeflate: false });
webSockets.on("connection", (webSocket, request) => {
  const stream = createWebSocketStream(webSocket);
  stream.on("error", () => stream.destroy());
  void broker.handle(stream, request);
});

process.send?.({ tcp: await listen(tcp), webSocket: await listen(http) });

async function listen(server: Server): Promise<number> {
  server.listen({ host: "127.0.0.1", port: 0, backlog: 4096 });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
