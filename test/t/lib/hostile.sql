/*
 * Traps for the hostile installation: lay_traps fills a schema with operators
 * and functions that have the names of those in PostgreSQL, or in our schema,
 * and fit better where the arguments are of other types than theirs: operators
 * of two types that have none, functions of concrete types for polymorphic
 * ones, of integer for bigint, name for text. Whoever steps into one raises an
 * error, and has it told in the server's log if the error is caught.
 */
CREATE SCHEMA traps;
GRANT USAGE ON SCHEMA traps TO PUBLIC;

CREATE FUNCTION traps.spring() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
	RAISE LOG 'TRAPPED as %', current_user;
	RAISE EXCEPTION 'trapped as %', current_user USING ERRCODE = 'TRAPX';
END
$$;

-- Types that our expressions have, of operators and of arguments.
CREATE FUNCTION traps.types() RETURNS regtype[] IMMUTABLE
RETURN
	'{smallint,integer,bigint,oid,numeric,double precision,text,varchar,name,"char",boolean,date,timestamp,timestamptz,interval,uuid,jsonb,regclass,regtype,text[],bigint[],oid[],name[]}'::regtype[];

/* ---- Operators ---- */

CREATE FUNCTION traps.lay_operators(schema name, names text[]) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	pair record;
	operator text;
	laid bigint := 0;
BEGIN
	FOR pair IN
		SELECT l, r, result
		FROM unnest(traps.types()) AS l, unnest(traps.types()) AS r, unnest(ARRAY['boolean'::regtype, l]) AS result
	LOOP
		EXECUTE format('CREATE OR REPLACE FUNCTION %I.%I(%s, %s) RETURNS %s LANGUAGE plpgsql AS %L', schema, 'op_' || pair.result, pair.l, pair.r, pair.result,
					   'BEGIN PERFORM traps.spring(); END');
		FOR operator IN
			SELECT DISTINCT o.oprname FROM pg_operator AS o
			WHERE o.oprname = ANY (names) AND o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprleft <> 0
				  AND (o.oprresult = 'boolean'::regtype) = (pair.result = 'boolean'::regtype)
			EXCEPT
			SELECT o.oprname FROM pg_operator AS o
			WHERE (o.oprleft, o.oprright) = (pair.l, pair.r) AND o.oprnamespace IN ('pg_catalog'::regnamespace, quote_ident(schema)::regnamespace)
		LOOP
			EXECUTE format('CREATE OPERATOR %I.%s (LEFTARG = %s, RIGHTARG = %s, FUNCTION = %1$I.%5$I)', schema, operator, pair.l, pair.r, 'op_' || pair.result);
			laid := laid + 1;
		END LOOP;
	END LOOP;
	RETURN laid;
END
$$;

/* ---- Functions ---- */

-- What may stand for a type so that it fits better, or is as good.
CREATE FUNCTION traps.stands_for(type regtype, polymorph regtype) RETURNS SETOF regtype LANGUAGE sql IMMUTABLE AS $$
	SELECT CASE
		WHEN type IN ('anyarray', 'anycompatiblearray') THEN (SELECT t.typarray::regtype FROM pg_type AS t WHERE t.oid = polymorph)
		WHEN type IN ('anyelement', 'anycompatible', 'anynonarray', 'anycompatiblenonarray', 'anyenum', '"any"') THEN polymorph
		ELSE type END
	UNION ALL SELECT unnest('{integer,smallint}'::regtype[]) WHERE type = 'bigint'::regtype
	UNION ALL SELECT 'smallint' WHERE type = 'integer'::regtype
	UNION ALL SELECT unnest('{name,varchar,"char"}'::regtype[]) WHERE type = 'text'::regtype
	UNION ALL SELECT unnest('{bigint,integer}'::regtype[]) WHERE type IN ('numeric'::regtype, 'double precision'::regtype)
	UNION ALL SELECT unnest('{timestamp,date}'::regtype[]) WHERE type = 'timestamptz'::regtype
	UNION ALL SELECT unnest('{regclass,regtype}'::regtype[]) WHERE type = 'oid'::regtype
$$;

-- Signatures of traps for one function, its own among them
CREATE FUNCTION traps.signatures(function pg_proc, polymorph regtype) RETURNS SETOF regtype[] LANGUAGE sql STABLE AS $$
	WITH RECURSIVE s (types, n) AS (
		SELECT '{}'::regtype[], 0
		UNION ALL
		SELECT s.types || t, n + 1
		FROM s, LATERAL traps.stands_for(function.proargtypes[n], polymorph) AS t
		WHERE n < function.pronargs
	)
	SELECT types FROM s WHERE n = function.pronargs LIMIT 30
$$;

CREATE FUNCTION traps.lay_functions(schema name, names text[]) RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	signature record;
	arguments text;
	result text;
	laid bigint := 0;
BEGIN
	CREATE TEMP TABLE laid_signatures ON COMMIT DROP AS
	SELECT DISTINCT ON (p.proname, s.types) p.proname, p.prokind, p.proretset, s.types, p.prorettype, m AS polymorph, p.proallargtypes, p.proargmodes, p.pronargs, p.proargnames
	FROM pg_proc AS p,
		 LATERAL unnest(CASE WHEN EXISTS (SELECT FROM unnest(p.proargtypes) AS a (type) JOIN pg_type AS t ON t.oid = a.type WHERE t.typtype = 'p')
						THEN '{text,bigint,integer,name,oid,jsonb,timestamptz,boolean,double precision,regtype}'::regtype[] ELSE '{text}' END) AS m,
		 LATERAL traps.signatures(p, m) AS s (types)
	WHERE p.proname = ANY (names) AND p.pronamespace IN ('pg_catalog'::regnamespace, to_regnamespace('campaign_analytics'))
		  AND p.pronargs <= 8 AND (p.prokind = 'f' OR p.pronargs > 0)
		  AND NOT EXISTS (SELECT FROM unnest(s.types) AS x JOIN pg_type AS t ON t.oid = x WHERE t.typtype = 'p') AND array_position(s.types, NULL) IS NULL
	ORDER BY p.proname, s.types;
	DELETE FROM laid_signatures AS s USING pg_proc AS p
	WHERE p.proname = s.proname AND p.proargtypes = array_to_string(s.types::oid[], ' ')::oidvector
		  AND p.pronamespace IN ('pg_catalog'::regnamespace, quote_ident(schema)::regnamespace);
	FOR signature IN SELECT * FROM laid_signatures LOOP
		arguments := array_to_string(signature.types, ', ');
		result := CASE
			WHEN signature.prorettype IN ('anyarray'::regtype, 'anycompatiblearray'::regtype) THEN signature.polymorph || '[]'
			WHEN (SELECT t.typtype = 'p' FROM pg_type AS t WHERE t.oid = signature.prorettype) AND signature.prorettype NOT IN ('void'::regtype, 'record'::regtype) THEN signature.polymorph::text
			ELSE signature.prorettype::regtype::text END;
		laid := laid + 1;
		IF signature.prokind = 'f' THEN
			-- what it returns besides
			IF signature.prorettype = 'record'::regtype THEN
				arguments := concat_ws(', ', nullif(arguments, ''), (SELECT string_agg(format('OUT %I %s', signature.proargnames[n], signature.proallargtypes[n]::regtype), ', ' ORDER BY n)
					FROM generate_subscripts(signature.proallargtypes, 1) AS n WHERE signature.proargmodes[n] IN ('o', 't')));
			END IF;
			EXECUTE format('CREATE FUNCTION %I.%I(%s) RETURNS %s %s LANGUAGE plpgsql AS %L', schema, signature.proname, arguments,
						   CASE WHEN signature.proretset THEN 'SETOF' END, result, 'BEGIN PERFORM traps.spring(); END');
		ELSE
			EXECUTE format('CREATE FUNCTION %1$I.%2$I(%4$s, %3$s) RETURNS %4$s LANGUAGE plpgsql AS %5$L; CREATE AGGREGATE %1$I.%6$I(%3$s) (SFUNC = %1$I.%2$I, STYPE = %4$s)',
						   schema, 'step_' || laid, arguments, result, 'BEGIN PERFORM traps.spring(); END', signature.proname);
		END IF;
	END LOOP;
	DROP TABLE laid_signatures;
	RETURN laid;
END
$$;

/* ---- All of them ---- */

-- WORDS: the operators, and the words that may be functions
CREATE FUNCTION traps.lay(schema name, words text[], OUT operators bigint, OUT functions bigint) LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
	type text;
BEGIN
	operators := traps.lay_operators(schema, words);
	functions := traps.lay_functions(schema, words);
	-- types and relations are found by name alone
	FOREACH type IN ARRAY '{text,bigint,integer,interval,timestamptz,boolean,jsonb,regclass,regtype,name,keyset,timeline,message_metrics_row,pg_class,pg_proc,pg_depend,pg_namespace}'::text[] LOOP
		EXECUTE format('CREATE TYPE %I.%I AS ENUM (''never'')', schema, type);
	END LOOP;
	EXECUTE format('CREATE TABLE %1$I.sites (host text, category text, name text); CREATE TABLE %1$I.pg_attribute (attname name); CREATE TABLE %1$I.pg_extension (extname name)', schema);
END
$$;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA traps TO PUBLIC;
