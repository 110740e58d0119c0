/*
 * lifecycle, stickiness and active_contacts in plain SQL: contacts beside
 * periods. Read after oracle.sql.
 */

/* ---- Numbered periods, from dates ---- */

CREATE TEMP TABLE period (name text, fixed interval, step interval);
INSERT INTO period VALUES
('minute', NULL, '1 minute'), ('hour', NULL, '1 hour'), ('day', NULL, '1 day'), ('week', NULL, '7 days'), ('month', NULL, '30 days'),
('quarter', NULL, '91 days'), ('year', NULL, '365 days'),
('36 hours', '36 hours', '36 hours'), ('10 days', '240 hours', '10 days'), ('1 day -1 hour 2.5 s', '23 hours 2.5 s', '23 hours');

CREATE FUNCTION pg_temp.microseconds(span interval) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (extract(epoch FROM span) * 1000000)::bigint;

-- the number of the period that holds an instant
CREATE FUNCTION pg_temp.number_of(name text, fixed interval, zone text, at timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT CASE
		WHEN fixed IS NOT NULL THEN floor(pg_temp.microseconds(at - timestamp '2000-01-03' AT TIME ZONE zone)::numeric / pg_temp.microseconds(fixed))
		WHEN name IN ('minute', 'hour') THEN floor(extract(epoch FROM date_trunc(name, at, zone)) / extract(epoch FROM ('1 ' || name)::interval))
		WHEN name = 'day' THEN day - date '2000-01-01'
		WHEN name = 'week' THEN floor((day - date '2000-01-03') / 7.0)
		ELSE floor((extract(year FROM day) * 12 + extract(month FROM day) - 1 - 24000) / CASE name WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 ELSE 12 END)
		END::bigint
	FROM (SELECT (at AT TIME ZONE zone)::date AS day) AS d
$$;

-- when a period begins
CREATE FUNCTION pg_temp.start_of(name text, fixed interval, zone text, number bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
	SELECT CASE
		WHEN fixed IS NOT NULL THEN timestamp '2000-01-03' AT TIME ZONE zone + number * pg_temp.microseconds(fixed) * interval '1 us'
		WHEN name IN ('minute', 'hour') THEN date_trunc(name, to_timestamp((number + 1) * extract(epoch FROM ('1 ' || name)::interval)) - interval '1 us', zone)
		ELSE pg_temp.day_begins(zone, CASE name
			WHEN 'day' THEN date '2000-01-01' + number::int
			WHEN 'week' THEN date '2000-01-03' + 7 * number::int
			ELSE (timestamp '2000-01-01' + number * CASE name WHEN 'month' THEN interval '1 month' WHEN 'quarter' THEN '3 months' ELSE '1 year' END)::date END)
		END
$$;

-- its date
CREATE FUNCTION pg_temp.date_of(name text, fixed interval, zone text, number bigint) RETURNS date LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN fixed IS NULL AND name = 'day' THEN date '2000-01-01' + number::int ELSE (pg_temp.start_of(name, fixed, zone, number) AT TIME ZONE zone)::date END
$$;

-- when the span that holds an instant begins; -infinity when all of time is one
CREATE FUNCTION pg_temp.span_of(span text, zone text, at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN span IS NULL THEN '-infinity' WHEN span = 'hour' THEN date_trunc('hour', at, zone) ELSE pg_temp.day_begins(zone, date_trunc(span, at AT TIME ZONE zone)::date) END
$$;

/* ---- The definitions ---- */

-- %1$L: period; %2$L: its length when it is fixed, or NULL; %3$L: zone; %4$s:
-- rows (g, k, at); %5$s: contact, made of k; %6$s: what else is asked, as an
-- argument; %7$L: the same as a value, or NULL
CREATE TEMP TABLE definition (aggregate text, columns text, plain text);

-- what they all begin with: when whom was seen; the first period, the last, and the last time
CREATE TEMP TABLE beginning (plain text);
INSERT INTO beginning VALUES (
$$WITH base AS MATERIALIZED (
	SELECT g, k, at, pg_temp.number_of(%1$L, %2$L, %3$L, at) AS n FROM %4$s WHERE k IS NOT NULL AND at IS NOT NULL
  ), ends AS MATERIALIZED (
	SELECT g, min(n) AS first, max(n) AS last, max(at) AS latest FROM base GROUP BY g
  ), known AS MATERIALIZED (
	SELECT DISTINCT g, k, n FROM base
  )$$);

-- every contact of a group beside every period, and whether it was active
INSERT INTO definition VALUES
('lifecycle', 'bucket, new, "returning", resurrecting, dormant, dormant_negative, is_complete, bucket_start',
$$, place AS MATERIALIZED (
	SELECT g, n, coalesce(%7$L, latest) AS now
	FROM ends, generate_series(first, greatest(last, pg_temp.number_of(%1$L, %2$L, %3$L, %7$L::timestamptz - interval '1 microsecond'))) AS n
  ), beside AS (
	SELECT p.g, p.n, now, i.k IS NOT NULL AS is_on, w.k IS NOT NULL AS was_on, p.n > first AS seen
	FROM place AS p JOIN (SELECT g, k, min(n) AS first FROM known GROUP BY g, k) AS c USING (g)
		 LEFT JOIN known AS i ON (i.g, i.k, i.n) = (p.g, c.k, p.n) LEFT JOIN known AS w ON (w.g, w.k, w.n) = (p.g, c.k, p.n - 1)
  )
  SELECT g, row_number() OVER (PARTITION BY g ORDER BY n), pg_temp.date_of(%1$L, %2$L, %3$L, n), new, "returning", resurrecting, dormant, -dormant, pg_temp.number_of(%1$L, %2$L, %3$L, now) > n, start
  FROM (SELECT g, n, now, count(*) FILTER (WHERE is_on AND NOT seen) AS new, count(*) FILTER (WHERE is_on AND was_on) AS "returning",
			   count(*) FILTER (WHERE is_on AND seen AND NOT was_on) AS resurrecting, count(*) FILTER (WHERE was_on AND NOT is_on) AS dormant
		FROM beside GROUP BY g, n, now) AS counted,
	   pg_temp.start_of(%1$L, %2$L, %3$L, n) AS start$$),
-- the active periods of a contact in a span, counted
('stickiness', 'span, periods, contacts, contacts_or_more, span_start',
$$, counted AS MATERIALIZED (
	SELECT g, span, k, count(*) AS periods
	FROM known, pg_temp.span_of(%7$L, %3$L, pg_temp.start_of(%1$L, %2$L, %3$L, n)) AS span
	GROUP BY g, span, k
  )
  SELECT g, row_number() OVER (PARTITION BY g ORDER BY span, n), (nullif(span, '-infinity') AT TIME ZONE %3$L)::date, n::int,
		 count(*) FILTER (WHERE periods = n), count(*) FILTER (WHERE periods >= n), nullif(span, '-infinity')
  FROM (SELECT DISTINCT g, span, n FROM counted, generate_series(1, periods) AS n) AS place JOIN counted USING (g, span)
  GROUP BY g, span, n$$),
-- every window that sees a contact
('active_contacts', 'bucket, span, contacts, is_complete, bucket_start',
$$, size AS (
	SELECT * FROM unnest(coalesce(%7$L, '{1,7,28}')::int[]) WITH ORDINALITY AS s (size, nth)
  ), seen AS (
	SELECT g, place AS n, size, count(DISTINCT k) AS contacts
	FROM known JOIN ends USING (g), size, generate_series(n, least(n + size - 1, last)) AS place GROUP BY g, place, size
  )
  SELECT g, row_number() OVER (PARTITION BY g ORDER BY n, nth), pg_temp.date_of(%1$L, %2$L, %3$L, n), size, coalesce(contacts, 0), n - size >= first - 1 AND pg_temp.number_of(%1$L, %2$L, %3$L, latest) > n, start
  FROM (SELECT g, n, size, nth, first, latest FROM ends, generate_series(first, last) AS n, size) AS place LEFT JOIN seen USING (g, n, size),
	   pg_temp.start_of(%1$L, %2$L, %3$L, n) AS start$$);
UPDATE definition SET plain = beginning.plain || definition.plain FROM beginning;

-- Both queries for several periods of a zone, side by side.
CREATE FUNCTION pg_temp.queries(name text, periods text, zone text, rows text, contact text, argument text, value text, OUT ours text, OUT plain text, OUT call text)
LANGUAGE sql AS $$
	SELECT string_agg(format('SELECT %1$L AS period, g, place, %8$s FROM (SELECT g, %7$s(%1$L, %3$L, %5$s, at%6$s) AS points FROM %4$s GROUP BY g) AS s,
							  unnest(points) WITH ORDINALITY AS p (%8$s, place)', p.name, fixed, zone, replace(rows, '@', step::text), contact, argument, queries.name, columns), ' UNION ALL '),
		   string_agg(format('SELECT %1$L AS period, * FROM (' || d.plain || ') AS p', p.name, fixed, zone, replace(rows, '@', step::text), contact, argument, value), ' UNION ALL '),
		   format('%s(%s, %s, %s%s)', queries.name, periods, zone, contact, argument)
	FROM definition AS d, period AS p
	WHERE aggregate = queries.name AND p.name ~ ('^(' || periods || ')$')
$$;

CREATE FUNCTION pg_temp.check_activity(name text, periods text, zone text, rows text, contact text, argument text, value text, description text) RETURNS text
LANGUAGE sql AS $$
	SELECT pg_temp.agree(ours, plain, call || ': ' || description) FROM pg_temp.queries(name, periods, zone, rows, contact, argument, value)
$$;
