/*
 * Models in every type of id, under names that need quoting, side by side: each
 * view and function answers the same in each.
 */
\ir lib/model.sql

SELECT * FROM no_plan();

/* ---- Every type of id, every name ---- */

SELECT pg_temp.make_model('by_text', 'text', 120, 45);
SELECT pg_temp.make_model('by_bigint', 'bigint', 120, 45);
SELECT pg_temp.make_model('by_uuid', 'uuid', 120, 45);
SELECT pg_temp.make_model('My "Schema".x''; --$', 'text', 120, 45);

-- The ids of one contact or campaign: the n-th by time has the n-th id.
CREATE TEMP TABLE answers AS
SELECT model, place, name, relation, said
FROM unnest('{by_text,by_bigint,by_uuid,"My \"Schema\".x''; --$"}'::text[]) AS model,
	 LATERAL pg_temp.say(format('SELECT id FROM %I.campaigns ORDER BY launched_at LIMIT 1', model)) AS campaign,
	 LATERAL pg_temp.askable(model, campaign, true),
	 LATERAL pg_temp.say(format('SELECT count(a::text) FROM %s AS a', relation)) AS said;

SELECT is_empty($$SELECT model, relation, said FROM answers WHERE said !~ '^\d+$' AND name <> 'json_days'$$, 'every view and function answers in every type of id');
SELECT is_empty($$
	SELECT a.relation, a.said, b.relation, b.said FROM answers AS a JOIN answers AS b USING (place)
	WHERE a.model = 'by_text' AND (b.said <> a.said OR b.name <> a.name) AND a.name <> 'user_insight'
	$$, 'and gives the same number of rows');

-- All numbers of a view, but for ids and names: the same in each
CREATE FUNCTION pg_temp.numbers(model name, relation name) RETURNS text LANGUAGE sql AS $$
	SELECT format('SELECT md5(string_agg(line, chr(10) ORDER BY line COLLATE "C")) FROM (SELECT concat_ws(''|'', %s) AS line FROM %I.%I) AS l',
				  string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), model, relation)
	FROM pg_attribute AS a
	WHERE a.attrelid = format('%I.%I', model, relation)::regclass AND a.attnum > 0 AND format_type(a.atttypid, NULL) IN ('bigint', 'double precision', 'timestamp with time zone', 'integer')
		AND a.attname !~ '_id$|^id$|^created_at$'
$$;

SELECT is_empty($$
	SELECT name, pg_temp.say(pg_temp.numbers('by_text', name)) AS text, pg_temp.say(pg_temp.numbers(model, name)) AS other
	FROM pg_temp.askable('by_text'), unnest('{by_bigint,by_uuid}'::text[]) AS model
	WHERE kind = 'view' AND pg_temp.numbers('by_text', name) IS NOT NULL AND name <> 'model_objects'
		AND pg_temp.say(pg_temp.numbers('by_text', name)) IS DISTINCT FROM pg_temp.say(pg_temp.numbers(model, name))
	$$, 'the numbers of every view are the same in every type of id');

-- Models side by side do not see each other.
DELETE FROM by_text.events;
SELECT is((SELECT requested_unique FROM by_text.overall_engagement), 0::bigint, 'a model without events');
SELECT cmp_ok((SELECT requested_unique FROM by_uuid.overall_engagement), '>', 0::bigint, 'does not concern the one beside it');
SELECT drop_model('by_bigint');
SELECT is_empty($$SELECT pg_temp.complaints('by_uuid', NULL)$$, 'nor does dropping one');

SELECT * FROM finish();
ROLLBACK;
