CREATE TABLE "events" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"type" text NOT NULL,
	"device_id" text,
	"device_name" text NOT NULL,
	"client_id" text NOT NULL,
	"address" text NOT NULL,
	"transport" text NOT NULL,
	"topic" text,
	"qos" smallint,
	"retain" boolean,
	"reason" text,
	"reason_code" smallint,
	"rule" jsonb,
	"count" integer NOT NULL,
	"detail" text,
	CONSTRAINT "events_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "effect" jsonb;--> statement-breakpoint
CREATE INDEX "events_device_idx" ON "events" USING btree ("tenant_id","device_id","id");--> statement-breakpoint
CREATE INDEX "events_type_idx" ON "events" USING btree ("tenant_id","type","id");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "events" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));
--> statement-breakpoint
-- Written by the broker alone; a tenant may look.
GRANT SELECT ON events TO hato_app;
