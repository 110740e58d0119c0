/*
 * What the pgTAP files of the model share: models of sample data and of data
 * as bad as tables can hold, and loops over whatever a model has in the
 * catalog, so that a new view or function is tested by being there.
 */
\ir oracle.sql
SET LOCAL timezone = 'UTC';

CREATE FUNCTION pg_temp.pick(choices text[], n bigint, seed bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT choices[1 + (pg_temp.noise(n, seed) & 1048575) % cardinality(choices)]
$$;

-- One answer out of so many is true.
CREATE FUNCTION pg_temp.chance(one_of integer, n bigint, seed bigint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT (pg_temp.noise(n, seed) & 1048575) % one_of = 0
$$;

-- A model that nothing is in, or sample data
CREATE FUNCTION pg_temp.make_model(model name, id_type text DEFAULT 'text', contacts integer DEFAULT NULL, days integer DEFAULT 60,
								   zone text DEFAULT 'UTC') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM campaign_analytics.create_model(model, id_type => id_type, zone => zone);
	IF contacts IS NOT NULL THEN
		PERFORM campaign_analytics.load_sample(model, contacts, days, 1, '2024-03-20 00:00+00');
		EXECUTE format('ANALYZE %I.contacts, %1$I.campaigns, %1$I.templates, %1$I.messages, %1$I.events, %1$I.enrollments', model);
	END IF;
END
$$;

-- The worst that the tables take: NULLs in every part of a key, ids that are
-- not there or empty, ties, machines, unknown types, values that are no
-- number, properties of every shape, messages of two campaigns, a pass in two
-- wallets.
CREATE FUNCTION pg_temp.make_nasty_model(model name, events integer DEFAULT 4000) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	places constant text := format('%I, campaign_analytics, public', model);
	-- Around the changes of the clocks in New York, 2024-03-10 and 2024-11-03
	origin constant timestamptz := '2024-03-09 12:00+00';
BEGIN
	PERFORM campaign_analytics.create_model(model, zone => 'America/New_York', conversions => '{purchase,mystery}', enforce_transitions => false);
	PERFORM set_config('search_path', places, true);
	INSERT INTO contacts (id, name, role, status, office, signed_up_at, created_at)
	SELECT CASE i WHEN 1 THEN '' WHEN 2 THEN '100%' ELSE 'p' || i END, pg_temp.pick('{Ann,ann,Bob,"",NULL}', i, 1), pg_temp.pick('{admin,editor,NULL,""}', i, 2),
		   pg_temp.pick('{online,offline,NULL}', i, 3), pg_temp.pick('{North,South,"",NULL}', i, 4),
		   CASE WHEN i % 3 > 0 THEN origin + pg_temp.noise(i, 5) % 40 * interval '7 h' END, origin + pg_temp.noise(i, 6) % 40 * interval '7 h'
	FROM generate_series(1, 40) AS i;
	INSERT INTO campaigns (id, name, campaign_group, campaign_type, mode, status, sending_entity, created_by, office, tags, created_at, scheduled_at, launched_at, completed_at)
	SELECT CASE i WHEN 1 THEN '' ELSE 'c' || i END, pg_temp.pick('{"50% off",spring_sale,"Spring Sale",""}', i, 11), kind, type, pg_temp.pick('{bulk,"",NULL}', i, 12), status,
		   pg_temp.pick('{Acme,NULL}', i, 13), pg_temp.pick('{eva,NULL,""}', i, 14), pg_temp.pick('{North,South,East,"",NULL}', i, 15),
		   pg_temp.pick('{"{}","{x}","{x,y,NULL,x}","{\"\"}",NULL}', i, 16)::text[], origin + pg_temp.noise(i, 17) % 40 * interval '7 h',
		   CASE WHEN i % 3 = 0 THEN origin + i * interval '5 h' END, CASE WHEN i % 4 > 0 THEN origin + pg_temp.noise(i, 18) % 40 * interval '3 h' END,
		   CASE WHEN i % 5 = 0 THEN origin + i * interval '9 h' END
	FROM (SELECT row_number() OVER () AS i, kind, status, type
		  FROM (VALUES ('messaging', '{pending,scheduled,in_progress,completed}'::text[], '{sms,rcs,email,push,mms,whatsapp,""}'::text[]),
					   ('interactive', '{draft,scheduled,processing,live,pending,completed}', '{e-swipe,digital_coupon,chatbot,wallet_pass,game,survey,sms,unheard of}'))
			   AS g (kind, statuses, types), unnest(types) WITH ORDINALITY AS t (type, place),
			   LATERAL (SELECT statuses[1 + place % cardinality(statuses)] AS status) AS s) AS c;
	INSERT INTO templates (id, name, channel, tags)
	SELECT 't' || i, 'Template ' || i % 5, pg_temp.pick('{email,sms,""}', i, 21), pg_temp.pick('{"{}","{x}","{x,y,NULL,x}","{\"\"}",NULL}', i, 22)::text[]
	FROM generate_series(1, 8) AS i;
	INSERT INTO messages (id, campaign_id, template_id, contact_id, channel, variant, batch_id, requested_at, sent_at, delivered_at, bounced_at, failed_at)
	SELECT CASE i WHEN 1 THEN '' ELSE 'm' || i END,
		   CASE WHEN NOT pg_temp.chance(4, i, 31) THEN (ARRAY['', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9', 'c10', 'c11', 'c12', 'c13', 'c14', 'c15', 'gone'])[1 + i % 16] END,
		   CASE WHEN NOT pg_temp.chance(6, i, 32) THEN 't' || i % 10 END, CASE WHEN NOT pg_temp.chance(9, i, 33) THEN 'p' || i % 45 END,
		   pg_temp.pick('{email,sms,rcs,push,"",NULL}', i, 34), pg_temp.pick('{A,B,Subject:A,Subject:B,Subject:C,a:b:C,:,"",NULL,NULL}', i, 35),
		   pg_temp.pick('{b1,b2,"",NULL}', i, 36), origin + i * interval '1 h', origin + i * interval '1 h', CASE WHEN i % 3 > 0 THEN origin + i * interval '2 h' END,
		   CASE WHEN i % 7 = 0 THEN origin + i * interval '2 h' END, CASE WHEN i % 11 = 0 THEN origin END
	FROM generate_series(1, 150) AS i;
	INSERT INTO events (occurred_at, event_type, contact_id, message_id, campaign_id, template_id, channel, device, conversation_id, actor, url, value, currency, is_machine, properties)
	SELECT origin + (pg_temp.noise(i, 41) & 1048575) % 400 * interval '13 min' + (CASE WHEN i % 5 = 0 THEN i ELSE 0 END) * interval '1 us', type,
		   CASE WHEN pg_temp.chance(12, i, 42) THEN NULL WHEN pg_temp.chance(9, i, 43) THEN '' WHEN m.contact_id IS NULL OR pg_temp.chance(9, i, 44) THEN 'p' || i % 45 ELSE m.contact_id END,
		   CASE WHEN NOT pg_temp.chance(12, i, 45) THEN coalesce(m.id, 'late' || i % 20) END,
		   CASE WHEN pg_temp.chance(15, i, 46) THEN NULL WHEN pg_temp.chance(10, i, 47) THEN 'c' || i % 16 ELSE m.campaign_id END,
		   CASE WHEN pg_temp.chance(15, i, 48) THEN 't' || i % 10 ELSE m.template_id END, CASE WHEN pg_temp.chance(10, i, 49) THEN pg_temp.pick('{sms,rcs,NULL}', i, 50) WHEN pg_temp.chance(4, i, 59) THEN initcap(m.channel) ELSE m.channel END,
		   pg_temp.pick('{phone,tablet,NULL}', i, 51), pg_temp.pick('{k1,k2,k3,k4,k5,k6,k7,k8,"",NULL}', i, 52), pg_temp.pick('{dora,emil,"",NULL}', i, 53),
		   pg_temp.pick('{https://x.io/?utm_source=news&utm_medium=email&utm_campaign=spring,https://x.io/?utm_source=News,"https://x.io/?utm_medium=cpc&utm_source=",https://x.io/?utm_source=%FF%00,https://x.io/,"not a url","",NULL}', i, 54),
		   pg_temp.pick('{1.5,0,-0,-3,1e308,-1e308,5e-324,NaN,Infinity,-Infinity,NULL}', i, 55)::float8, pg_temp.pick('{EUR,USD,NULL}', i, 56), pg_temp.chance(4, i, 57),
		   pg_temp.pick(ARRAY['{"prize": "Mug", "prize_value": "5 EUR", "keyword": " win ", "pass_id": "w1", "platform": "apple", "location": "Vienna", "question": "q1", "option": "a"}',
							  '{"prize": "Car", "prize_value": 5, "keyword": "WIN", "pass_id": "w2", "platform": "google", "location": "Graz", "question": "q1", "option": "b"}',
							  '{"prize": "", "keyword": "", "pass_id": "", "platform": "", "location": "", "question": "", "option": ""}',
							  '{"prize": null, "keyword": 7, "pass_id": 7, "platform": {"a": 1}, "question": ["q"], "option": true}', '{"pass_id": "w3"}',
							  '{}', '[]', '"prize"', '7', 'null', NULL], i, 58)::jsonb
	FROM (SELECT i, pg_temp.pick('{requested,sent,sent,delivered,delivered,delivered,bounced,failed,opened,opened,opened,clicked,clicked,interacted,replied,unsubscribed,page_view,page_view,signup,purchase,contact_message,contact_message,agent_message,agent_message,assistant_message,handoff,prize_won,prize_claimed,keyword_used,pass_issued,pass_installed,pass_removed,pass_redeemed,answered,answered,participated,mystery,""}', i, 40) AS type,
				 'm' || (pg_temp.noise(i, 39) & 1048575) % 170 AS message
		  FROM generate_series(1, events) AS i) AS i
	LEFT JOIN messages AS m ON m.id = message;
	INSERT INTO events (occurred_at, event_type, contact_id, campaign_id, properties)
	SELECT origin + interval '1 day', type, 'p3', id, jsonb_build_object('pass_id', 'w4', 'platform', platform)
	FROM campaigns, unnest('{pass_issued,pass_installed,pass_removed}'::text[]) AS type, unnest('{apple,google}'::text[]) AS platform
	WHERE campaign_type = 'wallet_pass';
	INSERT INTO enrollments
	SELECT 'c' || 1 + i % 17, 'p' || i % 45, pg_temp.pick('{active,completed,exited}', i, 61), origin, CASE WHEN i % 2 = 0 THEN origin + interval '1 day' END
	FROM generate_series(1, 200) AS i ON CONFLICT DO NOTHING;
	ANALYZE contacts, campaigns, templates, messages, events, enrollments;
	PERFORM set_config('search_path', 'campaign_analytics, public', true);
END
$$;

-- Every view, and every function as it is called with no more than it must be
-- given: id for what a function asks of an id; and, if that is wanted, all time
-- in place of the last 30 days (or the last up to the middle of the data).
CREATE FUNCTION pg_temp.askable(model name, id text DEFAULT NULL, of_all boolean DEFAULT false) RETURNS TABLE (place bigint, kind text, name text, relation text)
LANGUAGE sql STABLE AS $$
	SELECT row_number() OVER (ORDER BY kind, name, relation), kind, name, relation
	FROM (SELECT 'view', c.relname::text, format('%I.%I', model, c.relname)
		  FROM pg_class AS c WHERE c.relnamespace = to_regnamespace(quote_ident(model)) AND c.relkind = 'v'
		  UNION ALL
		  SELECT 'function', p.proname,
				 format('%I.%I(%s)', model, p.proname, concat_ws(', ',
						(SELECT string_agg(CASE WHEN p.proargnames[n] = 'dimension' THEN quote_literal('campaign')
												WHEN p.proargnames[n] IN ('campaign_id', 'contact_id') THEN quote_nullable(id) ELSE 'NULL' END
										   || '::' || format_type(p.proargtypes[n - 1], NULL), ', ' ORDER BY n)
						 FROM generate_series(1, p.pronargs - p.pronargdefaults) AS n),
						CASE WHEN of_all AND p.proargnames @> '{preset}' THEN 'preset => ''all'''
							 WHEN of_all AND p.proargnames @> '{as_of}' AND p.pronargdefaults > 0 THEN 'as_of => ''2024-03-12 12:00+00''' END))
		  FROM pg_proc AS p WHERE p.pronamespace = to_regnamespace(quote_ident(model)) AND p.prorettype <> 'trigger'::regtype)
		 AS a (kind, name, relation)
$$;

-- What a query says in one line of text, be it an error
CREATE FUNCTION pg_temp.say(query text) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	said text;
BEGIN
	EXECUTE query INTO said;
	RETURN said;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END
$$;

-- What views and functions say that is no number of rows, but for the errors
-- that are documented
CREATE FUNCTION pg_temp.complaints(model name, id text, of_all boolean DEFAULT true) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT relation || ': ' || said
	FROM pg_temp.askable(model, id, of_all), pg_temp.say(format('SELECT count(a::text) FROM %s AS a', relation)) AS said
	WHERE said !~ '^\d+$' AND NOT (name = 'campaign_json' AND said ~ '^P0002: campaign .* does not exist$') AND NOT (name = 'json_days' AND said ~ '^22023: days must be')
$$;
