import { Store } from "#server/store/store.ts";
import { startBroker, type TestBrokerOptions } from "#test/broker/broker.ts";
import type { TestDatabase } from "#test/database.ts";

/** A broker whose persistent sessions are in the given database; tenants are made as they are named. */
export async function startStoredBroker(database: TestDatabase, options: TestBrokerOptions = {}) {
  await database.sql`insert into tenants (id, slug, name) values ('acme', 'acme', 'Acme') on conflict do nothing`;
  const problems: { message: string; fields: unknown }[] = [];
  const log: TestBrokerOptions["log"] = (level, message, fields) => {
    if (level === "error" || level === "warn") problems.push({ message, fields });
    options.log?.(level, message, fields);
  };
  const store = await Store.open({
    url: database.url,
    log,
    onLost: () => problems.push({ message: "lost", fields: {} }),
  });
  const broker = await startBroker({ ...options, log, journal: store.journal });
  const recovered = await store.recover(broker.broker);
  return Object.assign(broker, {
    store,
    journal: store.journal,
    recovered,
    /** What the store complained of. */
    problems,
    /** Ends it as SIGKILL would: nothing more is written, nobody is told. */
    async crash() {
      store.journal.stop();
      for (const connection of [...broker.broker.connections]) connection.transport.destroy();
      await broker.broker.drain();
      await store.close();
    },
    async [Symbol.asyncDispose]() {
      await broker.broker.drain();
      await store.close();
      if (broker.errors.length > 0) throw new AggregateError(broker.errors, "the broker logged an error");
    },
  });
}

/** Has the journal hang while `work` is done: whoever holds its row holds it. */
export async function whileHanging(database: TestDatabase, work: () => Promise<void>): Promise<void> {
  const locked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = database.sql.begin(async (sql) => {
    await sql`select 1 from journal for update`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  try {
    await work();
  } finally {
    release.resolve();
    await holding;
  }
}
