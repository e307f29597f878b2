import { bigint, boolean, pgTable } from "drizzle-orm/pg-core";
import { at } from "./columns.ts";

/**
 * One row: how far the broker's journal has come. Every batch moves it on in the transaction that writes the batch, so
 * a batch whose COMMIT was never answered is found here or is not, and a broker that was replaced writes nothing more.
 * Not readable as a tenant.
 */
export const journal = pgTable("journal", {
  /** Always true: there is one row. */
  only: boolean("only").primaryKey().default(true),
  /** Rises with each start of a broker. */
  epoch: bigint("epoch", { mode: "number" }).notNull(),
  /** The last batch of this epoch. */
  batch: bigint("batch", { mode: "number" }).notNull(),
  /** The highest number given to a session, delivery or message. */
  seq: bigint("seq", { mode: "number" }).notNull(),
  /** When the broker last showed itself. */
  aliveAt: at("alive_at").notNull().defaultNow(),
}).enableRLS();
