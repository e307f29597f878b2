import { type ConnectTarget, FIRST_PAYLOAD, isEncrypted, isWebSocket, WEBSOCKET_PATH } from "../target.ts";
import { authorityBlock, lines, type Snippet } from "./snippet.ts";

const SCHEMES = { tls: "ssl", wss: "wss", tcp: "tcp", ws: "ws" } as const;

/** Paho has one artifact for each protocol version, with different names for the same things. */
export const pahoJava: Snippet = {
  id: "pahoJava",
  name: "Java",
  transports: ["tls", "wss", "tcp", "ws"],
  protocolVersions: [5, 4],
  blocks: (target) => [
    { purpose: "install", language: "xml", fileName: "pom.xml", code: dependency(target) },
    ...authorityBlock(target),
    { purpose: "program", language: "java", fileName: "Hello.java", code: program(target) },
  ],
};

function dependency({ protocolVersion }: ConnectTarget): string {
  return lines(
    `<dependency>`,
    `  <groupId>org.eclipse.paho</groupId>`,
    `  <artifactId>org.eclipse.paho.${protocolVersion === 5 ? "mqttv5.client" : "client.mqttv3"}</artifactId>`,
    `  <version>1.2.5</version>`,
    `</dependency>`,
  );
}

function program(target: ConnectTarget): string {
  const { host, port, transport, authority, protocolVersion } = target;
  const v5 = protocolVersion === 5;
  const ca = isEncrypted(transport) ? authority : undefined;
  const uri = `${SCHEMES[transport]}://${host}:${port}${isWebSocket(transport) ? WEBSOCKET_PATH : ""}`;
  return lines(
    ca && `import java.io.FileInputStream;`,
    ca && `import java.security.KeyStore;`,
    ca && `import java.security.cert.CertificateFactory;`,
    ca && `import javax.net.ssl.SSLContext;`,
    ca && `import javax.net.ssl.SSLSocketFactory;`,
    ca && `import javax.net.ssl.TrustManagerFactory;`,
    ...(v5
      ? [
          `import org.eclipse.paho.mqttv5.client.IMqttToken;`,
          `import org.eclipse.paho.mqttv5.client.MqttCallback;`,
          `import org.eclipse.paho.mqttv5.client.MqttClient;`,
          `import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;`,
          `import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;`,
          `import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;`,
          `import org.eclipse.paho.mqttv5.common.MqttException;`,
          `import org.eclipse.paho.mqttv5.common.MqttMessage;`,
          `import org.eclipse.paho.mqttv5.common.packet.MqttProperties;`,
        ]
      : [
          `import org.eclipse.paho.client.mqttv3.MqttClient;`,
          `import org.eclipse.paho.client.mqttv3.MqttConnectOptions;`,
          `import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;`,
        ]),
    ``,
    `public class Hello {`,
    `  public static void main(String[] args) throws Exception {`,
    `    var client = new MqttClient("${uri}", "${target.clientId}", new MemoryPersistence());`,
    `    var options = new ${v5 ? "MqttConnectionOptions" : "MqttConnectOptions"}();`,
    `    options.setUserName("${target.username}");`,
    `    options.setPassword("${target.secret}".${v5 ? "getBytes()" : "toCharArray()"});`,
    ca && `    options.setSocketFactory(trusting("${ca.fileName}"));`,
    v5 && `    client.setCallback(new Printer());`,
    `    client.connect(options);`,
    `    System.out.println("connected");`,
    v5
      ? `    client.subscribe("${target.filter}", 1);`
      : `    client.subscribe("${target.filter}", 1, (topic, message) -> System.out.println(topic + " " + message));`,
    target.mayPublish &&
      `    client.publish("${target.topic}", "${FIRST_PAYLOAD.replaceAll('"', '\\"')}".getBytes(), 1, false);`,
    `  }`,
    ...(v5 ? ["", PRINTER] : []),
    ...(ca ? ["", TRUSTING] : []),
    `}`,
  );
}

const PRINTER = `\
  static class Printer implements MqttCallback {
    public void messageArrived(String topic, MqttMessage message) {
      System.out.println(topic + " " + new String(message.getPayload()));
    }
    public void disconnected(MqttDisconnectResponse response) {
      System.out.println("disconnected: " + response);
    }
    public void mqttErrorOccurred(MqttException exception) {
      System.out.println(exception);
    }
    public void deliveryComplete(IMqttToken token) {}
    public void connectComplete(boolean reconnect, String serverURI) {}
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }`;

const TRUSTING = `\
  /** Trusts the one authority in this file. */
  static SSLSocketFactory trusting(String fileName) throws Exception {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (var file = new FileInputStream(fileName)) {
      store.setCertificateEntry("hato", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }`;
