--
-- Keysets: reach of campaigns, kept, merged and compared
--
SET search_path = campaign_analytics, public;

-- Who was reached by whom: Ann (11) by both, Bob (12) and Cem (13) by spring,
-- Dee (14) by autumn. The winter campaign reached nobody that has an id.
CREATE TABLE reached (campaign text, contact_id bigint, contact text);
INSERT INTO reached VALUES
	('spring', 11, 'ann'), ('spring', 11, 'ann'), ('spring', 12, 'bob'), ('spring', 13, 'cem'),
	('autumn', 14, 'dee'), ('autumn', 11, 'ann'),
	('winter', NULL, NULL);

CREATE TABLE reach AS
SELECT campaign, keyset(contact_id) AS ids, keyset(contact) AS names, keyset(contact_id, contact) AS persons
FROM reached GROUP BY campaign;

SELECT campaign, cardinality(ids) AS ids, cardinality(names) AS names, cardinality(persons) AS persons
FROM reach ORDER BY campaign;

-- No rows: the empty set, not NULL.
SELECT cardinality(keyset(contact_id)) AS keyset, keyset(contact_id) IS NULL AS is_null FROM reached WHERE false;
SELECT cardinality(rollup(ids)) AS rollup, rollup(ids) IS NULL AS is_null FROM reach WHERE false;

-- All of them together: four people, not five.
SELECT cardinality(rollup(ids)) AS ids, cardinality(rollup(names)) AS names, cardinality(rollup(persons)) AS persons FROM reach;

-- One part twice is that part once; NULL is no part.
SELECT cardinality(rollup(ids)) FROM (SELECT ids FROM reach UNION ALL SELECT ids FROM reach UNION ALL SELECT NULL) parts;
SELECT campaign IS NULL AS all_campaigns, cardinality(rollup(ids)) FROM reach GROUP BY ROLLUP (campaign) ORDER BY 1, campaign;

-- A rollup, as it grows
SELECT campaign, cardinality(rollup(ids) OVER (ORDER BY campaign)) AS so_far,
	cardinality(rollup(ids) OVER (ORDER BY campaign ROWS BETWEEN 1 PRECEDING AND 1 PRECEDING)) AS before
FROM reach ORDER BY campaign;
SELECT contact_id, cardinality(keyset(contact_id) OVER (ORDER BY contact_id)) AS so_far
FROM reached WHERE campaign = 'spring' ORDER BY contact_id;

SELECT cardinality(keyset(contact_id) FILTER (WHERE campaign = 'spring')) AS spring,
	cardinality(keyset(contact_id) FILTER (WHERE campaign = 'summer')) AS summer
FROM reached;

--
-- Algebra
--
SELECT cardinality(s.ids | a.ids) AS either, cardinality(s.ids & a.ids) AS both_campaigns,
	cardinality(s.ids - a.ids) AS spring_only, cardinality(a.ids - s.ids) AS autumn_only
FROM reach s, reach a WHERE s.campaign = 'spring' AND a.campaign = 'autumn';

-- Who they are
SELECT contact, contains(s.ids & a.ids, contact_id) AS both_campaigns, contains(s.ids - a.ids, contact_id) AS spring_only,
	contains(s.names | a.names, contact) AS either, contains(s.persons, contact_id, contact) AS spring
FROM reach s, reach a, (SELECT DISTINCT contact_id, contact FROM reached) r
WHERE s.campaign = 'spring' AND a.campaign = 'autumn' ORDER BY contact;

SELECT l.campaign AS l, r.campaign AS r, l.ids = r.ids AS "=", l.ids <> r.ids AS "<>", l.ids <@ r.ids AS "<@",
	l.ids @> r.ids AS "@>", l.ids && r.ids AS "&&"
FROM reach l, reach r ORDER BY l.campaign, r.campaign;

SELECT s.ids & a.ids <@ s.ids AS "part of", s.ids <@ (s.ids | a.ids) AS "part of all", (s.ids - a.ids) && a.ids AS "left over",
	(s.ids - s.ids) = w.ids AS "nothing left", (s.ids | w.ids) = s.ids AS "nothing more"
FROM reach s, reach a, reach w WHERE s.campaign = 'spring' AND a.campaign = 'autumn' AND w.campaign = 'winter';

-- The order in which keys come does not matter, nor does how they are spread.
SELECT (SELECT keyset(i ORDER BY i) FROM generate_series(1, 1000) i) = (SELECT keyset(i ORDER BY i DESC) FROM generate_series(1, 1000) i) AS same,
	(SELECT keyset(i)::text FROM generate_series(1, 1000) i) = (SELECT rollup(k)::text FROM (SELECT keyset(i) AS k FROM generate_series(1, 1000) i GROUP BY i % 7) parts) AS same_bytes;

-- Every second number, every third, and what becomes of them
SELECT cardinality(two) AS two, cardinality(three) AS three, cardinality(two | three) AS either, cardinality(two & three) AS common,
	cardinality(two - three) AS two_only, two & three = six AS six
FROM (SELECT keyset(i) FILTER (WHERE i % 2 = 0) AS two, keyset(i) FILTER (WHERE i % 3 = 0) AS three,
             keyset(i) FILTER (WHERE i % 6 = 0) AS six FROM generate_series(1, 60000) i) s;

--
-- contains
--
SELECT contains(ids, 11) AS integer, contains(ids, 11::smallint) AS smallint, contains(ids, 11::bigint) AS bigint,
	contains(ids, 14) AS other, contains(ids, -11) AS negative, contains(ids, NULL::bigint) AS "null", contains(NULL::keyset, 11) AS null_set
FROM reach WHERE campaign = 'spring';
SELECT contains(persons, 11, 'ann'::text) AS ann, contains(persons, 11, 'bob'::text) AS bob, contains(persons, 11, NULL::text) AS "null"
FROM reach WHERE campaign = 'spring';
SELECT contains(ids, 11) AS in_the_empty_set FROM reach WHERE campaign = 'winter';

--
-- Kinds of keys that do not mix
--
SELECT ids | names FROM reach WHERE campaign = 'spring';
SELECT ids & persons FROM reach WHERE campaign = 'spring';
SELECT ids = names FROM reach WHERE campaign = 'spring';
SELECT contains(ids, 'ann'::text) FROM reach WHERE campaign = 'spring';
SELECT contains(ids, 11, 12) FROM reach WHERE campaign = 'spring';
SELECT contains(ids, '2024-05-01'::date) FROM reach WHERE campaign = 'spring';
SELECT rollup(k) FROM (SELECT ids AS k FROM reach UNION ALL SELECT names FROM reach) parts;
SELECT (SELECT keyset(1::bigint, '2024-05-01'::date)) | (SELECT keyset('2024-05-01'::date, 1::bigint));

-- The empty set goes with all of them, and so do integers of all sizes.
SELECT cardinality(w.ids | s.names) AS names, cardinality(w.names | s.ids) AS ids, cardinality(s.persons - w.ids) AS persons
FROM reach s, reach w WHERE s.campaign = 'spring' AND w.campaign = 'winter';
SELECT cardinality((SELECT keyset(1::smallint)) | (SELECT keyset(1::integer)) | (SELECT keyset(1::bigint))) AS one;

--
-- In and out
--
SELECT keyset(i) AS "11, 12 and 13" FROM unnest('{13,11,12}'::int[]) i;
SELECT keyset(i) AS "the empty set" FROM unnest('{}'::int[]) i;
SELECT keyset(i, i + 1) AS "pairs, packed" FROM generate_series(1, 2) i;
SELECT keyset(i, i - 3) AS "pairs, one not to be packed" FROM generate_series(2, 3) i;
SELECT campaign, ids::text::keyset = ids AS text, ids::bytea::keyset = ids AS bytea, names::bytea::keyset = names AS names
FROM reach ORDER BY campaign;

-- What is no keyset
SELECT ''::keyset;
SELECT 'eleven'::keyset;
SELECT '\x'::keyset;
SELECT '\x4341'::bytea::keyset;
-- Byte by byte: how it begins, its type, version, kinds, what is reserved, count
SELECT set_byte(ids::bytea, 0, 68)::keyset FROM reach WHERE campaign = 'spring';
SELECT set_byte(ids::bytea, 2, 69)::keyset FROM reach WHERE campaign = 'spring';
SELECT set_byte(ids::bytea, 3, 2)::keyset FROM reach WHERE campaign = 'spring';
SELECT set_byte(ids::bytea, 4, 99)::keyset FROM reach WHERE campaign = 'spring';
SELECT set_byte(ids::bytea, 5, 17)::keyset FROM reach WHERE campaign = 'spring';
SELECT set_byte(ids::bytea, 7, 1)::keyset FROM reach WHERE campaign = 'spring';
SELECT set_byte(ids::bytea, 8, 8)::keyset FROM reach WHERE campaign = 'spring';
SELECT (ids::bytea || '\x01')::keyset FROM reach WHERE campaign = 'spring';

DROP TABLE reached, reach;
