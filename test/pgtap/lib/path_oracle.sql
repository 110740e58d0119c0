/*
 * path_edges in plain SQL: sessions by lag(), steps by row_number(). Read after oracle.sql.
 */

-- %1$s: rows (g, contact, at, node); %2$s: contact; %3$L: gap; %4$s: max_steps
-- as an argument, or nothing; %5$s: the same as a number
CREATE TEMP TABLE path_query (ours text, plain text);
INSERT INTO path_query VALUES (
$$SELECT g, e.place, e."from", e."to", e.step, e.contacts, e.transitions
  FROM (SELECT g, path_edges(%3$L, %2$s, at, node%4$s) AS edges FROM %1$s GROUP BY g) AS groups,
	   unnest(edges) WITH ORDINALITY AS e ("from", "to", step, contacts, transitions, place)$$,
$$WITH known AS (
	SELECT g, %2$s AS contact, at, node COLLATE "C" AS node,
		   row_number() OVER (PARTITION BY g, %2$s ORDER BY at, node COLLATE "C") AS n
	FROM %1$s WHERE (%2$s) IS DISTINCT FROM NULL AND at IS NOT NULL AND node IS NOT NULL
  ), marked AS (
	SELECT *, at - lag(at) OVER (PARTITION BY g, contact ORDER BY n) > %3$L AS starts FROM known
  ), sessions AS (
	SELECT *, count(*) FILTER (WHERE starts) OVER (PARTITION BY g, contact ORDER BY n) AS session FROM marked
  ), steps AS (
	SELECT g, contact, node, row_number() OVER w AS step, lead(node) OVER w AS next
	FROM sessions WINDOW w AS (PARTITION BY g, contact, session ORDER BY n)
  )
  SELECT g, row_number() OVER (PARTITION BY g ORDER BY step, count(*) DESC, node, next), node, next, step::int,
		 count(DISTINCT contact), count(*)
  FROM steps WHERE next IS NOT NULL AND step <= %5$s GROUP BY g, node, next, step$$);

CREATE FUNCTION pg_temp.check_paths(rows text, contact text, gap text, max_steps int, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(ours, rows, contact, gap, ', ' || max_steps, max_steps),
						 format(plain, rows, contact, gap, '', coalesce(max_steps, 2147483647)),
						 format('%s, contact %s, gap %s, max_steps %s', description, contact, gap, coalesce(max_steps::text, 'left out')))
	FROM path_query
$$;
