# pg_upgrade: the files of a cluster are taken over as they are, with databases that
# have models, stored states and rows of the extension's types, made by this version
# or by older ones. The new cluster answers as the old one did.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Utils;
use Test::More;

my $old = start_server('old');
my $new = PostgreSQL::Test::Cluster->new('new');
my ($current, @older) = reverse split /\n/,
  ask($old, "SELECT version FROM pg_available_extension_versions WHERE name = 'campaign_analytics' ORDER BY string_to_array(version, '.')::int[]");

# What each version can make
my $objects = <<'SQL';
CREATE TABLE events AS
SELECT i % 90 AS contact, 'contact ' || i % 70 AS name, (ARRAY['sent', 'opened', 'clicked'])[1 + i % 3] AS kind, '2024-01-01Z'::timestamptz + i * interval '7 min' AS at
FROM generate_series(1, bigint '3000') i;
CREATE TABLE kept (day date PRIMARY KEY, contacts keyset NOT NULL CHECK (cardinality(contacts) > 0), names keyset, trail timeline,
	steps funnel_step[], size bigint GENERATED ALWAYS AS (cardinality(contacts)) STORED);
ALTER TABLE kept ALTER names SET STORAGE EXTERNAL;
INSERT INTO kept (day, contacts, names, trail, steps)
SELECT (at AT TIME ZONE 'UTC')::date, keyset(contact), keyset(name), timeline(contact, at, kind), funnel('1 day', contact, at, kind, '{sent,opened}') FROM events GROUP BY 1;
CREATE INDEX ON kept (cardinality(contacts));
CREATE MATERIALIZED VIEW retained AS SELECT cohort_retention('week', 'UTC', contact, NULL, at) AS cells FROM events;
CREATE FUNCTION reach(first date) RETURNS bigint RETURN (SELECT cardinality(rollup(contacts)) FROM kept WHERE day >= first);
GRANT SELECT ON kept TO analyst;
REVOKE EXECUTE ON FUNCTION cardinality(timeline) FROM PUBLIC;
SQL
my $content = <<'SQL';
SELECT extversion, extnamespace::regnamespace FROM pg_extension WHERE extname = 'campaign_analytics';
SELECT count(*) FROM pg_depend WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'campaign_analytics');
SELECT day, md5(contacts::bytea), md5(names::bytea), md5(trail::bytea), steps, size FROM kept ORDER BY day;
SELECT funnel('1 day', trail, '{sent,opened}') FROM kept;
SELECT retention_matrix_text(cells) FROM retained;
SELECT count_distinct(cells), count_distinct(steps[1]) FROM retained, kept;
SELECT reach('2024-01-05');
SET enable_seqscan = off;
SELECT day FROM kept WHERE cardinality(contacts) = 90 ORDER BY day;
SELECT relname, relacl FROM pg_class WHERE relname IN ('kept', 'sites') ORDER BY 1;
SELECT p.oid::regprocedure, proacl FROM pg_proc AS p WHERE proname = 'cardinality' AND pronamespace = 'campaign_analytics'::regnamespace ORDER BY 1;
SQL

# What only the current one can
my $current_objects = <<'SQL';
INSERT INTO sites VALUES ('shop.example', 'own', 'Our shop');
SELECT create_model('marketing', zone => 'Europe/Berlin');
SELECT load_sample('marketing', 40, 30, 7, '2026-03-01Z');
GRANT USAGE ON SCHEMA marketing TO analyst;
GRANT SELECT (campaign_id) ON marketing.campaign_engagement TO analyst;
SQL
my $current_content = <<'SQL';
SELECT host FROM sites;
SELECT * FROM marketing.campaign_engagement ORDER BY 1;
SELECT marketing.overview_json(30, as_of => '2026-02-28Z');
SELECT attacl FROM pg_attribute WHERE attrelid = 'marketing.campaign_engagement'::regclass AND attname = 'campaign_id';
SELECT count(*), md5(string_agg(kind || name, ' ' ORDER BY kind, name)) FROM marketing.model_objects;
SQL

#
# The old cluster
#

ask($old, 'CREATE ROLE analyst');
my %made_by = map { 'by_' . tr/./_/r => $_ } $current, @older;
my %before;
foreach my $database (sort keys %made_by)
{
	my $is_current = $made_by{$database} eq $current;

	ask($old, "CREATE DATABASE $database");
	ask($old, "ALTER DATABASE $database SET search_path = public, campaign_analytics");
	ask($old, "CREATE EXTENSION campaign_analytics VERSION '$made_by{$database}'", $database);
	ask($old, $objects . ($is_current ? $current_objects : ''), $database);
	$before{$database} = ask($old, $content . ($is_current ? $current_content : ''), $database);
}
$old->stop;

#
# The new one
#

$new->init;
my $bin = $new->config_data('--bindir');
chdir $PostgreSQL::Test::Utils::tmp_check or die "cannot go there: $!";
$new->command_ok(
	[   'pg_upgrade', '--no-sync', '-b', $bin, '-B', $bin, '-d', $old->data_dir, '-D', $new->data_dir,
		'-p', $old->port, '-P', $new->port, '-s', $new->host ],
	'pg_upgrade');
$new->start;
foreach my $database (sort keys %made_by)
{
	my $is_current = $made_by{$database} eq $current;

	is(ask($new, $content . ($is_current ? $current_content : ''), $database), $before{$database}, "what $made_by{$database} had made answers as before");
	next if $is_current;
	ask($new, 'ALTER EXTENSION campaign_analytics UPDATE', $database);
	is(ask($new, "SELECT extversion FROM pg_extension WHERE extname = 'campaign_analytics'", $database), $current, "then $made_by{$database} is updated");
}
ask($new, "SELECT create_model('marketing')", 'by_' . $current =~ tr/./_/r);
pass('and the model can be replaced');

finish($new);
