-- title: of each contact, whether it was delivered to, opened and bought, grouped outside (rows / 10 groups)
--@ floor
SELECT n, count(*)
  FROM (SELECT contact_id, count(*) AS n FROM events GROUP BY contact_id) AS g
 GROUP BY n
--@ ours
SELECT r[1]::int, r[2]::int, r[3]::int, count(*)
  FROM (SELECT retention(event_type = 'delivered', event_type = 'opened', event_type = 'purchase') AS r
		  FROM events
		 GROUP BY contact_id) AS g
 GROUP BY 1, 2, 3
--@ plain bool_or
SELECT delivered::int, (delivered AND opened)::int, (delivered AND bought)::int, count(*)
  FROM (SELECT bool_or(event_type = 'delivered') AS delivered, bool_or(event_type = 'opened') AS opened,
			   bool_or(event_type = 'purchase') AS bought
		  FROM events
		 GROUP BY contact_id) AS g
 GROUP BY 1, 2, 3
--@ clickhouse
SELECT r[1], r[2], r[3], count()
  FROM (SELECT retention(event_type = 'delivered', event_type = 'opened', event_type = 'purchase') AS r
		  FROM events
		 GROUP BY contact_id)
 GROUP BY r
--@ duckdb
SELECT delivered::int, (delivered AND opened)::int, (delivered AND bought)::int, count(*)
  FROM (SELECT bool_or(event_type = 'delivered') AS delivered, bool_or(event_type = 'opened') AS opened,
			   bool_or(event_type = 'purchase') AS bought
		  FROM events
		 GROUP BY contact_id) AS g
 GROUP BY 1, 2, 3
