/*
 * channel_group against the rules of Google Analytics as regular expressions,
 * classify_referrer against a search through all sites; and who may do what
 * with the tables of sites.
 */
\ir lib/oracle.sql

SELECT plan(34);

/* ---- The rules ---- */

-- Tags of every kind, in any case, and sites as SQL finds them. A tilde
-- stands for the end of a line. The words of a rule are next to words that are nearly the same.
CREATE TEMP TABLE word AS
SELECT what, place - 1 AS place, replace(word, '~', chr(10)) AS word
FROM (VALUES
	('source', '{NULL,"",(direct),(Direct),"(not set)",direct,google,GOOGLE,www.google.fr,bing.com,facebook,l.facebook.com,youtube,m.youtube.com,amazon.de,igshopping,
				chatgpt.com,claude,mail.google.com,docs.google.com,our.example,newsletter,email,E-Mail,e_mail,"e mail",emails,sms,SMS,smss,firebase,firebase2,
				"https://www.google.com/search?q=1",a~b}'::text[]),
	('medium', '{NULL,"",(none),(None),"(not set)",none,cpc,CPC,xcpx,cp,c-p,cpm,CPM,ppc,ppc2,PPC,retargeting,retarget,paid,paid-x,Paid_Social,xpaid,unpaid,display,Banner,
				expandable,interstitial,displays,social,social-network,social-media,sm,Social Network,social media,socials,video,xVideox,vide,organic,Organic,organics,
				email,e-mail,e_mail,E Mail,affiliate,affiliates,referral,app,link,Link,links,audio,sms,push,web-push,pushed,mobile,xMOBILEx,in-app notification,
				notifications,ai-assistant,AI-Assistant,ai,a~b cpc}'),
	('campaign', '{NULL,"",spring,cross-network,"my Cross-Network 2",cross network,shop,shopping,workshop,eshop,"a shop",bishopric,xSHOPPINGx,"-Shop",~shop,shoq}'),
	('referrer', '{NULL,"",www.google.de,m.facebook.com,www.youtube.com,www.amazon.com,perplexity.ai,outlook.live.com,our.example,www.our.example,blog.example.org,
				https://duckduckgo.com/}'),
	('network', '{NULL,"",google,Microsoft,meta,TikTok,linkedin,twitter,other}')) AS w (what, words),
	unnest(words) WITH ORDINALITY AS u (word, place);
INSERT INTO sites VALUES ('our.example', 'own', NULL);

CREATE FUNCTION pg_temp.pick(kind text, id bigint, seed bigint) RETURNS text LANGUAGE sql STABLE AS $$
	SELECT word FROM word
	WHERE what = kind AND place = (pg_temp.noise(id, seed) & 1048575) % (SELECT count(*) FROM word WHERE what = kind)
$$;

CREATE TEMP TABLE visit AS
SELECT id, pg_temp.pick('source', id, 1) AS source, pg_temp.pick('medium', id, 2) AS medium, pg_temp.pick('campaign', id, 3) AS campaign,
	   CASE WHEN id % 3 > 0 THEN pg_temp.pick('referrer', id, 4) END AS referrer, CASE WHEN id % 2 > 0 THEN pg_temp.pick('network', id, 5) END AS network,
	   CASE WHEN id % 9 > 0 THEN id % 2 = 0 END AS ai
FROM generate_series(1, 20000) AS id
UNION ALL
-- visits without tags are many
SELECT 20000 + id, CASE WHEN id % 4 = 0 THEN '' END, (ARRAY[NULL, '', '(none)', '(Not Set)'])[1 + id % 4], NULL, r.word, n.word, id % 2 = 0
FROM generate_series(1, 20) AS id, word AS r, word AS n
WHERE r.what = 'referrer' AND n.what = 'network';

-- What is inferred, with the category that the site then has
CREATE TEMP TABLE tagged AS
SELECT v.id, v.ai, v.campaign, t.*
FROM visit AS v,
	LATERAL (SELECT coalesce(v.source, '') = '' AS no_source, coalesce(v.medium, '') ~* '^(|\(none\)|\(not set\))$' AS no_medium,
					coalesce(v.source, '') ~* '^\(direct\)$' AS direct, coalesce(v.network, '') ~* '^(google|microsoft)$' AS search_click,
					coalesce(v.network, '') ~* '^(meta|tiktok|linkedin|twitter)$' AS social_click,
					(classify_referrer(v.source)).category AS source_site, (classify_referrer(v.referrer)).category AS referrer_site) AS a,
	LATERAL (SELECT no_source AND coalesce(v.referrer, '') <> '' AND referrer_site IS DISTINCT FROM 'own' AS by_referrer,
					CASE WHEN no_source THEN referrer_site ELSE source_site END AS site) AS b,
	LATERAL (
		SELECT v.source, v.medium, CASE WHEN NOT no_source THEN source_site END AS category WHERE NOT no_medium OR direct
		UNION ALL
		SELECT coalesce(nullif(v.source, ''), CASE WHEN by_referrer THEN v.referrer ELSE v.network END), 'cpc',
			   CASE WHEN site IN ('search', 'social', 'video', 'shopping', 'ai', 'email') THEN site ELSE 'search' END
		WHERE no_medium AND NOT direct AND search_click
		UNION ALL
		SELECT v.source, v.medium, source_site WHERE no_medium AND NOT direct AND NOT search_click AND NOT no_source
		UNION ALL
		SELECT v.referrer, CASE referrer_site WHEN 'search' THEN 'organic' WHEN 'email' THEN 'email' ELSE 'referral' END, referrer_site
		WHERE no_medium AND NOT search_click AND by_referrer
		UNION ALL
		SELECT v.network, 'referral', 'social' WHERE no_medium AND NOT search_click AND no_source AND NOT by_referrer AND social_click
		UNION ALL
		SELECT NULL, NULL, NULL WHERE no_medium AND NOT search_click AND no_source AND NOT by_referrer AND NOT social_click) AS t;

SELECT is((SELECT count(*) FROM tagged), (SELECT count(*) FROM visit), 'every visit is tagged in one way');

-- GA4's table of definitions, by its regular expressions
CREATE TEMP TABLE expected AS
SELECT id,
	CASE
	WHEN (source = '' OR source ~* '^\(direct\)$') AND medium ~* '^(|\(none\)|\(not set\))$' THEN 'Direct'
	WHEN campaign ~* 'cross-network' THEN 'Cross-network'
	WHEN (category = 'shopping' OR campaign ~* shopping) AND medium ~* paid THEN 'Paid Shopping'
	WHEN category = 'search' AND medium ~* paid THEN 'Paid Search'
	WHEN category = 'social' AND medium ~* paid THEN 'Paid Social'
	WHEN category = 'video' AND medium ~* paid THEN 'Paid Video'
	WHEN medium ~* '^(display|banner|expandable|interstitial|cpm)$' THEN 'Display'
	WHEN medium ~* paid THEN 'Paid Other'
	WHEN ai AND (category = 'ai' OR medium ~* '^ai-assistant$') THEN 'AI Assistants'
	WHEN category = 'shopping' OR campaign ~* shopping THEN 'Organic Shopping'
	WHEN category = 'social' OR medium ~* '^(social|social-network|social-media|sm|social network|social media)$' THEN 'Organic Social'
	WHEN category = 'video' OR medium ~* '^(.*video.*)$' THEN 'Organic Video'
	WHEN category = 'search' OR medium ~* '^organic$' THEN 'Organic Search'
	WHEN source ~* '^(email|e-mail|e_mail|e mail)$' OR medium ~* '^(email|e-mail|e_mail|e mail)$' THEN 'Email'
	WHEN medium ~* '^affiliate$' THEN 'Affiliates'
	WHEN medium ~* '^(referral|app|link)$' THEN 'Referral'
	WHEN medium ~* '^audio$' THEN 'Audio'
	WHEN source ~* '^sms$' OR medium ~* '^sms$' THEN 'SMS'
	WHEN medium ~* 'push$' OR medium ~* 'mobile|notification' OR source ~* '^firebase$' THEN 'Mobile Push Notifications'
	ELSE 'Unassigned'
	END AS channel
FROM (SELECT id, ai, category, coalesce(source, '') AS source, coalesce(medium, '') AS medium, coalesce(campaign, '') AS campaign FROM tagged) AS t,
	(VALUES ('^(.*cp.*|ppc|retargeting|paid.*)$', '^(.*(([^a-df-z]|^)shop|shopping).*)$')) AS r (paid, shopping);

SELECT pg_temp.agree('SELECT id, channel_group(source, medium, campaign, referrer, network, ai) FROM visit', 'SELECT id, channel FROM expected', 'channels of 22,000 visits');
SELECT pg_temp.agree('SELECT id, channel_group(upper(source), initcap(medium), upper(campaign), upper(referrer), upper(network), ai) FROM visit', 'SELECT id, channel FROM expected', 'in capitals');
SELECT is_empty($$SELECT id, source, medium FROM visit WHERE channel_group(source, medium, campaign, referrer, network) <> channel_group(source, medium, campaign, referrer, network, false)$$,
				'assistants are no channel unless asked for');

-- None was forgotten.
SELECT cmp_ok((SELECT count(*) FROM expected WHERE channel = name), '>=', 20::bigint, name)
FROM unnest('{Direct,Cross-network,Paid Shopping,Paid Search,Paid Social,Paid Video,Display,Paid Other,AI Assistants,Organic Shopping,Organic Social,Organic Video,
	Organic Search,Email,Affiliates,Referral,Audio,SMS,Mobile Push Notifications,Unassigned}'::text[]) AS name;

/* ---- Sites ---- */

INSERT INTO sites VALUES ('facebook.com', 'none', 'ours'), ('google.de', 'video', NULL), ('www.google.*', 'social', 'ours'), ('m.*', 'email', 'ours'), ('google', 'ai', NULL);

-- Hosts made of those that are listed: below and beside them, in many countries
CREATE TEMP TABLE asked AS
SELECT DISTINCT CASE WHEN id % 7 = 0 THEN upper(h) ELSE h END AS host
FROM (SELECT host, row_number() OVER (ORDER BY host) AS id FROM (SELECT host FROM site_defaults UNION SELECT host FROM sites) AS a) AS s,
	generate_series(1, 6) AS turn,
	LATERAL (SELECT (pg_temp.noise(id, turn) & 65535)::int AS n) AS r,
	LATERAL (SELECT (ARRAY['', '', 'www.', 'm.', 'a.b.', 'not', 'google.'])[1 + n % 7]
				 || replace(host, '.*', '.' || (ARRAY['com', 'de', 'co.uk', 'com.br', 'co', 'com.co', 'xyz', 'ne.jp', 'co.xyz', 'a'])[1 + n % 10])
				 || (ARRAY['', '', '', '', '.', '.example.org', '.de', '.com'])[1 + n % 8] AS h) AS u
WHERE host !~ ' ';

-- Every row that lists the host itself or one above it; the longest part of the
-- host goes first, then what names the country, then the user's.
CREATE TEMP TABLE found AS
SELECT DISTINCT ON (a.host) a.host, nullif(s.category, 'none') AS category, s.name
FROM (SELECT host, rtrim(lower(host), '.') AS low FROM asked) AS a
	 LEFT JOIN (SELECT 1 AS turn, * FROM sites UNION ALL SELECT 2, * FROM site_defaults) AS s
	 ON low = s.host OR (s.host LIKE '%._%' AND s.host NOT LIKE '%.*' AND right(low, length(s.host) + 1) = '.' || s.host)
		OR (s.host LIKE '%.*' AND strpos('.' || low, '.' || rtrim(s.host, '*')) > 0
			AND low ~ ('(^|[.])' || replace(rtrim(s.host, '*'), '.', '[.]') || '(com|(com?[.])?[a-z]{2})$')
			-- m.co.uk is m in a country, not m.co in one
			AND rtrim(s.host, '*') !~ '[.]com?[.]$')
ORDER BY a.host, length(CASE WHEN s.host LIKE '%.*' THEN substring(low, '(?:^|[.])(' || replace(rtrim(s.host, '*'), '.', '[.]') || '(?:com|(?:com?[.])?[a-z]{2}))$')
						ELSE s.host END) DESC NULLS LAST, s.host LIKE '%.*', s.turn;

SELECT cmp_ok((SELECT count(*) FROM found WHERE category IS NOT NULL), '>=', 1500::bigint, 'many hosts are listed');
SELECT cmp_ok((SELECT count(*) FROM found WHERE category IS NULL), '>=', 500::bigint, 'many are not');
SELECT pg_temp.agree('SELECT host, category, name FROM asked, classify_referrer(host)', 'SELECT host, category, name FROM found', 'sites of the nearest name');
SELECT pg_temp.agree($$SELECT host, category, name FROM asked, classify_referrer('https://' || host || '/path?q=1')$$, 'SELECT host, category, name FROM found', 'and those of URLs');

/* ---- The tables ---- */

SELECT is_empty($$SELECT host FROM site_defaults WHERE category NOT IN ('search', 'social', 'video', 'shopping', 'ai', 'email', 'none') OR btrim(name) IN ('')$$,
				'what the extension knows has a category and a name');
SELECT pg_temp.agree($$SELECT c.oid::regclass::text, condition FROM pg_extension, unnest(extconfig, extcondition) AS u (oid, condition) JOIN pg_class AS c USING (oid) WHERE extname = 'campaign_analytics'$$,
					 $$VALUES ('sites', '')$$, 'of the tables, all of sites is dumped');

CREATE ROLE channel_reader;
SET LOCAL ROLE channel_reader;
SELECT is(channel_group(NULL, NULL, NULL, 'www.google.fr', NULL), 'Organic Social', 'everybody may ask');
SELECT throws_ok($$INSERT INTO sites VALUES ('example.com', 'own')$$, '42501', NULL, 'not everybody may write');
RESET ROLE;
SELECT ok(has_table_privilege('pg_database_owner', 'sites', 'SELECT, INSERT, UPDATE, DELETE'), 'who owns the database may');
SELECT ok(NOT has_table_privilege('pg_database_owner', 'site_defaults', 'INSERT, UPDATE, DELETE, TRUNCATE'), 'but not change what the extension knows');

SELECT * FROM finish();
ROLLBACK;
