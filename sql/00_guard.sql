/*
 * Whoever may create schemas may have made ours beforehand, and filled it. The
 * names of this script are looked up in it, so it must be empty; 99_guard.sql
 * looks again, for what came while the script ran.
 */
DO $$
DECLARE
	found pg_catalog.text;
BEGIN
	SELECT pg_catalog.string_agg(pg_catalog.pg_describe_object(d.classid, d.objid, 0), E'\n') INTO found
	FROM pg_catalog.pg_depend AS d
	WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_namespace'::pg_catalog.regclass
		  AND d.refobjid OPERATOR(pg_catalog.=) '@extschema@'::pg_catalog.regnamespace
		  -- this extension; what a dump restores first, and nobody can be caught by
		  AND d.classid OPERATOR(pg_catalog.<>) ALL ('{pg_catalog.pg_extension,pg_catalog.pg_collation,pg_catalog.pg_default_acl}'::pg_catalog.regclass[]);
	IF found IS NOT NULL THEN
		RAISE EXCEPTION 'schema "@extschema@" is not empty' USING ERRCODE = 'duplicate_object', DETAIL = found,
			HINT = 'The extension wants it for itself. Move these objects to another schema, or drop them.';
	END IF;
END
$$;
