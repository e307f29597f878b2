-- What the console and the API may touch as a tenant. Users and the installation are not among it; the audit log can
-- only grow.
GRANT USAGE ON SCHEMA public TO hato_app;
--> statement-breakpoint
GRANT SELECT, UPDATE ON tenants TO hato_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON memberships, devices, device_credentials, roles, rules, device_roles, api_keys, sessions TO hato_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON audit TO hato_app;
