/*
 * Each victim (see state_doors.sql) damaged in every way, and read alone, beside
 * a good one and before one: 22 assertions, and 3 a victim.
 *
 * shown: the query that makes an answer visible, which it calls @
 */
CREATE TEMP TABLE way (name text, query text);
INSERT INTO way
SELECT name, replace(:'shown', '@', format('(SELECT pg_temp.answer_%%s(%s))', states))
FROM (VALUES ('alone', '$1'), ('after a good one', 's) FROM (VALUES ($2), ($1)) AS v (s'), ('before a good one', 's) FROM (VALUES ($1), ($2)) AS v (s')) AS w (name, states);

SELECT is(pg_temp.outcome(format(query, aggregate), bytes, bytes), 'valid', format('%s: good %s', victim.name, way.name)) FROM victim, way;

CREATE TEMP TABLE tried AS
SELECT victim.name, kind.name AS kind, way.name AS way, pg_temp.outcome(format(query, aggregate), d, bytes) AS outcome
FROM victim, damage_kind AS kind, way, pg_temp.damaged(bytes, kind.name) AS d
WHERE d <> bytes AND (way.name = 'alone' OR kind.name IN ('one byte', 'cut', 'all ones behind'));

SELECT is(array_agg(DISTINCT outcome) FILTER (WHERE outcome NOT IN ('refused', 'too large', 'valid')), NULL,
		  format('%s, %s: %s tried, %s refused, %s too large, %s valid', kind, way, count(*), count(*) FILTER (WHERE outcome = 'refused'), count(*) FILTER (WHERE outcome = 'too large'), count(*) FILTER (WHERE outcome = 'valid')))
FROM tried GROUP BY kind, way;

-- and it was tried, with the outcomes that there should be
SELECT cmp_ok((SELECT count(*) FROM tried), '>', 20000::bigint, 'that is much');
SELECT is_empty($$SELECT name, kind FROM tried GROUP BY 1, 2 HAVING count(*) FILTER (WHERE outcome = 'refused') = 0$$, 'every kind of damage is noticed in every state');
SELECT is_empty($$SELECT name, kind, count(*) FROM tried WHERE kind IN ('cut', 'longer', 'noise', 'another type') AND outcome <> 'refused' GROUP BY 1, 2$$, 'what is cut, prolonged, noise or of another type is never a state');
SELECT isnt((SELECT count(*) FROM tried WHERE kind = 'one bit' AND outcome = 'valid'), 0::bigint, 'another time makes another state');
