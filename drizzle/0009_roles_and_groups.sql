CREATE TABLE "device_group_roles" (
	"tenant_id" text NOT NULL,
	"group_id" text NOT NULL,
	"role_id" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "device_group_roles_tenant_id_group_id_role_id_pk" PRIMARY KEY("tenant_id","group_id","role_id")
);
--> statement-breakpoint
ALTER TABLE "device_group_roles" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "device_groups" (
	"tenant_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"selector" jsonb NOT NULL,
	"priority" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "device_groups_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "device_groups" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "role_versions" (
	"tenant_id" text NOT NULL,
	"role_id" text NOT NULL,
	"version" integer NOT NULL,
	"rules" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"actor_kind" "actor_kind" NOT NULL,
	"actor_id" text,
	"actor_label" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "role_versions_tenant_id_role_id_version_pk" PRIMARY KEY("tenant_id","role_id","version")
);
--> statement-breakpoint
ALTER TABLE "role_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "roles" ADD COLUMN "tests" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "roles" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "roles" ADD COLUMN "updated_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "device_group_roles" ADD CONSTRAINT "device_group_roles_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_group_roles" ADD CONSTRAINT "device_group_roles_group_fk" FOREIGN KEY ("tenant_id","group_id") REFERENCES "public"."device_groups"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_group_roles" ADD CONSTRAINT "device_group_roles_tenant_id_role_id_roles_tenant_id_id_fk" FOREIGN KEY ("tenant_id","role_id") REFERENCES "public"."roles"("tenant_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device_groups" ADD CONSTRAINT "device_groups_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_versions" ADD CONSTRAINT "role_versions_tenant_id_role_id_roles_tenant_id_id_fk" FOREIGN KEY ("tenant_id","role_id") REFERENCES "public"."roles"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "device_group_roles_role_idx" ON "device_group_roles" USING btree ("tenant_id","role_id");--> statement-breakpoint
CREATE UNIQUE INDEX "device_groups_name_key" ON "device_groups" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "device_roles_role_idx" ON "device_roles" USING btree ("tenant_id","role_id");--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "device_group_roles" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "device_groups" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
CREATE POLICY "tenant_isolation" ON "role_versions" AS PERMISSIVE FOR ALL TO "hato_app" USING ("tenant_id" = current_setting('hato.tenant_id', true)) WITH CHECK ("tenant_id" = current_setting('hato.tenant_id', true));--> statement-breakpoint
-- What was before versions were kept is the first.
INSERT INTO role_versions (tenant_id, role_id, version, rules, actor_kind, actor_label, created_at)
SELECT r.tenant_id, r.id, 1, coalesce(jsonb_agg(jsonb_build_object('effect', ru.effect, 'action', ru.action,
    'filter', ru.filter, 'qosMax', ru.qos_max, 'retainAllowed', ru.retain_allowed) ORDER BY ru.position)
    FILTER (WHERE ru.position IS NOT NULL), '[]'),
  'system', 'Hato', r.created_at
FROM roles r LEFT JOIN rules ru ON ru.tenant_id = r.tenant_id AND ru.role_id = r.id
GROUP BY r.tenant_id, r.id, r.created_at;
--> statement-breakpoint
UPDATE roles SET updated_at = created_at;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON device_groups, device_group_roles TO hato_app;
--> statement-breakpoint
-- A version is never changed; the oldest are let go of.
GRANT SELECT, INSERT, DELETE ON role_versions TO hato_app;
