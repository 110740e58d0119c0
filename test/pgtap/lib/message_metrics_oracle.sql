/*
 * message_metrics and message_series in plain SQL. Read after oracle.sql.
 */

-- The totals and uniques of each type of event, then those of human ones alone,
-- the times, and the rates, which are named by what they divide by what.
CREATE TEMP TABLE word (place int, name text, has_twin bool);
INSERT INTO word VALUES (1, 'requested', false), (2, 'sent', false), (3, 'delivered', false), (4, 'bounced', false), (5, 'failed', false),
	(6, 'opened', true), (7, 'clicked', true), (8, 'interacted', true), (9, 'replied', false), (10, 'unsubscribed', false);
CREATE TEMP TABLE rate (place int, part text, whole text);
INSERT INTO rate VALUES (1, 'delivered_unique', 'sent_unique'), (2, 'bounced_unique', 'sent_unique'), (3, 'bounced_unique', 'delivered_unique'), (4, 'failed_unique', 'sent_unique'),
	(5, 'opened_unique', 'sent_unique'), (6, 'opened_unique', 'delivered_unique'), (7, 'clicked_unique', 'sent_unique'), (8, 'clicked_unique', 'delivered_unique'),
	(9, 'clicked_unique', 'opened_unique'), (10, 'interacted_unique', 'delivered_unique'), (11, 'replied_unique', 'delivered_unique'), (12, 'unsubscribed_unique', 'delivered_unique'),
	(13, 'opened_unique_human', 'sent_unique'), (14, 'opened_unique_human', 'delivered_unique'), (15, 'clicked_unique_human', 'sent_unique'),
	(16, 'clicked_unique_human', 'delivered_unique'), (17, 'clicked_unique_human', 'opened_unique_human');

-- %1$s: rows (g, at, type, human); %2$s: the key
CREATE TEMP TABLE metrics_query AS
SELECT 'SELECT g, (message_metrics(type, human, at, %2$s)).* FROM %1$s GROUP BY g' AS ours,
	   'WITH counts AS (SELECT g, ' || (SELECT string_agg(format('count(*) FILTER (WHERE type = %L) AS %1$s_total, count(DISTINCT k) FILTER (WHERE type = %1$L) AS %1$s_unique', name), ', ' ORDER BY place) FROM word)
	   || (SELECT string_agg(format(', count(*) FILTER (WHERE type = %L AND human) AS %1$s_total_human, count(DISTINCT k) FILTER (WHERE type = %1$L AND human) AS %1$s_unique_human', name), '' ORDER BY place) FROM word WHERE has_twin)
	   || (SELECT string_agg(format(', count(DISTINCT k) FILTER (WHERE place = %s)', place), '' ORDER BY place) FROM word WHERE place <= 5)
	   || ', min(at) FILTER (WHERE known) AS first, max(at) FILTER (WHERE known) AS last, max(at) FILTER (WHERE type IN (''opened'', ''clicked'', ''interacted'', ''replied'')) AS engaged
	   FROM (SELECT *, max(array_position(''{requested,sent,delivered,bounced,failed}'', type)) OVER (PARTITION BY g, k) AS place
			 FROM (SELECT g, at, type, human, type IN (' || (SELECT string_agg(quote_literal(name), ', ') FROM word) || ') AS known, CASE WHEN num_nulls(%2$s) = 0 THEN ROW(%2$s)::text END AS k FROM %1$s WHERE at IS NOT NULL
				   UNION ALL SELECT DISTINCT g, NULL::timestamptz, NULL, false, false, NULL FROM %1$s) AS facts) AS facts GROUP BY g)
	   SELECT counts.*' || (SELECT string_agg(format(', %s::float8 / nullif(%s, 0)', part, whole), '' ORDER BY place) FROM rate) || ' FROM counts' AS plain;

CREATE FUNCTION pg_temp.check_metrics(rows text, key text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(ours, rows, key), format(plain, rows, key), format('metrics: %s, key %s', description, key)) FROM metrics_query
$$;

-- %1$s: rows; %2$s: the key; %3$L: period; %4$L: zone
CREATE TEMP TABLE series_query (ours text, plain text);
INSERT INTO series_query VALUES (
$$SELECT g, type, p.* FROM (SELECT g, type, message_series(%3$L, %4$L, human, at, %2$s) AS points FROM %1$s GROUP BY g, type) AS groups,
	unnest(points) WITH ORDINALITY AS p$$,
$$WITH facts AS (
	SELECT g, type, coalesce(human, false) AS human, date_trunc(%3$L, at, %4$L) AS bucket, CASE WHEN num_nulls(%2$s) = 0 THEN ROW(%2$s)::text END AS k FROM %1$s WHERE at IS NOT NULL
  ), firsts AS (
	SELECT *, min(bucket) OVER (PARTITION BY g, type, k) AS first, min(bucket) FILTER (WHERE human) OVER (PARTITION BY g, type, k) AS first_human FROM facts
  )
  SELECT g, type, bucket, count(*), count(DISTINCT k), count(DISTINCT k) FILTER (WHERE bucket = first),
		 count(*) FILTER (WHERE human), count(DISTINCT k) FILTER (WHERE human), count(DISTINCT k) FILTER (WHERE human AND bucket = first_human),
		 row_number() OVER (PARTITION BY g, type ORDER BY bucket)
  FROM firsts GROUP BY g, type, bucket$$);

CREATE FUNCTION pg_temp.check_series(rows text, key text, period text, zone text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format(ours, rows, key, period, zone), format(plain, rows, key, period, zone),
						 format('series: %s, key %s, %s in %s', description, key, period, zone)) FROM series_query
$$;
