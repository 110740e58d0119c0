/*
 * Doors to the states of aggregates on their way between processes. SQL has no
 * values of such states, so aggregates declared here, of the same C functions,
 * hand their bytes out and take them in again.
 */

-- For each aggregate of these names: bytes_NAME gives the bytes of its state,
-- answer_NAME the answer of states that are given as bytes, merged.
CREATE FUNCTION pg_temp.open_doors(VARIADIC names text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	a record;
	schema text = (SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema());
BEGIN
	FOR a IN
		SELECT p.proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments, s.prosrc AS serialize, c.prosrc AS combine, aggtransfn, aggfinalfn,
			   row_number() OVER (PARTITION BY p.proname ORDER BY p.oid) AS overload
		FROM pg_aggregate JOIN pg_proc AS p ON p.oid = aggfnoid JOIN pg_proc AS s ON s.oid = aggserialfn JOIN pg_proc AS c ON c.oid = aggcombinefn
		WHERE p.pronamespace = 'campaign_analytics'::regnamespace AND p.proname = ANY (names)
		ORDER BY p.proname, p.oid
	LOOP
		IF a.overload = 1 THEN
			EXECUTE format('CREATE FUNCTION %I.serialize_%s(internal) RETURNS bytea AS ''$libdir/campaign_analytics'', %L LANGUAGE C STRICT', schema, a.name, a.serialize);
			EXECUTE format('CREATE FUNCTION %I.merge_%s(internal, bytea) RETURNS internal AS ''$libdir/campaign_analytics'', %L LANGUAGE C', schema, a.name, a.combine);
			EXECUTE format('CREATE AGGREGATE %I.answer_%s(bytea) (SFUNC = %1$I.merge_%2$s, STYPE = internal, FINALFUNC = %s)', schema, a.name, a.aggfinalfn);
		END IF;
		EXECUTE format('CREATE AGGREGATE %I.bytes_%s(%s) (SFUNC = %s, STYPE = internal, FINALFUNC = %1$I.serialize_%2$s)', schema, a.name, a.arguments, a.aggtransfn);
	END LOOP;
END
$$;

CREATE TEMP TABLE victim (name text, aggregate text, bytes bytea);
