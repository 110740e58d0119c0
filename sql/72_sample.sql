/*
 * Sample data: a model filled with a past that never happened.
 *
 * No row depends on another, on a random number generator or on the order of
 * work: each is computed from its ordinal. ca_sample_hash(seed, trait, n) draws
 * what is random about the n-th contact, campaign or message; hashint8extended
 * gives the same on every platform and version. What must fit together (nobody
 * gets a message before being known) follows from formulas of the ordinals.
 *
 * Ordinals: contacts in the order in which they came; campaigns, and after them
 * the direct sends, are the rows of ca_sample_plan; a message is the j-th of its
 * row of the plan, counted on from that row's message_base.
 */

CREATE FUNCTION ca_sample_id(prefix text, n bigint, id_type text) RETURNS text
	LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN prefix || '-' || n::text;
CREATE FUNCTION ca_sample_id(prefix text, n bigint, id_type bigint) RETURNS bigint
	LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN n;
CREATE FUNCTION ca_sample_id(prefix text, n bigint, id_type uuid) RETURNS uuid
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN (lpad(to_hex(ascii(prefix)), 8, '0') || '-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;
CREATE FUNCTION ca_sample_hash(seed bigint, trait integer, n bigint) RETURNS bigint
	LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN hashint8extended(n, hashint8extended(trait, seed));
CREATE FUNCTION ca_sample_draw(hash bigint, place integer) RETURNS double precision
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN ((hash >> 20 * place & 1048575)::double precision + '0.5'::double precision) / '1048576'::double precision;
CREATE FUNCTION ca_sample_delay(draw double precision, median double precision, spread double precision) RETURNS interval
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN interval '0.001 seconds' * floor('1000'::double precision * median * power('1'::double precision / draw - '1'::double precision, spread));
CREATE FUNCTION ca_sample_time(hash bigint) RETURNS interval
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
	RETURN interval '0.001 seconds' * (3600000 * ('{0,7,8,8,9,9,9,10,10,10,11,11,12,12,12,13,13,14,14,15,15,16,17,17,18,18,19,19,20,20,21,22}'::integer[])[1 + (hash & 31)]
									   + (hash >> 5 & 4194303) * 225 / 262144)::double precision;

COMMENT ON FUNCTION ca_sample_id(text, bigint, text) IS 'support function of load_sample: the id of the n-th contact, campaign ..., in the type of the third argument; NULL for NULL';
COMMENT ON FUNCTION ca_sample_id(text, bigint, bigint) IS 'support function of load_sample: the id of the n-th contact, campaign ..., in the type of the third argument; NULL for NULL';
COMMENT ON FUNCTION ca_sample_id(text, bigint, uuid) IS 'support function of load_sample: the id of the n-th contact, campaign ..., in the type of the third argument; NULL for NULL';
COMMENT ON FUNCTION ca_sample_hash(bigint, integer, bigint) IS 'support function of load_sample: what is random about a trait of the n-th contact, campaign or message';
COMMENT ON FUNCTION ca_sample_draw(bigint, integer) IS 'support function of load_sample: one of the three numbers between 0 and 1, both excluded, that a hash is good for; places 0 to 2';
COMMENT ON FUNCTION ca_sample_delay(double precision, double precision, double precision) IS 'support function of load_sample: a log-logistic waiting time, much like a log-normal one; median in seconds';
COMMENT ON FUNCTION ca_sample_time(bigint) IS 'support function of load_sample: a time of the day, by the rhythm of the day';


CREATE FUNCTION ca_sample_contacts(seed bigint, contacts integer, days integer, end_at timestamptz)
RETURNS TABLE (n bigint, hash bigint, is_loyal boolean, created_at timestamptz, signed_up_at timestamptz)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	-- A third is there before the first day; the others come one after the other, few of them at weekends. Most sign up, at once or later.
	SELECT d.n, d.hash, d.hash & 3 = 0, d.created_at,
		   CASE WHEN ca_sample_draw(d.hash, 0) < '0.55'::double precision THEN d.created_at + ca_sample_delay(ca_sample_draw(d.hash, 1), 400, 0.5)
				WHEN ca_sample_draw(d.hash, 0) < '0.88'::double precision THEN d.created_at + ca_sample_delay(ca_sample_draw(d.hash, 1), 200000, 0.5) END
	FROM (SELECT c.n, c.hash, c.created_at - interval '24 hours' * CASE WHEN c.hash >> 40 & 7 < 5 AND extract(isodow FROM c.created_at) > 5
																			THEN 2 + (c.hash >> 43 & 3) ELSE 0 END::double precision
		  FROM (SELECT i, ca_sample_hash(seed, 1, i),
					   date_trunc('day', end_at) - interval '24 hours' * days + ca_sample_time(ca_sample_hash(seed, 2, i))
					   + interval '24 hours' * floor(CASE WHEN i <= contacts / 3 THEN -'180'::double precision * (1 - (i - '0.5'::double precision) / (contacts / 3))
														 ELSE days * (i - contacts / 3 - '0.5'::double precision) / (contacts - contacts / 3) END)
				FROM generate_series(1, contacts::bigint) AS i OFFSET 0) AS c (n, hash, created_at) OFFSET 0) AS d (n, hash, created_at);
END;

COMMENT ON FUNCTION ca_sample_contacts(bigint, integer, integer, timestamptz) IS 'support function of load_sample: when each contact came, and signed up';


CREATE FUNCTION ca_sample_kinds()
RETURNS TABLE (kind integer, campaign_group text, campaign_type text, channel text, mode text, theme text, test text, variants integer, lift double precision,
			   live_days integer, spread_days integer, spread_seconds integer, share double precision,
			   p_open double precision, p_click double precision, p_interact double precision, p_reply double precision, p_buy double precision)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	VALUES
	( 1, 'messaging', 'email', 'email', 'broadcast', 'Newsletter', NULL, 2, '0.35'::double precision, 7, 1, 5400, '0.45'::double precision,
	 '0.34'::double precision, '0.22'::double precision, '0.02'::double precision, '0.004'::double precision, '0.12'::double precision),
	( 2, 'messaging', 'sms', 'sms', 'conversational', 'Styling advice', NULL, 1, 0, 10, 3, 28800, 0.15, 0.62, 0.06, 0, 0.26, 0.16),
	( 3, 'interactive', 'digital_coupon', 'email', 'broadcast', 'Coupon', NULL, 1, 0, 21, 2, 14400, 0.20, 0.42, 0.30, 0.05, 0.002, 0.18),
	( 4, 'messaging', 'push', 'push', 'broadcast', 'Flash sale', NULL, 1, 0, 2, 1, 1800, 0.30, 0.18, 0.35, 0.12, 0, 0.10),
	( 5, 'messaging', 'email', 'email', 'drip', 'Welcome series', NULL, 1, 0, 21, 12, 36000, 0.16, 0.46, 0.26, 0.02, 0.006, 0.14),
	( 6, 'interactive', 'game', 'sms', 'broadcast', 'Text to win', NULL, 1, 0, 14, 4, 28800, 0.16, 0.58, 0.20, 0.25, 0.05, 0.06),
	( 7, 'messaging', 'rcs', 'rcs', 'conversational', 'Appointments', NULL, 1, 0, 10, 4, 28800, 0.12, 0.70, 0.12, 0.20, 0.30, 0.14),
	( 8, 'interactive', 'survey', 'email', 'broadcast', 'How did we do', NULL, 1, 0, 14, 2, 7200, 0.15, 0.36, 0.40, 0.10, 0.004, 0.03),
	( 9, 'messaging', 'email', 'email', 'triggered', 'Left in the basket', 'Subject line', 2, 0.25, 14, 12, 43200, 0.14, 0.44, 0.34, 0.02, 0.004, 0.30),
	(10, 'interactive', 'wallet_pass', 'email', 'broadcast', 'Loyalty card', NULL, 1, 0, 30, 3, 14400, 0.16, 0.45, 0.30, 0.10, 0.002, 0.10),
	(11, 'messaging', 'sms', 'sms', 'broadcast', 'Last chance', 'Offer', 3, 0.15, 3, 1, 3600, 0.22, 0.64, 0.10, 0, 0.03, 0.20),
	(12, 'interactive', 'chatbot', 'push', 'conversational', 'Ask Ada', NULL, 1, 0, 14, 7, 36000, 0.16, 0.40, 0.15, 0.30, 0.32, 0.08),
	(13, 'messaging', 'whatsapp', 'whatsapp', 'conversational', 'Order help', NULL, 1, 0, 10, 5, 36000, 0.12, 0.74, 0.10, 0.15, 0.28, 0.12),
	(14, 'interactive', 'e-swipe', 'push', 'broadcast', 'Swipe your style', NULL, 2, 0.30, 10, 2, 14400, 0.20, 0.32, 0.25, 0.45, 0, 0.09),
	(15, 'messaging', 'push', 'push', 'triggered', 'Back in stock', 'Emoji', 2, 0.20, 10, 8, 43200, 0.14, 0.24, 0.40, 0.10, 0, 0.22),
	(16, 'messaging', 'email', 'email', 'broadcast', 'New arrivals', NULL, 1, 0, 7, 1, 7200, 0.35, 0.30, 0.20, 0.02, 0.003, 0.10),
	-- Direct sends: single ones, as confirmations of orders, and batches.
	(17, NULL, NULL, 'email', 'single', 'Account', NULL, 1, 0, 10, 10, 43200, 0.02, 0.60, 0.30, 0, 0, 0.02),
	(18, NULL, NULL, 'sms', 'single', 'Account', NULL, 1, 0, 10, 10, 43200, 0.02, 0.70, 0.10, 0, 0, 0.02),
	(19, NULL, NULL, 'push', 'single', 'Account', NULL, 1, 0, 10, 10, 43200, 0.02, 0.40, 0.20, 0, 0, 0.02),
	(20, NULL, NULL, 'email', 'batch', 'Notice', NULL, 1, 0, 1, 1, 1200, 0.05, 0.50, 0.15, 0, 0, 0.03),
	(21, NULL, NULL, 'sms', 'batch', 'Notice', NULL, 1, 0, 1, 1, 1200, 0.03, 0.65, 0.08, 0, 0, 0.03);
END;

COMMENT ON FUNCTION ca_sample_kinds() IS 'support function of load_sample: the kinds of campaigns and of direct sends, with how contacts take to them';


CREATE FUNCTION ca_sample_plan(seed bigint, contacts integer, days integer, end_at timestamptz)
RETURNS TABLE (n integer, hash bigint, kind integer, campaign_group text, campaign_type text, channel text, mode text, theme text, test text, variants integer,
			   lift double precision, live_days integer, spread_days integer, spread_seconds integer, p_open double precision, p_click double precision,
			   p_interact double precision, p_reply double precision, p_buy double precision, status text, created_at timestamptz, scheduled_at timestamptz,
			   launched_at timestamptz, completed_at timestamptz, day double precision, touches integer, pool integer, audience integer, message_base bigint)
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH times AS (
		SELECT date_trunc('day', end_at) - interval '24 hours' * days AS start_at, greatest(48, days * 2 / 3) AS n_past
	), begun AS (
		-- One campaign after the other, of each kind in turn; what has begun lately still runs.
		SELECT i AS n, 1 + (i - 1) % 16 AS kind, NULL::text AS status,
			   start_at + interval '24 hours' * floor((i - '0.5'::double precision) * days / n_past) + interval '9 hours'
			   + interval '1 minute' * (ca_sample_hash(seed, 3, i) & 255)::double precision AS begins_at
		FROM times, generate_series(1, n_past) AS i
		UNION ALL
		-- Each type of campaign in each other state that there is.
		SELECT n_past + row_number() OVER (ORDER BY kind, place)::integer, kind, status,
			   date_trunc('hour', end_at) + interval '24 hours' * CASE WHEN status IN ('in_progress', 'live', 'paused') THEN -1 - (kind - 1) % 9 ELSE 3 + kind END
			   + interval '1 hour' * (kind % 5)
		FROM times, (SELECT min(kind) AS kind, campaign_group FROM ca_sample_kinds() WHERE campaign_group IS NOT NULL GROUP BY campaign_group, campaign_type) AS types
		JOIN (VALUES ('messaging', 1, 'pending'), ('messaging', 2, 'scheduled'), ('messaging', 3, 'in_progress'), ('interactive', 1, 'draft'),
					 ('interactive', 2, 'scheduled'), ('interactive', 3, 'processing'), ('interactive', 4, 'live'), ('interactive', 5, 'paused'))
			 AS states (campaign_group, place, status) USING (campaign_group)
		UNION ALL
		SELECT 1000000 + i, 17 + i % 3, NULL, start_at + interval '24 hours' * (10 * (i / 3)) + interval '8 hours'
		FROM times, generate_series(0, (days + 9) / 10 * 3 - 1) AS i
		UNION ALL
		SELECT 2000000 + i, CASE WHEN i % 4 = 3 THEN 21 ELSE 20 END, NULL, start_at + interval '24 hours' * least(7 * i + 4, days - 1) + interval '10 hours'
		FROM times, generate_series(0, (days - 1) / 7) AS i
	), known AS (
		SELECT b.n, ca_sample_hash(seed, 4, b.n) AS hash, k.*, start_at,
			   CASE WHEN b.status IS NULL THEN least(b.begins_at, end_at - interval '1 hour') ELSE b.begins_at END AS begins_at,
			   coalesce(b.status, CASE WHEN b.begins_at + interval '24 hours' * k.live_days <= end_at THEN 'completed'
									   WHEN k.campaign_group = 'interactive' THEN 'live' ELSE 'in_progress' END) AS status
		FROM times, begun AS b JOIN ca_sample_kinds() AS k USING (kind)
	), dated AS (
		SELECT k.*, CASE WHEN status IN ('completed', 'in_progress', 'live', 'paused') THEN begins_at END AS launched_at,
			   extract(epoch FROM begins_at - start_at)::double precision / 86400 AS day
		FROM known AS k
	), reached AS (
		-- Who has been known for a day; a campaign that has just begun is a small one.
		SELECT d.*, CASE mode WHEN 'drip' THEN 2 ELSE 1 END AS touches,
			   contacts / 3 + floor((contacts - contacts / 3) * least('1'::double precision, greatest('0'::double precision, (day - 1) / days)))::integer AS pool
		FROM dated AS d
	), counted AS (
		SELECT r.*, CASE WHEN launched_at IS NULL THEN 0
						 ELSE touches * ceil(pool * share * CASE WHEN day > days - 10 AND campaign_group IS NOT NULL THEN '0.5'::double precision ELSE '1'::double precision END)::integer END AS audience
		FROM reached AS r
	)
	SELECT n, hash, kind, campaign_group, campaign_type, channel, mode, theme, test, variants, lift, live_days, spread_days, spread_seconds,
		   p_open, p_click, p_interact, p_reply, p_buy, status,
		   least(begins_at, end_at) - interval '1 hour' * (2 + (hash & 255))::double precision AS created_at,
		   CASE WHEN status NOT IN ('pending', 'draft') THEN date_trunc('hour', begins_at) END AS scheduled_at,
		   launched_at, CASE status WHEN 'completed' THEN launched_at + interval '24 hours' * live_days END AS completed_at,
		   day, touches, pool, audience, sum(audience) OVER (ORDER BY begins_at, n) - audience AS message_base
	FROM counted;
END;

COMMENT ON FUNCTION ca_sample_plan(bigint, integer, integer, timestamptz) IS 'support function of load_sample: the campaigns, and after them the direct sends, with when they begin and how many they reach';


/*
 * The statements, in the order in which load_sample runs them. @schema@ and
 * @id@ stand for the model's schema and its type of ids; $1 is the seed, $2
 * contacts, $3 days, $4 end_at; what begins from $5 on and before $6 is loaded.
 *
 * Speed: what a contact, message or visit has is computed once, and only then
 * joined with the list of events that it may lead to, by number. (A LATERAL
 * VALUES list would set its expressions up anew for every row.)
 */
CREATE FUNCTION ca_sample_statements() RETURNS TABLE (step text, relation text, statement text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	VALUES ('contacts', 'contacts', $sql$
INSERT INTO @schema@.contacts (id, name, role, status, office, signed_up_at, created_at, attributes)
SELECT @extschema@.ca_sample_id('c', n, NULL::@id@),
	   ('{Ada,Amina,Anton,Bela,Carla,Chen,Dana,Diego,Elif,Emil,Femi,Freya,Goran,Hana,Ines,Ivan,Jonas,Kaya,Lena,Luca,Maya,Mei,Nadia,Noah,Olga,Omar,Petra,Priya,Rosa,Samir,Tara,Yusuf}'::text[])[1 + (h & 31)]
	   || ' ' ||
	   ('{Abadi,Aydin,Bauer,Berg,Cohen,Costa,Dahl,Diaz,Eriksen,Evans,Fischer,Ford,Garcia,Haddad,Ito,Jansen,Kaya,Lindt,Moreau,Novak,Okafor,Patel,Quist,Rossi,Silva,Tanaka,Ueda,Vega,Weiss,Xu,Yilmaz,Zeller}'::text[])[1 + (h >> 5 & 31)],
	   ('{customer,customer,customer,customer,customer,member,member,partner}'::text[])[1 + (h >> 10 & 7)],
	   CASE h >> 13 & 7 WHEN 0 THEN 'online' ELSE 'offline' END,
	   ('{Berlin,Berlin,Lisbon,Lisbon,London,London,London,Madrid,Madrid,Paris,Paris,Paris,Vienna,Vienna,Vienna,NULL}'::text[])[1 + (h >> 16 & 15)],
	   CASE WHEN signed_up_at < $4 THEN signed_up_at END, created_at,
	   jsonb_build_object('language', ('{de,de,en,en,en,es,fr,pt}'::text[])[1 + (h >> 20 & 7)], 'loyal', is_loyal)
FROM (SELECT *, @extschema@.ca_sample_hash($1, 5, n) AS h
	  FROM @extschema@.ca_sample_contacts($1, $2, $3, $4) OFFSET 0) AS c
$sql$),

	('templates', 'templates', $sql$
INSERT INTO @schema@.templates (id, name, channel, tags, created_at)
SELECT @extschema@.ca_sample_id('template', i, NULL::@id@),
	   ('{E-mail,SMS,Push,RCS,WhatsApp}'::text[])[(i + 3) / 4] || ', ' || ('{plain words,one picture,long read,last reminder}'::text[])[1 + i % 4],
	   ('{email,sms,push,rcs,whatsapp}'::text[])[(i + 3) / 4],
	   CASE i % 7 WHEN 0 THEN NULL WHEN 1 THEN '{sale,seasonal}' WHEN 2 THEN '{loyalty}' WHEN 3 THEN '{sale}'
				  WHEN 4 THEN '{onboarding,service}' WHEN 5 THEN '{seasonal,loyalty}' ELSE '{service}' END::text[],
	   date_trunc('day', $4) - interval '24 hours' * ($3 + 10 * i)
FROM generate_series(1, 20) AS i
$sql$),

	('campaigns', 'campaigns', $sql$
INSERT INTO @schema@.campaigns (id, name, campaign_group, campaign_type, mode, status, sending_entity, created_by, office, tags,
								created_at, scheduled_at, launched_at, completed_at)
SELECT @extschema@.ca_sample_id('campaign', n, NULL::@id@), theme || ' ' || n, campaign_group, campaign_type, mode,
	   CASE status WHEN 'paused' THEN 'live' ELSE status END,
	   ('{Northwind,Northwind,Northwind Outlet,Northwind Travel}'::text[])[1 + (hash >> 8 & 3)],
	   ('{anna,ben,carla,dmitri,eva,anna,ben,carla}'::text[])[1 + (hash >> 10 & 7)],
	   ('{Berlin,Lisbon,London,London,Madrid,Paris,Vienna,NULL}'::text[])[1 + (hash >> 20 & 7)],
	   CASE hash >> 24 & 7 WHEN 0 THEN '{sale}' WHEN 1 THEN '{sale,seasonal}' WHEN 2 THEN '{loyalty}' WHEN 3 THEN '{onboarding}'
						   WHEN 4 THEN '{loyalty,service}' WHEN 5 THEN '{seasonal}' WHEN 6 THEN '{}' END::text[],
	   created_at, scheduled_at, launched_at, completed_at
FROM @extschema@.ca_sample_plan($1, $2, $3, $4)
WHERE campaign_group IS NOT NULL
$sql$),

	-- Who is paused was live, and the model's trigger wants to have seen that.
	('pauses', 'campaigns', $sql$
UPDATE @schema@.campaigns SET status = 'pending'
WHERE id IN (SELECT @extschema@.ca_sample_id('campaign', n, NULL::@id@) FROM @extschema@.ca_sample_plan($1, $2, $3, $4) WHERE status = 'paused')
$sql$),

	-- Messages, and what followed from them: enrollments, conversations, games, coupons, answers, visits and purchases.
	('messages', 'messages', $sql$
WITH plan AS MATERIALIZED (
	-- A variant has a template of its own. E-mail's templates are 1 to 4, those of SMS 5 to 8 ...
	SELECT p.*, p.audience / p.touches AS people, coalesce(campaign_type, mode) AS type, coalesce(campaign_group = 'interactive', false) AS is_interactive,
		   mode = 'conversational' AS is_texting, 'https://shop.example/' || replace(lower(theme), ' ', '-') AS page,
		   CASE WHEN campaign_group IS NOT NULL THEN @extschema@.ca_sample_id('campaign', n, NULL::@id@) END AS campaign_id,
		   CASE WHEN mode = 'batch' THEN 'batch-' || n - 1999999 END AS batch_id,
		   ARRAY(SELECT @extschema@.ca_sample_id('template', 4 * array_position('{email,sms,push,rcs,whatsapp}', channel) - (n + v) % 4, NULL::@id@) FROM generate_series(1, variants) AS v) AS template_ids,
		   ARRAY(SELECT CASE WHEN test IS NULL THEN '' ELSE test || ':' END || chr(64 + v) FROM generate_series(1, variants) AS v WHERE variants > 1) AS names
	FROM @extschema@.ca_sample_plan($1, $2, $3, $4) AS p
	WHERE launched_at >= $5 AND launched_at < $6
), drawn AS (
	SELECT p.n, p.people, p.pool, p.day, p.message_base + j AS message_n, (j - 1) / p.touches AS person, (j - 1) % p.touches AS touch,
		   @extschema@.ca_sample_hash($1, 11, p.message_base + 1 + (j - 1) / p.touches) AS h1
	FROM plan AS p, generate_series(1, p.audience) AS j
	OFFSET 0
), addressed AS (
	-- An audience has one contact of each of as many equal parts of those who were known.
	SELECT d.n, d.day, d.message_n, d.touch, d.h1,
		   1 + person * pool::bigint / people + (h1 & 1048575) * ((person + 1) * pool::bigint / people - person * pool::bigint / people) / 1048576 AS contact_n
	FROM drawn AS d
	OFFSET 0
), kept AS (
	-- Who came long ago hears less from us, but for the loyal.
	SELECT a.n, a.message_n, a.touch, a.h1, a.contact_n, @extschema@.ca_sample_hash($1, 1, contact_n) & 3 = 0 AS is_loyal,
		   @extschema@.ca_sample_hash($1, 12, message_n) AS h2, @extschema@.ca_sample_hash($1, 13, message_n) AS h3
	FROM addressed AS a
	WHERE n >= 1000000 OR @extschema@.ca_sample_hash($1, 1, contact_n) & 3 = 0
	   OR @extschema@.ca_sample_draw(h1, 1) < '0.3'::float8 + '0.7'::float8
		  * exp(least('0'::float8, (CASE WHEN contact_n <= $2 / 3 THEN '-180'::float8 * (1 - contact_n::float8 / ($2 / 3)) ELSE $3 * (contact_n - $2 / 3)::float8 / ($2 - $2 / 3) END - day) / 60))
	OFFSET 0
), timed AS (
	SELECT k.*, h2 & 1023 AS fate, 1 + (h2 >> 10 & 255)::integer % p.variants AS variant_n, p.campaign_id, p.channel, p.p_open, p.lift, p.template_ids, p.names, p.batch_id,
		   p.launched_at + interval '0.001 seconds' * ((h1 >> 40 & 1023) * p.spread_days / 1024 * 86400000 + touch * 172800000
													   + (h2 >> 20 & 1048575) * p.spread_seconds / 1048576 * 1000 + (h2 >> 50 & 511))::float8 AS requested_at
	FROM kept AS k JOIN plan AS p USING (n)
	OFFSET 0
), sends AS MATERIALIZED (
	SELECT requested_at, n, variant_n, h2, h3, h1, message_n, contact_n, is_loyal, touch,
		   CASE WHEN fate >= 40 THEN requested_at + interval '0.001 seconds' * (300 + (h3 & 8191))::float8 END AS sent_at,
		   CASE WHEN fate >= 84 THEN requested_at + interval '0.001 seconds' * (900 + (h3 & 16383))::float8 END AS delivered_at,
		   @extschema@.ca_sample_id('m', message_n, NULL::@id@) AS message_id, @extschema@.ca_sample_id('c', contact_n, NULL::@id@) AS contact_id,
		   campaign_id, template_ids[variant_n] AS template_id, channel, CASE WHEN h3 >> 14 & 3 = 0 THEN 'desktop' ELSE 'phone' END AS device,
		   CASE WHEN fate BETWEEN 54 AND 73 THEN requested_at + interval '0.001 seconds' * (900 + (h3 & 65535))::float8 END AS bounced_at,
		   CASE WHEN fate BETWEEN 40 AND 53 THEN requested_at + interval '0.001 seconds' * (900 + (h3 & 16383))::float8 END AS failed_at,
		   CASE WHEN fate >= 84 AND @extschema@.ca_sample_draw(h3, 1) < p_open * (1 + lift * (variant_n - 1)) * CASE WHEN is_loyal THEN '1.3'::float8 ELSE '0.9'::float8 END
				THEN requested_at + interval '20 seconds' + @extschema@.ca_sample_delay(@extschema@.ca_sample_draw(h3, 2), CASE channel WHEN 'email' THEN 5400 WHEN 'push' THEN 400 ELSE 240 END, 0.75) END AS opened_at,
		   names[variant_n] AS variant, batch_id
	FROM timed
	WHERE requested_at < $4
), drawn_again AS (
	SELECT s.*, p.is_texting, p.is_interactive, p.type, p.page, p.live_days, p.p_click * (1 + p.lift * (variant_n - 1) / 2) AS p_click, p.p_interact, p.p_reply,
		   p.p_buy * (1 + p.lift * (variant_n - 1)) * CASE WHEN is_loyal THEN '1.5'::float8 ELSE '0.8'::float8 END AS p_buy,
		   @extschema@.ca_sample_hash($1, 14, message_n) AS h4, @extschema@.ca_sample_hash($1, 15, message_n) AS h5, @extschema@.ca_sample_hash($1, 16, message_n) AS h6
	FROM sends AS s JOIN plan AS p USING (n)
	WHERE opened_at < $4 OR delivered_at < $4 AND (h1 >> 50 & 1023) < 1024 * p_reply
	OFFSET 0
), answered AS MATERIALIZED (
	SELECT h4, h5, h6, opened_at,
		   CASE WHEN @extschema@.ca_sample_draw(h4, 0) < p_click THEN opened_at + interval '0.001 seconds' * (4000 + (h4 >> 20 & 65535))::float8 END AS clicked_at,
		   CASE WHEN @extschema@.ca_sample_draw(h5, 1) < p_interact THEN opened_at + interval '6 seconds' END AS interacted_at,
		   CASE WHEN (h1 >> 50 & 1023) < 1024 * p_reply THEN requested_at + interval '20 seconds' + @extschema@.ca_sample_delay(@extschema@.ca_sample_draw(h5, 0), 700, 0.6) END AS replied_at,
		   CASE WHEN is_texting AND h5 >> 44 & 255 < 6 THEN requested_at + interval '17 minutes' WHEN h5 >> 44 & 255 < 2 THEN opened_at + interval '40 seconds' END AS left_at,
		   CASE WHEN is_interactive AND h5 >> 40 & 15 < 11 THEN opened_at + interval '21 seconds' END AS participated_at,
		   is_texting, message_id, contact_id, campaign_id, template_id, channel, device, type, page, n, message_n, contact_n, live_days, p_buy
	FROM drawn_again
), stored AS (
	INSERT INTO @schema@.messages (id, campaign_id, template_id, contact_id, channel, variant, batch_id, requested_at, sent_at, delivered_at, bounced_at, failed_at)
	SELECT message_id, campaign_id, template_id, contact_id, channel, variant, batch_id, requested_at, CASE WHEN sent_at < $4 THEN sent_at END,
		   CASE WHEN delivered_at < $4 THEN delivered_at END, CASE WHEN bounced_at < $4 THEN bounced_at END, CASE WHEN failed_at < $4 THEN failed_at END
	FROM sends
), enrolled AS (
	INSERT INTO @schema@.enrollments (campaign_id, contact_id, status, enrolled_at, completed_at)
	SELECT campaign_id, contact_id, CASE WHEN h2 >> 30 & 7 = 0 THEN 'exited' WHEN h2 >> 30 & 1 = 1 AND ends_at < $4 THEN 'completed' ELSE 'active' END,
		   requested_at, CASE WHEN h2 >> 30 & 1 = 1 AND ends_at < $4 THEN ends_at END
	FROM (SELECT s.*, requested_at + interval '1 hour' * ((h3 >> 40 & 1023) * p.live_days * 24 / 1024)::float8 AS ends_at
		  FROM sends AS s JOIN plan AS p USING (n) WHERE touch = 0 AND (p.mode = 'drip' OR p.type IN ('wallet_pass', 'digital_coupon', 'game'))) AS e
), asked AS (
	-- The contact writes; mostly the assistant answers at once, and may hand over; an agent takes longer, or forgets.
	SELECT a.*, agent, asked_at, h6 & 7 < 6 AS has_assistant, h6 >> 3 & 1 = 0 AS asks_again, h6 & 7 < 6 AND h6 >> 4 & 7 < 3 AS is_solved,
		   CASE WHEN h6 >> 7 & 7 > 0 THEN asked_at + interval '7 seconds' + @extschema@.ca_sample_delay(@extschema@.ca_sample_draw(h5, 1), median, 0.55) END AS agent_at
	FROM answered AS a,
		 LATERAL (SELECT replied_at + CASE WHEN h6 >> 3 & 1 = 0 THEN interval '0.1 seconds' * (80 + (h6 >> 20 & 2047))::float8 ELSE interval '0' END AS asked_at,
						 ('{Amira,Bjorn,Chloe,Deniz,Emil,Farah,Amira,Chloe}'::text[])[1 + (h6 >> 10 & 7)] AS agent,
						 ('{240,420,300,900,540,360,240,300}'::float8[])[1 + (h6 >> 10 & 7)] AS median) AS w
	WHERE replied_at IS NOT NULL AND is_texting
), happened AS (
	SELECT CASE k WHEN 1 THEN requested_at WHEN 2 THEN sent_at ELSE CASE WHEN h2 >> 52 & 511 > 0 THEN delivered_at END END AS at,
		   event_type, contact_id, message_id, campaign_id, template_id, channel, CASE WHEN k = 3 AND channel <> 'email' THEN device END AS device,
		   NULL AS conversation_id, NULL AS actor, NULL AS url, NULL::float8 AS value, false AS is_machine, NULL::jsonb AS properties, h3 >> 56 & 63 = k AS is_late
	FROM sends, unnest('{requested,sent,delivered}'::text[]) WITH ORDINALITY AS e (event_type, k)
	UNION ALL
	-- Scanners of mail servers open and click in the second of delivery; a push arrives at the tablet too.
	SELECT CASE k WHEN 1 THEN bounced_at WHEN 2 THEN failed_at WHEN 3 THEN CASE WHEN channel = 'push' AND h3 >> 16 & 7 = 0 THEN delivered_at + interval '2 seconds' END
				  WHEN 4 THEN CASE WHEN channel = 'email' AND h3 >> 16 & 7 = 0 THEN delivered_at + interval '1.5 seconds' END
				  ELSE CASE WHEN channel = 'email' AND h3 >> 16 & 63 = 0 THEN delivered_at + interval '3 seconds' END END,
		   event_type, contact_id, message_id, campaign_id, template_id, channel, CASE k WHEN 3 THEN 'tablet' END,
		   NULL, NULL, CASE k WHEN 5 THEN 'https://shop.example/app' END, NULL, k > 3, NULL, false
	FROM sends, unnest('{bounced,failed,delivered,opened,clicked}'::text[]) WITH ORDINALITY AS e (event_type, k)
	WHERE bounced_at IS NOT NULL OR failed_at IS NOT NULL OR h3 >> 16 & 7 = 0
	UNION ALL
	SELECT CASE k WHEN 1 THEN opened_at ELSE CASE WHEN h4 >> 60 & 7 = 0 THEN opened_at + interval '47 minutes' END END,
		   event_type, contact_id, message_id, campaign_id, template_id, channel, CASE WHEN k = 1 THEN device WHEN device = 'phone' THEN 'tablet' ELSE 'phone' END,
		   NULL, NULL, NULL, NULL, false, NULL, h5 >> 56 & 63 = k
	FROM answered, unnest('{opened,opened}'::text[]) WITH ORDINALITY AS e (event_type, k)
	UNION ALL
	SELECT CASE k WHEN 1 THEN clicked_at WHEN 2 THEN CASE WHEN h4 >> 57 & 3 = 0 THEN clicked_at + interval '4 minutes' END
				  WHEN 3 THEN CASE WHEN h4 >> 55 & 3 = 0 THEN clicked_at + interval '90 seconds' END WHEN 4 THEN interacted_at
				  WHEN 5 THEN CASE WHEN h4 >> 53 & 1 = 0 THEN interacted_at + interval '9 seconds' END WHEN 6 THEN replied_at ELSE left_at END,
		   event_type, CASE WHEN k = 1 AND h4 >> 40 & 255 = 0 THEN NULL ELSE contact_id END, message_id, campaign_id, template_id, channel, device,
		   CASE WHEN k > 5 AND is_texting THEN 'conversation-' || n || '-' || contact_n END, NULL,
		   CASE WHEN k < 3 THEN page WHEN k = 3 THEN CASE WHEN h4 >> 54 & 1 = 0 THEN 'https://shop.example/stores' ELSE 'https://shop.example/app' END END, NULL, false,
		   CASE WHEN k IN (4, 5) THEN CASE WHEN type <> 'e-swipe' THEN '{"action": "tap"}'::jsonb WHEN k = 4 THEN '{"action": "swipe right"}' ELSE '{"action": "swipe left"}' END END, h5 >> 56 & 63 = k
	FROM answered, unnest('{clicked,clicked,clicked,interacted,interacted,replied,unsubscribed}'::text[]) WITH ORDINALITY AS e (event_type, k)
	WHERE num_nonnulls(clicked_at, interacted_at, replied_at, left_at) > 0
	UNION ALL
	SELECT CASE k WHEN 1 THEN replied_at WHEN 2 THEN CASE WHEN has_assistant THEN replied_at + interval '3.2 seconds' END WHEN 3 THEN CASE WHEN asks_again THEN asked_at END
				  WHEN 4 THEN CASE WHEN has_assistant AND asks_again THEN asked_at + interval '2.7 seconds' END
				  WHEN 5 THEN CASE WHEN has_assistant AND NOT is_solved THEN asked_at + interval '5 seconds' END WHEN 6 THEN CASE WHEN NOT is_solved THEN agent_at END
				  WHEN 7 THEN CASE WHEN NOT is_solved AND h6 >> 13 & 1 = 0 THEN agent_at + interval '0.1 seconds' * (150 + (h6 >> 20 & 1023))::float8 END
				  ELSE CASE WHEN NOT is_solved AND h6 >> 13 & 3 = 0 THEN agent_at + interval '0.1 seconds' * (1500 + (h6 >> 30 & 4095))::float8 END END,
		   event_type, contact_id, NULL, campaign_id, template_id, channel, NULL, 'conversation-' || n || '-' || contact_n,
		   CASE WHEN k IN (2, 4, 5) THEN 'Ada' WHEN k IN (6, 8) THEN agent END, NULL, NULL, false, NULL, false
	FROM asked, unnest('{contact_message,assistant_message,contact_message,assistant_message,handoff,agent_message,contact_message,agent_message}'::text[]) WITH ORDINALITY AS e (event_type, k)
	UNION ALL
	-- What interactive campaigns are about; one participant of sixteen came without the message.
	SELECT participated_at + CASE k WHEN 1 THEN interval '0' WHEN 2 THEN CASE WHEN h6 & 255 < 60 THEN interval '26 hours' END WHEN 3 THEN CASE WHEN type IN ('game', 'chatbot') THEN interval '2 seconds' END
		   WHEN 4 THEN CASE WHEN type = 'game' AND h6 & 255 < 56 THEN interval '8 seconds' END
		   WHEN 5 THEN CASE WHEN type = 'game' AND h6 & 255 < 38 THEN @extschema@.ca_sample_delay(@extschema@.ca_sample_draw(h6, 1), 40000, 0.5) END
		   WHEN 6 THEN CASE WHEN has_pass THEN interval '1 second' END WHEN 7 THEN CASE WHEN has_pass AND h6 & 255 < 180 THEN interval '1 minute' END
		   WHEN 8 THEN CASE WHEN has_pass AND h6 & 255 < 90 THEN interval '2 minutes' + @extschema@.ca_sample_delay(@extschema@.ca_sample_draw(h6, 1), 250000, 0.6) END
		   WHEN 9 THEN CASE WHEN has_pass AND h6 & 255 < 25 THEN interval '150 hours' END WHEN 10 THEN CASE WHEN has_pass AND h6 & 255 BETWEEN 150 AND 179 THEN interval '220 hours' END
		   WHEN 11 THEN CASE WHEN type = 'survey' THEN interval '15 seconds' END WHEN 12 THEN CASE WHEN type = 'survey' AND h6 & 255 < 220 THEN interval '32 seconds' END
		   ELSE CASE WHEN type = 'survey' AND h6 & 255 < 170 THEN interval '55 seconds' END END,
		   event_type, contact_id, CASE WHEN h6 >> 44 & 15 > 0 THEN message_id END, campaign_id, template_id, channel, device, NULL, NULL, NULL,
		   CASE WHEN k IN (4, 5) THEN ('{5,5,5,5,10,10,25,100}'::float8[])[prize] WHEN k IN (8, 9) THEN (500 + (h6 >> 20 & 4095))::float8 / 100 END, false,
		   CASE WHEN k = 3 THEN jsonb_build_object('keyword', CASE type WHEN 'game' THEN ('{WIN,WIN,WIN,LUCKY}'::text[])[1 + (h6 >> 8 & 3)] ELSE ('{ORDER,ORDER,HOURS,HELP}'::text[])[1 + (h6 >> 8 & 3)] END)
				WHEN k IN (4, 5) THEN jsonb_build_object('prize', ('{Coffee,Coffee,Coffee,Coffee,Tote bag,Tote bag,Gift card,Weekend trip}'::text[])[prize], 'prize_value', ('{5,5,5,5,10,10,25,100}'::integer[])[prize])
				WHEN k IN (6, 7, 10) THEN jsonb_build_object('pass_id', 'pass-' || message_n, 'platform', CASE WHEN h6 >> 10 & 3 = 0 THEN 'google' ELSE 'apple' END)
				WHEN k IN (8, 9) THEN jsonb_build_object('pass_id', 'pass-' || message_n, 'location', ('{Alexanderplatz,Chiado,Marais,Soho}'::text[])[1 + (h6 >> 12 + k::integer & 3)])
				WHEN k > 10 THEN jsonb_build_object('question', ('{How likely are you to recommend us?,What brought you here?,What do you miss?}'::text[])[k - 10],
					'option', ('{10,9,9,8,8,8,7,6,A friend,A friend,An advertisement,An advertisement,By chance,Search,Search,Search,Nothing,Nothing,Nothing,Nothing,Larger sizes,Larger sizes,Faster delivery,More colours}'::text[])[8 * (k - 11) + 1 + (h6 >> 3 * k::integer & 7)]) END, false
	FROM (SELECT *, type IN ('wallet_pass', 'digital_coupon') AS has_pass, (1 + (h6 >> 50 & 7))::integer AS prize FROM answered WHERE participated_at < $4) AS a,
		 unnest('{participated,participated,keyword_used,prize_won,prize_claimed,pass_issued,pass_installed,pass_redeemed,pass_redeemed,pass_removed,answered,answered,answered}'::text[])
		 WITH ORDINALITY AS e (event_type, k)
	UNION ALL
	-- A click leads to the shop, and some buy, in the same visit, whose parameters the address keeps, or in the days after it.
	SELECT clicked_at + CASE k WHEN 1 THEN interval '2 seconds' WHEN 2 THEN CASE WHEN h6 >> 30 & 1 = 0 THEN interval '45 seconds' END
							   WHEN 3 THEN CASE WHEN buys AND h6 >> 31 & 15 < 9 THEN interval '1 minute' + @extschema@.ca_sample_delay(@extschema@.ca_sample_draw(h6, 0), 400, 0.3) END
							   ELSE CASE WHEN buys AND h6 >> 31 & 15 >= 9 THEN interval '1 hour' + interval '1 second' * floor(ln(@extschema@.ca_sample_draw(h6, 0)) * '-260000'::float8) END END,
		   event_type, contact_id, NULL, CASE WHEN k < 4 THEN campaign_id END, NULL, NULL, device, NULL, NULL,
		   CASE k WHEN 1 THEN page || tags WHEN 2 THEN 'https://shop.example/product/' || 1 + (h6 >> 35 & 63) WHEN 3 THEN 'https://shop.example/thanks' || tags ELSE 'https://shop.example/thanks' END,
		   CASE WHEN k > 2 THEN round((32 * power('1'::float8 / @extschema@.ca_sample_draw(h5, 2) - 1, '0.4'::float8))::numeric, 2)::float8 END, false, NULL, false
	FROM (SELECT *, @extschema@.ca_sample_draw(h6, 2) < p_buy AS buys,
				 '?utm_source=' || CASE channel WHEN 'email' THEN 'newsletter' ELSE channel END || '&utm_medium=' || channel || '&utm_campaign=' || substr(page, 22) || '-' || n AS tags
		  FROM answered WHERE clicked_at < $4) AS a,
		 unnest('{page_view,page_view,purchase,purchase}'::text[]) WITH ORDINALITY AS e (event_type, k)
)
INSERT INTO @schema@.events (occurred_at, event_type, contact_id, message_id, campaign_id, template_id, channel, device, conversation_id, actor, url, value, currency, is_machine, properties)
SELECT at, event_type, contact_id, message_id, campaign_id, template_id, channel, device, conversation_id, actor, url, value, CASE WHEN value IS NOT NULL THEN 'EUR' END, is_machine, properties
FROM happened
WHERE at < $4
ORDER BY at + CASE WHEN is_late THEN interval '72 hours' ELSE interval '0' END
$sql$),

	-- Visits: more of them soon after the first, and a weekly habit of the loyal; fewer at weekends. Some visitors are not known.
	('visits', 'events', $sql$
WITH visit AS (
	SELECT c.*, @extschema@.ca_sample_id('c', n, NULL::@id@) AS contact_id, k,
		   @extschema@.ca_sample_hash($1, 31, n * 1024 + k) AS h1, @extschema@.ca_sample_hash($1, 32, n * 1024 + k) AS h2
	FROM @extschema@.ca_sample_contacts($1, $2, $3, $4) AS c, generate_series(0, CASE WHEN is_loyal THEN 12 + extract(epoch FROM $4 - created_at)::integer / 604800 ELSE 11 END) AS k
	OFFSET 0
), dated AS (
	SELECT v.*, CASE WHEN k = 0 THEN created_at
					 ELSE greatest(created_at + interval '3 hours', date_trunc('day', created_at) + @extschema@.ca_sample_time(h2) + interval '24 hours' * floor(
						  CASE WHEN k < 12 THEN power('2'::float8, k - 1 + @extschema@.ca_sample_draw(h1, 0)) - 1 ELSE 7 * (k - 12 + @extschema@.ca_sample_draw(h1, 0)) END)) END AS since
	FROM visit AS v
	OFFSET 0
), visited AS (
	SELECT d.*, CASE WHEN h1 >> 20 & 31 > 0 THEN contact_id END AS visitor_id, ('{phone,phone,phone,phone,desktop,desktop,desktop,tablet}'::text[])[1 + (h1 >> 25 & 7)] AS device,
		   coalesce(('{NULL,NULL,NULL,NULL,NULL,NULL,NULL,?utm_source=newsletter&utm_medium=email&utm_campaign=weekly,
			?utm_source=google&utm_medium=cpc&utm_campaign=brand,?utm_source=google&utm_medium=cpc&utm_campaign=brand,?utm_source=google&utm_medium=cpc&utm_campaign=brand&gclid=Cj0KCQiA,
			?utm_source=google&utm_medium=cpc&utm_campaign=shoes,?utm_source=google&utm_medium=cpc&utm_campaign=shoes,?utm_source=google&utm_medium=organic,?utm_source=google&utm_medium=organic,
			?utm_source=google&utm_medium=organic,?utm_source=google&utm_medium=organic,?utm_source=bing&utm_medium=organic,?utm_source=bing&utm_medium=cpc&utm_campaign=brand,
			?utm_source=facebook&utm_medium=paid_social&utm_campaign=lookalike,?utm_source=facebook&utm_medium=paid_social&utm_campaign=lookalike,?utm_source=facebook&utm_medium=social,
			?utm_source=instagram&utm_medium=social,?utm_source=instagram&utm_medium=paid_social&utm_campaign=stories,?utm_source=tiktok&utm_medium=paid_social&utm_campaign=stories,
			?utm_source=youtube&utm_medium=video,?utm_source=partner.example&utm_medium=referral,?utm_source=partner.example&utm_medium=affiliate&utm_campaign=autumn%20deals,
			?utm_source=podcast&utm_medium=audio&utm_campaign=morning+show,?utm_source=adnetwork&utm_medium=display&utm_campaign=brand,
			?utm_source=newsletter&utm_medium=email&utm_campaign=weekly,?utm_source=newsletter&utm_medium=email&utm_campaign=weekly}'::text[])[1 + (h1 >> 35 & 31)], '') AS tags
	FROM dated AS d
	WHERE since >= $5 - interval '24 hours' AND since < $6 AND (k = 0 OR h2 >> 50 & 3 > 0 OR extract(isodow FROM since) < 6)
	OFFSET 0
), happened AS (
	SELECT CASE e.k WHEN 1 THEN since WHEN 2 THEN CASE WHEN h1 >> 50 & 7 < 5 THEN since + interval '0.1 seconds' * (100 + (h2 >> 30 & 2047))::float8 END
					WHEN 3 THEN CASE WHEN h1 >> 50 & 7 < 3 THEN since + interval '0.1 seconds' * (2500 + (h2 >> 30 & 4095))::float8 END
					WHEN 4 THEN CASE WHEN v.k = 0 THEN signed_up_at END
					ELSE CASE WHEN since > signed_up_at AND h1 >> 20 & 31 > 0 AND h2 >> 42 & 255 < CASE WHEN is_loyal THEN 26 ELSE 15 END
							  THEN since + interval '0.1 seconds' * (7000 + (h2 >> 30 & 4095))::float8 END END AS at,
		   event_type, CASE e.k WHEN 4 THEN contact_id ELSE visitor_id END AS contact_id, device,
		   CASE e.k WHEN 1 THEN 'https://shop.example/' || tags WHEN 4 THEN 'https://shop.example/welcome' || tags WHEN 5 THEN 'https://shop.example/thanks' || tags ELSE 'https://shop.example/product/' || 1 + (h1 >> 40 & 63) + e.k END AS url,
		   CASE e.k WHEN 5 THEN round((32 * power('1'::float8 / @extschema@.ca_sample_draw(h2, 0) - 1, '0.4'::float8))::numeric, 2)::float8 END AS value,
		   CASE WHEN e.k = 1 AND h1 >> 35 & 31 BETWEEN 3 AND 6
				THEN jsonb_build_object('referrer', ('{https://www.google.com/,https://blog.example/best-shops,https://news.example/,https://chatgpt.com/}'::text[])[(h1 >> 35 & 31) - 2]) END AS properties
	FROM visited AS v, unnest('{page_view,page_view,page_view,signup,purchase}'::text[]) WITH ORDINALITY AS e (event_type, k)
)
INSERT INTO @schema@.events (occurred_at, event_type, contact_id, device, url, value, currency, properties)
SELECT at, event_type, contact_id, device, url, value, CASE WHEN value IS NOT NULL THEN 'EUR' END, properties
FROM happened
WHERE at >= $5 AND at < $6
ORDER BY at
$sql$);
END;

COMMENT ON FUNCTION ca_sample_statements() IS 'support function of load_sample: the statements that it runs, and the relation that each is about';


CREATE FUNCTION ca_sample_check(schema name, contacts integer, days integer, seed bigint, until timestamptz) RETURNS text
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	part record;
	found boolean;
	id_type text;
BEGIN
	PERFORM @extschema@.ca_model_check_schema(schema);
	IF num_nulls(contacts, days, seed) > 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'contacts, days and seed must not be NULL';
	ELSIF contacts NOT BETWEEN 10 AND 10000000 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('contacts must be between 10 and 10000000, not %s', contacts);
	ELSIF days NOT BETWEEN 7 AND 3650 THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('days must be between 7 and 3650, not %s', days);
	ELSIF until NOT BETWEEN '1980-01-01 00:00:00+00' AND '2200-01-01 00:00:00+00' THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('end_at must be between the years 1980 and 2200, not %s', until);
	ELSIF NOT EXISTS (SELECT FROM @extschema@.ca_model_objects(schema) AS o WHERE o.name = 'model_info') THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_schema_name', MESSAGE = format('there is no model in schema "%s"', schema),
			HINT = format('Make one: SELECT campaign_analytics.create_model(%L);', schema);
	END IF;
	FOR part IN SELECT r.relation, format('%I.%I', schema, r.relation)::regclass AS oid
				FROM unnest('{campaigns,contacts,enrollments,events,messages,templates}'::text[]) AS r (relation) LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %s)', part.oid) INTO found;
		IF found THEN
			RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('"%s" of the model in schema "%s" holds rows already', part.relation, schema),
				HINT = 'Load sample data into an empty model; several models may live side by side.';
		-- bits of commands: 4 is UPDATE, which campaigns need too, 8 is INSERT
		ELSIF pg_relation_is_updatable(part.oid, true) & 8 = 0 OR part.relation = 'campaigns' AND pg_relation_is_updatable(part.oid, true) & 4 = 0 THEN
			RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('"%s" of the model in schema "%s" takes no new rows', part.relation, schema),
				DETAIL = 'It was adopted, and is a view that cannot be written to.',
				HINT = 'Load sample data into a model that has tables of its own; several models may live side by side.';
		END IF;
	END LOOP;
	EXECUTE format('SELECT i.id_type FROM %I.model_info AS i', schema) INTO id_type;
	RETURN id_type;
END
$$;

COMMENT ON FUNCTION ca_sample_check(name, integer, integer, bigint, timestamptz) IS 'support function of load_sample: checks its arguments and the model, and returns the model''s type of ids';


CREATE FUNCTION ca_sample_indexes(schema name) RETURNS TABLE (drop_statement text, create_statement text)
	LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	-- Only what CREATE INDEX and ADD CONSTRAINT say all about, and nothing else needs, on tables that create_model made.
	RETURN QUERY
	SELECT CASE WHEN n.conname IS NULL THEN format('DROP INDEX %s', i.oid::regclass) ELSE format('ALTER TABLE %s DROP CONSTRAINT %I', t.oid::regclass, n.conname) END,
		   CASE WHEN n.conname IS NULL THEN pg_get_indexdef(i.oid) ELSE format('ALTER TABLE %s ADD CONSTRAINT %I %s', t.oid::regclass, n.conname, pg_get_constraintdef(n.oid)) END
		   || coalesce(format('; COMMENT ON INDEX %I.%I IS ', schema, i.relname) || quote_literal(obj_description(i.oid, 'pg_class')), '')
		   || coalesce('; COMMENT ON CONSTRAINT ' || quote_ident(n.conname) || ' ON ' || t.oid::regclass || ' IS ' || quote_literal(obj_description(n.oid, 'pg_constraint')), '')
	FROM @extschema@.ca_model_objects(schema) AS o JOIN pg_class AS t ON t.oid = o.objid
		 JOIN pg_index AS x ON x.indrelid = t.oid JOIN pg_class AS i ON i.oid = x.indexrelid LEFT JOIN pg_constraint AS n ON n.conindid = i.oid AND n.conrelid = t.oid
	WHERE o.kind = 'table' AND t.relkind = 'r' AND (n.contype IS NULL OR n.contype IN ('p', 'u')) AND (n.oid IS NOT NULL OR NOT x.indisunique)
	  AND x.indisvalid AND NOT x.indisexclusion AND NOT x.indisclustered AND NOT x.indisreplident AND i.reltablespace = 0
	  AND NOT EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = i.oid AND a.attstattarget >= 0)
	  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE (d.refclassid, d.refobjid) IN (('pg_class'::regclass, i.oid), ('pg_constraint'::regclass, n.oid)) AND d.deptype <> 'i'
														OR (d.classid, d.objid, d.deptype) = ('pg_class'::regclass, i.oid, 'x'))
	ORDER BY i.relname;
END
$$;

COMMENT ON FUNCTION ca_sample_indexes(name) IS 'support function of load_sample: statements that drop the indexes of a model''s own tables, and those that make them again';


CREATE FUNCTION load_sample(schema name, contacts integer DEFAULT 10000, days integer DEFAULT 365, seed bigint DEFAULT 1, end_at timestamptz DEFAULT NULL)
RETURNS bigint
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET jit = off SET enable_nestloop = off SET work_mem = '64MB' AS $$
#variable_conflict use_variable
DECLARE
	until timestamptz := coalesce(end_at, date_trunc('day', now()));
	id_type text := @extschema@.ca_sample_check(schema, contacts, days, seed, until);
	since timestamptz;
	next timestamptz;
	part record;
	n bigint;
	total bigint := 0;
	drops text[];
	creates text[];
	statement text;
BEGIN
	SELECT array_agg(i.drop_statement), array_agg(i.create_statement) INTO drops, creates FROM @extschema@.ca_sample_indexes(schema) AS i;
	FOREACH statement IN ARRAY coalesce(drops, '{}') LOOP
		EXECUTE statement;
	END LOOP;
	FOR part IN SELECT s.step, replace(replace(s.statement, '@schema@', quote_ident(schema)), '@id@', id_type) AS statement
				FROM @extschema@.ca_sample_statements() AS s
	LOOP
		-- messages go by as many days as have some 100,000 events
		since := date_trunc('day', until) - interval '24 hours' * days;
		WHILE since < until LOOP
			next := least(until, CASE part.step WHEN 'messages' THEN since + interval '24 hours' * greatest(1, 300000 / contacts) ELSE until END);
			EXECUTE part.statement USING seed, contacts, days, until, since, next;
			GET DIAGNOSTICS n = ROW_COUNT;
			IF part.step IN ('messages', 'visits') THEN
				total := total + n;
				RAISE NOTICE '% events, with those of % until %', total, part.step, to_char(next, 'YYYY-MM-DD');
			ELSIF part.step <> 'pauses' THEN
				RAISE NOTICE '% %', n, part.step;
			END IF;
			since := next;
		END LOOP;
	END LOOP;
	FOREACH statement IN ARRAY coalesce(creates, '{}') LOOP
		EXECUTE statement;
	END LOOP;
	-- views have no statistics
	FOR part IN SELECT c.oid::regclass AS relation
				FROM unnest('{campaigns,contacts,enrollments,events,messages,templates}'::text[]) AS r (relation) JOIN pg_class AS c ON c.oid = format('%I.%I', schema, r.relation)::regclass
				WHERE c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE')
	LOOP
		EXECUTE format('ANALYZE %s', part.relation);
	END LOOP;
	RETURN total;
END
$$;

COMMENT ON FUNCTION load_sample(name, integer, integer, bigint, timestamptz) IS 'fills an empty model with events of so many contacts and days that look real, up to end_at, and returns how many there are; the same arguments give the same rows; end_at NULL is the last midnight UTC; an error if the model has rows';
