--
-- Channels of visits, and the sites that they came from
--
SET search_path = campaign_analytics, public;

-- One visit for each rule, in the order of the rules; the tags say what it is.
CREATE TABLE visits (
	id			int GENERATED ALWAYS AS IDENTITY,
	source		text,
	medium		text,
	campaign	text
);
INSERT INTO visits (source, medium, campaign) VALUES
	('(direct)',	'(none)',			NULL),
	('google',		'cpc',				'spring cross-network 2024'),
	('newsletter',	'paid-mail',		'the eshop is open'),
	('amazon.de',	'cpc',				'spring'),
	('bing',		'ppc',				'spring'),
	('facebook',	'paid_social',		'spring'),
	('youtube.com',	'retargeting',		'spring'),
	('publisher',	'banner',			'spring'),
	('publisher',	'cpa',				'spring'),
	('newsletter',	'weekly',			'Shopping guide'),
	('ig',			'story',			NULL),
	('community',	'social network',	NULL),
	('partner',		'video-wall',		NULL),
	('duckduckgo',	'web',				NULL),
	('unheard-of',	'organic',			NULL),
	('crm',			'e mail',			NULL),
	('e-mail',		'spring',			NULL),
	('partner',		'affiliate',		NULL),
	('partner',		'link',				NULL),
	('podcast',		'audio',			NULL),
	('sms',			'spring',			NULL),
	('shop app',	'web-push',			NULL),
	('firebase',	'spring',			NULL),
	('poster',		'print',			'Workshop');
SELECT source, medium, campaign, channel_group(source, medium, campaign, NULL, NULL) AS channel FROM visits ORDER BY id;

-- Case does not matter.
SELECT count(*) AS visits, count(*) FILTER (WHERE a <> b) AS differ
FROM visits, channel_group(source, medium, campaign, NULL, NULL) AS a,
	channel_group(upper(source), upper(medium), upper(campaign), NULL, NULL) AS b;

-- The first rule that holds: cpm is Display though it has a cp in it, but not
-- at a search engine; a campaign of a shop is one whoever sends it.
SELECT channel_group('publisher', 'cpm', NULL, NULL, NULL) AS cpm, channel_group('google', 'cpm', NULL, NULL, NULL) AS google_cpm,
	channel_group('email', 'email', 'shop', NULL, NULL) AS shop_mail, channel_group('youtube', 'social', NULL, NULL, NULL) AS youtube_social;

-- A shop is no workshop, but may be an eshop, or shopping of any kind.
SELECT campaign, channel_group('x', 'y', campaign, NULL, NULL) AS channel
FROM unnest('{shop,workshop,eshop,my-shop,shops,workshopping,"workshop, shop",sho,9shop,photoshop shopp}'::text[]) AS campaign;

-- What is absent: NULL and nothing, and a medium that says so. A source that is
-- not set is not absent.
SELECT source, medium, channel_group(source, medium, NULL, NULL, NULL) AS channel
FROM (VALUES (NULL, NULL), ('', ''), (NULL, '(not set)'), ('(direct)', ''), ('(Direct)', '(None)'),
		('(not set)', '(not set)'), ('(direct)', 'email'), (NULL, 'email'), ('google', NULL), ('crm', NULL)) AS v (source, medium);

--
-- No tags: click ids and referrers
--

-- A search engine or a webmail tells of the medium, other sites are referrals.
SELECT host, channel_group(NULL, NULL, NULL, host, NULL) AS channel
FROM unnest('{www.google.co.uk,l.instagram.com,m.youtube.com,www.amazon.de,mail.google.com,chatgpt.com,blog.example.org,""}'::text[]) AS host;

-- The click ids of search engines are of bought clicks, those of networks are
-- on every link. What is known of the site, or written, says more.
SELECT source, medium, host, network, channel_group(source, medium, NULL, host, network) AS channel
FROM (VALUES
	(NULL,			NULL,		NULL,				'google'),
	(NULL,			NULL,		'www.google.com',	'google'),
	(NULL,			NULL,		'www.youtube.com',	'google'),
	(NULL,			NULL,		'news.example.org',	'Microsoft'),
	('google',		NULL,		NULL,				'google'),
	('spring',		'(not set)', NULL,				'google'),
	('google',		'organic',	NULL,				'google'),
	('newsletter',	'email',	'www.google.com',	'google'),
	('(direct)',	'(none)',	'www.google.com',	'google'),
	(NULL,			'email',	'www.google.com',	NULL),
	(NULL,			NULL,		NULL,				'meta'),
	(NULL,			NULL,		'l.facebook.com',	'meta'),
	(NULL,			NULL,		'blog.example.org',	'meta'),
	('facebook',	'cpc',		NULL,				'meta'),
	(NULL,			NULL,		NULL,				'tiktok'),
	(NULL,			NULL,		NULL,				'unheard-of')) AS v (source, medium, host, network);

-- Assistants are a channel of their own when asked for, unless they were paid.
SELECT source, medium, host, channel_group(source, medium, NULL, host, NULL) AS channel, channel_group(source, medium, NULL, host, NULL, true) AS with_ai
FROM (VALUES ('chatgpt.com', NULL, NULL), (NULL, NULL, 'www.perplexity.ai'), ('claude', 'organic', NULL), ('copilot', 'cpc', NULL),
		('unheard-of', 'ai-assistant', NULL), ('google', 'organic', 'chatgpt.com')) AS v (source, medium, host);

--
-- Sites
--

-- A host stands for all below it; google.* for every country's, but not for a
-- domain of that name elsewhere. A name without a dot is a source, and says
-- nothing of the top level domain. Some are taken out of what is above them.
SELECT host, category, name
FROM unnest('{google.com,www.google.de,WWW.Google.Com.Br.,google.co.jp,google.xyz,google.com.example.org,notgoogle.com,google,about.google,
		docs.google.com,gemini.google.com,m.facebook.com,t.co,co.uk,search.yahoo.com,news.yahoo.co.jp,mail.yandex.com.tr,com.google.android.gm,
		localhost,127.0.0.1,[::1],"",.,..,.com,..google.com}'::text[]) AS host, classify_referrer(host);
SELECT category, name FROM classify_referrer(NULL);

-- A URL stands for its host.
SELECT url, category, name
FROM unnest('{"https://www.google.com:443/search?q=shoes",//m.facebook.com/,android-app://com.google.android.gm/,www.bing.com/search?q=shoes,
		https://user@YouTube.com./watch,about:blank,/checkout}'::text[]) AS url, classify_referrer(url);
SELECT channel_group(NULL, NULL, NULL, 'https://www.google.com/', NULL) AS referrer, channel_group('https://www.facebook.com/', 'cpc', NULL, NULL, NULL) AS source;

-- The names under which a host is looked for
SELECT ca_site_keys(host) FROM unnest('{www.google.co.uk,a.b.de,a.com,t.co,com.de,a..b.info,de,""}'::text[]) AS host;
SELECT cardinality(ca_site_keys(repeat('a.', 126) || 'a')) AS longest, cardinality(ca_site_keys(repeat('a.', 126) || 'de')) AS longer,
	cardinality(ca_site_keys(repeat('a.', 125) || 'de')) AS with_country, cardinality(ca_site_keys(repeat('x', 100000))) AS too_long;

-- What users know goes first, by the nearest name: their own site, one that they
-- know better, one more, one that they do not want, and one of one country.
SELECT (classify_referrer(host)).*, channel_group(NULL, NULL, NULL, host, NULL) AS channel
FROM unnest('{www.example.com,quora.com,de.quora.com,deals.example.net,my.deals.example.net,medium.com,google.fr,www.google.fr,google.de}'::text[]) AS host;
INSERT INTO sites VALUES
	('example.com', 'own', 'Our shop'),
	('quora.com', 'search', NULL),
	('deals.example.net', 'shopping', 'Deals'),
	('medium.com', 'none', NULL),
	('google.fr', 'video', 'Google France');
SELECT (classify_referrer(host)).*, channel_group(NULL, NULL, NULL, host, NULL) AS channel
FROM unnest('{www.example.com,quora.com,de.quora.com,deals.example.net,my.deals.example.net,medium.com,google.fr,www.google.fr,google.de}'::text[]) AS host;

-- From one's own site, a click id still tells; and so do tags.
SELECT channel_group(NULL, NULL, NULL, 'www.example.com', 'google') AS google, channel_group(NULL, NULL, NULL, 'www.example.com', 'meta') AS meta,
	channel_group('example.com', 'referral', NULL, 'www.example.com', NULL) AS tagged;

-- A name under a site of the extension's own is nearer than the site.
INSERT INTO sites VALUES ('google.*', 'none', NULL);
SELECT host, category FROM unnest('{www.google.com,mail.google.com}'::text[]) AS host, classify_referrer(host);
TRUNCATE sites;
SELECT host, category FROM unnest('{www.google.com,mail.google.com}'::text[]) AS host, classify_referrer(host);

-- What would never be found is refused.
CREATE FUNCTION is_taken(host text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO sites VALUES (host, 'own');
	RETURN true;
EXCEPTION WHEN check_violation THEN
	RETURN false;
END $$;
SELECT quote_literal(host) AS host, is_taken(host)
FROM unnest('{WWW.example.com,https://example.com,example.com/,example.com:443,example.com.,.example.com,*.example.com,example.*.com,
		"",*,"example .com"," example",example,example shop,xn--bcher-kva.example,example.*,10.0.0.1}'::text[]) AS host;
TRUNCATE sites;

\set VERBOSITY terse
INSERT INTO sites VALUES ('https://example.com/', 'own');
INSERT INTO sites VALUES ('example.com', 'owned');
INSERT INTO sites VALUES ('example.com', NULL);
\set VERBOSITY default
SELECT ca_channel_group('google', 'cpc', NULL, NULL, 'serach', NULL, NULL);

-- What the extension ships keeps the rules of what users write, but has no site of their own.
INSERT INTO sites SELECT * FROM site_defaults;
SELECT count(*) > 500 AS many, count(DISTINCT category) AS categories, count(*) FILTER (WHERE category = 'own') AS own FROM sites;
TRUNCATE sites;

DROP FUNCTION is_taken(text);
DROP TABLE visits;
