/* The plan of a query in one line: its nodes, and what is said of each. */
CREATE FUNCTION pg_temp.plan_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	plan text;
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		plan = concat_ws(' ', plan, trim(line));
	END LOOP;
	RETURN plan;
END
$$;
