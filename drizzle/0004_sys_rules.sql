-- `#` does not reach `$SYS`: the roles that read a whole tenant read its statistics by a rule of their own.
INSERT INTO rules (tenant_id, role_id, position, effect, action, filter)
SELECT r.tenant_id, r.id, 1 + coalesce((SELECT max(position) FROM rules WHERE tenant_id = r.tenant_id AND role_id = r.id), 0),
  'allow', 'subscribe', '$SYS/#'
FROM roles r
WHERE r.built_in AND r.name IN ('whole-tenant', 'read-only');
