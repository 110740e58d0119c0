-- Who comes back, by week of signing up. Visualization: Pivot table; rows: cohort, size; columns: week; measure: rate
-- Variables: start (Date), end (Date); the last 30 days without them
SELECT cohort, size, period_number AS week, rate
FROM marketing.cohort_report([[start_at => {{start}}, end_at => {{end}}::date + 1,]] cohort_by => 'week')
WHERE is_complete OR period_number = 0
ORDER BY cohort, week
