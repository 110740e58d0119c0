--
-- Which campaigns bring visitors, and how often they convert
--
SET search_path = campaign_analytics, public;
SET TimeZone = 'UTC';

-- Ann comes by the newsletter, twice, and by an advert; Bob by the advert and,
-- without parameters, from nowhere; Cem by a link that says no more than its
-- source. Who the last two are is not known.
CREATE TABLE visits (
	contact_id	bigint,
	contact		text,
	url			text,
	bought		boolean
);
INSERT INTO visits VALUES
	(1, 'ann', 'https://shop.example.com/?utm_source=newsletter&utm_medium=email&utm_campaign=spring+sale', false),
	(1, 'ann', 'https://shop.example.com/shoes?utm_campaign=spring%20sale&utm_medium=email&size=42&utm_source=newsletter', true),
	(1, 'ann', 'https://shop.example.com/?utm_source=google&utm_medium=cpc&utm_campaign=shoes', NULL),
	(2, 'bob', 'https://shop.example.com/?utm_source=google&utm_medium=cpc&utm_campaign=shoes#top', true),
	(2, 'bob', 'https://shop.example.com/cart', true),
	(2, 'bob', NULL, true),
	(3, 'cem', '/?utm_source=partner&utm_medium=', false),
	(NULL, NULL, '/?utm_source=google&utm_medium=cpc&utm_campaign=shoes', true),
	(NULL, NULL, NULL, false);

-- Three visitors in all, though Ann and Bob are in two rows each.
SELECT t.* FROM unnest((SELECT utm_attribution(url, contact_id, bought) FROM visits)) AS t;

-- Ids of other types make no difference, nor do parts that are given.
SELECT utm_attribution(url, contact, bought) = utm_attribution(url, contact_id, bought) AS as_text,
	utm_attribution(url, md5(contact)::uuid, bought) = utm_attribution(url, contact_id, bought) AS as_uuid,
	utm_attribution(utm_source(url), utm_medium(url), utm_campaign(url), contact_id, bought) = utm_attribution(url, contact_id, bought) AS in_parts,
	utm_attribution(utm_source(url), utm_medium(url), utm_campaign(url), contact, bought) = utm_attribution(url, contact_id, bought) AS in_parts_as_text,
	utm_attribution(utm_source(url), utm_medium(url), utm_campaign(url), md5(contact)::uuid, bought) = utm_attribution(url, contact_id, bought) AS in_parts_as_uuid
FROM visits;

-- Of each visitor
SELECT contact, t.*
FROM (SELECT contact, utm_attribution(url, contact_id, bought) AS rows FROM visits GROUP BY contact) AS contacts, unnest(rows) AS t
ORDER BY contact, is_total, source, medium, campaign;

-- By bytes, what is not there last: an upper case letter before a lower case
-- one, the shorter of two that begin alike first, the empty text, which is given
-- here, before all others. Control characters are characters.
SELECT quote_nullable(source) AS source, quote_nullable(medium) AS medium, quote_nullable(campaign) AS campaign, unique_visitors, total_events
FROM unnest((
	SELECT utm_attribution(source, medium, campaign, 1, false)
	FROM (VALUES ('a', 'b', NULL), ('a', NULL, 'b'), ('a', 'b', 'c'), ('ab', '', ''), ('B', NULL, NULL), ('', NULL, NULL), (NULL, 'z', NULL),
				 (NULL, NULL, 'z'), (NULL, NULL, NULL), ('a' || chr(1), 'b', NULL), ('a' || chr(2), 'b', NULL), ('a' || chr(3), 'b', NULL),
				 ('a' || chr(1), 'b', NULL), (chr(2), NULL, NULL), (chr(1), chr(1), chr(1))) AS v (source, medium, campaign))) AS t;

-- A label is what it decodes to; long ones are no different.
SELECT left(source, 4) AS source, length(source), unique_visitors, total_events
FROM unnest((
	SELECT utm_attribution('/?utm_source=' || source, id, false)
	FROM (VALUES (1, 'a%20b'), (2, 'a+b'), (2, 'a b'), (3, 'a%2Bb'), (4, repeat('long', 1000)), (5, repeat('%6Cong', 1000)), (6, repeat('long', 999))) AS v (id, source))) AS t;

-- Nothing, nobody
SELECT utm_attribution(url, contact_id, bought) FROM visits WHERE false;
SELECT utm_attribution(url, NULL::bigint, NULL) FROM visits WHERE url IS NULL;

-- A running total
SELECT contact_id, (r[cardinality(r)]).*
FROM (SELECT contact_id, utm_attribution(url, contact_id, bought) OVER (ORDER BY contact_id, url COLLATE "C", bought ROWS UNBOUNDED PRECEDING) AS r
	  FROM visits WHERE contact_id < 3) AS running;

-- Arguments of no known type, and of a wrong one
SELECT utm_attribution('https://a.example/?utm_source=x', 'ann', true);
SELECT utm_attribution('x', NULL, 'y', 'ann', true);
SELECT utm_attribution(1, 2, true);

DROP TABLE visits;
