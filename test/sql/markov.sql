--
-- Touches as a Markov chain: what is lost without each of them
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';

-- Of three contacts one comes by C1, C2, C3 and buys, one by C1, one by C2, C3;
-- a fourth buys without any touch. One row has no contact, one no time.
CREATE TABLE visits (
	contact_id	bigint,
	at			timestamptz,
	touch		text,
	bought		boolean,
	amount		float8
);
INSERT INTO visits VALUES
	(1, '2024-03-01', 'C1', false, NULL),
	(1, '2024-03-02', 'C2', false, NULL),
	(1, '2024-03-03', 'C3', NULL, NULL),
	(1, '2024-03-04', NULL, true, 10),
	(2, '2024-03-01', 'C1', false, NULL),
	(3, '2024-03-01', 'C2', false, NULL),
	(3, '2024-03-02', 'C3', false, NULL),
	(4, '2024-03-02', NULL, true, 7),
	(NULL, '2024-03-01', 'C9', true, 1),
	(5, NULL, 'C9', true, 1);

CREATE FUNCTION effects(removal_effect[]) RETURNS TABLE (touch text, effect numeric, p numeric, p_without numeric, conversions numeric)
BEGIN ATOMIC
	SELECT r.touch, trim_scale(round(r.removal_effect::numeric, 6)), trim_scale(round(r.conversion_probability::numeric, 6)),
		trim_scale(round(r.conversion_probability_without::numeric, 6)), trim_scale(round(r.conversions::numeric, 6))
	FROM unnest($1) r;
END;
CREATE FUNCTION transitions(attribution_transition[]) RETURNS TABLE ("from" text, "to" text, transitions bigint, probability numeric)
BEGIN ATOMIC
	SELECT t."from", t."to", t.transitions, trim_scale(round(t.probability::numeric, 6)) FROM unnest($1) t;
END;

-- P = 2/3 * 1/2 * 1/2 (by C1) + 1/3 * 1/2 = 1/3; without C1 it is 1/6
SELECT * FROM effects((SELECT removal_effects('30 days', contact_id, at, touch, bought, amount) FROM visits));
SELECT * FROM transitions((SELECT transition_matrix('30 days', contact_id, at, touch, bought, amount) FROM visits));

-- The same by the last two touches
SELECT * FROM effects((SELECT removal_effects('30 days', contact_id, at, touch, bought, amount, 'order=2') FROM visits));
SELECT * FROM transitions((SELECT transition_matrix('30 days', contact_id, at, touch, bought, amount, 'order=2') FROM visits));

-- Two days before the purchase C1 is on no path to it, and a path of its own
SELECT * FROM effects((SELECT removal_effects('2 days', contact_id, at, touch, bought, amount) FROM visits));
SELECT * FROM transitions((SELECT transition_matrix('2 days', contact_id, at, touch, bought, amount) FROM visits));

-- C2 is not there: C1, C3 converts, C1 and C3 alone do not. P = 2/3 * 1/2 * 1/2
-- + 1/3 * 1/2 as before
SELECT * FROM effects((SELECT removal_effects('30 days', contact_id, at, touch, bought, amount, 'exclude=C2') FROM visits));
-- The last touch only: C3 converts once of two
SELECT * FROM effects((SELECT removal_effects('30 days', contact_id, at, touch, bought, amount, 'max_touches=1') FROM visits));

-- Contacts of other types, groups
SELECT removal_effects('30 days', contact_id::text, at, touch, bought, amount) = removal_effects('30 days', contact_id, at, touch, bought, amount) AS text,
	removal_effects('30 days', lpad(contact_id::text, 32, '0')::uuid, at, touch, bought, amount) = removal_effects('30 days', contact_id, at, touch, bought, amount) AS uuid,
	transition_matrix('30 days', contact_id::text, at, touch, bought, amount) = transition_matrix('30 days', contact_id, at, touch, bought, amount) AS text,
	transition_matrix('30 days', lpad(contact_id::text, 32, '0')::uuid, at, touch, bought, amount) = transition_matrix('30 days', contact_id, at, touch, bought, amount) AS uuid
FROM visits;
SELECT contact_id, e.* FROM (
	SELECT contact_id, removal_effects('30 days', contact_id, at, touch, bought, amount) AS r FROM visits GROUP BY contact_id) g,
	effects(r) e ORDER BY contact_id, touch;

-- Nobody buys: there is nothing to lose, and nothing is divided by 0
SELECT * FROM effects((SELECT removal_effects('30 days', contact_id, at, touch, false, amount) FROM visits));
-- No touch, no row
SELECT removal_effects('30 days', contact_id, at, NULL, bought, amount), transition_matrix('30 days', contact_id, at, NULL, bought, amount) FROM visits;
SELECT removal_effects('30 days', contact_id, at, touch, bought, amount), transition_matrix('30 days', contact_id, at, touch, bought, amount) FROM visits WHERE false;
-- One touch, by which all buy
SELECT * FROM effects((SELECT removal_effects('0', 1::bigint, now(), 'mail', true, 1.0)));

-- A letter is a touch, days apart; '!' is a purchase, after which there is no more
CREATE FUNCTION stories(VARIADIC stories text[]) RETURNS SETOF visits
BEGIN ATOMIC
	SELECT who, timestamptz '2024-01-01 00:00+00' + place * interval '1 day', nullif(letter, '!'), letter = '!', 1
	FROM unnest(stories) WITH ORDINALITY s (story, who), string_to_table(story, NULL) WITH ORDINALITY l (letter, place);
END;

-- A round from A to B and back, and A after itself: f(A) = 1/4 f(A) + 1/2 f(B) + 1/4
-- and f(B) = 2/3 f(A), so f(A) = 3/5, f(B) = 2/5; the start leads to both: P = 1/2.
-- Without B, f(A) = 1/4 f(A) + 1/4 = 1/3: 1/6 is left; without A nothing.
SELECT * FROM transitions((SELECT transition_matrix('30 days', contact_id, at, touch, bought, amount) FROM stories('AABA!', 'BAB')));
SELECT * FROM effects((SELECT removal_effects('30 days', contact_id, at, touch, bought, amount) FROM stories('AABA!', 'BAB')));
-- By the last two touches both stories go their ways: one of two converts, by A
-- and B
SELECT * FROM transitions((SELECT transition_matrix('30 days', contact_id, at, touch, bought, amount, 'order=2') FROM stories('AABA!', 'CBC')));
SELECT * FROM effects((SELECT removal_effects('30 days', contact_id, at, touch, bought, amount, 'order=2') FROM stories('AABA!', 'CBC')));
-- Paths are A to a purchase, A B to none, B to a purchase: P = 2/3 (1/2 + 1/2 * 1/2)
-- + 1/3 * 1/2 = 2/3, without A 1/6, without B 1/3: shares of 3 to 2
SELECT * FROM effects((SELECT removal_effects('30 days', contact_id, at, touch, bought, amount, 'collapse') FROM stories('AAAA!', 'AAAAAAAAB', 'BB!')));

-- Two purchases of one path count twice
SELECT * FROM transitions((SELECT transition_matrix('30 days', 1::bigint, at, touch, bought, 1) FROM
	(VALUES (timestamptz '2024-01-01', 'A', false), ('2024-01-02', NULL, true), ('2024-01-02', NULL, true)) v (at, touch, bought)));

--
-- Errors
--
SELECT removal_effects(NULL, contact_id, at, touch, bought, amount) FROM visits;
SELECT removal_effects('1 month', contact_id, at, touch, bought, amount) FROM visits;
SELECT removal_effects('1 day', contact_id, at, touch, bought, amount, 'order=3') FROM visits;
SELECT transition_matrix('1 day', contact_id, at, touch, bought, amount, 'top=3') FROM visits;
SELECT transition_matrix(make_interval(days => contact_id::int), contact_id, at, touch, bought, amount) FROM visits;
SELECT removal_effects('30 days', n, timestamptz '2024-01-01', n::text, true, 1) FROM generate_series(1::bigint, 5001) n;
SELECT count(*), trim_scale(round(sum(conversions)::numeric, 6)) AS sum FROM unnest((SELECT removal_effects('30 days', n, timestamptz '2024-01-01', (n % 1000)::text, true, 1) FROM generate_series(1::bigint, 5001) n));

DROP FUNCTION stories, effects, transitions;
DROP TABLE visits;
