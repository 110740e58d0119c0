-- for each dimension
/*
 * Messages by one dimension.  Facts are grouped by their keys alone, and names
 * are looked up after that, so that a condition on a key reaches the scan.
 */

CREATE OR REPLACE VIEW @dimension@_facts WITH (security_invoker) AS
SELECT
	@extra@
	e.occurred_at,
	e.event_type,
	e.contact_id,
	e.message_id,
	e.campaign_id,
	e.template_id,
	e.channel,
	e.is_human
FROM event_facts e
@join@;

COMMENT ON VIEW @dimension@_facts IS 'the events that @dimension@_engagement, @dimension@_daily and @dimension@_hourly count';


CREATE OR REPLACE VIEW @dimension@_engagement WITH (security_invoker) AS
SELECT
	@keys@
	@names@
	(a.metrics).*
FROM (
	SELECT
		@keys@
		message_metrics(event_type, is_human, occurred_at, message_id, contact_id) AS metrics
	FROM @dimension@_facts
	@group@) a
@names_from@
@only@;

COMMENT ON VIEW @dimension@_engagement IS 'what became of messages, of @of@: totals, uniques by message and contact, rates; in the range of use_range()';


CREATE OR REPLACE VIEW @dimension@_daily WITH (security_invoker) AS
SELECT
	@keys@
	(p.bucket AT TIME ZONE (SELECT reporting_zone(@zone@)))::date AS date,
	a.event_type,
	p.total,
	p.unique_in_bucket AS unique_in_day,
	p.first_unique,
	p.total_human,
	p.unique_in_bucket_human AS unique_in_day_human,
	p.first_unique_human
FROM (
	SELECT
		@keys@
		event_type,
		message_series('day', (SELECT reporting_zone(@zone@)), is_human, occurred_at, message_id, contact_id) AS points
	FROM @dimension@_facts
	GROUP BY @keys@ event_type) a
CROSS JOIN LATERAL unnest(a.points) p;

COMMENT ON VIEW @dimension@_daily IS 'events of @of@ by type and local day, in the range of use_range() and its zone; first_unique adds up to the uniques of @dimension@_engagement';


CREATE OR REPLACE VIEW @dimension@_hourly WITH (security_invoker) AS
SELECT
	@keys@
	p.bucket AS hour,
	a.event_type,
	p.total,
	p.unique_in_bucket AS unique_in_hour,
	p.first_unique,
	p.total_human,
	p.unique_in_bucket_human AS unique_in_hour_human,
	p.first_unique_human
FROM (
	SELECT
		@keys@
		event_type,
		message_series('hour', (SELECT reporting_zone(@zone@)), is_human, occurred_at, message_id, contact_id) AS points
	FROM @dimension@_facts
	GROUP BY @keys@ event_type) a
CROSS JOIN LATERAL unnest(a.points) p;

COMMENT ON VIEW @dimension@_hourly IS 'events of @of@ by type and hour, in the range of use_range(); first_unique adds up to the uniques of @dimension@_engagement';
