/*
 * The model: create_model makes it, drop_model takes it away.
 *
 * What a model consists of stands in sql/model/, which ca_model_parts returns;
 * its files run with the search path <schema>, campaign_analytics.  A model
 * keeps two views of constants, so that a dump carries them: model_info, its
 * options, and model_objects, what create_model has made.
 *
 * Trust: these two are read of the caller's own model only, for a view that
 * is read runs with the rights of who reads it.  Everything else about a schema
 * comes from the catalog, and no statement is looked up in it but those of
 * the model itself.
 */

/* ---- What is wanted ---- */

CREATE FUNCTION ca_model_wanted() RETURNS TABLE (kind text, name text, ordinal bigint)
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT lower(f.found[1]), f.found[2], row_number() OVER (ORDER BY p.name COLLATE "C", f.at)
	FROM ca_model_parts() AS p,
		 LATERAL regexp_matches(p.ddl, '^CREATE (?:OR REPLACE )?(TABLE|VIEW|FUNCTION) ([a-z0-9_]+)', 'gn') WITH ORDINALITY AS f (found, at)
	UNION ALL
	SELECT 'view', 'model_objects', 0;
END;

COMMENT ON FUNCTION ca_model_wanted() IS 'support function of create_model: the tables, views and functions of a model, each after what it needs';

CREATE FUNCTION ca_model_columns(id_type text) RETURNS TABLE (relation text, name text, type regtype, accepted regtype[], definition text)
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT substr(p.name, 4), f.found[2], t.type::regtype, t.accepted::regtype[], rtrim(replace(f.found[1], '@id@', id_type), ',')
	FROM ca_model_parts() AS p,
		 LATERAL regexp_matches(p.ddl, E'^\t(([a-z_]+) (@id@|double precision|[a-z]+(?:[[][]])?)[^\n]*)$', 'gn') AS f (found)
		 LEFT JOIN (VALUES
			('text', '{text,varchar}'),
			('text[]', '{text[],varchar[]}'),
			('bigint', '{bigint,integer,smallint}'),
			('uuid', '{uuid}'),
			('double precision', '{double precision,real,numeric,bigint,integer,smallint}'),
			('boolean', '{boolean}'),
			('jsonb', '{jsonb,json}'),
			('timestamptz', '{timestamptz}')) AS t (type, accepted)
		 ON t.type = replace(f.found[3], '@id@', id_type)
	WHERE starts_with(p.name, '10_');
END;

COMMENT ON FUNCTION ca_model_columns(text) IS 'support function of create_model: the columns of its relations as sql/model defines them, and the types that the base views cast to theirs';

CREATE FUNCTION ca_model_render(ddl text, placeholders jsonb) RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	p record;
BEGIN
	FOR p IN SELECT * FROM jsonb_each_text(placeholders) LOOP
		ddl := replace(ddl, '@' || p.key || '@', p.value);
	END LOOP;
	RETURN ddl;
END
$$;

COMMENT ON FUNCTION ca_model_render(text, jsonb) IS 'support function of create_model: a text with values for its @placeholders@';

CREATE FUNCTION ca_model_execute(schema name, ddl text[]) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET standard_conforming_strings = on AS $$
DECLARE
	path text := format('%I, campaign_analytics, pg_temp', schema);
	part text;
BEGIN
	-- within the loop names are looked up in the schema, too: no expressions
	FOREACH part IN ARRAY ddl LOOP
		PERFORM pg_catalog.set_config('search_path', path, true);
		EXECUTE part;
	END LOOP;
END
$$;

COMMENT ON FUNCTION ca_model_execute(name, text[]) IS 'support function of create_model: runs statements with the search path of the model';

/* ---- What stands there ---- */

CREATE FUNCTION ca_model_objects(schema name) RETURNS TABLE (kind text, name text, classid oid, objid oid, ordinal bigint)
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	owner name;
BEGIN
	SELECT pg_get_userbyid(c.relowner) INTO owner
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE n.nspname = schema AND c.relname = 'model_objects' AND c.relkind = 'v';
	IF NOT FOUND THEN
		RETURN;
	ELSIF owner <> current_user THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = format('the model in schema "%s" belongs to role "%s"', schema, owner),
			HINT = format('SET ROLE %I; first.', owner);
	END IF;
	RETURN QUERY EXECUTE format($query$
		SELECT o.kind, o.name,
			   CASE o.kind WHEN 'function' THEN 'pg_proc'::regclass::oid WHEN 'schema' THEN 'pg_namespace'::regclass::oid ELSE 'pg_class'::regclass::oid END,
			   coalesce(c.oid, p.oid, n.oid), o.ordinal::bigint
		FROM %1$I.model_objects AS o JOIN pg_namespace AS n ON n.nspname = %1$L
			 LEFT JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relname = o.name AND (o.kind, c.relkind) IN (('table', 'r'), ('view', 'v'))
			 LEFT JOIN pg_proc AS p ON p.pronamespace = n.oid AND o.kind = 'function' AND format('%%s(%%s)', p.proname, oidvectortypes(p.proargtypes)) = o.name
		WHERE o.kind = 'schema' OR c.oid IS NOT NULL OR p.oid IS NOT NULL$query$, schema);
END
$$;

COMMENT ON FUNCTION ca_model_objects(name) IS 'support function of create_model: what the model in a schema lists as its own and is still there; an error if it is not the caller''s';

CREATE FUNCTION ca_model_dependents(classids oid[], objids oid[]) RETURNS text[]
	LANGUAGE sql STABLE
BEGIN ATOMIC
	WITH RECURSIVE edge AS MATERIALIZED (
		SELECT d.refclassid, d.refobjid, d.refobjsubid, d.classid, d.objid, d.objsubid, d.deptype <> 'n' AS goes_along,
			   d.deptype = 'i' OR d.deptype = 'a' AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = d.refobjid AND c.relkind IN ('r', 't')) AS is_part
		FROM pg_depend AS d
		WHERE d.deptype IN ('n', 'a', 'i', 'P', 'S')
		UNION ALL
		-- a view goes when its rule does
		SELECT d.classid, d.objid, 0, d.refclassid, d.refobjid, 0, false, false
		FROM pg_depend AS d
		WHERE d.deptype = 'i' AND d.classid = 'pg_rewrite'::regclass
	), reached (classid, objid, objsubid, is_ours) AS (
		SELECT o.classid, o.objid, 0, true FROM unnest(classids, objids) AS o (classid, objid)
		UNION
		-- the parts of our objects are ours
		SELECT e.classid, e.objid, e.objsubid, r.is_ours AND e.is_part
		FROM reached AS r JOIN edge AS e ON e.refclassid = r.classid AND e.refobjid = r.objid AND r.objsubid IN (0, e.refobjsubid)
	), theirs AS (
		SELECT classid, objid, objsubid FROM reached
		EXCEPT
		SELECT o.classid, o.objid, r.objsubid FROM reached AS r JOIN reached AS o USING (classid, objid) WHERE o.is_ours
	)
	-- what goes when something else in the list goes is not told: types and constraints of a table, say
	SELECT array_agg(DISTINCT pg_describe_object(t.classid, t.objid, t.objsubid))
	FROM theirs AS t
	WHERE NOT EXISTS (
		SELECT FROM edge AS e JOIN theirs AS w ON e.refclassid = w.classid AND e.refobjid = w.objid AND w.objsubid IN (0, e.refobjsubid)
		WHERE e.goes_along AND e.classid = t.classid AND e.objid = t.objid AND e.objsubid IN (0, t.objsubid));
END;

COMMENT ON FUNCTION ca_model_dependents(oid[], oid[]) IS 'support function of create_model: what depends on objects and is neither among them nor a part of them; NULL: nothing';

/* ---- Checks ---- */

CREATE FUNCTION ca_model_check_schema(schema name) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF schema IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'schema must not be NULL';
	ELSIF schema = '' OR schema ~ '[$][$]|@[a-z]+@' THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_name', MESSAGE = format('schema "%s" cannot hold a model', schema),
			HINT = 'Its name must be neither empty nor contain two dollar signs in a row or a word between two @.';
	ELSIF starts_with(schema, 'pg_') OR schema IN ('information_schema', 'campaign_analytics', '$user') THEN
		RAISE EXCEPTION USING ERRCODE = 'reserved_name', MESSAGE = format('schema "%s" is reserved', schema),
			HINT = 'Let the model live in a schema of its own.';
	END IF;
END
$$;

COMMENT ON FUNCTION ca_model_check_schema(name) IS 'support function of create_model: refuses names of schemas that cannot hold a model';

CREATE FUNCTION ca_model_options(id_type text, zone text, conversions text[], enforce_transitions boolean) RETURNS jsonb
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF id_type NOT IN ('text', 'bigint', 'uuid') THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('id_type "%s" is not recognized', id_type),
			HINT = 'Valid types are text, bigint and uuid.';
	ELSIF array_ndims(conversions) > 1 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('conversions must have one dimension, not %s', array_ndims(conversions));
	ELSIF array_position(conversions, NULL) IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'conversions must not contain NULL';
	ELSIF zone || conversions::text ~ '[$][$]|@[a-z]+@' THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = 'zone and conversions must not contain two dollar signs in a row or a word between two @';
	END IF;
	-- an unknown zone is an error of its own
	PERFORM timezone(zone, now());
	RETURN jsonb_build_object('id', id_type, 'zone', quote_literal(zone), 'conversions', quote_literal(conversions) || '::text[]',
							  'enforce', enforce_transitions, 'version', (SELECT extversion FROM pg_extension WHERE extname = 'campaign_analytics'));
END
$$;

COMMENT ON FUNCTION ca_model_options(text, text, text[], boolean) IS 'support function of create_model: its options, checked, as placeholders';

CREATE FUNCTION ca_model_check_names(schema name) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	taken text;
BEGIN
	WITH wanted AS MATERIALIZED (SELECT * FROM @extschema@.ca_model_wanted()),
		 ours AS MATERIALIZED (SELECT * FROM @extschema@.ca_model_objects(schema)),
		 standing (classid, objid) AS (
		SELECT 'pg_class'::regclass, c.oid
		FROM pg_class AS c JOIN wanted AS w ON w.name = c.relname AND w.kind IN ('table', 'view')
		WHERE c.relnamespace = quote_ident(schema)::regnamespace AND NOT (w.kind = 'table' AND c.relkind IN ('r', 'p', 'f', 'v', 'm'))
		UNION ALL
		SELECT 'pg_type'::regclass, t.oid
		FROM pg_type AS t JOIN wanted AS w ON w.name = t.typname AND w.kind IN ('table', 'view')
		WHERE t.typnamespace = quote_ident(schema)::regnamespace AND t.typrelid = 0
		UNION ALL
		SELECT 'pg_proc'::regclass, p.oid
		FROM pg_proc AS p JOIN wanted AS w ON w.name = p.proname AND w.kind = 'function'
		WHERE p.pronamespace = quote_ident(schema)::regnamespace)
	SELECT string_agg(DISTINCT pg_describe_object(s.classid, s.objid, 0), E'\n') INTO taken
	FROM standing AS s
	WHERE (s.classid, s.objid) NOT IN (SELECT o.classid, o.objid FROM ours AS o);
	IF taken IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'duplicate_object', MESSAGE = format('names that the model in schema "%s" needs are taken', schema),
			DETAIL = taken, HINT = 'Rename these objects, move them to another schema, or let the model live in a schema of its own.';
	END IF;
END
$$;

COMMENT ON FUNCTION ca_model_check_names(name) IS 'support function of create_model: an error that lists what is not of the model and has a name that it needs';

CREATE FUNCTION ca_model_check_strangers(schema name) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	strange text;
BEGIN
	WITH home AS (SELECT quote_ident(schema)::regnamespace AS oid),
		 known AS (SELECT unnest(ARRAY['pg_catalog', '@extschema@']::regnamespace[]) AS oid),
		 standing (classid, objid, owner, is_twin) AS (
		SELECT 'pg_proc'::regclass, p.oid, p.proowner, bool_or(k.pronamespace = '@extschema@'::regnamespace)
		FROM pg_proc AS p JOIN home AS h ON h.oid = p.pronamespace JOIN pg_proc AS k ON k.proname = p.proname
		WHERE k.pronamespace IN (SELECT n.oid FROM known AS n)
		GROUP BY p.oid
		UNION ALL
		SELECT 'pg_operator'::regclass, o.oid, o.oprowner, false
		FROM pg_operator AS o JOIN home AS h ON h.oid = o.oprnamespace
		UNION ALL
		SELECT 'pg_type'::regclass, t.oid, t.typowner, false
		FROM pg_type AS t JOIN home AS h ON h.oid = t.typnamespace
		WHERE t.typname IN (SELECT k.typname FROM pg_type AS k WHERE k.typnamespace = '@extschema@'::regnamespace))
	SELECT string_agg(DISTINCT pg_describe_object(s.classid, s.objid, 0), E'\n') INTO strange
	FROM standing AS s JOIN pg_roles AS r ON r.oid = s.owner
	WHERE s.is_twin OR NOT r.rolsuper AND r.rolname <> current_user;
	IF strange IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'duplicate_object',
			MESSAGE = format('schema "%s" holds objects that could take the place of those the model calls', schema),
			DETAIL = strange, HINT = 'Drop or rename them, or let the model live in a schema of its own, in which only its owner may create.';
	END IF;
END
$$;

COMMENT ON FUNCTION ca_model_check_strangers(name) IS 'support function of create_model: an error that lists what the statements of a model could find in a schema in the place of what they mean: functions named as those of the extension, and functions, operators and types of other roles';

CREATE FUNCTION ca_model_misfits(schema name, id_type text, but text[]) RETURNS TABLE (relation text, misfit text, ordinal bigint)
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH RECURSIVE standing AS (
		SELECT c.relname, a.attname, a.atttypid, a.atttypid AS base
		FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
		WHERE c.relnamespace = quote_ident(schema)::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
		UNION ALL
		SELECT s.relname, s.attname, s.atttypid, t.typbasetype
		FROM standing AS s JOIN pg_type AS t ON t.oid = s.base
		WHERE t.typtype = 'd')
	SELECT w.relation, CASE WHEN s.base IS NULL THEN format('%s.%s is missing: NULL::%s AS %s', w.relation, w.name, w.type, w.name)
							ELSE format('%s.%s is %s, not %s: %s AS %s', w.relation, w.name, format_type(s.atttypid, NULL), w.type,
										CASE WHEN s.base = 'timestamp'::regtype AND w.type = 'timestamptz'::regtype THEN format('%s AT TIME ZONE ''UTC''', w.name)
											 WHEN s.base IN ('text'::regtype, 'varchar'::regtype) AND w.type = 'text[]'::regtype THEN format('string_to_array(%s, '','')', w.name)
											 ELSE format('%s::%s', w.name, w.type) END, w.name) END, w.ordinal
	FROM ROWS FROM (@extschema@.ca_model_columns(id_type)) WITH ORDINALITY AS w (relation, name, type, accepted, definition, ordinal)
		 JOIN pg_class AS c ON c.relname = w.relation AND c.relnamespace = quote_ident(schema)::regnamespace
		 LEFT JOIN standing AS s ON s.relname = w.relation AND s.attname = w.name
			  AND NOT EXISTS (SELECT FROM pg_type AS t WHERE t.oid = s.base AND t.typtype = 'd')
	WHERE s.base = ANY (w.accepted) IS NOT TRUE AND w.relation <> ALL (but);
END
$$;

COMMENT ON FUNCTION ca_model_misfits(name, text, text[]) IS 'support function of create_model: the columns that relations, but some, lack, or have in a type that the base views cannot cast, and how a view would have them';

CREATE FUNCTION ca_model_check_relations(schema name, id_type text, made text[]) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	relation text;
	misfits text;
	ids text;
BEGIN
	SELECT min(m.relation), string_agg(m.misfit, E'\n' ORDER BY m.relation, m.ordinal) INTO relation, misfits
	FROM @extschema@.ca_model_misfits(schema, id_type, '{}') AS m;
	IF misfits IS NOT NULL THEN
		SELECT t.id INTO ids FROM unnest('{text,bigint,uuid}'::text[]) AS t (id)
		WHERE t.id <> id_type AND NOT EXISTS (SELECT FROM @extschema@.ca_model_misfits(schema, t.id, made));
		RAISE EXCEPTION USING ERRCODE = 'invalid_table_definition',
			MESSAGE = format('what stands in schema "%s" lacks columns that the model reads, or has them in other types', schema), DETAIL = misfits,
			HINT = CASE WHEN ids IS NOT NULL THEN format('They fit a model with ids of type %s: SELECT create_model(%L, id_type => %L);', ids, schema, ids)
						ELSE format('Put a view in its place, with these columns and all others: ALTER TABLE %1$I.%2$I RENAME TO %3$I; CREATE VIEW %1$I.%2$I WITH (security_invoker) AS SELECT ... FROM %1$I.%3$I;',
									schema, relation, relation || '_table') END;
	END IF;
END
$$;

COMMENT ON FUNCTION ca_model_check_relations(name, text, text[]) IS 'support function of create_model: an error that lists all columns that adopted relations lack, or have in a type that the base views cannot cast';

CREATE FUNCTION ca_model_check_dependents(schema name, classids oid[], objids oid[]) RETURNS void
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	dependents text[] := @extschema@.ca_model_dependents(classids, objids);
BEGIN
	IF dependents IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'dependent_objects_still_exist',
			MESSAGE = format('objects that are not of the model in schema "%s" depend on parts of it that must go', schema),
			DETAIL = array_to_string(dependents, E'\n'),
			HINT = 'Drop them first; after an upgrade they can be made again.';
	END IF;
END
$$;

COMMENT ON FUNCTION ca_model_check_dependents(name, oid[], oid[]) IS 'support function of create_model: an error that lists what is not of the model and hinders that objects of it are dropped';

/* ---- Steps ---- */

CREATE FUNCTION ca_model_drop(schema name, classids oid[], objids oid[]) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	statement text;
BEGIN
	PERFORM @extschema@.ca_model_check_dependents(schema, classids, objids);
	-- each was made after what it needs, and goes before it
	FOR statement IN
		SELECT CASE o.kind WHEN 'function' THEN format('DROP FUNCTION %s', o.objid::regprocedure)
						   ELSE format('DROP %s %s', o.kind, o.objid::regclass) END
		FROM unnest(classids, objids) AS d (classid, objid) JOIN @extschema@.ca_model_objects(schema) AS o USING (classid, objid)
		ORDER BY o.kind = 'table', o.ordinal DESC
	LOOP
		EXECUTE statement;
	END LOOP;
END
$$;

COMMENT ON FUNCTION ca_model_drop(name, oid[], oid[]) IS 'support function of create_model: drops objects of a model, or lists in an error what depends on them';

CREATE FUNCTION ca_model_acls(schema name) RETURNS TABLE (kind text, name text, attribute name, objid oid, given aclitem[], acl aclitem[])
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN QUERY
	SELECT o.kind, o.name, NULL::name, o.objid, c.relacl, coalesce(c.relacl, acldefault('r', c.relowner))
	FROM @extschema@.ca_model_objects(schema) AS o JOIN pg_class AS c ON o.kind = 'view' AND c.oid = o.objid
	UNION ALL
	SELECT o.kind, o.name, a.attname, o.objid, a.attacl, a.attacl
	FROM @extschema@.ca_model_objects(schema) AS o JOIN pg_attribute AS a ON o.kind = 'view' AND a.attrelid = o.objid
	UNION ALL
	SELECT o.kind, o.name, NULL::name, o.objid, p.proacl, coalesce(p.proacl, acldefault('f', p.proowner))
	FROM @extschema@.ca_model_objects(schema) AS o JOIN pg_proc AS p ON o.kind = 'function' AND p.oid = o.objid;
END
$$;

COMMENT ON FUNCTION ca_model_acls(name) IS 'support function of create_model: the privileges on views, their columns and functions of a model, as they were given (NULL: never) and as they are';

CREATE FUNCTION ca_model_privileges(schema name) RETURNS jsonb
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RETURN (SELECT jsonb_agg(jsonb_build_object('kind', a.kind, 'name', a.name, 'attribute', a.attribute, 'is_given', a.given IS NOT NULL,
												'privilege', e.privilege_type, 'grantee', e.grantee, 'grantable', e.is_grantable))
			FROM @extschema@.ca_model_acls(schema) AS a, aclexplode(a.acl) AS e);
END
$$;

COMMENT ON FUNCTION ca_model_privileges(name) IS 'support function of create_model: who has been granted what on the views and functions of a model';

CREATE FUNCTION ca_model_grant(schema name, privileges jsonb) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	statement text;
BEGIN
	FOR statement IN
		WITH held AS MATERIALIZED (
			SELECT h.* FROM jsonb_to_recordset(privileges) AS h (kind text, name text, attribute name, is_given boolean, privilege text, grantee oid, grantable boolean)
		), now AS MATERIALIZED (
			SELECT a.*, CASE a.kind WHEN 'view' THEN format('TABLE %s', a.objid::regclass) ELSE format('FUNCTION %s', a.objid::regprocedure) END AS object
			FROM @extschema@.ca_model_acls(schema) AS a
			WHERE EXISTS (SELECT FROM held AS h WHERE h.kind = a.kind AND h.name = a.name AND (h.is_given OR a.given IS NOT NULL))
		), role (oid, name) AS (
			SELECT r.oid, quote_ident(r.rolname) FROM pg_roles AS r UNION ALL SELECT 0, 'PUBLIC'
		)
		-- what new objects are given by default goes first
		SELECT g.grant_or_revoke FROM (
		SELECT DISTINCT 1, format('REVOKE ALL ON %s FROM %s', n.object, r.name)
		FROM now AS n, aclexplode(n.acl) AS e JOIN role AS r ON r.oid = e.grantee
		WHERE n.attribute IS NULL
		UNION ALL
		SELECT 2, format('GRANT %s%s ON %s TO %s%s', h.privilege, ' (' || quote_ident(h.attribute) || ')', n.object, r.name, CASE WHEN h.grantable THEN ' WITH GRANT OPTION' END)
		FROM held AS h JOIN now AS n ON n.kind = h.kind AND n.name = h.name AND n.attribute IS NOT DISTINCT FROM h.attribute JOIN role AS r ON r.oid = h.grantee
		) AS g (place, grant_or_revoke) ORDER BY g.place
	LOOP
		EXECUTE statement;
	END LOOP;
END
$$;

COMMENT ON FUNCTION ca_model_grant(name, jsonb) IS 'support function of create_model: grants on views and functions that were made again what had been granted on those before';

CREATE FUNCTION ca_model_record(schema name, made text[]) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	objects text;
BEGIN
	SELECT string_agg(format('(%L::text, %L::text, %s)', o.kind, o.name, o.ordinal), E',\n' ORDER BY o.ordinal, o.name) INTO objects
	FROM (
		SELECT 'schema', '', 0::bigint WHERE 'schema' = ANY (made)
		UNION ALL
		SELECT w.kind, w.name, w.ordinal
		FROM @extschema@.ca_model_wanted() AS w
		WHERE w.kind = 'view' OR w.kind = 'table' AND w.name = ANY (made)
		UNION ALL
		SELECT w.kind, format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)), w.ordinal
		FROM @extschema@.ca_model_wanted() AS w JOIN pg_proc AS p ON p.proname = w.name
		WHERE w.kind = 'function' AND p.pronamespace = quote_ident(schema)::regnamespace) AS o (kind, name, ordinal);
	PERFORM @extschema@.ca_model_execute(schema, ARRAY[format(
		$ddl$CREATE OR REPLACE VIEW model_objects WITH (security_invoker) AS
			SELECT kind, name, ordinal FROM (VALUES %s) AS o (kind, name, ordinal);
			COMMENT ON VIEW model_objects IS 'what create_model has made, and drop_model takes away; adopted relations are not among it';
			COMMENT ON COLUMN model_objects.kind IS 'schema, table, view or function';
			COMMENT ON COLUMN model_objects.name IS 'name in the schema of the model, of functions with the types of their arguments';
			COMMENT ON COLUMN model_objects.ordinal IS 'order in which they are made'$ddl$, objects)]);
END
$$;

COMMENT ON FUNCTION ca_model_record(name, text[]) IS 'support function of create_model: writes model_objects';

CREATE FUNCTION ca_model_make(schema name, ddl text[], made text[]) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	old_classids oid[];
	old_objids oid[];
	versions xid[];
BEGIN
	SELECT array_agg(o.classid), array_agg(o.objid), array_agg(p.xmin) INTO old_classids, old_objids, versions
	FROM @extschema@.ca_model_objects(schema) AS o LEFT JOIN pg_proc AS p ON o.kind = 'function' AND p.oid = o.objid
	WHERE o.kind IN ('view', 'function');
	PERFORM @extschema@.ca_model_execute(schema, ddl);
	-- what was not made again belongs to another version: views of other names, functions with other arguments
	SELECT array_agg(o.classid), array_agg(o.objid) INTO old_classids, old_objids
	FROM unnest(old_classids, old_objids, versions) AS o (classid, objid, version)
		 LEFT JOIN pg_class AS c ON o.version IS NULL AND c.oid = o.objid
		 LEFT JOIN pg_proc AS p ON p.oid = o.objid AND p.xmin = o.version
	WHERE p.oid IS NOT NULL OR c.relname NOT IN (SELECT w.name FROM @extschema@.ca_model_wanted() AS w WHERE w.kind = 'view');
	PERFORM @extschema@.ca_model_drop(schema, old_classids, old_objids);
	PERFORM @extschema@.ca_model_record(schema, made);
END
$$;

COMMENT ON FUNCTION ca_model_make(name, text[], text[]) IS 'support function of create_model: makes views and functions or replaces them, and drops those that the version does not have any more';

CREATE FUNCTION ca_model_make_again(schema name, ddl text[], made text[]) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	privileges jsonb := @extschema@.ca_model_privileges(schema);
	classids oid[];
	objids oid[];
BEGIN
	-- a trigger function can always be replaced, and its trigger stays
	SELECT array_agg(o.classid), array_agg(o.objid) INTO classids, objids
	FROM @extschema@.ca_model_objects(schema) AS o LEFT JOIN pg_proc AS p ON o.kind = 'function' AND p.oid = o.objid
	WHERE o.kind = 'view' OR p.prorettype <> 'trigger'::regtype;
	PERFORM @extschema@.ca_model_drop(schema, classids, objids);
	PERFORM @extschema@.ca_model_execute(schema, ddl);
	PERFORM @extschema@.ca_model_record(schema, made);
	PERFORM @extschema@.ca_model_grant(schema, privileges);
END
$$;

COMMENT ON FUNCTION ca_model_make_again(name, text[], text[]) IS 'support function of create_model: drops all views and functions and makes them anew, with the privileges that they had';

CREATE FUNCTION ca_model_make_relations(schema name, placeholders jsonb, made text[]) RETURNS text[]
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	relations text[];
	ddl text[];
BEGIN
	SELECT array_agg(substr(p.name, 4)), array_agg(@extschema@.ca_model_render(p.ddl, placeholders)) INTO relations, ddl
	FROM @extschema@.ca_model_parts() AS p
	WHERE starts_with(p.name, '10_')
		  AND NOT EXISTS (SELECT FROM pg_class AS c WHERE c.relnamespace = quote_ident(schema)::regnamespace AND c.relname = substr(p.name, 4));
	-- columns that an earlier version did not have
	SELECT ddl || array_agg(format('ALTER TABLE %I ADD COLUMN %s', w.relation, w.definition)) INTO ddl
	FROM @extschema@.ca_model_columns(placeholders ->> 'id') AS w
	WHERE w.relation = ANY (made)
		  AND NOT EXISTS (SELECT FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
						  WHERE c.relnamespace = quote_ident(schema)::regnamespace AND c.relname = w.relation AND a.attname = w.name);
	IF ddl IS NOT NULL THEN
		PERFORM @extschema@.ca_model_execute(schema, ddl);
	END IF;
	RETURN made || relations;
END
$$;

COMMENT ON FUNCTION ca_model_make_relations(name, jsonb, text[]) IS 'support function of create_model: makes the relations that are not there, and columns that tables which it made before do not have yet; returns what it has made';

CREATE FUNCTION ca_model_finish_relations(schema name, made text[], enforce_transitions boolean) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	guarded boolean;
	ddl text[];
BEGIN
	-- the columns of tables say what those of their base views do
	SELECT array_agg(format('COMMENT ON COLUMN %I.%I IS %L', t.relname, a.attname, col_description(v.oid, b.attnum))) INTO ddl
	FROM pg_class AS t JOIN pg_class AS v ON v.relnamespace = t.relnamespace AND v.relname = 'all_' || t.relname
		 JOIN pg_attribute AS a ON a.attrelid = t.oid JOIN pg_attribute AS b ON b.attrelid = v.oid AND b.attname = a.attname
	WHERE t.relnamespace = quote_ident(schema)::regnamespace AND t.relname = ANY (made)
		  AND a.attnum > 0 AND col_description(t.oid, a.attnum) IS NULL;
	IF 'campaigns' = ANY (made) THEN
		guarded := EXISTS (SELECT FROM pg_trigger WHERE tgrelid = format('%I.campaigns', schema)::regclass AND tgname = 'campaign_status_guard');
		IF enforce_transitions AND NOT guarded THEN
			ddl := ddl || ARRAY['CREATE TRIGGER campaign_status_guard BEFORE INSERT OR UPDATE OF campaign_group, status, scheduled_at ON campaigns FOR EACH ROW EXECUTE FUNCTION campaign_status_guard()',
				$ddl$COMMENT ON TRIGGER campaign_status_guard ON campaigns IS 'states follow one another as campaign_transitions says; ALTER TABLE campaigns DISABLE TRIGGER campaign_status_guard for a load of old campaigns, or create_model with enforce_transitions => false for good'$ddl$];
		ELSIF guarded AND NOT enforce_transitions THEN
			ddl := ddl || 'DROP TRIGGER campaign_status_guard ON campaigns'::text;
		END IF;
	END IF;
	PERFORM @extschema@.ca_model_execute(schema, ddl) WHERE ddl IS NOT NULL;
END
$$;

COMMENT ON FUNCTION ca_model_finish_relations(name, text[], boolean) IS 'support function of create_model: comments and the trigger of the tables that it made';

/* ---- The model ---- */

CREATE FUNCTION ca_model_lock(schema name) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	PERFORM pg_advisory_xact_lock('pg_namespace'::regclass::oid::integer, hashtext(schema));
END
$$;

COMMENT ON FUNCTION ca_model_lock(name) IS 'support function of create_model: waits until nobody else makes or drops a model of that schema, which need not exist';

CREATE FUNCTION ca_model_begin(schema name) RETURNS text[]
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	made text[] := '{}';
BEGIN
	PERFORM @extschema@.ca_model_lock(schema);
	-- as it is now: who waited may remember another by its name
	IF NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.nspname = schema) THEN
		IF NOT has_database_privilege(current_database(), 'CREATE') THEN
			RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
				MESSAGE = format('schema "%s" does not exist, and role "%s" may not create it', schema, current_user),
				HINT = format('GRANT CREATE ON DATABASE %I TO %I, or CREATE SCHEMA %I AUTHORIZATION %2$I.', current_database(), current_user, schema);
		END IF;
		EXECUTE format('CREATE SCHEMA %I', schema);
		made := '{schema}';
	ELSIF NOT has_schema_privilege(quote_ident(schema)::regnamespace, 'CREATE') THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = format('role "%s" may not create objects in schema "%s"', current_user, schema),
			HINT = format('GRANT USAGE, CREATE ON SCHEMA %I TO %I.', schema, current_user);
	END IF;
	RETURN made || ARRAY(SELECT CASE o.kind WHEN 'schema' THEN o.kind ELSE o.name END
						 FROM @extschema@.ca_model_objects(schema) AS o WHERE o.kind IN ('schema', 'table'));
END
$$;

COMMENT ON FUNCTION ca_model_begin(name) IS 'support function of create_model: sees to it that the schema is there; returns which tables in it create_model made before, and "schema" if it made that';

CREATE FUNCTION create_model(schema name, id_type text DEFAULT NULL, zone text DEFAULT NULL, conversions text[] DEFAULT NULL, enforce_transitions boolean DEFAULT NULL) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	made text[];
	old record;
	placeholders jsonb;
	ddl text[];
BEGIN
	-- who is no superuser may name our settings once the library, which knows them, is loaded
	PERFORM @extschema@.url_host('');
	PERFORM @extschema@.ca_model_check_schema(schema);
	made := @extschema@.ca_model_begin(schema);
	SELECT 'text' AS id_type, 'UTC' AS zone, '{purchase}' AS conversions, true AS enforce_transitions INTO old;
	IF EXISTS (SELECT FROM @extschema@.ca_model_objects(schema) AS o WHERE (o.kind, o.name) = ('view', 'model_info')) THEN
		EXECUTE format('SELECT id_type, zone, conversions, enforce_transitions FROM %I.model_info', schema) INTO old;
		IF id_type <> old.id_type AND made <@ '{schema}' IS FALSE THEN
			RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
				MESSAGE = format('the model in schema "%s" has ids of type %s, not %s', schema, old.id_type, id_type),
				HINT = 'Make another model, and load it from the tables of this one.';
		END IF;
	END IF;
	placeholders := @extschema@.ca_model_options(coalesce(id_type, old.id_type), coalesce(zone, old.zone),
		coalesce(conversions, old.conversions::text[]), coalesce(enforce_transitions, old.enforce_transitions))
		|| jsonb_build_object('schema', quote_ident(schema), 'home', quote_literal(schema));
	PERFORM @extschema@.ca_model_check_names(schema);
	PERFORM @extschema@.ca_model_check_strangers(schema);
	made := @extschema@.ca_model_make_relations(schema, placeholders, made);
	PERFORM @extschema@.ca_model_check_relations(schema, placeholders ->> 'id', made);
	ddl := ARRAY(SELECT @extschema@.ca_model_render(p.ddl, placeholders) FROM @extschema@.ca_model_parts() AS p
				 WHERE NOT starts_with(p.name, '10_') ORDER BY p.name COLLATE "C");
	BEGIN
		PERFORM @extschema@.ca_model_make(schema, ddl, made);
	EXCEPTION WHEN syntax_error_or_access_rule_violation THEN
		-- OR REPLACE cannot change the shape of a view or function
		IF NOT EXISTS (SELECT FROM @extschema@.ca_model_objects(schema)) THEN
			RAISE;
		END IF;
		PERFORM @extschema@.ca_model_make_again(schema, ddl, made);
	END;
	PERFORM @extschema@.ca_model_finish_relations(schema, made, (placeholders ->> 'enforce')::boolean);
	IF enforce_transitions AND NOT 'campaigns' = ANY (made) THEN
		RAISE NOTICE 'campaigns of schema "%" were not made by create_model: no trigger watches over their states', schema;
	END IF;
END
$$;

COMMENT ON FUNCTION create_model(name, text, text, text[], boolean) IS
'makes a model in a schema, which it creates if need be: tables contacts, campaigns, templates, messages, events and enrollments where nothing of that name stands, and views and functions over them. id_type: text, bigint or uuid; zone: time zone of days; conversions: types of events that are conversions; enforce_transitions: whether a trigger watches over the states of campaigns, in a table that create_model made. NULL: as it was before; for a new model text, UTC, {purchase}, true. A second call brings a model to the version of the extension. Who uses a model trusts all who may create objects in its schema';

CREATE FUNCTION drop_model(schema name) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET row_security = off AS $$
DECLARE
	classids oid[];
	objids oid[];
	kept oid[] := '{}';
	made_schema boolean;
	t record;
	holds_rows boolean;
BEGIN
	IF schema IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'schema must not be NULL';
	END IF;
	PERFORM @extschema@.ca_model_lock(schema);
	SELECT bool_or(o.kind = 'schema') INTO made_schema FROM @extschema@.ca_model_objects(schema) AS o;
	IF made_schema IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('schema "%s" holds no model', schema);
	END IF;
	FOR t IN SELECT o.objid, o.name FROM @extschema@.ca_model_objects(schema) AS o WHERE o.kind = 'table' ORDER BY o.name LOOP
		EXECUTE format('LOCK TABLE %s', t.objid::regclass);
		EXECUTE format('SELECT EXISTS (SELECT FROM ONLY %s)', t.objid::regclass) INTO holds_rows;
		IF holds_rows THEN
			RAISE NOTICE 'table "%.%" holds rows and is kept', schema, t.name;
			kept := kept || t.objid;
		END IF;
	END LOOP;
	IF EXISTS (SELECT FROM pg_trigger AS g JOIN @extschema@.ca_model_objects(schema) AS o ON o.kind = 'table' AND g.tgrelid = o.objid
			   WHERE g.tgname = 'campaign_status_guard') THEN
		EXECUTE format('DROP TRIGGER campaign_status_guard ON %I.campaigns', schema);
	END IF;
	SELECT array_agg(o.classid), array_agg(o.objid) INTO classids, objids
	FROM @extschema@.ca_model_objects(schema) AS o WHERE o.kind <> 'schema' AND o.objid <> ALL (kept);
	PERFORM @extschema@.ca_model_drop(schema, classids, objids);
	-- the schema goes if create_model made it and nothing else lives in it
	IF made_schema AND NOT EXISTS (SELECT FROM pg_depend WHERE refclassid = 'pg_namespace'::regclass AND refobjid = quote_ident(schema)::regnamespace) THEN
		EXECUTE format('DROP SCHEMA %I', schema);
	END IF;
END
$$;

COMMENT ON FUNCTION drop_model(name) IS
'drops what create_model made in a schema: views, functions, those of its tables that hold no rows (a notice names the others), and the schema, if it made that and nothing else is in it. Adopted relations are left alone, and what others have built upon the model is an error that lists it';
