CREATE TYPE "public"."job_state" AS ENUM('queued', 'running', 'done', 'failed', 'cancelled');--> statement-breakpoint
CREATE TABLE "job_errors" (
	"tenant_id" text NOT NULL,
	"job_id" text NOT NULL,
	"row" integer NOT NULL,
	"label" text NOT NULL,
	"message" text NOT NULL,
	CONSTRAINT "job_errors_tenant_id_job_id_row_pk" PRIMARY KEY("tenant_id","job_id","row")
);
--> statement-breakpoint
ALTER TABLE "job_errors" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "job_files" (
	"tenant_id" text NOT NULL,
	"job_id" text NOT NULL,
	"name" text NOT NULL,
	"part" integer NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "job_files_tenant_id_job_id_name_part_pk" PRIMARY KEY("tenant_id","job_id","name","part")
);
--> statement-breakpoint
ALTER TABLE "job_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "jobs" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"state" "job_state" DEFAULT 'queued' NOT NULL,
	"input" jsonb NOT NULL,
	"cursor" jsonb,
	"total" integer,
	"done" integer DEFAULT 0 NOT NULL,
	"failed" integer DEFAULT 0 NOT NULL,
	"actor_kind" "actor_kind" NOT NULL,
	"actor_id" text NOT NULL,
	"actor_label" text NOT NULL,
	"address" text,
	"failure" text,
	"cancel_requested" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"alive_at" timestamp with time zone,
	CONSTRAINT "jobs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "jobs" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "job_errors" ADD CONSTRAINT "job_errors_job_fk" FOREIGN KEY ("tenant_id","job_id") REFERENCES "public"."jobs"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_files" ADD CONSTRAINT "job_files_job_fk" FOREIGN KEY ("tenant_id","job_id") REFERENCES "public"."jobs"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "jobs_open_idx" ON "jobs" USING btree ("created_at") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "jobs_ended_idx" ON "jobs" USING btree ("finished_at");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "job_errors" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "job_files" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "jobs" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON jobs, job_errors, job_files TO hato_app;
