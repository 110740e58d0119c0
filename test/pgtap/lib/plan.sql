/* The plan of a query that makes a table, which may have workers, in one line. */
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	plan text = '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS off) CREATE TABLE result AS ' || query LOOP
		plan = plan || line;
	END LOOP;
	RETURN plan;
END
$$;
