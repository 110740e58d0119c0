/*
 * Good states that do not belong together, and what no damage of one byte makes:
 * refused, and by the reason that is theirs.
 */
\ir lib/oracle.sql
\ir lib/state_doors.sql

SELECT plan(14);

SELECT pg_temp.open_doors('sequence_match', 'sequence_next_node', 'attribution', 'attribution_paths', 'cohort_retention', 'cohort_value', 'message_metrics', 'window_funnel');

CREATE TEMP TABLE event AS SELECT g AS k, timestamptz '2026-01-01 00:00+00' + g * interval '1 h' AS at, 'ab' AS e, '{ab,b}'::text[] AS names FROM generate_series(1, bigint '3') AS g;

-- What is said when states of an aggregate are merged
CREATE FUNCTION pg_temp.said(aggregate text, VARIADIC states bytea[]) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	EXECUTE format('SELECT (SELECT pg_temp.answer_%s(s) FROM unnest($1) AS s)::text', aggregate) USING states;
	RETURN 'valid';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS said = PG_EXCEPTION_DETAIL;
	RETURN SQLSTATE || coalesce(' ' || nullif(said, ''), ' ' || SQLERRM);
END
$$;

SELECT is(pg_temp.said('sequence_match', (SELECT pg_temp.bytes_sequence_match('(?1)', at, e = 'a', e = 'b') FROM event), (SELECT pg_temp.bytes_sequence_match('(?1)', at, e = 'a', e = 'b', e = 'c') FROM event)),
		  '22P03 Bad bytes: the number of conditions is another.', 'sequences of two and of three conditions');
SELECT is(pg_temp.said('sequence_next_node', (SELECT pg_temp.bytes_sequence_next_node('forward', 'first_match', at, e, true, e = 'a') FROM event),
					   (SELECT pg_temp.bytes_sequence_next_node('forward', 'first_match', at, e, true, e = 'a', e = 'b') FROM event)),
		  '22P03 Bad bytes: the number of conditions is another.', 'next nodes of one and of two conditions');

CREATE TEMP TABLE credit AS
SELECT (SELECT pg_temp.bytes_attribution('{linear}', '9 days', k, at, e, true, 1) FROM event) AS models, (SELECT pg_temp.bytes_attribution_paths('9 days', k, at, e, true, 1) FROM event) AS paths;
SELECT is(pg_temp.said('attribution', models, paths), '22P03 Bad bytes: they are of another aggregate.', 'paths after models') FROM credit;
SELECT is(pg_temp.said('attribution_paths', paths, models), '22P03 Bad bytes: they are of another aggregate.', 'models after paths') FROM credit;

CREATE TEMP TABLE cohort AS
SELECT (SELECT pg_temp.bytes_cohort_value('day', 'UTC', k, at, at, 1.5, 'now=2026-02-02T00:00:00Z') FROM event) AS given, (SELECT pg_temp.bytes_cohort_value('day', 'UTC', k, NULL, at, 1.5, 'now=2026-02-02T00:00:00Z') FROM event) AS found;
SELECT is(pg_temp.said('cohort_value', given, given), 'valid', 'cohorts of one kind') FROM cohort;
SELECT is(pg_temp.said('cohort_value', given, found), '22023 cohort_at must not change within a group', 'cohorts with and without a time of their own') FROM cohort;
SELECT is(pg_temp.said('cohort_retention', (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', k, at, at) FROM event), (SELECT pg_temp.bytes_cohort_retention('day', 'UTC', k, NULL, at) FROM event)),
		  '22023 cohort_at must not change within a group', 'of retention, too');

-- The end of the data stands behind the plan and what starts are; a number of nine
-- bytes begins with a zero.
SELECT is(pg_temp.said('cohort_value', overlay(given PLACING '\x000000000000000080' FROM 45 FOR 9)), '22P03 Bad bytes: there are contacts without a time.', 'contacts, but no last event') FROM cohort;

-- Each of two numbers of events is the largest that there can be.
CREATE TEMP TABLE many AS
SELECT overlay(good PLACING '\x00ffffffffffffff7f' FROM 10 FOR 1) AS bytes FROM (SELECT pg_temp.bytes_message_metrics('sent', true, at, k) FROM event) AS m (good);
SELECT is(pg_temp.said('message_metrics', bytes), 'valid', 'as many events as there can be') FROM many;
SELECT is(pg_temp.said('message_metrics', bytes, bytes), '22P03 Bad bytes: numbers of events contradict each other.', 'and twice as many') FROM many;

-- Names of steps that came with each row stand in the state, behind their number.
CREATE TEMP TABLE steps AS
SELECT (SELECT pg_temp.bytes_window_funnel('1 day', at, e, names) FROM event) AS good;
SELECT is(pg_temp.said('window_funnel', good), 'valid', 'two names of two steps') FROM steps;
SELECT is(pg_temp.said('window_funnel', set_byte(good, 15, get_byte(good, 15) + 2)), '22P03 Bad bytes: the number of steps differs.', 'two names of three steps') FROM steps;

-- A conversion's value may stand in several pieces, one of which is the conversion: its mark, c, is made that of the others.
SELECT is(pg_temp.said('attribution', set_byte(bytes, position('c'::bytea IN substr(bytes, 25)) + 23, ascii('v'))), '22P03 Bad bytes: a value belongs to no conversion.', 'a piece of a value alone')
FROM (SELECT pg_temp.bytes_attribution('{linear}', '9 days', k, at, e, k = 2, CASE WHEN k = 2 THEN 1.5 END) FROM event) AS m (bytes);

-- No strings, bits of a kind, the range of no times, and nothing
SELECT throws_ok($$SELECT (E'\\x4341540101000000' || '0103' || 'ffffffffffffff7f' || '0000000000000080' || repeat('00', 16))::bytea::timeline$$, '22P03', NULL, 'a timeline of numbers without events');

SELECT * FROM finish();
ROLLBACK;
