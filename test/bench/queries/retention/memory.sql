-- title: memory of weekly retention, a contact
-- memory: 43 bytes a contact
-- The number of contacts: the memory section prints it.
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT sum(r.size)
  FROM unnest((SELECT cohort_retention('week', 'UTC', contact_id, NULL, occurred_at) FROM events)) AS r
 WHERE r.period_number = 0
--@ plain
SELECT count(weeks)
  FROM (SELECT bit_or(1::bigint << ((occurred_at::date - date '2024-12-30') / 7)) AS weeks
		  FROM events
		 GROUP BY contact_id) AS contact
