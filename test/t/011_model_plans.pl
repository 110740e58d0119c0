# Plans of the views by dimension: a condition on a key reaches the scan, the
# range of the settings prunes partitions and reaches parallel workers, and
# partial states are merged into the answers of one process.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use JSON::PP ();
use Test::More;

my $node = start_server('model_plans');

# A model whose events are partitioned by month: 64 thousand of them over half a
# year, in campaigns of several channels, templates with tags, two offices,
# batches of direct sends and variants.
ask($node, <<'SQL');
SET client_min_messages = warning;
CREATE SCHEMA model;
CREATE TABLE model.events (occurred_at timestamptz NOT NULL, event_type text NOT NULL, contact_id text, message_id text, campaign_id text,
	template_id text, channel text, device text, conversation_id text, actor text, url text, value float8, currency text,
	is_machine boolean NOT NULL DEFAULT false, properties jsonb) PARTITION BY RANGE (occurred_at);
SELECT format('CREATE TABLE model.events_%s PARTITION OF model.events FOR VALUES FROM (%L) TO (%L)', m, date '2024-01-01' + m * interval '1 month', date '2024-01-01' + (m + 1) * interval '1 month')
FROM generate_series(0, 5) m \gexec
SELECT campaign_analytics.create_model('model');
CREATE INDEX ON model.events (campaign_id, occurred_at);
CREATE INDEX ON model.events (contact_id, occurred_at);
SET search_path = model, campaign_analytics, public;
INSERT INTO contacts (id, name, office) SELECT 'k' || i, 'Contact ' || i, 'office ' || i % 3 FROM generate_series(1, 500) i;
INSERT INTO campaigns (id, name, campaign_group, campaign_type, status, office) SELECT 'c' || i, 'Campaign ' || i, 'messaging', 'email', 'completed', 'office ' || i % 3 FROM generate_series(1, 20) i;
INSERT INTO templates (id, name, channel, tags) SELECT 't' || i, 'Template ' || i, 'email', ARRAY['tag ' || i % 5, 'tag ' || i % 3] FROM generate_series(1, 10) i;
INSERT INTO messages (id, campaign_id, template_id, contact_id, channel, variant, batch_id, requested_at)
SELECT 'm' || i, CASE WHEN i % 5 > 0 THEN 'c' || 1 + i % 20 END, 't' || 1 + i % 10, 'k' || 1 + i % 500, (ARRAY['email', 'sms', 'push'])[1 + i % 3],
	CASE WHEN i % 5 > 0 AND i % 4 > 0 THEN (ARRAY['A', 'B'])[1 + i % 2] END, CASE WHEN i % 5 = 0 AND i % 2 = 0 THEN 'b' || i % 7 END, '2024-01-01Z'::timestamptz + i % 180 * interval '1 day'
FROM generate_series(1, 8000) i;
INSERT INTO events (occurred_at, event_type, contact_id, message_id, campaign_id, template_id, channel, is_machine)
SELECT m.requested_at + e * interval '29 minutes', (ARRAY['requested', 'sent', 'delivered', 'opened', 'opened', 'clicked', 'replied', 'page_view'])[e],
	m.contact_id, m.id, m.campaign_id, m.template_id, m.channel, e = 4
FROM messages m, generate_series(1, 8) e;
ANALYZE;
SQL

my $path = 'SET search_path = model, campaign_analytics, public';
my @views = qw(engagement daily hourly);

#
# Reading plans
#

# explained SETTINGS, SQL: all nodes of its plan, a list of hashes
sub explained
{
	my ($set, $sql) = @_;
	my $json = ask($node, "$path; $set; EXPLAIN (FORMAT JSON, COSTS OFF) $sql");
	my @nodes = JSON::PP::decode_json($json)->[0]{Plan};

	for (my $i = 0; $i < @nodes; $i++)
	{
		push @nodes, @{ $nodes[$i]{Plans} // [] };
	}
	return @nodes;
}

# What a scan looks for: its conditions in one string.
sub conditions
{
	my ($scan) = @_;
	return join ' ', grep { defined } @$scan{ 'Index Cond', 'Recheck Cond', 'Filter' };
}

# scans TABLE, NODES: the scans of a table or its partitions
sub scans
{
	my ($table, @nodes) = @_;
	return grep { ($_->{'Relation Name'} // '') =~ /^\Q$table\E(?:_[0-9])?$/ } @nodes;
}

#
# Conditions on keys
#

# A dimension, its key, where the key is, and a value that is there
my @keys = (
	[ 'campaign', 'campaign_id', 'events', 'c2' ],
	[ 'template', 'template_id', 'events', 't1' ],
	[ 'channel', 'channel', 'events', 'sms' ],
	[ 'contact', 'contact_id', 'events', 'k1' ],
	[ 'campaign_channel', 'campaign_id', 'events', 'c2' ],
	[ 'campaign_channel', 'channel', 'events', 'sms' ],
	[ 'variant', 'campaign_id', 'events', 'c2' ],
	[ 'variant', 'variant', 'messages', 'A' ],
	[ 'batch', 'batch_id', 'messages', 'b0' ],
	[ 'office', 'office', 'campaigns', 'office 1' ],
	[ 'audience_office', 'audience_office', 'contacts', 'office 1' ]);

foreach (@keys)
{
	my ($dimension, $key, $table, $value) = @$_;
	my $column = $key eq 'audience_office' ? 'office' : $key;

	foreach my $view (map { "${dimension}_$_" } @views)
	{
		my @scans = scans($table, explained('SELECT', "SELECT * FROM $view WHERE $key = '$value'"));
		my @blind = grep { conditions($_) !~ /\b$column = '\Q$value\E'/ } @scans;

		ok(@scans && !@blind, "$view: $key reaches the scan of $table")
		  || diag(explain(\@blind));
	}
	same($node, "$path; SELECT count(*) > 0 FROM ${dimension}_engagement WHERE $key = '$value'", 't', "$dimension: there is one");
}

# Tags are taken out of arrays first, and what is left is joined with events.
foreach my $view (map { "tag_$_" } @views)
{
	my @nodes = explained('SELECT', "SELECT * FROM $view WHERE tag = 'tag 1'");

	ok((grep { ($_->{Filter} // '') =~ /tag.*= 'tag 1'/ && $_->{'Node Type'} !~ /Aggregate/ } @nodes),
		"$view: tag is a condition below the aggregate");
}

# An index serves it, with the range beside.
foreach my $view (qw(campaign_engagement campaign_daily contact_engagement contact_hourly))
{
	my ($key) = $view =~ /^([a-z]+)/;
	my ($value) = $key eq 'campaign' ? 'c2' : 'k1';
	my @scans = scans('events', explained("SET campaign_analytics.range_start = '2024-03-05T00:00:00Z'; SET campaign_analytics.range_end = '2024-03-09T00:00:00Z'; SET enable_seqscan = off",
			"SELECT * FROM $view WHERE ${key}_id = '$value'"));
	my @index = grep { ($_->{'Index Cond'} // $_->{'Recheck Cond'} // '') =~ /occurred_at >= range_start\(\)/ } @scans;

	is(scalar @index, 1, "$view: one index scan with key and range");
}

#
# The range of the settings
#

my $march = "SET campaign_analytics.range_start = '2024-03-05T00:00:00Z'; SET campaign_analytics.range_end = '2024-03-25T00:00:00+02:00'";

foreach my $dimension ('overall', 'tag', map { $_->[0] } @keys)
{
	foreach my $view (map { "${dimension}_$_" } @views)
	{
		my @scans = scans('events', explained($march, "SELECT * FROM $view"));

		is_deeply([ map { $_->{'Relation Name'} } @scans ], ['events_2'], "$view reads the partition of March alone");
	}
}

same($node, "$path; $march; PREPARE p AS SELECT count(*) FROM event_facts; SET plan_cache_mode = force_generic_plan; EXECUTE p;
		SET campaign_analytics.range_start = '2024-06-01T00:00:00Z'; SET campaign_analytics.range_end = ''; EXECUTE p",
	ask($node, "SELECT count(*) FROM model.events WHERE occurred_at >= '2024-03-05Z' AND occurred_at < '2024-03-24 22:00Z'") . "\n"
	  . ask($node, "SELECT count(*) FROM model.events WHERE occurred_at >= '2024-06-01Z'"),
	'a prepared statement reads the settings each time');

#
# Parallel plans
#

# what comes of a view, in any order
sub digest { return "SELECT count(*), md5(string_agg(v::text, ',' ORDER BY v::text COLLATE \"C\")) FROM $_[0] v"; }

my $workers = 'SET max_parallel_workers_per_gather = 3; SET parallel_leader_participation = off; SET enable_sort = off; SET enable_indexscan = off; SET enable_bitmapscan = off';
my @all = map { my $dimension = $_; map { "${dimension}_$_" } @views }
  qw(overall campaign template channel tag office audience_office contact batch campaign_channel variant);

foreach my $view (@all)
{
	my $plan = plan_of($node, "$path; $workers; $march", "SELECT * FROM $view");

	like($plan, qr/Workers Planned: 3/, "$view: by workers");
	same($node, "$path; $workers; $march; " . digest($view), ask($node, "$path; $march; " . digest($view)), "$view: the same by workers");
}
foreach my $view (qw(overall_engagement campaign_engagement template_engagement campaign_channel_engagement overall_daily channel_daily campaign_hourly))
{
	like(plan_of($node, "$path; $workers", "SELECT * FROM $view"), qr/Finalize \w*Aggregate.*Gather.*Partial \w*Aggregate/s, "$view: partial states");
	same($node, "$path; $workers; " . digest($view), ask($node, "$path; " . digest($view)), "$view: the same of partial states");
}
foreach my $view (qw(overall_engagement contact_engagement campaign_daily overall_hourly))
{
	same($node, "$path; $workers; SET work_mem = '64kB'; SET hash_mem_multiplier = 1; " . digest($view), ask($node, "$path; " . digest($view)),
		"$view: the same in 64 kB");
}

# Functions may use workers too: what sets the range is done by then.
same($node, "$path; $workers; SELECT sum(sent_total) FROM engagement_by('campaign', 'weekly', start_at => '2024-03-05Z', end_at => '2024-03-25Z', page_size => 100)",
	ask($node, "SELECT count(*) FROM model.events WHERE event_type = 'sent' AND occurred_at >= '2024-03-05Z' AND occurred_at < '2024-03-25Z'"),
	'engagement_by counts what there is');

finish($node);
