/*
 * count_distinct, keyset, engagement and engagement_series in plain SQL, of the
 * table events. Read after oracle.sql.
 */

/* ---- The questions, as we ask them and as plain SQL does ---- */

-- %1$s: key columns; %2$s: none of them is NULL; %3$s: the key as one value;
-- %4$s: group
CREATE TEMP TABLE question (name text, ours text, plain text);

INSERT INTO question VALUES
('count_distinct',
 $$SELECT %4$s, count_distinct(%1$s) FROM events GROUP BY 1$$,
 $$SELECT %4$s, count(DISTINCT %3$s) FILTER (WHERE %2$s) FROM events GROUP BY 1$$),
('keyset',
 $$SELECT %4$s, cardinality(keyset(%1$s)) FROM events GROUP BY 1$$,
 $$SELECT %4$s, count(DISTINCT %3$s) FILTER (WHERE %2$s) FROM events GROUP BY 1$$),
('engagement',
 $$SELECT %4$s, engagement(event_type, '{opened,sent,never}', %1$s) FROM events GROUP BY 1$$,
 $$SELECT %4$s, ARRAY[count(DISTINCT %3$s) FILTER (WHERE event_type = 'opened' AND %2$s),
                      count(DISTINCT %3$s) FILTER (WHERE event_type = 'sent' AND %2$s), 0]
   FROM events GROUP BY 1$$),
('engagement_series',
 $$SELECT series.g, point.*
   FROM (SELECT %4$s AS g,
                engagement_series('day', 'Europe/Berlin', occurred_at, event_type, '{opened,sent,never}', %1$s) AS points
         FROM events GROUP BY 1) AS series, unnest(points) AS point$$,
 $$WITH listed AS (
     SELECT *, %4$s AS g, date_trunc('day', occurred_at, 'Europe/Berlin') AS bucket
     FROM events WHERE event_type IN ('opened', 'sent') AND occurred_at IS NOT NULL
   ), first AS (
     SELECT DISTINCT ON (g, event_type, %1$s) g, event_type, bucket
     FROM listed WHERE %2$s ORDER BY g, event_type, %1$s, occurred_at
   )
   SELECT g, bucket, event_type, count(*),
          (SELECT count(*) FROM first WHERE (first.g, first.bucket, first.event_type) = (listed.g, listed.bucket, listed.event_type))
   FROM listed GROUP BY g, bucket, event_type$$);

CREATE FUNCTION pg_temp.check_question(question, keys text[], grouping_by text, shape text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(format($1.ours, columns, present, key, grouping_by),
						 format($1.plain, columns, present, key, grouping_by),
						 format('%s(%s) %s', $1.name, columns, shape))
	FROM (SELECT string_agg(k, ', ') AS columns,
				 string_agg(format('(%s) IS DISTINCT FROM NULL', k), ' AND ') AS present,
				 format(CASE WHEN count(*) = 1 THEN '%s' ELSE '(%s)' END, string_agg(k, ', ')) AS key
		  FROM unnest(keys) AS k) AS k
$$;
