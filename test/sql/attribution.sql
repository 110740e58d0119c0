--
-- Which channels brought the customers of a shop
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';
SET DateStyle = 'ISO';

-- Ann comes by search, mail and directly, a week apart, and buys. Bob follows
-- two mails a week apart and buys the day after; the next touch, a week after the
-- second mail, is itself a purchase. Cem looks and leaves. Dan buys, and only then
-- gets a mail. Eve searched long before she bought, for nothing. Of two rows
-- something is not known, and one is neither touch nor purchase.
CREATE TABLE visits (
	contact_id	bigint,
	contact		text,
	at			timestamptz,
	channel		text,
	bought		boolean,
	amount		float8
);
INSERT INTO visits VALUES
	(1, 'ann', '2024-03-01 12:00', 'search',	false, NULL),
	(1, 'ann', '2024-03-08 12:00', 'mail',		false, NULL),
	(1, 'ann', '2024-03-15 12:00', 'direct',	false, 1000),
	(1, 'ann', '2024-03-15 13:00', NULL,		true, 42),
	(2, 'bob', '2024-03-02 12:00', 'mail',		NULL, NULL),
	(2, 'bob', '2024-03-09 12:00', 'mail',		NULL, NULL),
	(2, 'bob', '2024-03-10 12:00', NULL,		true, 20),
	(2, 'bob', '2024-03-16 12:00', 'social',	true, 21),
	(3, 'cem', '2024-03-03 12:00', 'search',	false, NULL),
	(4, 'dan', '2024-03-04 12:00', NULL,		true, 5),
	(4, 'dan', '2024-03-05 12:00', 'mail',		false, NULL),
	(5, 'eve', '2024-01-01 12:00', 'search',	false, NULL),
	(5, 'eve', '2024-03-18 12:00', NULL,		true, NULL),
	(NULL, NULL, '2024-03-01 12:00', 'mail',	true, 1000),
	(1, 'ann', NULL, 'mail',					true, 1000),
	(6, 'flo', '2024-03-01 12:00', NULL,		false, NULL);

-- Credits of each model in a line: touch, conversions, value
CREATE FUNCTION credits(attribution_credit[]) RETURNS TABLE (model text, credits text)
BEGIN ATOMIC
	SELECT c.model, string_agg(format('%s %s (%s)', coalesce(c.touch, 'NULL'),
		trim_scale(round(c.conversions::numeric, 4)), trim_scale(round(c.value::numeric, 4))), ', ' ORDER BY c.place)
	FROM unnest($1) WITH ORDINALITY c (model, touch, conversions, value, touches, contacts, converted, first, last, place)
	GROUP BY c.model ORDER BY min(c.place);
END;

-- Three paths: search mail direct, worth 42; mail mail, worth 20; mail mail
-- social, worth 21. Two conversions, worth 5, have none.
SELECT * FROM credits((SELECT attribution('{first_touch,last_touch,last_non_direct,linear}', '30 days', contact_id, at, channel, bought, amount) FROM visits));

-- 40/20/40, 20/20/60 and 60/20/20: of the path of two, each half is mail's.
-- Three touches are a third each for w_shaped.
SELECT * FROM credits((SELECT attribution('{position_based,u_shaped,j_shaped,inverse_j,w_shaped}', '30 days', contact_id, at, channel, bought, amount) FROM visits));

-- Ages of 14, 7 and 0 days weigh 1 to 2 to 4: sevenths
SELECT * FROM credits((SELECT attribution('{time_decay}', '30 days', contact_id, at, channel, bought, amount) FROM visits));

-- To each all of it; to each of the different ones the same part
SELECT * FROM credits((SELECT attribution('{participation,shapley}', '30 days', contact_id, at, channel, bought, amount) FROM visits));

-- The chain has six paths: three convert; cem's search, eve's search and dan's
-- mail do not. P = 1/2; without direct 1/3, mail 0, search 3/8, social 1/3.
-- Effects 4, 12, 3, 4 (twelfths) are shares of 3 conversions, and of 83.
SELECT * FROM credits((SELECT attribution('{markov}', '30 days', contact_id, at, channel, bought, amount) FROM visits));

-- What is seen of each channel is the same in each model
SELECT c.* FROM unnest((SELECT attribution('{last_touch}', '30 days', contact_id, at, channel, bought, amount) FROM visits)) c;
SELECT count(DISTINCT (c.touches, c.contacts, c.converted_contacts, c.first_seen, c.last_seen)) = 1 AS same
FROM unnest((SELECT attribution('{first_touch,shapley,markov,participation}', '30 days', contact_id, at, channel, bought, amount) FROM visits)) c
WHERE c.touch = 'mail';

-- Eve's search is 77 days old: then it counts, to the microsecond
SELECT * FROM credits((SELECT attribution('{linear}', '77 days', contact_id, at, channel, bought, amount) FROM visits));
SELECT * FROM credits((SELECT attribution('{linear}', '76 days 23:59:59.999999', contact_id, at, channel, bought, amount) FROM visits));
-- Without any lookback only Bob's second purchase has a touch
SELECT * FROM credits((SELECT attribution('{linear}', '0', contact_id, at, channel, bought, amount) FROM visits));

-- Contacts of other types, groups, and no rows
SELECT attribution('{linear,markov}', '30 days', contact, at, channel, bought, amount) =
	attribution('{linear,markov}', '30 days', contact_id, at, channel, bought, amount) AS text,
	attribution('{linear,markov}', '30 days', lpad(contact_id::text, 32, '0')::uuid, at, channel, bought, amount) =
	attribution('{linear,markov}', '30 days', contact_id, at, channel, bought, amount) AS uuid
FROM visits;
SELECT contact, c.* FROM (
	SELECT contact, attribution('{last_touch,linear}', '30 days', contact_id, at, channel, bought, amount) FROM visits GROUP BY contact) g,
	credits(attribution) c ORDER BY contact, c.model;
SELECT attribution('{linear}', '30 days', contact_id, at, channel, bought, amount) FROM visits WHERE false;
SELECT attribution('{linear}', '30 days', contact_id, at, channel, bought, amount) FROM visits WHERE contact = 'flo';

--
-- Options
--

-- collapse: Bob's two mails are the second one. A purchase after one touch,
-- and one after two.
SELECT * FROM credits((SELECT attribution('{linear,j_shaped,time_decay}', '30 days', contact_id, at, channel, bought, amount, 'collapse') FROM visits));
-- unique: they are the first one, of 14 days before the third touch: weights 1 and 4
SELECT * FROM credits((SELECT attribution('{linear,j_shaped,time_decay}', '30 days', contact_id, at, channel, bought, amount, 'unique') FROM visits));
-- Without mail, Bob's first purchase has no touch
SELECT * FROM credits((SELECT attribution('{first_touch,linear,markov}', '30 days', contact_id, at, channel, bought, amount, 'exclude=mail') FROM visits));
SELECT * FROM credits((SELECT attribution('{linear}', '30 days', contact_id, at, channel, bought, amount, 'exclude=mail, exclude="search", exclude=Direct') FROM visits));
-- The last two touches only
SELECT * FROM credits((SELECT attribution('{first_touch,linear}', '30 days', contact_id, at, channel, bought, amount, 'max_touches=2') FROM visits));
SELECT * FROM credits((SELECT attribution('{first_touch,linear}', '30 days', contact_id, at, channel, bought, amount, 'unique, max_touches=1') FROM visits));
-- Now direct is a channel, and mail and social are none
SELECT * FROM credits((SELECT attribution('{last_non_direct}', '30 days', contact_id, at, channel, bought, amount, 'direct=mail, direct=social') FROM visits));
-- Half as long a half-life: weights 1, 4 and 16
SELECT * FROM credits((SELECT attribution('{time_decay}', '30 days', contact_id, at, channel, bought, amount, 'half_life=84 hours') FROM visits));
-- Weights of one's own, which other models do not heed; 5 to 3 where there is no middle
SELECT * FROM credits((SELECT attribution('{position_based,u_shaped}', '30 days', contact_id, at, channel, bought, amount, 'weights=5/2/3') FROM visits));
-- Nothing at the ends: where there is no middle, halves
SELECT * FROM credits((SELECT attribution('{position_based}', '30 days', contact_id, at, channel, bought, amount, 'weights=0/7/0') FROM visits));

--
-- Examples by which others explain models
--

-- A letter is a touch, days apart; '!' a conversion, ' ' a day later
CREATE FUNCTION story(first bigint, n int, touches text) RETURNS SETOF visits
BEGIN ATOMIC
	SELECT first + c, NULL::text, '2024-01-01'::timestamptz + i * interval '1 day', nullif(substr(touches, i, 1), '!'),
		substr(touches, i, 1) = '!', 1.0::float8
	FROM generate_series(1, n) c, generate_series(1, length(touches)) i;
END;

-- 38, 33, 26, 8 and 0 days before the conversion: 1.46, 2.40, 4.79, 28.48, 62.88 %
SELECT c.touch, round(c.conversions::numeric * 100, 2) AS percent
FROM unnest((
	SELECT attribution('{time_decay}', '90 days', 1::bigint, '2024-03-01'::timestamptz - days * interval '1 day', touch, days = 0, 1)
	FROM (VALUES (38, 'a'), (33, 'b'), (26, 'c'), (8, 'd'), (0, 'e')) t (days, touch))) c;

-- Touches so old that their weights would all be 0: 14 days apart, 4 to 1
SELECT c.touch, round(c.conversions::numeric, 2) AS part
FROM unnest((
	SELECT attribution('{time_decay}', '100000 days', 1::bigint, at::timestamptz, touch, touch IS NULL, 1)
	FROM (VALUES ('1900-01-01', 'a'), ('1900-01-15', 'b'), ('2024-01-01', NULL)) t (at, touch))) c;

-- A converts 10 times, A B 6 times, B twice, A B C three times: A 14, B 6, C 1
SELECT * FROM credits((
	SELECT attribution('{shapley}', '30 days', contact_id, at, channel, bought, amount)
	FROM (SELECT * FROM story(0, 10, 'A!') UNION ALL SELECT * FROM story(10, 6, 'AB!')
		UNION ALL SELECT * FROM story(20, 2, 'B!') UNION ALL SELECT * FROM story(30, 3, 'ABC!')) s));

-- 1 2 3 converts, 1 does not, 2 3 does not: removal effects 1/2, 1 and 1
SELECT * FROM credits((
	SELECT attribution('{markov}', '30 days', contact_id, at, channel, bought, amount)
	FROM (SELECT * FROM story(1, 1, '123!') UNION ALL SELECT * FROM story(2, 1, '1') UNION ALL SELECT * FROM story(3, 1, '23')) s));

-- After A, B converts; after C it does not. A chain that only knows the last touch
-- cannot tell: without A, P is 1/4 instead of 1/2, as without C; without B, 0. Of
-- order 2 it can: without A, P is 0, and C is worth nothing.
SELECT o AS "order", c.credits FROM unnest('{order=1,order=2}'::text[]) o, LATERAL (
	SELECT c.* FROM credits((
		SELECT attribution('{markov}', '30 days', contact_id, at, channel, bought, amount, o)
		FROM (SELECT * FROM story(1, 1, 'AB!') UNION ALL SELECT * FROM story(2, 1, 'CB')) s)) c) c;

-- The middle of four touches is the second, of five the third, of six the third
SELECT touches, c.* FROM unnest('{abcd!,abcde!,abcdef!}'::text[]) touches, LATERAL (
	SELECT c.* FROM credits((SELECT attribution('{w_shaped}', '30 days', contact_id, at, channel, bought, amount) FROM story(1, 1, touches))) c) c;

-- A touch without a name is one, which can be told in quotes
SELECT * FROM credits((SELECT attribution('{last_touch}', '30 days', contact_id, at, coalesce(channel, ''), bought, amount) FROM visits WHERE contact_id = 1 AND at IS NOT NULL));
SELECT * FROM credits((SELECT attribution('{last_touch,last_non_direct}', '30 days', contact_id, at, coalesce(channel, ''), bought, amount, 'exclude="", direct=direct') FROM visits WHERE contact_id = 1 AND at IS NOT NULL));

-- In any case: what direct means by itself
SELECT * FROM credits((
	SELECT attribution('{last_non_direct}', '30 days', c, '2024-01-01'::timestamptz + i * interval '1 day', touch, touch IS NULL, 1)
	FROM (VALUES (1::bigint, 1, 'x'), (1, 2, 'Direct'), (1, 3, '(DIRECT)'), (1, 4, '(direct) / (none)'), (1, 5, NULL),
		(2, 1, 'x'), (2, 2, 'direct mail'), (2, 3, NULL), (3, 1, '(direct)'), (3, 2, 'DIRECT'), (3, 3, NULL)) t (c, i, touch)));

--
-- Instants
--

-- Rows of one instant: touches in order of their bytes, all of them on the path
-- of both conversions, in whatever order the rows come. The touch a microsecond
-- later is not.
CREATE TABLE instants (at timestamptz, channel text, bought boolean, amount float8);
INSERT INTO instants VALUES
	('2024-01-01 12:00', 'b', false, NULL), ('2024-01-01 12:00', NULL, true, 5), ('2024-01-01 12:00', 'a', true, -1),
	('2024-01-01 12:00', 'Z', false, NULL), ('2024-01-01 12:00:00.000001', 'late', false, NULL);
SELECT * FROM credits((SELECT attribution('{first_touch,last_touch,linear}', '1 day', 1::bigint, at, channel, bought, amount) FROM instants));
SELECT * FROM credits((SELECT attribution('{first_touch,last_touch,linear}', '1 day', 1::bigint, at, channel, bought, amount)
	FROM (SELECT * FROM instants ORDER BY channel DESC) i));
SELECT p.* FROM unnest((SELECT attribution_paths('1 day', 1::bigint, at, channel, bought, amount) FROM instants)) p;

-- Values that hardly add up; of 0.1 ten times nothing is lost
SELECT c.touch, c.conversions, c.value FROM unnest((
	SELECT attribution('{last_touch}', '1 day', i, '2024-01-01'::timestamptz, 'a', true, v)
	FROM (VALUES (1::bigint, 1e100::float8), (2, 1), (3, -1e100), (4, 0)) t (i, v))) c;
SELECT c.touch, c.conversions, c.value FROM unnest((
	SELECT attribution('{last_touch}', '1 day', i, '2024-01-01'::timestamptz, 'a', true, 0.1)
	FROM generate_series(1::bigint, 10) i)) c;

--
-- Paths and assists
--

-- Of the story: three paths, and two conversions without a touch. Ann took two
-- weeks and an hour, Bob eight days and two weeks.
SELECT p.path, p.conversions, p.value, p.touches, p.median_seconds / 3600 AS hours, p.share
FROM unnest((SELECT attribution_paths('30 days', contact_id, at, channel, bought, amount) FROM visits)) p;
-- Bob's two mails are one now, a day before the first purchase, a week before the
-- second
SELECT p.path, p.conversions, p.value, p.touches, p.median_seconds / 3600 AS hours, p.share
FROM unnest((SELECT attribution_paths('30 days', contact, at, channel, bought, amount, 'collapse') FROM visits)) p;
SELECT p.path, p.conversions, p.value, p.share
FROM unnest((SELECT attribution_paths('30 days', lpad(contact_id::text, 32, '0')::uuid, at, channel, bought, amount, 'max_touches=1, top=2') FROM visits)) p;
-- Of equal number and value: in order of labels
SELECT p.path, p.conversions, p.value
FROM unnest((
	SELECT attribution_paths('30 days', contact_id, at, channel, bought, amount)
	FROM (SELECT * FROM story(1, 1, 'b!') UNION ALL SELECT * FROM story(2, 1, 'ab!') UNION ALL SELECT * FROM story(3, 1, 'a!')) s)) p;
-- Medians: of 1 and 3 days, and of 1, 3 and 4
SELECT n, p.path, p.conversions, p.median_seconds / 86400 AS days
FROM generate_series(2, 3) n, LATERAL (
	SELECT attribution_paths('30 days', c, '2024-01-01'::timestamptz + d * interval '1 day', CASE d WHEN 0 THEN 'a' END, d > 0, 1)
	FROM (VALUES (1::bigint, 0), (1, 1), (2, 0), (2, 3), (3, 0), (3, 4)) t (c, d) WHERE c <= n) a, unnest(a.attribution_paths) p;

-- mail assists Ann's purchase, and Bob's both: on the first it is before itself
SELECT a.* FROM unnest((SELECT assisted_conversions('30 days', contact_id, at, channel, bought, amount) FROM visits)) a;
SELECT a.* FROM unnest((SELECT assisted_conversions('30 days', contact, at, channel, bought, amount, 'collapse, exclude=search') FROM visits)) a;

SELECT attribution_paths('30 days', contact_id, at, channel, bought, amount) = '{}' AS paths,
	assisted_conversions('30 days', contact_id, at, channel, bought, amount) = '{}' AS assisted
FROM visits WHERE false;

--
-- What cannot be
--
SELECT attribution('{lineer}', '30 days', contact_id, at, channel, bought, amount) FROM visits;
SELECT attribution('{linear,markov,linear}', '30 days', contact_id, at, channel, bought, amount) FROM visits;
SELECT attribution('{linear,NULL}', '30 days', contact_id, at, channel, bought, amount) FROM visits;
SELECT attribution('{}', '30 days', contact_id, at, channel, bought, amount) FROM visits;
SELECT attribution(NULL, '30 days', contact_id, at, channel, bought, amount) FROM visits;
SELECT attribution(ARRAY[m], '30 days', contact_id, at, channel, bought, amount) FROM visits, unnest('{linear,markov}'::text[]) m;
SELECT attribution('{linear}', '1 month', contact_id, at, channel, bought, amount) FROM visits;
SELECT attribution('{linear}', '-1 day', contact_id, at, channel, bought, amount) FROM visits;
SELECT attribution('{linear}', NULL, contact_id, at, channel, bought, amount) FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, NULL) FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, 'infinity', channel, bought, amount) FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, 'NaN') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, '-infinity') FROM visits;
SELECT attribution('{last_touch}', '1 day', contact_id, at, 'x', true, 1.7e308) FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'decay') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'unique, collapse') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'unique=1') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'exclude') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'exclude=, unique') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'order=1, order=2') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'order=3') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'max_touches=0') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'half_life=0') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'half_life=-1 day') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'weights=40/60') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'weights=0/0/0') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'weights=1/-1/1') FROM visits;
SELECT attribution('{linear}', '1 day', contact_id, at, channel, bought, amount, 'top=3') FROM visits;
SELECT attribution_paths('1 day', contact_id, at, channel, bought, amount, 'top=1000001') FROM visits;
SELECT assisted_conversions('1 day', contact_id, at, channel, bought, amount, 'order=1') FROM visits WHERE false;

DROP FUNCTION story, credits;
DROP TABLE visits, instants;
