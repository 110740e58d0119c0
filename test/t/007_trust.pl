# Trust: a hostile search_path changes no answer, and roles can do what they should.
# Of what is made beforehand tells 014_hostile_install.pl.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use Test::More;

my $node = start_server('trust');

#
# A hostile search_path
#

ask($node, <<'SQL');
CREATE EXTENSION citext;
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TABLE events AS
SELECT i AS id, i % 7 AS contact, 'Contact ' || i % 9 AS name, ('Contact ' || i % 9)::citext AS folded,
	md5((i % 5)::text)::uuid AS device, (i % 4)::numeric AS amount, ARRAY[i % 3, NULL] AS list,
	jsonb_build_object('a', i % 6) AS json, (ARRAY['red', 'green'])[1 + i % 2]::colour AS colour,
	(ARRAY['sent', 'opened'])[1 + i % 2] AS kind, '2024-01-01'::timestamptz + i * interval '7 hours' AS at
FROM generate_series(1, bigint '100') i;
CREATE TABLE reach AS SELECT campaign_analytics.keyset(contact) AS a, campaign_analytics.keyset(id) AS b FROM events;
CREATE VIEW merged AS SELECT cardinality(a | b) AS either, a <@ b AS within, a = b AS same FROM reach;

CREATE SCHEMA hostile;
CREATE FUNCTION hostile.trap() RETURNS boolean LANGUAGE plpgsql AS
	$$BEGIN RAISE EXCEPTION 'trapped'; END$$;
-- our names, for every argument
CREATE FUNCTION hostile.count_distinct(anyelement) RETURNS bigint LANGUAGE sql AS 'SELECT hostile.trap(); SELECT bigint ''-1''';
CREATE FUNCTION hostile.count_distinct(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT hostile.trap(); SELECT bigint ''-1''';
CREATE FUNCTION hostile.cardinality(campaign_analytics.keyset) RETURNS bigint LANGUAGE sql AS 'SELECT hostile.trap(); SELECT bigint ''-1''';
CREATE FUNCTION hostile.wrong_set(campaign_analytics.keyset, campaign_analytics.keyset) RETURNS campaign_analytics.keyset
	LANGUAGE sql AS 'SELECT CASE WHEN hostile.trap() THEN $1 END';
CREATE DOMAIN hostile.keyset AS bytea;
CREATE DOMAIN hostile.timeline AS bytea;
CREATE TYPE hostile.funnel_step AS (step text);
CREATE TYPE hostile.path_edge AS (step text);
CREATE TYPE hostile.retention_cell AS (cohort text);
CREATE TYPE hostile.cohort_value_cell AS (cohort text);
CREATE TYPE hostile.lifecycle_point AS (bucket text);
CREATE AGGREGATE hostile.sum(bigint) (SFUNC = pg_catalog.int8mi, STYPE = bigint, INITCOND = '-7');
CREATE FUNCTION hostile.unnest(campaign_analytics.retention_cell[]) RETURNS SETOF campaign_analytics.retention_cell LANGUAGE sql AS 'SELECT NULL::campaign_analytics.retention_cell WHERE hostile.trap()';
CREATE DOMAIN hostile.interval AS text;
CREATE TABLE hostile.sites (host text, category text, name text);
INSERT INTO hostile.sites VALUES ('google.de', 'email', 'trapped');
CREATE FUNCTION hostile.ca_site(text) RETURNS TABLE (category text, name text) LANGUAGE sql AS $$SELECT 'email', 'trapped'$$;
CREATE FUNCTION hostile.unnest(text[]) RETURNS SETOF text LANGUAGE sql AS 'SELECT hostile.trap()::text';
CREATE TYPE hostile.engagement_point AS (bucket date, event_type bytea, total text, first_unique boolean);
CREATE TYPE hostile.text AS ENUM ('a');
CREATE DOMAIN hostile.bigint AS smallint;
CREATE COLLATION hostile.default FROM "C";
-- what a type's equality and a period's start might be looked up by
CREATE FUNCTION hostile.hashtextextended(text, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT bigint ''1''';
CREATE FUNCTION hostile.hash_numeric_extended(numeric, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT bigint ''1''';
CREATE FUNCTION hostile.citext_hash_extended(public.citext, bigint) RETURNS bigint LANGUAGE sql AS 'SELECT bigint ''1''';
CREATE FUNCTION hostile.date_trunc(text, timestamptz, text) RETURNS timestamptz LANGUAGE sql AS $$SELECT timestamptz '1999-01-01'$$;
CREATE FUNCTION hostile.timezone(text, timestamptz) RETURNS timestamp LANGUAGE sql AS $$SELECT timestamp '1999-01-01'$$;
SQL
foreach my $type ('campaign_analytics.keyset', 'pg_catalog.text', 'numeric', 'uuid', 'public.citext')
{
	ask($node, "CREATE FUNCTION hostile.wrong($type, $type) RETURNS boolean LANGUAGE sql AS 'SELECT hostile.trap()'");
	ask($node, "CREATE OPERATOR hostile.$_ (LEFTARG = $type, RIGHTARG = $type, FUNCTION = hostile.wrong)")
	  foreach '=', '<>', '<@', '@>', '&&';
}
ask($node, "CREATE OPERATOR hostile.$_ (LEFTARG = campaign_analytics.keyset, RIGHTARG = campaign_analytics.keyset, FUNCTION = hostile.wrong_set)")
  foreach '|', '&', '-';

# Everything of ours is named in full; nothing else may be looked up.
my $ca = 'campaign_analytics';
my @questions = (
	(map { "SELECT $ca.count_distinct($_) FROM public.events" }
		  qw(id contact name folded device amount list json colour at), 'contact, name', 'amount, folded', 'contact, id',
		'ROW(name, amount)'),
	(map { "SELECT $ca.engagement(kind, '{sent,opened}', $_) FROM public.events" } qw(contact name folded device amount)),
	"SELECT $ca.engagement_series('day', 'Europe/Berlin', at, kind, '{sent,opened}', contact) FROM public.events",
	"SELECT (p).bucket, (p).event_type, (p).total, (p).first_unique FROM (
		SELECT pg_catalog.unnest($ca.engagement_series('week', 'UTC', at, kind, '{sent}', name)) AS p FROM public.events) s",
	"SELECT id, $ca.count_distinct(name) OVER (ORDER BY id ROWS 3 PRECEDING) FROM public.events",
	"SELECT $ca.cardinality($ca.keyset(contact)), $ca.keyset(name)::bytea, $ca.contains($ca.keyset(device), 'c4ca4238-a0b9-2382-0dcc-509a6f75849b'::uuid) FROM public.events",
	(map { "SELECT a OPERATOR($ca.$_) b FROM public.reach" } '|', '&', '-', '<@', '@>', '&&', '=', '<>'),
	"SELECT $ca.rollup(a) FROM public.reach",
	(map { "SELECT $ca.funnel('3 days', 'step_window=2 days, entry_from=2020-01-01T00:00:00Z', $_, at, kind, '{sent,opened}') FROM public.events" } qw(contact name folded device)),
	(map { "SELECT $ca.path_edges('1 day', $_, at, kind) FROM public.events" } qw(contact name folded device amount list json colour at)),
	"SELECT (p).bucket, (p).step, (p).contacts FROM (
		SELECT pg_catalog.unnest($ca.funnel_trend('week', 'Europe/Berlin', '3 days', contact, at, kind OPERATOR(pg_catalog.=) 'sent', true)) AS p FROM public.events) s",
	"SELECT $ca.funnel_histogram('3 days', contact, at, true, true), $ca.funnel_contacts(1, '3 days', name, at, kind, '{sent,never}')::bytea FROM public.events",
	"SELECT name, $ca.window_funnel('3 days', at, kind, '{sent,opened}'), $ca.funnel_times('3 days', at, true, true), $ca.sequence_count('(?1)(?t<=86400)(?1)', at, true),
		$ca.sequence_next_node('forward', 'head', at, kind, true, true) FROM public.events GROUP BY name",
	"SELECT $ca.timeline(contact, at, kind)::bytea, $ca.cardinality($ca.timeline(name, at, kind)) FROM public.events",
	"SELECT $ca.rollup(day)::bytea, $ca.funnel('3 days', day, '{sent,opened}') FROM (SELECT $ca.timeline(device, at, kind) AS day FROM public.events GROUP BY contact) s",
	"SELECT $ca.channel_group('google', NULL, NULL, NULL, NULL), $ca.channel_group(NULL, NULL, NULL, 'google.de', NULL, true), ($ca.classify_referrer('m.facebook.com')).*",
	(map { "SELECT $ca.cohort_retention('week', 'Europe/Berlin', $_, at, at, 'rolling, now=2025-01-01T00:00:00Z'), $ca.cohort_value('36 hours', 'UTC', $_, NULL, at, id) FROM public.events" } qw(contact name folded device)),
	"SELECT $ca.lifecycle('day', 'Asia/Tokyo', contact, at, 'now=2024-03-01T00:00:00Z'), $ca.stickiness('day', 'UTC', name, at, 'week'), $ca.active_contacts('week', 'UTC', device, at, '{1,4}') FROM public.events",
	"SELECT name, $ca.retention(kind OPERATOR(pg_catalog.=) 'sent', true) FROM public.events GROUP BY name",
	"SELECT $ca.retention_curve(r), pg_catalog.array_to_string(ARRAY(SELECT $ca.retention_matrix_text(r, 'shade')), '/') FROM (SELECT $ca.cohort_retention('week', 'UTC', contact, NULL, at) AS r FROM public.events) s",
	'SELECT a::bytea, a::pg_catalog.text FROM public.reach',
	'SELECT * FROM public.merged');
foreach my $sql (@questions)
{
	my $expected = ask($node, "SET search_path = pg_catalog; $sql");

	isnt($expected, '', substr($sql, 0, 70) . ': has an answer');
	same($node, "SET search_path = $_; $sql", $expected, "and the same one with search_path $_")
	  foreach 'hostile, pg_catalog, public, campaign_analytics', "''";
}
# The traps are set: unqualified names fall into them.
fails($node, 'SET search_path = hostile, pg_catalog, public, campaign_analytics; SELECT count_distinct(id) FROM events',
	'P0001', 'a name that is not given in full is trapped');
fails($node, 'SET search_path = hostile, pg_catalog, public, campaign_analytics; SELECT a | b FROM reach',
	'P0001', 'and so is an operator');

#
# Who may do what
#

ask($node, <<'SQL');
CREATE ROLE owner;
CREATE ROLE nobody;
CREATE DATABASE shop;
SQL
ask($node, 'GRANT CREATE ON DATABASE shop TO owner');

# role ROLE, SQL, DATABASE: what a role sees
sub role
{
	my ($role, $sql, $database) = @_;
	return ask($node, "SET ROLE $role; $sql", $database);
}

fails($node, 'SET ROLE nobody; CREATE EXTENSION campaign_analytics', '42501', 'a role without CREATE on the database cannot install', 'shop');
role('owner', 'CREATE EXTENSION campaign_analytics', 'shop');
is(ask($node, "SELECT extowner::regrole, extnamespace::regnamespace FROM pg_extension WHERE extname = 'campaign_analytics'", 'shop'),
	'owner|campaign_analytics', 'a role with CREATE on the database installs, and owns what it installed');
is(ask($node, "SELECT count(*) FROM pg_proc WHERE prosecdef AND pronamespace = 'campaign_analytics'::regnamespace", 'shop'),
	0, 'no function runs with the rights of its owner');

my $use = <<'SQL';
CREATE TEMP TABLE mine AS SELECT campaign_analytics.keyset(i) AS k FROM generate_series(1, 10) i;
SELECT campaign_analytics.count_distinct(i), campaign_analytics.engagement('a', '{a}', i),
	campaign_analytics.engagement_series('day', 'UTC', '2024-01-01', 'a', '{a}', i) IS NOT NULL,
	(SELECT campaign_analytics.cardinality(campaign_analytics.rollup(k OPERATOR(campaign_analytics.|) k)) FROM mine),
	(SELECT campaign_analytics.contains(k, 5) FROM mine), (SELECT length(k::bytea) > 0 FROM mine)
FROM generate_series(1, 10) i
SQL
my $used = '10|{10}|t|10|t|t';
is(role($_, $use, 'shop'), $used, "$_ uses everything, as it is installed") foreach 'owner', 'nobody';
ask($node, 'REVOKE USAGE ON SCHEMA campaign_analytics FROM PUBLIC', 'shop');
fails($node, "SET ROLE nobody; $use", '42501', 'not when USAGE of the schema is taken away', 'shop');
ask($node, 'GRANT USAGE ON SCHEMA campaign_analytics TO nobody', 'shop');
is(role('nobody', $use, 'shop'), $used, 'and again when it is granted');
fails($node, "SET ROLE nobody; $_", '42501', "nobody cannot: $_", 'shop')
  foreach 'DROP EXTENSION campaign_analytics', 'CREATE FUNCTION campaign_analytics.f() RETURNS int RETURN 1',
  'DROP FUNCTION campaign_analytics.cardinality(campaign_analytics.keyset)';

# Users' sites are written by who installed it and by who owns the database.
my $write = "INSERT INTO campaign_analytics.sites VALUES ('google.de', 'own'); UPDATE campaign_analytics.sites SET category = 'video';
	SELECT campaign_analytics.channel_group(NULL, NULL, NULL, 'www.google.de', NULL); DELETE FROM campaign_analytics.sites";
is(role('owner', $write, 'shop'), 'Organic Video', 'who installed it writes sites');
fails($node, "SET ROLE nobody; $write", '42501', 'nobody does not', 'shop');
ask($node, 'GRANT CREATE ON DATABASE shop TO postgres; ALTER DATABASE shop OWNER TO nobody');
is(role('nobody', $write, 'shop'), 'Organic Video', 'but does as the owner of the database');
ask($node, 'ALTER DATABASE shop OWNER TO postgres');
fails($node, "SET ROLE owner; $_", '42501', "nobody changes what the extension knows: $_", 'shop')
  foreach "INSERT INTO campaign_analytics.site_defaults VALUES ('a', 'own', 'a')", 'DELETE FROM campaign_analytics.site_defaults',
  'ALTER TABLE campaign_analytics.sites ENABLE ROW LEVEL SECURITY';

# Support functions are for aggregates. Those without internal values can be called, or
# be made aggregates of somebody else's.
fails($node, "SET ROLE nobody; SELECT campaign_analytics.$_->[0]", $_->[1], "$_->[0] is not called", 'shop')
  foreach [ 'ca_keyset_finalfn(NULL)', '42883' ], [ 'ca_rollup_finalfn(campaign_analytics.keyset(1))', '0A000' ],
  [ 'ca_rollup_transfn(campaign_analytics.keyset(1), NULL)', '0A000' ];
fails($node, 'SET ROLE nobody; CREATE AGGREGATE pg_temp.sly(bigint) (SFUNC = campaign_analytics.ca_keyset_int8_transfn, STYPE = internal,
	FINALFUNC = campaign_analytics.ca_engagement_finalfn)', '42P13', 'an aggregate with another one\'s final function', 'shop');
is(role('nobody', <<'SQL', 'shop'), "10|10|2\n11|f", 'an aggregate of one\'s own that merges sets');
CREATE TEMP TABLE parts AS SELECT i % 2 AS part, campaign_analytics.keyset(i) AS k FROM generate_series(1, bigint '10') i GROUP BY 1;
DO $$ BEGIN
	EXECUTE format('CREATE AGGREGATE pg_temp.merge(campaign_analytics.keyset) (SFUNC = campaign_analytics.ca_rollup_transfn,
		STYPE = campaign_analytics.keyset, INITCOND = %L)', campaign_analytics.keyset(bigint '1'));
END $$;
SELECT campaign_analytics.cardinality(pg_temp.merge(k)), campaign_analytics.cardinality(pg_temp.merge(k) OPERATOR(campaign_analytics.|) pg_temp.merge(k)),
	count(DISTINCT part) FROM parts;
CREATE TEMP TABLE kept AS SELECT pg_temp.merge(k) AS k FROM (SELECT k FROM parts UNION ALL SELECT campaign_analytics.keyset(bigint '0')) s;
SELECT campaign_analytics.cardinality(a.k), a.k OPERATOR(campaign_analytics.<>) b.k FROM kept a, kept b;
SQL

fails($node, 'SET ROLE owner; CREATE TABLE public.t (k campaign_analytics.keyset)', '42501', 'an ordinary role', 'shop');
role('owner', 'CREATE SCHEMA mine; CREATE TABLE mine.t AS SELECT campaign_analytics.keyset(1) AS k, 7 AS other', 'shop');
fails($node, 'SET ROLE owner; DROP EXTENSION campaign_analytics', '2BP01', 'it is not dropped while a column needs it', 'shop');
role('owner', 'DROP EXTENSION campaign_analytics CASCADE', 'shop');
is(ask($node, 'SELECT * FROM mine.t', 'shop'), 7, 'the owner drops it; only the column of its type goes with it');
is(ask($node, "SELECT count(*) FROM pg_proc WHERE pronamespace = 'campaign_analytics'::regnamespace", 'shop'), 0, 'nothing of it is left');
role('owner', 'CREATE EXTENSION campaign_analytics', 'shop');
is(role('owner', $use, 'shop'), $used, 'and it is installed again');

finish($node);
