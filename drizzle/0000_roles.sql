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
-- We must be able to become it. From PostgreSQL 16 on, having made a role is not enough for that.
DO $$
BEGIN
  EXECUTE format('GRANT hato_app TO %I', current_user);
EXCEPTION
  WHEN insufficient_privilege THEN
    BEGIN
      SET LOCAL ROLE hato_app;
      RESET ROLE;
    EXCEPTION
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role hato_app is there but not for %, let an administrator run: GRANT hato_app TO %',
          current_user, quote_ident(current_user);
    END;
END
$$;
