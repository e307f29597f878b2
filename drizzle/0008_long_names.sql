-- A B-tree takes keys of 2 704 bytes, MQTT's names have up to 65 535: a hash stands for those longer than 1 024
-- (server/store/row-key.ts, of which this is the same).
ALTER TABLE "retained" ADD COLUMN "topic_key" text;
--> statement-breakpoint
UPDATE "retained" SET "topic_key" = CASE WHEN octet_length("topic") <= 1024 THEN "topic"
  ELSE '#' || rtrim(translate(encode(sha256(convert_to("topic", 'UTF8')), 'base64'), '+/', '-_'), '=') END;
--> statement-breakpoint
ALTER TABLE "retained" ALTER COLUMN "topic_key" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "retained" DROP CONSTRAINT "retained_tenant_id_topic_pk";
--> statement-breakpoint
ALTER TABLE "retained" ADD CONSTRAINT "retained_tenant_id_topic_key_pk" PRIMARY KEY("tenant_id","topic_key");
--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "client_key" text;
--> statement-breakpoint
UPDATE "sessions" SET "client_key" = CASE WHEN octet_length("client_id") <= 1024 THEN "client_id"
  ELSE '#' || rtrim(translate(encode(sha256(convert_to("client_id", 'UTF8')), 'base64'), '+/', '-_'), '=') END;
--> statement-breakpoint
ALTER TABLE "sessions" ALTER COLUMN "client_key" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "sessions" DROP CONSTRAINT "sessions_tenant_id_principal_id_client_id_pk";
--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_tenant_id_principal_id_client_key_pk" PRIMARY KEY("tenant_id","principal_id","client_key");
--> statement-breakpoint
ALTER TABLE "subscriptions" ADD COLUMN "name_key" text;
--> statement-breakpoint
UPDATE "subscriptions" SET "name_key" = CASE WHEN octet_length("name") <= 1024 THEN "name"
  ELSE '#' || rtrim(translate(encode(sha256(convert_to("name", 'UTF8')), 'base64'), '+/', '-_'), '=') END;
--> statement-breakpoint
ALTER TABLE "subscriptions" ALTER COLUMN "name_key" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "subscriptions" DROP CONSTRAINT "subscriptions_tenant_id_session_id_name_pk";
--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_tenant_id_session_id_name_key_pk" PRIMARY KEY("tenant_id","session_id","name_key");
