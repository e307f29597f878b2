-- The role that the console and the API work as. Row-level security binds it; the owner of the tables is not bound.
-- Roles belong to the whole server, so another Hato database on the same server may have made it already.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hato_app') THEN
    CREATE ROLE hato_app NOLOGIN NOINHERIT;
  END IF;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;
--> statement-breakpoint
DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'hato_app', 'MEMBER') THEN
    EXECUTE format('GRANT hato_app TO %I', current_user);
  END IF;
END
$$;
