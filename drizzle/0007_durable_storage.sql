-- The broker alone writes these; as a tenant, the console may look.
GRANT SELECT ON subscriptions, deliveries, messages, incoming_qos2, retained TO hato_app;
--> statement-breakpoint
-- No broker kept sessions before this migration.
DELETE FROM sessions;
--> statement-breakpoint
-- Large payloads go out of line as they are: most are compressed or tiny, and compressing costs more than it saves.
ALTER TABLE deliveries ALTER COLUMN body SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE messages ALTER COLUMN body SET STORAGE EXTERNAL;
--> statement-breakpoint
ALTER TABLE retained ALTER COLUMN body SET STORAGE EXTERNAL;
--> statement-breakpoint
-- Rows come and go by the ten thousand: vacuum early and without resting (the broker vacuums too, when much has gone).
-- Room on the page lets a packet identifier be written beside the row it changes, without touching an index.
ALTER TABLE deliveries SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);
--> statement-breakpoint
ALTER TABLE messages SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);
--> statement-breakpoint
ALTER TABLE incoming_qos2 SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_cost_delay = 0);
--> statement-breakpoint
ALTER TABLE retained SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1);
--> statement-breakpoint
ALTER TABLE sessions SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1);
--> statement-breakpoint
-- One row, updated with every batch: room for its many versions on one page.
ALTER TABLE journal SET (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_cost_delay = 0);
--> statement-breakpoint
INSERT INTO journal (epoch, batch, seq) VALUES (0, 0, 0);
