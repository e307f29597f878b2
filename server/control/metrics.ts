import type { Broker } from "../broker.ts";
import type { Counters } from "../counters.ts";
import type { Journal } from "../store/journal.ts";

/** The broker's counters, all tenants together, as Prometheus reads them. */
export function prometheusText(broker: Broker): string {
  let [online, sessions, tenants] = [0, 0, 0];
  const all: Counters[] = [];
  for (const tenant of broker.tenants()) {
    tenants++;
    online += tenant.sessions.online;
    sessions += tenant.sessions.size;
    all.push(tenant.counters);
  }
  const sum = (pick: (counters: Counters) => number) => all.reduce((total, counters) => total + pick(counters), 0);
  const dropReasons = Object.keys(all[0]?.dropped ?? {}) as (keyof Counters["dropped"])[];
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  return [
    gauge("hato_connections", "Open network connections, those before CONNECT included.", broker.connections.size),
    gauge("hato_clients_online", "Sessions with a connection.", online),
    gauge("hato_sessions", "Sessions, with a connection or without.", sessions),
    gauge("hato_tenants", "Tenants of which the broker has heard since it started.", tenants),
    counter(
      "hato_connections_accepted_total",
      "CONNECTs let in.",
      sum((c) => c.connectionsAccepted),
    ),
    counter(
      "hato_connections_refused_total",
      "CONNECTs refused.",
      sum((c) => c.connectionsRefused),
    ),
    heading("hato_connects_turned_away_total", "counter", "CONNECTs refused without asking the database, by cause."),
    ...Object.entries(broker.doorCounters).map(
      ([cause, count]) => `hato_connects_turned_away_total{cause="${cause}"} ${count}`,
    ),
    counter(
      "hato_bytes_received_total",
      "MQTT bytes received.",
      sum((c) => c.bytesReceived),
    ),
    counter(
      "hato_bytes_sent_total",
      "MQTT bytes sent.",
      sum((c) => c.bytesSent),
    ),
    counter(
      "hato_packets_received_total",
      "MQTT packets received.",
      sum((c) => c.packetsReceived),
    ),
    counter(
      "hato_messages_received_total",
      "PUBLISHes received.",
      sum((c) => c.messagesReceived),
    ),
    counter(
      "hato_messages_sent_total",
      "PUBLISHes sent.",
      sum((c) => c.messagesSent),
    ),
    counter(
      "hato_messages_unrouted_total",
      "Messages that matched no session.",
      sum((c) => c.unrouted),
    ),
    counter(
      "hato_publishes_denied_total",
      "PUBLISHes the rules forbade.",
      sum((c) => c.publishDenied),
    ),
    counter(
      "hato_subscribes_denied_total",
      "Subscriptions the rules forbade.",
      sum((c) => c.subscribeDenied),
    ),
    heading("hato_messages_dropped_total", "counter", "Messages that did not reach a receiver, by reason."),
    ...dropReasons.map((reason) => `hato_messages_dropped_total{reason="${reason}"} ${sum((c) => c.dropped[reason])}`),
    ...(broker.journal === undefined ? [] : journalText(broker.journal)),
    gauge("process_resident_memory_bytes", "Resident memory of the broker's process.", memory.rss),
    counter("process_cpu_seconds_total", "CPU time of the broker's process.", (cpu.user + cpu.system) / 1e6),
    gauge("process_uptime_seconds", "Seconds since the broker's process started.", process.uptime()),
    "",
  ].join("\n");
}

function journalText({ counters, pressure, repeated, trouble, pages }: Journal): string[] {
  return [
    gauge(
      "hato_journal_writes",
      "1 while the database takes what is to be stored, else 0.",
      trouble === undefined ? 1 : 0,
    ),
    gauge("hato_journal_pending_deliveries", "Deliveries neither stored nor acknowledged yet.", pressure.pending),
    gauge("hato_journal_pending_bytes", "Memory of those deliveries.", pressure.pendingBytes),
    counter("hato_journal_batches_total", "Transactions committed.", counters.batches),
    counter("hato_journal_deliveries_stored_total", "Deliveries stored.", counters.inserted),
    counter(
      "hato_journal_deliveries_elided_total",
      "Deliveries acknowledged before they were stored.",
      counters.elided,
    ),
    counter("hato_journal_deliveries_deleted_total", "Stored deliveries removed again.", counters.deleted),
    counter("hato_journal_repeated_total", "Statements tried again at once, after a deadlock or the like.", repeated),
    counter("hato_journal_refused_total", "Messages and changes that the database would not store.", counters.refused),
    counter("hato_journal_rows_set_aside_total", "Stored rows that could not be read.", pages.setAside),
  ];
}

function gauge(name: string, help: string, value: number): string {
  return `${heading(name, "gauge", help)}\n${name} ${value}`;
}

function counter(name: string, help: string, value: number): string {
  return `${heading(name, "counter", help)}\n${name} ${value}`;
}

function heading(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}`;
}
