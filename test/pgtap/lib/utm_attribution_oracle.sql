/*
 * utm_attribution in plain SQL: by GROUPING SETS. Read after oracle.sql.
 */

-- %1$s: rows (g, contact, source, medium, campaign, url, converted); %2$s:
-- contact; %3$s: url, or the three parts
CREATE TEMP TABLE traffic_query (ours text, plain text);
INSERT INTO traffic_query VALUES (
$$SELECT g, t.place, t.source, t.medium, t.campaign, t.unique_visitors, t.total_events, t.conversions, t.is_total
  FROM (SELECT g, utm_attribution(%3$s, %2$s, converted) AS traffic FROM %1$s GROUP BY g) AS groups,
	   unnest(traffic) WITH ORDINALITY AS t (source, medium, campaign, unique_visitors, total_events, conversions, is_total, place)$$,
$$WITH known AS (
	SELECT g, source COLLATE "C" AS source, medium COLLATE "C" AS medium, campaign COLLATE "C" AS campaign, %2$s AS contact, converted FROM %1$s
  ), counted AS (
	SELECT g, GROUPING(source) = 1 AS is_total, source, medium, campaign,
		   count(DISTINCT contact) FILTER (WHERE (contact) IS DISTINCT FROM NULL) AS visitors, count(*) AS events, count(*) FILTER (WHERE converted) AS conversions
	FROM known GROUP BY GROUPING SETS ((g, source, medium, campaign), (g))
  )
  SELECT g, row_number() OVER (PARTITION BY g ORDER BY is_total, source, medium, campaign), source, medium, campaign, visitors, events, conversions, is_total
  FROM counted$$);

CREATE FUNCTION pg_temp.check_traffic(rows text, contact text, parts text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(ours, rows, contact, parts), format(plain, rows, contact, parts), format('%s, contact %s, of %s', description, contact, parts))
	FROM traffic_query
$$;
