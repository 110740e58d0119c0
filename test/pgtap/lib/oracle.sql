/*
 * What the pgTAP files share, read by \ir: a transaction to roll back, and
 * the comparison of a query with the plain SQL that defines it.
 */
BEGIN;
SET LOCAL search_path = campaign_analytics, public;
SET LOCAL client_min_messages = warning;

-- One assertion: two queries give the same rows, however often each. An error
-- is a failure of this one, not the end of the file.
CREATE FUNCTION pg_temp.agree(ours text, plain text, description text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	RETURN is_empty(format(
		'WITH ours AS MATERIALIZED (%s), plain AS MATERIALIZED (%s) '
		'(SELECT ''ours'', * FROM ours EXCEPT ALL SELECT ''ours'', * FROM plain) UNION ALL '
		'(SELECT ''plain'', * FROM plain EXCEPT ALL SELECT ''plain'', * FROM ours) LIMIT 8',
		ours, plain), description);
EXCEPTION WHEN OTHERS THEN
	RETURN fail(description) || E'\n' || diag(format('%s: %s', SQLSTATE, SQLERRM));
END
$$;

-- A number that looks random and is always the same one.
CREATE FUNCTION pg_temp.noise(n bigint, seed bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT hashint8extended(n, seed)
$$;

-- The first instant of a local day: of two midnights AT TIME ZONE gives the later one.
CREATE FUNCTION pg_temp.day_begins(zone text, day date) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
	SELECT min(midnight)
	FROM (SELECT day::timestamp AT TIME ZONE zone AS late) AS l,
		 LATERAL (SELECT late AS midnight
				  UNION ALL
				  -- by the clocks that there were before
				  SELECT day::timestamp AT TIME ZONE 'UTC' - ((late - ago) AT TIME ZONE zone - (late - ago) AT TIME ZONE 'UTC') FROM unnest('{26 hours,15 days}'::interval[]) AS ago) AS m
	WHERE midnight = late OR (midnight AT TIME ZONE zone)::date = day
$$;
