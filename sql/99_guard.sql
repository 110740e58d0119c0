/*
 * Nothing of the extension may have been taken from somebody else: an operator
 * or function that came into the schema while this script ran, and fits better
 * than that of PostgreSQL, would run with the rights of all who use ours.
 */
DO $$
DECLARE
	found pg_catalog.text;
BEGIN
	WITH RECURSIVE ours (classid, objid) AS (
		SELECT d.classid, d.objid
		FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_extension AS e
			 ON d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.refobjid OPERATOR(pg_catalog.=) e.oid
		WHERE e.extname OPERATOR(pg_catalog.=) 'campaign_analytics' AND d.deptype OPERATOR(pg_catalog.=) 'e'
		UNION
		-- their parts: rules, constraints, defaults, the types of rows and arrays
		SELECT d.classid, d.objid
		FROM ours AS o JOIN pg_catalog.pg_depend AS d
			 ON d.refclassid OPERATOR(pg_catalog.=) o.classid AND d.refobjid OPERATOR(pg_catalog.=) o.objid
		WHERE d.deptype OPERATOR(pg_catalog.=) 'a' OR d.deptype OPERATOR(pg_catalog.=) 'i'
	)
	SELECT pg_catalog.string_agg(DISTINCT pg_catalog.format('%s: %s', pg_catalog.pg_describe_object(d.classid, d.objid, 0),
															 pg_catalog.pg_describe_object(d.refclassid, d.refobjid, 0)), E'\n') INTO found
	FROM ours AS o JOIN pg_catalog.pg_depend AS d
		 ON d.classid OPERATOR(pg_catalog.=) o.classid AND d.objid OPERATOR(pg_catalog.=) o.objid
		 LEFT JOIN ours AS r ON r.classid OPERATOR(pg_catalog.=) d.refclassid AND r.objid OPERATOR(pg_catalog.=) d.refobjid
	WHERE r.objid IS NULL
		  AND d.refclassid OPERATOR(pg_catalog.<>) ALL ('{pg_catalog.pg_extension,pg_catalog.pg_namespace,pg_catalog.pg_language}'::pg_catalog.regclass[]);
	IF found IS NOT NULL THEN
		RAISE EXCEPTION 'somebody creates objects in schema "@extschema@" that take the place of those of PostgreSQL'
			USING ERRCODE = 'duplicate_object', DETAIL = found, HINT = 'See who owns the schema and who may create in it.';
	END IF;
END
$$;
