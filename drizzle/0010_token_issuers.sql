CREATE TYPE "public"."token_device_by" AS ENUM('name', 'id');--> statement-breakpoint
CREATE TYPE "public"."token_rights_mode" AS ENUM('narrow', 'replace');--> statement-breakpoint
CREATE TABLE "listener_policies" (
	"tenant_id" text NOT NULL,
	"policy" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "listener_policies_tenant_id_pk" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
ALTER TABLE "listener_policies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "token_issuers" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"issuer" text NOT NULL,
	"audience" text,
	"algorithms" text[] NOT NULL,
	"jwks_url" text,
	"keys" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"clock_skew_seconds" integer NOT NULL,
	"device_claim" text NOT NULL,
	"device_by" "token_device_by" NOT NULL,
	"rights_claim" text,
	"rights_mode" "token_rights_mode" NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	CONSTRAINT "token_issuers_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "token_issuers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "device_credentials" ADD COLUMN "name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "device_credentials" ADD COLUMN "last_used_address" text;--> statement-breakpoint
ALTER TABLE "listener_policies" ADD CONSTRAINT "listener_policies_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "token_issuers" ADD CONSTRAINT "token_issuers_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "token_issuers_issuer_key" ON "token_issuers" USING btree ("tenant_id","issuer");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "listener_policies" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "token_issuers" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON token_issuers, listener_policies TO hato_app;
