/*
 * What CREATE EXTENSION leaves in the catalog: comments, safety, volatility,
 * strictness, privileges, and nothing outside the schema.
 */
\ir lib/oracle.sql

SELECT plan(65);

-- Everything that belongs to the extension. From PostgreSQL 17 on the row type
-- of a table does so too; it is the table.
CREATE TEMP TABLE member AS
SELECT d.classid, d.objid, o.type, o.schema, o.identity
FROM pg_depend AS d JOIN pg_extension AS e ON (d.refclassid, d.refobjid) = ('pg_extension'::regclass, e.oid),
	 pg_identify_object(d.classid, d.objid, 0) AS o
WHERE e.extname = 'campaign_analytics' AND d.deptype = 'e'
	  AND NOT EXISTS (SELECT FROM pg_type AS t JOIN pg_class AS c ON c.oid = t.typrelid WHERE (d.classid, d.objid) = ('pg_type'::regclass, t.oid) AND c.relkind = 'r');

CREATE TEMP TABLE member_function AS
SELECT p.*, format('%s(%s)', proname, pg_get_function_identity_arguments(p.oid)) AS signature,
	   'internal'::regtype = ANY (proargtypes) AS has_state, proname LIKE 'ca\_%' AS is_private
FROM member JOIN pg_proc AS p ON (classid, objid) = ('pg_proc'::regclass, p.oid);

/* ---- The extension itself ---- */

SELECT pg_temp.agree($$SELECT n.nspname::text, extrelocatable, extconfig::text FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = extnamespace
					WHERE extname = 'campaign_analytics'$$, $$SELECT 'campaign_analytics', false, format('{%s}', 'sites'::regclass::oid)$$, 'a schema of its own, fixed; one table to dump');
SELECT pg_temp.agree($$SELECT DISTINCT trusted, superuser, relocatable, requires::text FROM pg_available_extension_versions WHERE name = 'campaign_analytics' AND installed$$,
				  $$VALUES (true, true, false, NULL::text)$$, 'trusted; needs no other extension');
SELECT isnt((SELECT obj_description(oid, 'pg_extension') FROM pg_extension WHERE extname = 'campaign_analytics'), NULL, 'it says what it is');
SELECT cmp_ok((SELECT count(*) FROM member), '>=', 280::bigint, 'it has members');
SELECT set_eq('SELECT DISTINCT type FROM member', '{aggregate,cast,function,operator,table,type}'::text[], 'of these sorts, no views');
SELECT is_empty($$SELECT type, schema, identity FROM member WHERE schema <> 'campaign_analytics'$$, 'all are in its schema');
SELECT is_empty($$SELECT type, identity FROM member WHERE schema IS NULL AND type <> 'cast'$$, 'but casts, which have none');
SELECT is_empty($$SELECT identity FROM member WHERE type = 'cast' AND identity !~ 'campaign_analytics\.(keyset|timeline)'$$, 'and those are of its own types');
SELECT is_empty($$
	SELECT pg_describe_object(classid, objid, 0) FROM (
		SELECT 'pg_proc'::regclass AS classid, oid AS objid FROM pg_proc WHERE pronamespace = 'campaign_analytics'::regnamespace UNION ALL
		SELECT 'pg_operator'::regclass, oid FROM pg_operator WHERE oprnamespace = 'campaign_analytics'::regnamespace UNION ALL
		SELECT 'pg_class'::regclass, oid FROM pg_class WHERE relnamespace = 'campaign_analytics'::regnamespace AND relkind NOT IN ('c', 'i')) AS o
	WHERE (classid, objid) NOT IN (SELECT classid, objid FROM member)$$, 'nothing in the schema is not its own');
SELECT isnt(range_start(), NULL, 'the library is loaded');
SELECT set_eq($$SELECT name || ' ' || context FROM pg_settings WHERE name LIKE 'campaign\_analytics.%' OR name LIKE 'ca.%'$$,
			  '{campaign_analytics.range_start user,campaign_analytics.range_end user,campaign_analytics.zone user}'::text[], 'three settings, for everybody to change');
SELECT throws_ok('SET campaign_analytics.range_begin = ''''', '42602', NULL, 'and no others by that prefix');

-- sql/99_guard.sql sees to it. What PostgreSQL is born with has no rows in pg_depend.
SELECT is_empty($$
	WITH RECURSIVE ours (classid, objid) AS (
		SELECT classid, objid FROM member
		UNION
		SELECT d.classid, d.objid FROM ours AS o JOIN pg_depend AS d ON (d.refclassid, d.refobjid) = (o.classid, o.objid) WHERE d.deptype IN ('a', 'i')
	)
	SELECT pg_describe_object(d.classid, d.objid, 0), pg_describe_object(d.refclassid, d.refobjid, 0)
	FROM ours JOIN pg_depend AS d USING (classid, objid)
	WHERE d.refclassid NOT IN ('pg_extension'::regclass, 'pg_namespace'::regclass, 'pg_language'::regclass)
	AND (d.refclassid, d.refobjid) NOT IN (SELECT classid, objid FROM ours)$$, 'it depends on nothing but itself and PostgreSQL');

/* ---- Comments ---- */

SELECT is_empty($$
	SELECT type, identity FROM member
	WHERE coalesce(obj_description(objid, (SELECT relname FROM pg_class WHERE pg_class.oid = classid)), '') = '' AND NOT identity LIKE '%[]'$$,
	'every object has a comment');
SELECT is_empty($$
	SELECT t.typname, attname FROM member JOIN pg_type AS t ON (classid, objid) = ('pg_type'::regclass, t.oid) JOIN pg_attribute ON attrelid = typrelid
	WHERE attnum > 0 AND coalesce(col_description(attrelid, attnum), '') = ''$$, 'every column of a composite type has one');
SELECT is_empty($$
	SELECT objid::regclass, attname FROM member JOIN pg_attribute ON attrelid = objid
	WHERE classid = 'pg_class'::regclass AND attnum > 0 AND coalesce(col_description(attrelid, attnum), '') = ''$$, 'and every column of a table');
SELECT is_empty($$
	SELECT signature, obj_description(oid, 'pg_proc') FROM member_function
	WHERE NOT is_private AND (length(obj_description(oid, 'pg_proc')) < 15 OR obj_description(oid, 'pg_proc') LIKE 'implementation of%')$$,
	'what is public says more than its name');
SELECT is_empty($$
	SELECT signature FROM member_function WHERE prokind = 'a' AND proname <> 'rollup' AND obj_description(oid, 'pg_proc') NOT LIKE '%NULL%no rows%'$$,
	'an aggregate says what it does with NULLs and without rows');

/* ---- Aggregates ---- */

CREATE TEMP TABLE member_aggregate AS
SELECT f.oid, f.signature, f.proname, a.*, t.proname AS transition, t.proisstrict AS transition_is_strict
FROM member_function AS f JOIN pg_aggregate AS a ON aggfnoid = f.oid JOIN pg_proc AS t ON t.oid = aggtransfn;

SELECT pg_temp.agree($$SELECT proname::text, array_agg(signature ORDER BY signature COLLATE "C") FROM member_aggregate GROUP BY 1$$, $$
	SELECT name, array_agg(format('%s(%s%s)', name, before, key) ORDER BY format('%s(%s%s)', name, before, key) COLLATE "C")
	FROM (VALUES ('count_distinct', ''), ('engagement', 'event_type text, event_types text[], '),
				 ('message_metrics', 'event_type text, is_human boolean, occurred_at timestamp with time zone, '),
				 ('message_series', 'period text, zone text, is_human boolean, occurred_at timestamp with time zone, '),
				 ('engagement_series', 'period text, zone text, occurred_at timestamp with time zone, event_type text, event_types text[], '), ('keyset', '')) AS a (name, before),
		 unnest('{key smallint,key integer,key bigint,key uuid,key text,"VARIADIC key \"any\""}'::text[]) AS key
	GROUP BY name UNION ALL
	SELECT name, array_agg(s ORDER BY s COLLATE "C")
	FROM (SELECT name, format('%s(%s"window" interval, %s%s)', name, before, mode, rest) AS s
		  FROM (VALUES ('funnel', ''), ('funnel_histogram', ''), ('funnel_trend', 'period text, zone text, '), ('funnel_contacts', 'step integer, ')) AS a (name, before), (VALUES (''), ('mode text, ')) AS m (mode),
			   (SELECT format('contact %s, occurred_at timestamp with time zone, %s', key, what) FROM unnest('{bigint,uuid,text}'::text[]) AS key, unnest('{"VARIADIC condition \"any\"","event_type text, steps text[]"}'::text[]) AS what
				UNION ALL SELECT 'events timeline, steps text[]') AS r (rest)) AS f GROUP BY name UNION ALL
	SELECT name, array_agg(s ORDER BY s COLLATE "C")
	FROM (SELECT name, format('%s("window" interval, %soccurred_at timestamp with time zone, %s)', name, mode, what) AS s
		  FROM unnest('{funnel_times,window_funnel}'::text[]) AS name, (VALUES (''), ('mode text, ')) AS m (mode), unnest('{"VARIADIC condition \"any\"","event_type text, steps text[]"}'::text[]) AS what) AS w GROUP BY name UNION ALL
	SELECT 'path_edges', array_agg(s ORDER BY s COLLATE "C")
	FROM (SELECT format('path_edges(gap interval, contact %s, occurred_at timestamp with time zone, node text%s)', key, more) AS s
		  FROM unnest('{smallint,integer,bigint,uuid,text,"\"any\""}'::text[]) AS key, unnest('{"",", max_steps integer"}'::text[]) AS more) AS p UNION ALL
	SELECT 'timeline', array_agg(format('timeline(contact %s, occurred_at timestamp with time zone, event_type text)', key)) FROM unnest('{bigint,text,uuid}'::text[]) AS key UNION ALL
	SELECT name, ARRAY[name || '(pattern text, occurred_at timestamp with time zone, VARIADIC condition "any")'] FROM unnest('{sequence_match,sequence_count}'::text[]) AS name UNION ALL
	SELECT 'sequence_next_node', ARRAY['sequence_next_node(direction text, base text, occurred_at timestamp with time zone, node text, base_condition boolean, VARIADIC condition "any")'] UNION ALL
	SELECT 'retention', ARRAY['retention(VARIADIC condition "any")'] UNION ALL
	SELECT name, array_agg(s ORDER BY s COLLATE "C")
	FROM (SELECT name, format('%s(period text, zone text, contact %s, %s%s)', name, key, times, more) AS s
		  FROM (VALUES ('cohort_retention', 'cohort_at timestamp with time zone, active_at timestamp with time zone', 'options text'),
					   ('cohort_value', 'cohort_at timestamp with time zone, active_at timestamp with time zone, value double precision', 'options text'),
					   ('lifecycle', 'at timestamp with time zone', 'options text'), ('stickiness', 'at timestamp with time zone', 'span text'),
					   ('active_contacts', 'at timestamp with time zone', 'spans integer[]')) AS a (name, times, last),
			   unnest('{bigint,uuid,text}'::text[]) AS key, unnest(ARRAY['', ', ' || last]) AS more) AS r GROUP BY name UNION ALL
	SELECT name, array_agg(s ORDER BY s COLLATE "C")
	FROM (SELECT name, format('%s(%slookback interval, contact %s, at timestamp with time zone, touch text, converted boolean, value double precision%s)', name, before, key, more) AS s
		  FROM (VALUES ('attribution', 'models text[], '), ('attribution_paths', ''), ('assisted_conversions', ''), ('removal_effects', ''), ('transition_matrix', '')) AS a (name, before),
			   unnest('{bigint,uuid,text}'::text[]) AS key, unnest('{"",", options text"}'::text[]) AS more) AS r GROUP BY name UNION ALL
	SELECT 'utm_attribution', array_agg(s ORDER BY s COLLATE "C")
	FROM (SELECT format('utm_attribution(%s, contact %s, converted boolean)', what, key) AS s
		  FROM unnest('{url text,"source text, medium text, campaign text"}'::text[]) AS what, unnest('{bigint,uuid,text}'::text[]) AS key) AS r UNION ALL
	SELECT 'response_times', array_agg(s ORDER BY s COLLATE "C")
	FROM (SELECT format('response_times(conversation %s, at timestamp with time zone, actor text)', key) AS s FROM unnest('{smallint,integer,bigint,uuid,text,"\"any\""}'::text[]) AS key) AS r UNION ALL
	SELECT 'response_waits', array_agg(format('response_waits(conversation %s, at timestamp with time zone, actor text, agent text)', key)) FROM unnest('{bigint,text,uuid}'::text[]) AS key UNION ALL
	SELECT 'engagement_score', ARRAY['engagement_score(at timestamp with time zone, weight double precision, half_life interval, as_of timestamp with time zone)'] UNION ALL
	SELECT 'rollup', '{rollup(keyset),rollup(timeline)}'$$, 'each aggregate has every overload');

SELECT is_empty($$SELECT signature FROM member_aggregate WHERE aggcombinefn = 0$$, 'every aggregate has a combine function');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE aggtranstype = 'internal'::regtype AND (aggserialfn = 0 OR aggdeserialfn = 0)$$,
				'and the functions to move an internal state');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE aggtranstype = 'internal'::regtype AND aggtransspace = 0$$, 'and says how large that is');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE aggfinalfn = 0 OR aggfinalmodify <> 'r' OR (aggmtransfn <> 0 AND aggmfinalmodify <> 'r')$$,
				'final functions change no state: several aggregates may share one');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE transition_is_strict$$, 'transition functions see rows with NULLs');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE agginitval IS NOT NULL OR aggkind <> 'n' OR aggsortop <> 0$$, 'states begin as NULL');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE proname IN ('avg', 'min', 'max', 'sum', 'count', 'array_agg', 'any_value', 'bit_and', 'bool_or', 'every')
				  OR proname LIKE 'hll\_%' OR proname LIKE 'topn\_%'$$, 'no aggregate has a name that a distributed engine treats as its own');
SELECT is_empty($$SELECT signature, aggmtransfn <> 0 FROM member_aggregate WHERE (aggmtransfn <> 0) <> (proname = 'count_distinct') OR (aggmtransfn <> 0) <> (aggminvtransfn <> 0)$$,
				'count_distinct alone is a moving aggregate');
SELECT is((SELECT aggtranstype::regtype FROM member_aggregate WHERE signature = 'rollup(keyset)'), 'keyset'::regtype, 'the state of rollup is a stored type');
SELECT is_empty($$SELECT h.signature FROM member_aggregate AS h JOIN member_aggregate AS f ON replace(h.signature, 'funnel_histogram(', 'funnel(') = f.signature
				  WHERE h.proname = 'funnel_histogram' AND (h.aggtransfn, h.aggcombinefn, h.aggserialfn) <> (f.aggtransfn, f.aggcombinefn, f.aggserialfn)$$,
				'funnel and funnel_histogram share their states');
SELECT is((SELECT count(DISTINCT (aggtransfn, aggcombinefn, aggserialfn)) FROM member_aggregate WHERE proname IN ('sequence_match', 'sequence_count')), 1::bigint, 'so do sequence_match and sequence_count');
SELECT pg_temp.agree($$SELECT aggtranstype::regtype::text, aggcombinefn::regproc::text FROM member_aggregate WHERE proname = 'retention'$$, $$VALUES ('bigint', 'int8or')$$, 'that of retention is a number, whose bits PostgreSQL joins');
SELECT pg_temp.agree($$SELECT aggtranstype::regtype::text, aggcombinefn::regproc::text FROM member_aggregate WHERE proname = 'engagement_score'$$, $$VALUES ('double precision', 'float8pl')$$, 'that of engagement_score a sum');
SELECT pg_temp.agree($$SELECT DISTINCT aggcombinefn::regproc::text, aggserialfn::regproc::text FROM member_aggregate WHERE proname IN ('response_times', 'response_waits')$$,
					 $$VALUES ('ca_responses_combine', 'ca_responses_serialize')$$, 'messages of conversations are one kind of state');
SELECT is_empty($$SELECT signature FROM member_aggregate WHERE aggtranstype <> 'internal'::regtype AND signature <> 'rollup(keyset)' AND proname NOT IN ('retention', 'engagement_score')$$, 'all other states are internal');
SELECT pg_temp.agree($$SELECT DISTINCT aggcombinefn::regproc::text, aggserialfn::regproc::text FROM member_aggregate WHERE proname IN ('cohort_retention', 'lifecycle', 'stickiness', 'active_contacts')$$,
					 $$VALUES ('ca_activity_combine', 'ca_activity_serialize')$$, 'activity of contacts is one kind of state');
SELECT is_empty($$SELECT k.signature FROM member_aggregate AS k JOIN member_aggregate AS c ON replace(k.signature, 'keyset(', 'count_distinct(') = c.signature
				  WHERE k.proname = 'keyset' AND (k.aggtransfn, k.aggcombinefn, k.aggserialfn) <> (c.aggtransfn, c.aggcombinefn, c.aggserialfn)$$,
				'keyset and count_distinct share their states');
SELECT is_empty($$SELECT signature FROM member_function WHERE is_private AND has_state AND oid NOT IN (
	SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn]) FROM member_aggregate)
	AND proname NOT IN ('ca_keyset_recv', 'ca_timeline_recv')$$, 'every function with a state serves an aggregate');

/* ---- Functions ---- */

SELECT is_empty($$SELECT signature FROM member_function WHERE prosecdef$$, 'there is no SECURITY DEFINER');
SELECT is_empty($$SELECT signature FROM member_function WHERE (proparallel <> 's') <> (proname ~ '^(create_model|drop_model|load_sample|use_range|ca_sample_(check|indexes)|ca_model_.*)$'
																						AND proname !~ '^ca_model_(parts|wanted|columns|render)$')$$,
				'all is parallel safe but what makes and fills models, and sets the range');
SELECT is_empty($$SELECT signature FROM member_function WHERE proleakproof$$, 'nothing claims to be leakproof');
-- What is not resolved when it is made names the schema of all that it calls, or comes from pg_catalog.
SELECT is_empty($$SELECT signature, proconfig FROM member_function AS f JOIN pg_language AS l ON l.oid = prolang
				  WHERE (lanname = 'plpgsql' AND proname <> 'use_range') <> (coalesce(proconfig, '{}') @> '{"search_path=pg_catalog, pg_temp"}')$$,
				'what is in PL/pgSQL has a search path of its own, pg_catalog; use_range, whose settings outlive it, is qualified (test/lint)');
SELECT pg_temp.agree($$SELECT proname::text, c FROM member_function, unnest(proconfig) AS c WHERE c NOT LIKE 'search\_path=%'$$,
	$$VALUES ('ca_model_execute', 'standard_conforming_strings=on'), ('drop_model', 'row_security=off'), ('load_sample', 'TimeZone=UTC'), ('load_sample', 'jit=off'), ('load_sample', 'enable_nestloop=off'), ('load_sample', 'work_mem=64MB')$$,
	'and few have other settings');
SELECT is_empty($$SELECT signature FROM member_function WHERE NOT has_function_privilege('public', oid, 'EXECUTE') OR proacl IS NOT NULL$$, 'EXECUTE is everybody''s');
SELECT ok(has_schema_privilege('public', 'campaign_analytics', 'USAGE') AND NOT has_schema_privilege('public', 'campaign_analytics', 'CREATE'),
		  'everybody may use the schema, and create nothing in it');
SELECT is_empty($$SELECT objid::regclass FROM member WHERE classid = 'pg_class'::regclass AND NOT has_table_privilege('public', objid, 'SELECT')$$, 'and read the tables');
SELECT is_empty($$SELECT type, identity FROM member JOIN pg_type AS t ON (classid, objid) = ('pg_type'::regclass, t.oid)
				  WHERE NOT has_type_privilege('public', t.oid, 'USAGE')$$, 'and use the types');
SELECT is_empty($$SELECT signature FROM member_function WHERE is_private AND probin IS NOT NULL AND (prosrc <> proname OR probin <> '$libdir/campaign_analytics')$$,
				'a private function has the name of its C symbol');
SELECT is_empty($$SELECT signature, prosrc FROM member_function WHERE probin IS NOT NULL AND prosrc NOT LIKE 'ca\_%'$$, 'C symbols have one prefix');
SELECT is_empty($$SELECT signature FROM member_function AS f JOIN pg_language AS l ON l.oid = prolang WHERE prokind <> 'a' AND lanname NOT IN ('c', 'plpgsql') AND prosqlbody IS NULL$$, 'the others are C, or SQL with a body that no search path changes');
SELECT set_eq($$SELECT DISTINCT proname::text FROM member_function WHERE NOT is_private$$,
			  '{ab_test,active_contacts,assisted_conversions,attribution,attribution_paths,bar,cardinality,channel_group,chi_square,
				classify_referrer,click_id,click_network,cohort_retention,cohort_value,contains,count_distinct,create_model,date_preset,drop_model,
				engagement,engagement_score,engagement_series,funnel,funnel_contacts,funnel_histogram,funnel_times,funnel_trend,holdout_lift,
				keyset,lifecycle,load_sample,message_metrics,message_series,page_offset,path_edges,percent,range_end,range_start,rate,
				removal_effects,report_range,reporting_zone,response_times,response_waits,retention,retention_curve,retention_matrix_text,
				rfm_quintile,rollup,sample_ratio,sample_size,sequence_count,sequence_match,sequence_next_node,sessionize,sparkline,stickiness,
				strip_tracking,timeline,transition_matrix,url_fragment,url_host,url_param,url_path,use_range,utm,utm_attribution,utm_campaign,
				utm_content,utm_id,utm_medium,utm_source,utm_term,wilson_interval,window_funnel}'::text[], 'the public names');
SELECT is_empty($$SELECT signature FROM member_function WHERE is_private AND proname !~
	'_(transfn|combine|serialize|deserialize|finalfn|in|out|recv|send)$' AND proname !~ '^ca_(keyset|timeline)_from_' AND proname NOT IN ('ca_keyset_union', 'ca_keyset_intersect',
	'ca_keyset_except', 'ca_keyset_contained', 'ca_keyset_contains_set', 'ca_keyset_overlaps', 'ca_keyset_eq', 'ca_keyset_ne', 'ca_site_keys', 'ca_site', 'ca_channel_group') AND proname !~ '^ca_(model|sample)_'$$, 'private names end as PostgreSQL''s do');

-- By rule: what reads the collation, hash functions or time zones of the server,
-- or intervals and times out of a text (a mode), is STABLE, all else IMMUTABLE;
-- what has a NULL state to see is not STRICT.
CREATE TEMP TABLE reviewed (name_pattern text, volatile "char", strict boolean);
INSERT INTO reviewed VALUES
('^ca_(keyset|engagement|count_distinct_moving|count_distinct_leaving)_(int2|int4|int8|uuid)_transfn$', 'i', false),
('^ca_(keyset|engagement|count_distinct_moving|count_distinct_leaving)_(text|any)_transfn$', 's', false),
('^ca_engagement_series_(int2|int4|int8|uuid|text|any)_transfn$', 's', false),
('^ca_engagement_series_(combine|finalfn)$', 's', false),
('^ca_(keyset|engagement)_combine$', 'i', false),
('^ca_(keyset|engagement|count_distinct|count_distinct_moving)_finalfn$', 'i', false),
('^ca_rollup_(transfn|finalfn)$', 'i', false),
('^ca_(keyset|engagement|engagement_series)_serialize$', 'i', true),
('^ca_state_deserialize$', 'i', true),
('^ca_keyset_(in|out|recv|send|from_bytea|from_text|from_bpchar|from_name|union|intersect|except|contained|contains_set|overlaps|eq|ne)$', 'i', true),
('^ca_timeline_(in|out|recv|send|from_bytea|serialize)$', 'i', true),
('^ca_timeline_(int8|uuid|rollup)_transfn$', 'i', false),
('^ca_timeline_text_transfn$', 's', false),
('^ca_timeline_(combine|finalfn)$', 'i', false),
('^ca_funnel(_trend|_contacts)?_(conditions|steps)(_mode)?_(int8|uuid|text)_transfn$', 's', false),
('^ca_funnel(_trend|_contacts)?_timeline(_mode)?_transfn$', 's', false),
('^ca_funnel_times_(conditions|steps)(_mode)?_transfn$', 's', false),
('^ca_funnel(_times)?_combine$', 's', false),
('^ca_funnel(_histogram|_trend|_contacts|_times)?_finalfn$', 's', false),
('^ca_funnel(_times)?_serialize$', 'i', true),
('^ca_window_funnel(_mode|_steps|_steps_mode)?_transfn$', 'i', false),
('^ca_window_funnel_(combine|finalfn)$', 'i', false),
('^ca_window_funnel_serialize$', 'i', true),
('^ca_sequence_(transfn|combine|match_finalfn|count_finalfn)$', 'i', false),
('^ca_sequence_next_node_(transfn|combine|finalfn)$', 'i', false),
('^ca_sequence(_next_node)?_serialize$', 'i', true),
('^ca_path_(int2|int4|int8|uuid)_transfn$', 'i', false),
('^ca_path_(text|any)_transfn$', 's', false),
('^ca_path_(combine|finalfn)$', 'i', false),
('^ca_path_serialize$', 'i', true),
('^ca_retention_(transfn|finalfn)$', 'i', false),
('^ca_(cohort_retention|cohort_value|lifecycle|stickiness|active_contacts)_(int8|uuid|text)_transfn$', 's', false),
('^ca_(activity|cohort_value)_combine$', 's', false),
('^ca_(cohort_retention|cohort_value|lifecycle|stickiness|active_contacts)_finalfn$', 's', false),
('^ca_(activity|cohort_value)_serialize$', 'i', true),
('^ca_(attribution|attribution_paths|assisted_conversions|removal_effects|transition_matrix)_(int8|uuid|text)_transfn$', 's', false),
('^ca_(attribution|attribution_paths|assisted_conversions|removal_effects|transition_matrix)_finalfn$', 's', false),
('^ca_attribution_combine$', 's', false),
('^ca_(attribution|utm_attribution)_serialize$', 'i', true),
('^ca_utm_attribution_(url_)?(int8|uuid)_transfn$', 'i', false),
('^ca_utm_attribution_(url_)?text_transfn$', 's', false),
('^ca_utm_attribution_(combine|finalfn)$', 'i', false),
('^retention_curve$', 'i', true),
('^retention_matrix_text$', 'i', false),
('^(utm|utm_(source|medium|campaign|term|content|id)|click_(id|network)|url_(param|host|path|fragment)|strip_tracking)$', 'i', true),
('^ca_site_keys$', 'i', true),
('^ca_channel_group$', 'i', false),
('^(ca_site|classify_referrer|channel_group)$', 's', false),
('^ca_message_metrics_(int2|int4|int8|uuid)_transfn$', 'i', false),
('^ca_message_metrics_(text|any)_transfn$', 's', false),
('^ca_message_metrics_(combine|finalfn)$', 'i', false),
('^ca_message_series_(int2|int4|int8|uuid|text|any)_transfn$', 's', false),
('^ca_message_series_(combine|finalfn)$', 's', false),
('^ca_(message_metrics|message_series|responses)_serialize$', 'i', true),
('^ca_response_times_(int2|int4|int8|uuid)_transfn$', 'i', false),
('^ca_response_waits_(int8|uuid)_transfn$', 'i', false),
('^ca_response_(times|waits)_(text|any)_transfn$', 's', false),
('^ca_(responses_combine|response_times_finalfn|response_waits_finalfn)$', 'i', false),
('^ca_engagement_score_(transfn|finalfn)$', 'i', false),
-- numbers only
('^(wilson_interval|ab_test|holdout_lift|sample_size|chi_square|rfm_quintile|bar)$', 'i', true),
('^(rate|percent|sample_ratio|sparkline|page_offset)$', 'i', false),
-- settings of the session; names of zones
('^(range_start|range_end|reporting_zone|report_range)$', 's', false),
('^date_preset$', 's', true),
-- what reads the catalog, and what makes and fills models
('^ca_model_(parts|wanted|render)$', 'i', false),
('^ca_model_(columns|misfits|objects|dependents|options|acls|privileges|check_(names|strangers|relations|dependents))$', 's', false),
('^(create_model|drop_model|load_sample|use_range|ca_model_(execute|check_schema|drop|grant|record|make|make_again|make_relations|finish_relations|lock|begin))$', 'v', false),
('^ca_sample_(id|hash|draw|delay|time|kinds|statements)$', 'i', false),
('^ca_sample_(contacts|plan|check|indexes)$', 's', false),
('^cardinality$', 'i', true),
('^contains$', 's', false);

SELECT is_empty($$SELECT signature FROM member_function WHERE prokind = 'f' AND (SELECT count(*) FROM reviewed WHERE proname ~ name_pattern) <> 1$$,
				'every function was reviewed, by one rule');
SELECT is_empty($$SELECT signature, provolatile, proisstrict FROM member_function JOIN reviewed ON proname ~ name_pattern
				  WHERE prokind = 'f' AND (provolatile, proisstrict) <> (volatile, strict)$$, 'volatility and strictness are as the rules say');
SELECT pg_temp.agree($$SELECT signature, provolatile, proisstrict FROM member_function WHERE prokind = 'w'$$,
	$$VALUES ('sessionize(at timestamp with time zone, gap interval)', 'i'::"char", false)$$, 'those of the window function, too');
SELECT is_empty($$SELECT name_pattern FROM reviewed WHERE NOT EXISTS (SELECT FROM member_function WHERE proname ~ name_pattern)$$, 'no rule is about nothing');
SELECT is_empty($$SELECT signature FROM member_function WHERE prokind = 'a' AND proisstrict$$, 'no aggregate is strict');

/* ---- The types and their operators ---- */

SELECT pg_temp.agree($$SELECT typlen, typbyval, typstorage, typcategory, typinput::regproc::text, typoutput::regproc::text, typreceive::regproc::text, typsend::regproc::text
					FROM pg_type WHERE oid = 'keyset'::regtype$$,
				  $$VALUES (-1::smallint, false, 'x'::"char", 'U'::"char", 'ca_keyset_in', 'ca_keyset_out', 'ca_keyset_recv', 'ca_keyset_send')$$, 'keyset is a varlena that can be toasted');
SELECT pg_temp.agree($$SELECT typlen, typbyval, typstorage, typcategory, typinput::regproc::text, typoutput::regproc::text, typreceive::regproc::text, typsend::regproc::text
					FROM pg_type WHERE oid = 'timeline'::regtype$$,
				  $$VALUES (-1::smallint, false, 'e'::"char", 'U'::"char", 'ca_timeline_in', 'ca_timeline_out', 'ca_timeline_recv', 'ca_timeline_send')$$,
				  'timeline is a varlena that is kept as it is, for its bytes do not compress');
SELECT pg_temp.agree($$SELECT relname::text, string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
					FROM member JOIN pg_type AS t ON (classid, objid) = ('pg_type'::regclass, t.oid) JOIN pg_class AS c ON c.oid = typrelid JOIN pg_attribute ON attrelid = c.oid WHERE attnum > 0 GROUP BY relname$$,
				  $$VALUES ('engagement_point', 'bucket timestamp with time zone, event_type text, total bigint, first_unique bigint'),
						   ('funnel_step', 'step integer, name text, contacts bigint, dropoff bigint, conversion_from_previous double precision, conversion_overall double precision, '
							'median_seconds double precision, p90_seconds double precision, avg_seconds double precision, '
							'median_seconds_from_first double precision, p90_seconds_from_first double precision, avg_seconds_from_first double precision'),
						   ('funnel_trend_point', 'bucket timestamp with time zone, step integer, name text, contacts bigint'),
						   ('funnel_bin', 'step integer, name text, bin_start interval, bin_end interval, contacts bigint'),
						   ('retention_cell', 'cohort date, size bigint, period_number integer, active bigint, rate double precision, is_complete boolean, cohort_start timestamp with time zone, last_period integer'),
						   ('cohort_value_cell', 'cohort date, size bigint, period_number integer, active bigint, total double precision, average double precision, cumulative_total double precision, '
							'cumulative_average double precision, is_complete boolean, cohort_start timestamp with time zone, last_period integer'),
						   ('lifecycle_point', 'bucket date, new bigint, returning bigint, resurrecting bigint, dormant bigint, dormant_negative bigint, is_complete boolean, bucket_start timestamp with time zone'),
						   ('stickiness_point', 'span date, periods integer, contacts bigint, contacts_or_more bigint, span_start timestamp with time zone'),
						   ('active_contacts_point', 'bucket date, span integer, contacts bigint, is_complete boolean, bucket_start timestamp with time zone'),
						   ('utm_params', 'source text, medium text, campaign text, term text, content text, id text, click_id text, click_network text'),
						   ('attribution_credit', 'model text, touch text, conversions double precision, value double precision, touches bigint, contacts bigint, converted_contacts bigint, '
							'first_seen timestamp with time zone, last_seen timestamp with time zone'),
						   ('attribution_path', 'path text[], conversions bigint, value double precision, touches integer, median_seconds double precision, share double precision'),
						   ('assisted_conversion', 'touch text, assisted_conversions bigint, assisted_value double precision, last_touch_conversions bigint, last_touch_value double precision, '
							'first_touch_conversions bigint, assist_ratio double precision'),
						   ('removal_effect', 'touch text, removal_effect double precision, conversion_probability double precision, conversion_probability_without double precision, conversions double precision'),
						   ('attribution_transition', 'from text, to text, transitions bigint, probability double precision'),
						   ('utm_attribution_row', 'source text, medium text, campaign text, unique_visitors bigint, total_events bigint, conversions bigint, is_total boolean'),
						   ('proportion_interval', 'low double precision, high double precision'),
						   ('ab_test_result', 'control_rate double precision, variant_rate double precision, lift double precision, difference double precision, z double precision, p_value double precision, ci_low '
							'double precision, ci_high double precision'),
						   ('holdout_lift_result', 'holdout_rate double precision, treated_rate double precision, lift double precision, difference double precision, z double precision, p_value double precision, ci_low '
							'double precision, ci_high double precision, incremental double precision, incremental_low double precision, incremental_high double precision, incremental_share double '
							'precision'),
						   ('chi_square_result', 'statistic double precision, degrees_of_freedom integer, p_value double precision'),
						   ('sample_ratio_result', 'statistic double precision, degrees_of_freedom integer, p_value double precision, is_mismatch boolean'),
						   ('message_metrics_row', 'requested_total bigint, requested_unique bigint, sent_total bigint, sent_unique bigint, delivered_total bigint, delivered_unique bigint, bounced_total bigint, '
							'bounced_unique bigint, failed_total bigint, failed_unique bigint, opened_total bigint, opened_unique bigint, clicked_total bigint, clicked_unique bigint, interacted_total '
							'bigint, interacted_unique bigint, replied_total bigint, replied_unique bigint, unsubscribed_total bigint, unsubscribed_unique bigint, opened_total_human bigint, '
							'opened_unique_human bigint, clicked_total_human bigint, clicked_unique_human bigint, interacted_total_human bigint, interacted_unique_human bigint, status_requested '
							'bigint, status_sent bigint, status_delivered bigint, status_bounced bigint, status_failed bigint, first_event_at timestamp with time zone, last_event_at timestamp with '
							'time zone, last_engaged_at timestamp with time zone, delivery_rate_of_sent double precision, bounce_rate_of_sent double precision, bounce_rate_of_delivered double '
							'precision, failure_rate_of_sent double precision, open_rate_of_sent double precision, open_rate_of_delivered double precision, click_rate_of_sent double precision, '
							'click_rate_of_delivered double precision, click_to_open_rate double precision, interaction_rate_of_delivered double precision, reply_rate_of_delivered double precision, '
							'unsubscribe_rate_of_delivered double precision, open_rate_of_sent_human double precision, open_rate_of_delivered_human double precision, click_rate_of_sent_human double '
							'precision, click_rate_of_delivered_human double precision, click_to_open_rate_human double precision'),
						   ('message_series_point', 'bucket timestamp with time zone, total bigint, unique_in_bucket bigint, first_unique bigint, total_human bigint, unique_in_bucket_human bigint, first_unique_human bigint'),
						   ('response_summary', 'waits bigint, answered bigint, unanswered bigint, median_seconds double precision, p90_seconds double precision, avg_seconds double precision, first_median_seconds double '
							'precision'),
						   ('response_wait', 'conversation text, agent text, asked_at timestamp with time zone, answered_at timestamp with time zone, seconds double precision'),
						   ('path_edge', 'from text, to text, step integer, contacts bigint, transitions bigint')$$, 'the columns of the composite types');
SELECT pg_temp.agree($$
	SELECT o.oprname::text, c.oprname::text, n.oprname::text, o.oprresult::regtype::text, o.oprrest <> 0, o.oprjoin <> 0, o.oprcanhash OR o.oprcanmerge
	FROM member JOIN pg_operator AS o ON (classid, objid) = ('pg_operator'::regclass, o.oid)
		 LEFT JOIN pg_operator AS c ON c.oid = o.oprcom LEFT JOIN pg_operator AS n ON n.oid = o.oprnegate
	WHERE (o.oprleft, o.oprright) = ('keyset'::regtype, 'keyset'::regtype)$$,
	$$VALUES ('&', '&', NULL, 'keyset', false, false, false), ('&&', '&&', NULL, 'boolean', true, true, false), ('-', NULL, NULL, 'keyset', false, false, false),
			 ('<>', '<>', '=', 'boolean', true, true, false), ('<@', '@>', NULL, 'boolean', true, true, false), ('=', '=', '<>', 'boolean', true, true, false),
			 ('@>', '<@', NULL, 'boolean', true, true, false), ('|', '|', NULL, 'keyset', false, false, false)$$,
	'operators, with commutators, negators and estimates');
SELECT pg_temp.agree($$
	SELECT castsource::regtype::text, casttarget::regtype::text, castcontext FROM member JOIN pg_cast AS c ON (classid, objid) = ('pg_cast'::regclass, c.oid)
	WHERE 'bytea'::regtype IN (castsource, casttarget)$$,
	$$VALUES ('bytea', 'keyset', 'e'::"char"), ('keyset', 'bytea', 'e'), ('bytea', 'timeline', 'e'), ('timeline', 'bytea', 'e')$$, 'casts to and from bytea are explicit');
SELECT is_empty($$SELECT castsource::regtype, casttarget::regtype FROM member JOIN pg_cast AS c ON (classid, objid) = ('pg_cast'::regclass, c.oid) WHERE castcontext <> 'e'$$,
				'no cast happens unasked');

/* ---- Called by everybody ---- */

CREATE ROLE ca_nobody;
SET LOCAL ROLE ca_nobody;
SELECT pg_temp.agree('SELECT count_distinct(g), cardinality(rollup(keyset)), engagement(''a'', ''{a}'', g)
				   FROM generate_series(1, 3) AS g, (SELECT keyset(g) AS keyset FROM generate_series(1, 3) AS g) AS s', $$VALUES (3::bigint, 3::bigint, '{3}'::bigint[])$$,
				  'a role without rights counts');
RESET ROLE;
SET LOCAL search_path = public;
SELECT pg_temp.agree($$SELECT (campaign_analytics.funnel('1 day', g, now(), 'a'::text, '{a,b}'))[1].contacts, campaign_analytics.window_funnel('1 day', now(), g > 0), cardinality(campaign_analytics.path_edges('1 day', g, now(), 'a'))
						   FROM generate_series(1, 3) AS g$$, $$VALUES (3::bigint, 1, 0)$$, 'funnels and paths, too');
SELECT pg_temp.agree($$SELECT campaign_analytics.count_distinct(g), campaign_analytics.cardinality(campaign_analytics.keyset(g::text))
						   FROM generate_series(1, 3) AS g$$, $$VALUES (3::bigint, 3::bigint)$$, 'with the schema named, it need not be in the search path');
SET LOCAL search_path = campaign_analytics, public;

SELECT * FROM finish();
ROLLBACK;
