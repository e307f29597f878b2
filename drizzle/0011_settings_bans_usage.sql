CREATE TYPE "public"."usage_bucket" AS ENUM('minute', 'hour');--> statement-breakpoint
CREATE TABLE "bans" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"client_id" text DEFAULT '' NOT NULL,
	"device_name" text DEFAULT '' NOT NULL,
	"network" text DEFAULT '' NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	CONSTRAINT "bans_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "bans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "device_limits" (
	"tenant_id" text NOT NULL,
	"device_id" text NOT NULL,
	"limits" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "device_limits_tenant_id_device_id_pk" PRIMARY KEY("tenant_id","device_id")
);
--> statement-breakpoint
ALTER TABLE "device_limits" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tenant_settings" (
	"tenant_id" text NOT NULL,
	"limits" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"policies" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_by" text DEFAULT '' NOT NULL,
	CONSTRAINT "tenant_settings_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
ALTER TABLE "tenant_settings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage" (
	"tenant_id" text NOT NULL,
	"bucket" "usage_bucket" NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"connects" bigint NOT NULL,
	"connects_refused" bigint NOT NULL,
	"messages_in" bigint NOT NULL,
	"messages_out" bigint NOT NULL,
	"bytes_in" bigint NOT NULL,
	"bytes_out" bigint NOT NULL,
	"publishes_denied" bigint NOT NULL,
	"subscribes_denied" bigint NOT NULL,
	"dropped" jsonb NOT NULL,
	"connections_peak" integer NOT NULL,
	"sessions_peak" integer NOT NULL,
	"retained_peak" integer NOT NULL,
	"retained_bytes_peak" bigint NOT NULL,
	"queued_bytes_peak" bigint NOT NULL,
	"subscription_bytes_peak" bigint NOT NULL,
	"connects_per_second_peak" integer NOT NULL,
	"messages_in_per_second_peak" integer NOT NULL,
	"messages_out_per_second_peak" integer NOT NULL,
	"bytes_in_per_second_peak" bigint NOT NULL,
	"bytes_out_per_second_peak" bigint NOT NULL,
	CONSTRAINT "usage_tenant_id_bucket_starts_at_pk" PRIMARY KEY("tenant_id","bucket","starts_at")
);
--> statement-breakpoint
ALTER TABLE "usage" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "bans" ADD CONSTRAINT "bans_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_limits" ADD CONSTRAINT "device_limits_tenant_id_device_id_devices_tenant_id_id_fk" FOREIGN KEY ("tenant_id","device_id") REFERENCES "public"."devices"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tenant_settings" ADD CONSTRAINT "tenant_settings_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage" ADD CONSTRAINT "usage_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "bans_whom_key" ON "bans" USING btree ("tenant_id","client_id","device_name","network");--> statement-breakpoint
CREATE INDEX "bans_expiry_idx" ON "bans" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "usage_sweep_idx" ON "usage" USING btree ("bucket","starts_at");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "bans" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "device_limits" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "tenant_settings" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "usage" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_settings, device_limits, bans TO hato_app;
--> statement-breakpoint
-- The broker alone writes it.
GRANT SELECT ON usage TO hato_app;
--> statement-breakpoint
-- Rows of the running minute and hour are written anew each minute: room on the page for that.
ALTER TABLE usage SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.1);
