/*
 * Retention to read: the mean over cohorts, and the familiar triangle as text.
 */

CREATE FUNCTION retention_curve(cells retention_cell[]) RETURNS retention_cell[]
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
	RETURN (
		SELECT coalesce(array_agg(
			ROW(NULL, size, period_number, active, active / nullif(size, 0)::float8, true, NULL, last_period)::retention_cell
			ORDER BY period_number), '{}')
		FROM (
			SELECT cell.period_number, sum(cell.size)::bigint AS size, sum(cell.active)::bigint AS active,
				max(cell.last_period) AS last_period
			FROM unnest(cells) AS cell
			WHERE cell.is_complete AND cell.period_number IS NOT NULL AND cell.size IS NOT NULL AND cell.active IS NOT NULL
			GROUP BY cell.period_number) AS curve);

COMMENT ON FUNCTION retention_curve(retention_cell[]) IS 'the mean over cohorts: for each period number the sums of size and active over its complete cells, and their quotient, a mean weighted by size; cohort and cohort_start are NULL; no cell for a period number without complete ones';


CREATE FUNCTION retention_matrix_text(cells retention_cell[], style text DEFAULT 'percent') RETURNS SETOF text
	AS 'MODULE_PATHNAME', 'ca_retention_matrix_text' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 50;

COMMENT ON FUNCTION retention_matrix_text(retention_cell[], text) IS 'cells as lines to read: a header, a line a cohort, and the means that retention_curve gives; style percent, count or shade; * marks cells that are not complete; - is a rate of nobody; no lines for no cells';
