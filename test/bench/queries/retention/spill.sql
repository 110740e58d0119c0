-- title: daily retention, less memory than the contacts need
-- work_mem: 4MB, 64MB
-- memory: spill
-- The number of contacts: the memory section prints it.
--@ floor
SELECT count(contact_id) FROM events
--@ ours
SELECT sum(r.size)
  FROM unnest((SELECT cohort_retention('day', 'UTC', contact_id, NULL, occurred_at) FROM events)) AS r
 WHERE r.period_number = 0
--@ plain joined_first
WITH day AS MATERIALIZED (
	SELECT DISTINCT contact_id, occurred_at::date AS day FROM events
), first AS (
	SELECT contact_id, min(day) AS cohort FROM day GROUP BY contact_id
), active AS (
	SELECT cohort, day, count(*) AS active FROM day JOIN first USING (contact_id) GROUP BY cohort, day
)
SELECT sum(active) FROM active WHERE day = cohort
