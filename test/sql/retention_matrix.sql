--
-- Cells of retention to read: the mean over cohorts, and the triangle as text
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'Pacific/Auckland';
SET DateStyle = 'SQL, DMY';

CREATE FUNCTION cell(cohort date, size bigint, period_number int, active bigint, is_complete boolean, last_period int DEFAULT NULL) RETURNS retention_cell
	LANGUAGE sql IMMUTABLE
	RETURN ROW(cohort, size, period_number, active, active::float8 / nullif(size, 0), is_complete,
		cohort::timestamp AT TIME ZONE 'UTC', coalesce(last_period, period_number))::retention_cell;

-- Months, seen in the middle of March. Five contacts came in January: four of
-- them came again in February, one in March so far. Two came in February, one
-- of them again; one came in March.
CREATE TABLE months (cells retention_cell[]);
INSERT INTO months VALUES (ARRAY[
	cell('2024-01-01', 5, 0, 5, true), cell('2024-01-01', 5, 1, 4, true), cell('2024-01-01', 5, 2, 1, false),
	cell('2024-02-01', 2, 0, 2, true), cell('2024-02-01', 2, 1, 1, false),
	cell('2024-03-01', 1, 0, 1, false)]);

-- The mean is of complete cells: seven of seven, four of five, and of period 2
-- nothing is complete.
SELECT c.* FROM months, unnest(retention_curve(cells)) c;
SELECT retention_matrix_text(cells) FROM months;
SELECT retention_matrix_text(cells, 'percent') = retention_matrix_text(cells) AS same FROM months;
SELECT retention_matrix_text(cells, 'count') FROM months;

-- Shades go up to the greatest mean after period 0, here 80 percent. What they
-- look like depends on the encoding.
SELECT translate(retention_matrix_text(cells, 'shade'), '░▒▓█', '.:*#') FROM months;

-- The order of cells does not matter, nor what is no cell.
SELECT count(*), count(DISTINCT text) AS different
FROM months, LATERAL (VALUES (cells), (ARRAY(SELECT c FROM unnest(cells) c ORDER BY period_number DESC, active)),
	(NULL::retention_cell || cells || NULL::retention_cell || ROW(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::retention_cell),
	(cells[4:6] || cells[1:3]), (ARRAY[cells[1:3], cells[4:6]])) v (variant),
	LATERAL (SELECT string_agg(line, E'\n') || retention_curve(variant)::text FROM retention_matrix_text(variant) line) t (text);

-- What is NULL: without a number, a size or a count there is no cell; what is not known to be
-- complete is not; a cohort may do without a date or without its beginning.
SELECT retention_matrix_text(ARRAY[
	ROW('2024-01-01', 4, 0, 4, NULL, true, NULL, 0)::retention_cell,
	ROW('2024-01-01', 4, 1, 2, NULL, NULL, NULL, 1)::retention_cell,
	ROW('2024-01-01', NULL, 2, 2, NULL, true, NULL, 2)::retention_cell,
	ROW('2024-01-01', 4, 3, NULL, NULL, true, NULL, 3)::retention_cell,
	ROW('2024-01-01', 4, NULL, 2, NULL, true, NULL, 4)::retention_cell,
	ROW(NULL, 3, 0, 3, NULL, true, '2024-02-01 00:00+00', 0)::retention_cell]);

-- Cells that are missing leave a gap: here that of period 1 in January. Nobody
-- came in February. Of March only what is open to the right is known.
SELECT retention_matrix_text(cells), retention_matrix_text(cells, 'count') AS count
FROM (SELECT ARRAY[cell('2024-01-01', 10, 0, 10, true), cell('2024-01-01', 10, 2, 5, true),
	cell('2024-02-01', 0, 0, 0, true), cell('2024-02-01', 0, 1, 0, false), cell('2024-03-01', 3, 2, 3, false)]) v (cells);
SELECT translate(retention_matrix_text(ARRAY[cell('2024-01-01', 10, 0, 10, true), cell('2024-01-01', 10, 2, 5, true),
	cell('2024-02-01', 0, 0, 0, true), cell('2024-02-01', 0, 1, 0, false), cell('2024-03-01', 3, 2, 3, false)], 'shade'), '░▒▓█', '.:*#');

-- Brackets, and those who were there before
SELECT retention_matrix_text(ARRAY[
	cell('2024-01-01', 8, -1, 1, true), cell('2024-01-01', 8, 0, 8, true), cell('2024-01-01', 8, 1, 4, true, 6),
	ROW('2024-01-01', 8, 7, 3, 0.375, false, '2024-01-01 00:00+00', NULL)::retention_cell]);
SELECT c.period_number, c.last_period, c.active, c.size FROM unnest(retention_curve(ARRAY[
	cell('2024-01-01', 8, -1, 1, true), cell('2024-01-01', 8, 0, 8, true), cell('2024-01-01', 8, 1, 4, true, 6),
	ROW('2024-01-01', 8, 7, 3, 0.375, false, '2024-01-01 00:00+00', NULL)::retention_cell])) c;

-- Numbers that do not fit over shades are left out.
SELECT translate(line, '░▒▓█', '.:*#') AS line
FROM retention_matrix_text(ARRAY(SELECT cell('2024-01-01', 16, n, 16 - n, true) FROM generate_series(0, 12) n), 'shade') line;

-- Cohorts that begin within one day are told by when they begin, in UTC.
SELECT retention_matrix_text(ARRAY(
	SELECT ROW('2024-05-02', n, 0, n, 1, true, '2024-05-01 22:30+00'::timestamptz + n * interval '30 min 15 s', 0)::retention_cell
	FROM generate_series(1, 3) n), 'count');

-- Cells of two groups are added up: 3 of 4, and 1 of 4, are 4 of 8.
SELECT retention_matrix_text(ARRAY[cell('2024-01-01', 4, 1, 3, true), cell('2024-01-01', 4, 1, 1, true)]);

-- A curve has a line of its own, the last.
SELECT retention_matrix_text(retention_curve(cells)) FROM months;
SELECT retention_curve(retention_curve(cells)) = retention_curve(cells) AS same FROM months;

-- Far away, and very many
SELECT retention_matrix_text(ARRAY[
	ROW('infinity', 9223372036854775807, 2147483647, 9223372036854775807, NULL, true, 'infinity', 2147483647)::retention_cell,
	ROW('5874897-12-31', 0, -2147483648, 9223372036854775807, NULL, true, '294276-12-31 23:59:59.999999+00', -2147483648)::retention_cell,
	ROW('-infinity', -9223372036854775808, 0, 0, NULL, false, '-infinity', 0)::retention_cell,
	ROW('4714-11-24 BC', 1, 0, 9223372036854775807, NULL, false, '4714-11-24 00:00+00 BC', -7)::retention_cell]);
SELECT retention_matrix_text(ARRAY[cell('2024-01-01', 9223372036854775807, 0, 0, true), cell('2024-02-01', 1, 0, 0, true)]);
SELECT retention_matrix_text(ARRAY[cell('2024-01-01', 9223372036854775807, 0, 0, false), cell('2024-02-01', 1, 0, 0, false)]);
SELECT retention_matrix_text(ARRAY[cell('2024-01-01', 1, 0, 9223372036854775807, false), cell('2024-01-01', 1, 0, 1, false)]);
SELECT retention_curve(ARRAY[cell('2024-01-01', 9223372036854775807, 0, 0, true), cell('2024-02-01', 1, 0, 0, true)]);

-- Nothing
SELECT retention_curve('{}') AS none, retention_curve(NULL) AS unknown, retention_curve('{NULL}') AS no_cell;
SELECT retention_curve(ARRAY[cell('2024-01-01', 0, 0, 0, true), cell('2024-01-01', 1, 1, 1, false)]) AS nobody;
SELECT retention_matrix_text('{}');
SELECT retention_matrix_text(NULL);
SELECT retention_matrix_text('{NULL}');

-- Only the first lines, and from several rows
SELECT line FROM months, retention_matrix_text(cells) line LIMIT 2;
SELECT n, retention_matrix_text(cells[n:n]) FROM months, generate_series(4, 6) n;

-- What cannot be asked for
SELECT retention_matrix_text(cells, 'Percent') FROM months;
SELECT retention_matrix_text('{}', '');
SELECT retention_matrix_text(cells, NULL) FROM months;
SELECT count(*) FROM retention_matrix_text(ARRAY(SELECT cell('2024-01-01', 1, n, 1, true) FROM generate_series(1, 10000) n));
SELECT count(*) FROM retention_matrix_text(ARRAY(SELECT cell('2024-01-01', 1, n, 1, true) FROM generate_series(0, 10000) n));

DROP TABLE months;
DROP FUNCTION cell;
