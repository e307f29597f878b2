CREATE TABLE "deliveries" (
	"tenant_id" text NOT NULL,
	"session_id" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"packet_id" integer NOT NULL,
	"released" boolean NOT NULL,
	"qos" smallint NOT NULL,
	"retain" boolean NOT NULL,
	"message_qos" smallint NOT NULL,
	"bytes" integer NOT NULL,
	"expires_at_ms" bigint NOT NULL,
	"share" text,
	"identifiers" text,
	"message_id" bigint,
	"topic_bytes" integer NOT NULL,
	"properties_bytes" integer NOT NULL,
	"body" "bytea",
	CONSTRAINT "deliveries_tenant_id_session_id_seq_pk" PRIMARY KEY("tenant_id","session_id","seq")
);
--> statement-breakpoint
ALTER TABLE "deliveries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "incoming_qos2" (
	"tenant_id" text NOT NULL,
	"session_id" bigint NOT NULL,
	"packet_id" integer NOT NULL,
	CONSTRAINT "incoming_qos2_tenant_id_session_id_packet_id_pk" PRIMARY KEY("tenant_id","session_id","packet_id")
);
--> statement-breakpoint
ALTER TABLE "incoming_qos2" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "journal" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"epoch" bigint NOT NULL,
	"batch" bigint NOT NULL,
	"seq" bigint NOT NULL,
	"alive_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "journal" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "messages" (
	"tenant_id" text NOT NULL,
	"id" bigint NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "messages_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "retained" (
	"tenant_id" text NOT NULL,
	"topic" text NOT NULL,
	"qos" smallint NOT NULL,
	"expires_at_ms" bigint NOT NULL,
	"principal_id" text,
	"client_id" text,
	"properties_bytes" integer NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "retained_tenant_id_topic_pk" PRIMARY KEY("tenant_id","topic")
);
--> statement-breakpoint
ALTER TABLE "retained" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"tenant_id" text NOT NULL,
	"session_id" bigint NOT NULL,
	"name" text NOT NULL,
	"qos" smallint NOT NULL,
	"no_local" boolean NOT NULL,
	"retain_as_published" boolean NOT NULL,
	"identifier" integer NOT NULL,
	CONSTRAINT "subscriptions_tenant_id_session_id_name_pk" PRIMARY KEY("tenant_id","session_id","name")
);
--> statement-breakpoint
ALTER TABLE "subscriptions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "id" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "identity" jsonb;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "will" "bytea";--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "will_delay_interval" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "retained" ADD CONSTRAINT "retained_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_message_idx" ON "deliveries" USING btree ("message_id") WHERE message_id is not null;--> statement-breakpoint
CREATE INDEX "deliveries_expiry_idx" ON "deliveries" USING btree ("expires_at_ms") WHERE expires_at_ms > 0;--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "deliveries" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "incoming_qos2" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "messages" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "retained" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "subscriptions" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));