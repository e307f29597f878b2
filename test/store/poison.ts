import type { TestBroker } from "#test/broker/broker.ts";
import { type ConnectOptions, TestClient } from "#test/broker/client.ts";
import type { TestDatabase } from "#test/database.ts";

export const persistent: ConnectOptions = { cleanStart: false, properties: { sessionExpiryInterval: 3600 } };

/** A condition on new rows of `deliveries` and `messages`: the topic, or the payload, says so. */
export const HOLDS_POISON = "tg_op = 'INSERT' and position('poison'::bytea in new.body) > 0";

/** Has Postgres raise an error of this SQLSTATE for rows of the table that meet the condition. */
export async function poison(database: TestDatabase, table: string, condition: string, state = "P0001"): Promise<void> {
  await database.sql.unsafe(`
    create or replace function poison_${table}() returns trigger language plpgsql as $$
    begin
      if ${condition} then raise exception 'poisoned' using errcode = '${state}'; end if;
      return coalesce(new, old);
    end $$;
    create or replace trigger poison before insert or update or delete on ${table}
      for each row execute function poison_${table}();`);
}

/** Leaves a session behind that subscribed to `t/#`. */
export async function leave(broker: TestBroker, clientId: string, options: ConnectOptions = {}): Promise<void> {
  const client = await TestClient.connect(broker, { ...persistent, clientId, ...options });
  await client.subscribe("t/#", { qos: 2 });
  await client.kill();
}

/** Topics of what is stored for the session, oldest first. */
export async function queuedTopics(database: TestDatabase, clientId: string): Promise<string[]> {
  const rows = await database.sql<{ topic: string }[]>`
    select convert_from(substring(coalesce(d.body, m.body) for d.topic_bytes), 'UTF8') as topic
    from deliveries d join sessions s on s.id = d.session_id left join messages m on m.id = d.message_id
    where s.client_id = ${clientId} order by d.seq`;
  return rows.map(({ topic }) => topic);
}
