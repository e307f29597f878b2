CREATE TYPE "public"."authority_kind" AS ENUM('made', 'uploaded');--> statement-breakpoint
CREATE TYPE "public"."certificate_mapping" AS ENUM('none', 'cn', 'san-dns', 'san-uri');--> statement-breakpoint
CREATE TYPE "public"."certificate_origin" AS ENUM('issued', 'registered', 'mapped');--> statement-breakpoint
CREATE TABLE "certificate_authorities" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"kind" "authority_kind" NOT NULL,
	"mapping" "certificate_mapping" NOT NULL,
	"subject" text NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"certificate" text NOT NULL,
	"sealed_key" "bytea",
	"not_before" timestamp with time zone NOT NULL,
	"not_after" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "certificate_authorities_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "certificate_authorities" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "certificate_revocations" (
	"tenant_id" text NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"not_after" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "certificate_revocations_tenant_id_fingerprint_pk" PRIMARY KEY("tenant_id","fingerprint")
);
--> statement-breakpoint
ALTER TABLE "certificate_revocations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "device_certificates" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"device_id" text NOT NULL,
	"authority_id" text,
	"origin" "certificate_origin" NOT NULL,
	"subject" text NOT NULL,
	"issuer" text NOT NULL,
	"serial_number" text NOT NULL,
	"fingerprint" "bytea" NOT NULL,
	"not_before" timestamp with time zone NOT NULL,
	"not_after" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"last_used_address" text,
	CONSTRAINT "device_certificates_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "device_certificates" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "certificate_authorities" ADD CONSTRAINT "certificate_authorities_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificate_revocations" ADD CONSTRAINT "certificate_revocations_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_certificates" ADD CONSTRAINT "device_certificates_tenant_id_device_id_devices_tenant_id_id_fk" FOREIGN KEY ("tenant_id","device_id") REFERENCES "public"."devices"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_certificates" ADD CONSTRAINT "device_certificates_authority_fk" FOREIGN KEY ("tenant_id","authority_id") REFERENCES "public"."certificate_authorities"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "certificate_authorities_fingerprint_key" ON "certificate_authorities" USING btree ("tenant_id","fingerprint") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "device_certificates_fingerprint_key" ON "device_certificates" USING btree ("tenant_id","fingerprint");--> statement-breakpoint
CREATE INDEX "device_certificates_issued_idx" ON "device_certificates" USING btree ("fingerprint") WHERE origin = 'issued';--> statement-breakpoint
CREATE INDEX "device_certificates_device_idx" ON "device_certificates" USING btree ("tenant_id","device_id");--> statement-breakpoint
CREATE INDEX "device_certificates_authority_idx" ON "device_certificates" USING btree ("tenant_id","authority_id");--> statement-breakpoint
CREATE INDEX "device_certificates_expiry_idx" ON "device_certificates" USING btree ("tenant_id","not_after","id");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "certificate_authorities" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "certificate_revocations" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "device_certificates" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON certificate_authorities, device_certificates, certificate_revocations TO hato_app;
