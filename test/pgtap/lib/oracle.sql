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
