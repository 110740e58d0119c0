/*
 * A campaign event log of exactly :rows rows: :schema.events, and the same
 * events sorted by contact, :schema.events_by_contact.
 *
 * Usage: psql -v rows=1000000 -v schema=bench -f generate.sql
 *
 * There is no random(): each value is a hash of a story's or an event's number,
 * and each sort has a unique last key, so every machine, plan and number of
 * workers gives the same rows in the same order.
 *
 * Events belong to stories.  A message's story is sent, delivered, opened,
 * clicked, page_view, signup, purchase; a visit's is page views, signup,
 * purchase.  One number u in [0, 1) a story says how far it gets: a step happens
 * when u lies in the step's range, so a click always has its open, and a funnel
 * its earlier steps.
 *
 *	rows		about 2.7 M messages to 1 M contacts in 10 M rows
 *	time		90 days at a constant rate; 1.5 % of the rows arrive late, by up to six hours
 *	contacts	rows / 10, dense ids in no order, the r-th busiest with weight r^(-2/3)
 *	campaigns	200, active 10 to 39 days each, the first ones largest; NULL for direct sends
 *	copies		15 % of the rows are the same event of the same message on another device
 *	value		multiples of 0.25, so that sums do not depend on the order of adding
 */
\set ON_ERROR_STOP on
\if :{?rows}
\else
	\set rows 1000000
\endif
\if :{?schema}
\else
	\set schema bench
\endif

SET client_min_messages = warning;
SET timezone = 'UTC';
SET jit = off;
SET work_mem = '512MB';
SET maintenance_work_mem = '512MB';

DROP SCHEMA IF EXISTS :"schema" CASCADE;
CREATE SCHEMA :"schema";
SET search_path = :"schema";

/*
 * Sizes.  A message has 3.17 events on average and brings 0.56 events of visits.
 * A spare two per cent of stories keeps the log above :rows, and is then cut off.
 */
SELECT greatest(:rows / 10, 1) AS contacts,
	   (:rows / 3.727 * 1.02)::bigint + 100 AS messages,
	   (:rows / 3.727 * 1.02 * 0.297)::bigint + 100 AS visits \gset

/* The n-th sixteen bits of a hash as a number in [0, 1). */
CREATE FUNCTION part(hash bigint, n int) RETURNS float8
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN ((hash >> (16 * n)) & 65535) / 65536.0::float8;

/* A whole number in [0, n). */
CREATE FUNCTION pick(hash bigint, n int) RETURNS int
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN ((hash & 2147483647) % n)::int;

/* Which campaigns are active on each day, largest first. */
CREATE UNLOGGED TABLE calendar AS
SELECT day, array_agg(campaign_id ORDER BY campaign_id) AS campaigns
  FROM generate_series(0, 90) AS day
  JOIN (SELECT c AS campaign_id,
			   pick(hashint8extended(c, 1), 98) - 9 AS first_day,
			   10 + pick(hashint8extended(c, 2), 30) AS days
		  FROM generate_series(1, 200) AS c) AS campaign
	ON day BETWEEN first_day AND first_day + days - 1
 GROUP BY day;

/*
 * The steps of a story: it happens when u lies in [from_u, to_u), where the upper
 * end of a step that depends on the campaign's appeal is scaled by that; `copied`
 * is the share that is seen again on a second device.  Its time is base seconds
 * after the story's start, plus up to `jitter` seconds, plus the time until the
 * contact looks at the message, if it is one that takes looking.
 */
CREATE UNLOGGED TABLE step (
	step		int,
	is_message	boolean,
	event_type	text,
	from_u		float8,
	to_u		float8,
	appeal		boolean,
	copied		float8,
	base		float8,
	jitter		float8,
	looking		boolean
);
INSERT INTO step VALUES
	( 1, true,  'sent',         0,     1,     false, 0,      0,   0, false),
	( 2, true,  'delivered',    0,     0.965, false, 0.45,   2,  58, false),
	( 3, true,  'failed',       0.965, 0.97,  false, 0,      2,  58, false),
	( 4, true,  'bounced',      0.97,  1,     false, 0,      2,  58, false),
	( 5, true,  'opened',       0,     0.38,  true,  0.28,  70,  20, true),
	( 6, true,  'clicked',      0,     0.10,  true,  0.20, 100,  60, true),
	( 7, true,  'page_view',    0,     0.095, true,  0,    162,   3, true),
	( 8, true,  'unsubscribed', 0,     0.006, true,  0,    170,  30, true),
	( 9, true,  'signup',       0,     0.020, true,  0,    210, 300, true),
	(10, true,  'purchase',     0,     0.007, true,  0,    520, 900, true),
	(11, false, 'page_view',    0,     1,     false, 0,      0,   0, false),
	(12, false, 'page_view',    0,     0.55,  false, 0,     15, 120, false),
	(13, false, 'page_view',    0,     0.25,  false, 0,    140, 200, false),
	(14, false, 'signup',       0,     0.06,  false, 0,    350, 300, false),
	(15, false, 'purchase',     0,     0.025, false, 0,    660, 900, false);

/* Both kinds of story, one numbering: visits are negative. */
CREATE VIEW story AS
SELECT story, is_message, start_at,
	   part(hash, 0) AS u,
	   part(hash, 1) AS patience,
	   CASE WHEN is_message THEN part(hash, 2) >= 0.04
			ELSE part(hash, 2) < 0.35 END AS has_campaign,
	   part(hash, 3) AS campaign_rank,
	   -- the multiplier is a prime, so ranks become ids one to one
	   (floor(:contacts * contact_rank * contact_rank * contact_rank + 1)::bigint
		* 2654435761) % :contacts + 1 AS contact_id
  FROM (SELECT story, is_message, start_at,
			   hashint8extended(story, 1) AS hash,
			   (hashint8extended(story, 2) & 4294967295) / 4294967296.0::float8 AS contact_rank
		  FROM (SELECT n AS story, true AS is_message,
					   n * (7776000000000 / :messages) AS start_at
				  FROM generate_series(1::bigint, :messages) AS n
				UNION ALL
				SELECT -n, false, n * (7776000000000 / :visits)
				  FROM generate_series(1::bigint, :visits) AS n) AS numbered) AS hashed;

/* The log in the order of arrival; times in microseconds since its start. */
CREATE VIEW arrival AS
SELECT row_number() OVER (ORDER BY arrived_at, story, step, copy) AS event_id, *
  FROM (SELECT story, step, copy, hash, is_message, event_type, contact_id, campaign_id, occurred_at,
			   occurred_at + CASE WHEN part(hash, 1) < 0.015
								  THEN (21600000000 * part(hash, 3))::bigint ELSE 0 END AS arrived_at
		  FROM (SELECT story, step, copy, hash, is_message, event_type, contact_id, campaign_id,
					   start_at + (1000000 * (base + jitter * part(hash, 0)
						 + CASE WHEN looking THEN 172800 * patience * patience * patience * patience ELSE 0 END
						 + CASE WHEN copy = 1 THEN 1 + 600 * part(hash, 3) ELSE 0 END))::bigint AS occurred_at
				  FROM (SELECT *, hashint8extended(story * 64 + step * 2 + copy, 3) AS hash
						  FROM (SELECT story.*,
									   CASE WHEN has_campaign THEN campaigns[1 + floor(cardinality(campaigns)
											* campaign_rank * campaign_rank * campaign_rank)::int] END AS campaign_id
								  FROM story
								  JOIN calendar ON day = start_at / 86400000000
								 -- keeps the array look-up below the join with the steps
								 OFFSET 0) AS story
						  JOIN step USING (is_message)
						 CROSS JOIN (VALUES (0), (1)) AS copies (copy)
						 WHERE u >= from_u
						   AND u < to_u * CASE WHEN appeal
											   THEN 0.6 + 0.8 * part(hashint8extended(coalesce(campaign_id, 0), 3), 0)
											   ELSE 1 END
						   AND (copy = 0 OR part(hashint8extended(story * 64 + step, 4), 0) < copied)) AS happened
			   ) AS timed) AS arriving
 ORDER BY arrived_at, story, step, copy
 LIMIT :rows;

CREATE UNLOGGED TABLE events AS
SELECT event_id,
	   timestamptz '2025-01-01 00:00:00+00' + occurred_at * interval '1 microsecond' AS occurred_at,
	   event_type,
	   CASE WHEN is_message THEN story END AS message_id,
	   contact_id,
	   campaign_id,
	   'c-' || contact_id || '-' || left(md5(contact_id::text), 3 + pick(contact_id * 7919, 10)) AS contact_text,
	   md5('contact ' || contact_id)::uuid AS contact_uuid,
	   hashint8extended(event_id, 11) AS request_id,
	   CASE WHEN is_message
			THEN (ARRAY['welcome', 'digest', 'spring-sale', 'win-back', 'order-status', 'survey', 'reminder'])
				 [1 + pick(hashint8extended(coalesce(campaign_id, 0), 5), 7)]
				 || '-' || lpad((coalesce(campaign_id, 0) % 40)::text, 2, '0') END AS template,
	   CASE WHEN is_message
			THEN (ARRAY['email', 'push', 'sms', 'push', 'email'])
				 [1 + pick(hashint8extended(coalesce(campaign_id, 0), 6), 5)] ELSE 'web' END AS channel,
	   (ARRAY['ios-phone', 'android-phone', 'desktop', 'tablet'])
			[1 + (pick(hashint8extended(contact_id, 7), 4) + copy) % 4] AS device,
	   CASE WHEN event_type = 'page_view'
			THEN 'https://shop.example.com/'
				 || (ARRAY['', 'products', 'products/1204', 'cart', 'blog/spring', 'pricing', 'account'])[1 + pick(hash, 7)]
				 || CASE WHEN campaign_id IS NULL THEN ''
						 WHEN is_message THEN '?utm_source=newsletter&utm_medium=email&utm_campaign=campaign-' || campaign_id
							  || '&utm_content=button-' || pick(hash >> 20, 3)
						 ELSE (ARRAY['?utm_source=google&utm_medium=cpc&gclid=Cj0K' || left(md5(story::text), 12) || '&utm_campaign=campaign-',
									 '?utm_source=facebook&utm_medium=paid_social&utm_campaign=campaign-',
									 '?utm_source=partner&utm_medium=referral&utm_campaign=campaign-'])
							  [1 + pick(hashint8extended(story, 8), 3)] || campaign_id END END AS url,
	   event_type IN ('opened', 'clicked')
			AND part(hash, 2) < CASE event_type WHEN 'opened' THEN 0.12 ELSE 0.03 END AS is_machine,
	   CASE WHEN event_type = 'purchase'
			THEN 5 + round(1980 * part(hash, 2) * part(hash, 2) * part(hash, 2)) / 4 END AS value
  FROM arrival;

CREATE UNLOGGED TABLE events_by_contact AS
SELECT contact_id, occurred_at, event_type, message_id, campaign_id, contact_text
  FROM events
 ORDER BY contact_id, occurred_at, event_id;

DROP VIEW arrival, story;
DROP TABLE step, calendar;
DROP FUNCTION part, pick;

VACUUM (ANALYZE, FREEZE) events;
VACUUM (ANALYZE, FREEZE) events_by_contact;
