-- title: every row its own key, less memory than they need
-- work_mem: 4MB, 64MB
-- memory: spill
--@ floor
SELECT count(request_id) FROM events
--@ ours
SELECT count_distinct(request_id, event_id) FROM events
--@ plain count_distinct
SELECT count(DISTINCT (request_id, event_id)) FROM events
--@ plain subquery
SELECT count(*) FROM (SELECT DISTINCT request_id, event_id FROM events) d
