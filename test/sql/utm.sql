--
-- What the links of a spring campaign say about those who followed them
--
SET search_path = campaign_analytics, public;

CREATE TABLE visits (id int, url text);
INSERT INTO visits VALUES
	(1, 'https://shop.example.com/?utm_source=newsletter&utm_medium=email&utm_campaign=spring+sale&utm_content=top&utm_term=red%20shoes&utm_id=42'),
	(2, 'https://shop.example.com/shoes?color=red&utm_source=google&utm_medium=cpc&utm_campaign=spring%20sale&gclid=Cj0K-1'),
	(3, 'https://shop.example.com/shoes?fbclid=IwAR2#reviews'),
	(4, 'https://shop.example.com/cart'),
	(5, NULL),
	(6, '/shoes?utm_campaign=spring%2bsale');

-- All at once, for each visit
SELECT v.id AS visit, u.* FROM visits AS v, utm(url) AS u ORDER BY visit;

-- The same one by one
SELECT id AS visit, utm_source(url), utm_medium(url), utm_campaign(url), utm_term(url), utm_content(url), utm_id(url), click_id(url), click_network(url)
FROM visits ORDER BY visit;

-- By source; + and %20 are one space, %2b is a plus
SELECT (u).source, (u).campaign, count(*)
FROM (SELECT utm(url) AS u FROM visits OFFSET 0) AS parsed
GROUP BY 1, 2 ORDER BY 1, 2;

-- Nothing: no URL has no record, one without parameters has one of NULLs.
SELECT utm(NULL) AS no_url, utm('https://shop.example.com/') AS no_parameters, utm('') AS empty, utm('?') AS empty_query;

-- Names count as they are when decoded, and only in lower case. Ends matter.
SELECT utm_source('?UTM_Source=a') AS upper_case, utm_source(lower('?UTM_Source=a')) AS lowered, utm_source('?utm%5Fs%6furce=a') AS escaped,
	utm_source('?xutm_source=a') AS longer, utm_source('?utm_sourc=a') AS shorter, utm_source('?utm_source2=a') AS numbered,
	utm_source('?utm+source=a') AS a_space, utm_source('utm_source=a') AS no_query, utm_source('?a?utm_source=b&utm_source=c') AS second_mark;

-- The first of a name counts, also when it has no value.
SELECT utm_source('?utm_source=a&utm_source=b') AS first, utm_source('?utm_source=&utm_source=b') AS empty,
	utm_source('?utm_source&utm_source=b') AS bare, (utm('?utm_source=&utm_source=b')).source AS empty_again, utm_source('?&&utm_source=b&') AS nothing_between;

-- Split first, decode later: what is escaped separates nothing.
SELECT utm_source('?utm_source=a%26utm_medium=b') AS ampersand, utm_medium('?utm_source=a%26utm_medium=b') AS not_there,
	utm_source('?utm_source=a=b=') AS equals, utm_source('?utm_source%3Da=b') AS in_name, utm_source('?utm_source=%23%3F%2B') AS marks;

-- Escapes that are none stay.
SELECT utm_source('?utm_source=100%') AS at_end, utm_source('?utm_source=%4') AS one_digit, utm_source('?utm_source=%zz%2') AS no_digits,
	utm_source('?utm_source=%%41') AS twice, utm_source('?utm_source=%2541') AS escaped_percent, utm_source('?utm_source=a%&utm_medium=b') AS at_separator;

-- UTF-8; what is none is U+FFFD, one for each beginning of a character that
-- breaks off and for each stray byte, and so is what no text can hold.
SELECT utm_source('?utm_source=%C3%A9t%c3%a9') = U&'\00E9t\00E9' AS escaped, utm_source('?utm_source=' || U&'\00E9t\00E9') = U&'\00E9t\00E9' AS plain;
SELECT value, replace(utm_source('?utm_source=' || value), U&'\FFFD', '<?>') AS decoded FROM unnest(ARRAY[
	'%00', 'a%FFb', '%C3', '%C3(', '%C3%28', '%E2%82', '%E2%82%41', '%E2%28%A1'])
	WITH ORDINALITY AS v (value, place) ORDER BY place;
SELECT value, replace(utm_source('?utm_source=' || value), U&'\FFFD', '<?>') AS decoded FROM unnest(ARRAY[
	'%C0%80', '%E0%80%80', '%ED%A0%80', '%F4%90%80%80', '%F5', '%80%BF', '%F0%9F%98', '%F0%9F%98%F0%9F%98'])
	WITH ORDINALITY AS v (value, place) ORDER BY place;
SELECT utm_source('?utm_source=%F0%9F%98%80') = U&'\+01F600' AS smile, utm_source('?utm_source=%EF%BB%BFa') = U&'\FEFFa' AS mark_stays,
	utm_source('?utm_source=%F0%C3%A9') = U&'\FFFD\00E9' AS goes_on;

-- Links copied out of HTML
SELECT u.* FROM utm('https://shop.example.com/?a=1&amp;utm_source=a&amp;amp;utm_medium=b&amputm_campaign=c&amp;=d&utm_term=e&amp;') AS u;

-- Blanks around the URL, and ends of lines, are no part of any value.
SELECT utm_source(E'https://shop.example.com/?utm_source=a \r\n') || '.' AS at_end, utm_source('?utm_source= a #b') || '.' AS within,
	utm_source(E'?utm_source=\t') AS nothing_else, utm_source(E'/#utm_source=a\n', true) || '.' AS in_fragment,
	utm_source('?utm_source=a%20 ') || '.' AS escaped, strip_tracking('/?x=1&utm_source=a ') || '.' AS stripped, utm('  ? ') AS empty;

-- Click ids: the first in the list counts, not the first in the URL, if it has a value.
SELECT query, click_id(query), click_network(query), (u).click_id, (u).click_network
FROM (SELECT query, place, utm(query) AS u FROM unnest('{?fbclid=f&gclid=g,?fbclid=f&gclid=,?gclid&msclkid=m,?wbraid=w&gbraid=b&gclid=g,?dclid=d,?igshid=i,
	?ttclid=t,?twclid=t&li_fat_id=l,?twclid=x,?gclid=%20,?GCLID=g}'::text[]) WITH ORDINALITY AS q (query, place) OFFSET 0) AS s
ORDER BY place;

-- Behind #: of a route that which follows its ?, else all, and only when asked
SELECT url, utm_source(url), utm_source(url, true) AS in_fragment, (utm(url)).source AS utm, (utm(url, true)).source AS utm_in_fragment
FROM unnest(ARRAY['/#utm_source=a', '/#/route?utm_source=a', '/?utm_source=q#utm_source=a', '/?utm_source=#utm_source=a', '/#top?utm_source=a', '/#utm_source=a?b',
	'/#/id=1/route?utm_source=a', '/#!/route?x=1&utm_source=a', '/#top', '/#', '/#utm_source=a#utm_source=b', '/#x=1&amp;utm_source=a%20b', '/#?utm_source=a', '/#/utm_source=a'])
	WITH ORDINALITY AS v (url, place) ORDER BY place;
SELECT utm('/?utm_source=a&gclid=&utm_term#utm_medium=b&gclid=c&fbclid=d&utm_term=e', in_fragment => true) AS both,
	click_id('/?gclid=#fbclid=d', true), click_network('/?gclid=#fbclid=d', true), click_id('/#fbclid=d'), utm_source('/#utm_source=a', NULL) AS unknown;

-- Any parameter
SELECT url_param('/?q=red+shoes&page=2', 'q') AS q, url_param('/?q=red+shoes&page=2', 'page') AS page, url_param('/?q=red+shoes&page=2', 'Q') AS upper_case,
	url_param('/?q=', 'q') AS empty, url_param('/?a%20b=1', 'a b') AS name_decoded, url_param('/?a%20b=1', 'a%20b') AS name_not_decoded, url_param('/?a%2520b=1', 'a%20b') AS twice,
	url_param('/?=1', '') AS no_name, url_param('/?&a&=1', '') AS first_without_name, url_param('/', '') AS none;
SELECT url_param('/#a=1', 'a') AS query_only, url_param('/#a=1', 'a', true) AS fragment, url_param('/?a=2#a=1', 'a', in_fragment => true) AS query_first,
	url_param('/?%C3%A9=1', U&'\00E9') AS accent, url_param('/?%FF=1', U&'\FFFD') AS replaced, url_param(U&'/?\00E9=1', U&'\00E9') AS plain,
	url_param('/?amp;a=1', 'amp;a') AS not_separated, url_param('/?a=1', NULL) AS unknown;

-- Hosts and paths
SELECT url, url_host(url), url_path(url) FROM unnest(ARRAY[
	'https://Shop.Example.COM/A/b?x=1#y', 'https://shop.example.com', 'https://shop.example.com?x=/y', 'https://shop.example.com#/y', 'HTTP://shop.example.com:8080/', 'https://ann:p@ss@shop.example.com:443/',
	'https://shop.example.com./', 'https://[2001:DB8::1]:8080/a', 'https://[2001:db8::1', '//cdn.example.com/a.js', 'android-app://com.example.app/', 'https:\\shop.example.com\a\b', 'https://evil.example\@shop.example.com/',
	'  https://shop.example.com/a  ', 'https:///a', 'file:///etc/hosts', 'https://', 'https://?x', 'https://:80/', 'https://./', 'mailto:ann@example.com', 'javascript:void(0)', 'about:blank'])
	WITH ORDINALITY AS v (url, place) ORDER BY place;

-- Without scheme and slashes: a host where it looks like one
SELECT url, url_host(url), url_path(url) FROM unnest(ARRAY[
	'shop.example.com/a?x=1', 'Shop.example.com', 'shop.example.com:8080/a', 'localhost:3000/a', 'LOCALHOST', '192.168.0.1/a', '1.2.3/a', 'example.com.', 'www.example.xn--p1ai/', 'a_b.example.com?x', 'index.html', 'a/shop.example.com', 'Page.PHP?x=1',
	'v1.2/a', 'ann@example.com', 'shop..example.com', '.example.com', 'cart', '/cart?x=1', '?x=1', '#a', '', ' ', 'utm_source=a.b', 'example.c', 'example.com:port/a'])
	WITH ORDINALITY AS v (url, place) ORDER BY place;
SELECT url_host(U&'https://B\00DCCHER.example/\00FC') = U&'b\00DCcher.example' AS ascii_letters_only, url_host(U&'b\00FCcher.example') = U&'b\00FCcher.example' AS bare;

-- Fragments
SELECT url, url_fragment(url) FROM unnest('{/a#b,/a?x#b?c,/a#b#c,/a#,/a,"#%20 ",#/route?x=1}'::text[]) WITH ORDINALITY AS v (url, place) ORDER BY place;

-- Without tracking: the rest byte for byte
SELECT url, nullif(strip_tracking(url), url) AS stripped FROM unnest(ARRAY[
	'https://shop.example.com/shoes?color=red&utm_source=google&size=42&gclid=g#top', '/?utm_source=a', '/?utm_source=a#top', '/?utm_source=a&utm_medium=b', '/?utm_source=a&x=1', '/?x=1&utm_source=a', '/?x=1&utm_source=a&', '/?utm_source=a&',
	'/?x=1&&y=%41+2&x=1&_ga=3', '/?x=1&amp;utm_source=a&amp;y=2', '/?utm_source=a&amp;y=2&z=3', '/?utm%5fanything=a&utm_=b&x', '/?utm&UTM_SOURCE=a&Gclid=b', '/?ref=a&si=b&source=c&fb=d', '/?x=gclid&y=utm_source', '/?gclid', '/?gclid&=&fbclid',
	'/', '/?', '/??', '/#?utm_source=a', '/?#', 'utm_source=a', '?utm_source=a?', '/?hsCtaTracking=a&hsctatracking=b', ''])
	WITH ORDINALITY AS v (url, place) ORDER BY place;
SELECT count(*) AS names, string_agg(name, ' ') FILTER (WHERE strip_tracking('/?x&' || name || '=1&y') <> '/?x&y') AS kept,
	string_agg(name, ' ') FILTER (WHERE strip_tracking('/?' || name || 'x=1') <> '/?' || name || 'x=1' AND name || 'x' <> 'igshx') AS too_much
FROM regexp_split_to_table(substring(obj_description('strip_tracking(text)'::regprocedure, 'pg_proc') from 'are one of (.*);'), ', | and ') AS name;

-- Long ones
SELECT length(utm_source('?x=' || repeat('&', 100000) || 'utm_source=' || repeat('%41', 100000))) AS escaped, length(utm_campaign('?utm_campaign=' || repeat('%', 100000))) AS percents,
	length(strip_tracking('/?' || repeat('utm_a=1&x=2&', 10000))) AS stripped, utm_source('?' || repeat('&amp;', 100000) || 'utm_source=a') AS separators,
	length((utm('?utm_source=' || repeat('a', 5000) || '&utm_medium=' || repeat('b', 5000))).medium) AS medium, length(url_host('https://' || repeat('a.', 100000) || 'com')) AS host,
	url_host(repeat('a', 100000)) AS no_host, url_host('x://' || repeat('@', 100000) || 'a') AS users;

-- In an index and a generated column, for they are immutable
CREATE TABLE pages (url text, source text GENERATED ALWAYS AS (utm_source(url)) STORED);
CREATE INDEX ON pages (url_host(url));
INSERT INTO pages VALUES ('https://a.example/?utm_source=b');
SELECT source FROM pages WHERE url_host(url) = 'a.example';

DROP TABLE visits, pages;
