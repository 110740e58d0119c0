# Parallel plans: that they are made, and that their answers, and the bytes of
# the sets they build, are those of one process.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use Test::More;

my $node = start_server('parallel');

# 64 thousand rows: sparse and dense numbers, text, uuids, pairs, a NULL key
# now and then; many rows share a key with one far away.
ask($node, <<'SQL');
CREATE TABLE plain (id bigint, campaign int, kind text, at timestamptz,
	contact bigint, dense int, name text, device uuid);
INSERT INTO plain
SELECT i, i % 7, (ARRAY['sent','opened','clicked','other',NULL])[1 + i % 5],
	'2024-03-30 12:00+00'::timestamptz + (i * 7919 % 5003) * interval '1 minute',
	hashint8extended(i % 40000, 0), nullif(i * 31 % 20000, 5), 'contact ' || i % 30000,
	md5((i % 25000)::text)::uuid
FROM generate_series(1, 64000) i;
CREATE TABLE parts (LIKE plain) PARTITION BY LIST (campaign);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN (0, 1, 2);
CREATE TABLE parts_b PARTITION OF parts FOR VALUES IN (3, 4);
CREATE TABLE parts_c PARTITION OF parts FOR VALUES IN (5, 6);
INSERT INTO parts SELECT * FROM plain;
CREATE INDEX ON plain (campaign);
CREATE TABLE hourly AS
	SELECT campaign, date_trunc('hour', at) AS hour, keyset(contact) AS contacts FROM plain GROUP BY 1, 2;

-- Fewer rows and contacts, so that these have many events: in one minute, at one
-- instant, and the same one twice; days of them as timelines.
CREATE TABLE few (id bigint, campaign int, kind text, at timestamptz, who bigint, name text, device uuid, part timeline);
INSERT INTO few
SELECT i, i % 7, (ARRAY['sent', 'opened', 'clicked', 'other', NULL])[1 + hashint8extended(i / 2, 1) & 3],
	'2024-03-30 12:00+00'::timestamptz + (i / 2 * 7919 % 5003) * interval '1 minute',
	nullif(i * 31 % 509, 5), 'contact ' || i % 499, md5((i % 491)::text)::uuid
FROM generate_series(1, bigint '8000') i;
UPDATE few SET part = days.part FROM (SELECT min(id) AS id, timeline(who, at, kind) AS part FROM few GROUP BY date_trunc('day', at), campaign) days
WHERE few.id = days.id;
CREATE TABLE few_parts (LIKE few) PARTITION BY LIST (campaign);
CREATE TABLE few_parts_a PARTITION OF few_parts FOR VALUES IN (0, 1, 2);
CREATE TABLE few_parts_b PARTITION OF few_parts FOR VALUES IN (3, 4);
CREATE TABLE few_parts_c PARTITION OF few_parts FOR VALUES IN (5, 6);
INSERT INTO few_parts SELECT * FROM few;

-- Contacts that come on days of two years, some with a start, which is there in
-- some of their rows; some only have a start.
CREATE TABLE seen (id bigint, campaign int, kind text, at timestamptz, start timestamptz, who bigint, name text, device uuid, amount float8);
INSERT INTO seen
SELECT i, i % 7, (ARRAY['sent', 'opened'])[1 + i % 2],
	CASE WHEN i % 17 > 0 THEN '2024-01-01 00:00+00'::timestamptz + (hashint8extended(i, 2) & 65535) % 17000 * interval '1 hour' END,
	CASE WHEN i % 3 = 0 THEN '2024-02-01 00:00+00'::timestamptz + (hashint8extended(i % 450, 3) & 65535) % 15000 * interval '1 hour' + i % 5 * interval '40 days' END,
	nullif(i % 509, 5), 'contact ' || i % 499, md5((i % 491)::text)::uuid, i % 1000 * 0.1
FROM generate_series(1, bigint '8000') i;
CREATE TABLE seen_parts (LIKE seen) PARTITION BY LIST (campaign);
CREATE TABLE seen_parts_a PARTITION OF seen_parts FOR VALUES IN (0, 1, 2);
CREATE TABLE seen_parts_b PARTITION OF seen_parts FOR VALUES IN (3, 4);
CREATE TABLE seen_parts_c PARTITION OF seen_parts FOR VALUES IN (5, 6);
INSERT INTO seen_parts SELECT * FROM seen;
ANALYZE;
SQL

# What is asked of plain and parts. A set is compared by its bytes.
my $labels = q('{sent,opened,clicked,never}'::text[]);
my %question = (
	'count_distinct(bigint)' => 'count_distinct(contact)',
	'count_distinct(integer)' => 'count_distinct(dense)',
	'count_distinct(text)' => 'count_distinct(name)',
	'count_distinct(uuid)' => 'count_distinct(device)',
	'count_distinct of a pair' => 'count_distinct(contact, dense)',
	'count_distinct of a tuple' => 'count_distinct(contact, name, device)',
	'engagement(bigint)' => "engagement(kind, $labels, contact)",
	'engagement(text)' => "engagement(kind, $labels, name)",
	'engagement of a pair' => "engagement(kind, $labels, contact, dense)",
	'engagement_series(bigint)' =>
	  "engagement_series('day', 'Europe/Berlin', at, kind, $labels, contact)",
	'engagement_series(uuid)' => "engagement_series('hour', 'UTC', at, kind, $labels, device)",
	'engagement_series of a pair' =>
	  "engagement_series('week', 'Asia/Kolkata', at, kind, $labels, contact, dense)",
	'keyset(bigint)' => 'md5(keyset(contact)::bytea)',
	'keyset(integer)' => 'md5(keyset(dense)::bytea)',
	'keyset(text)' => 'md5(keyset(name)::bytea)',
	'keyset(uuid)' => 'md5(keyset(device)::bytea)',
	'keyset of a pair' => 'md5(keyset(contact, dense)::bytea)',
	'FILTER' => "engagement(kind, $labels, contact) FILTER (WHERE dense < 100)");

# What is asked of few and few_parts: funnels, sequences, paths.
my $steps = q('{sent,opened,clicked}'::text[]);
my $conditions = q(kind = 'sent', kind = 'opened', kind = 'clicked');
my %event_question = (
	'funnel(bigint)' => "md5(funnel('2 days', who, at, kind, $steps)::text)",
	'funnel(text)' => "md5(funnel('2 days', name, at, kind, $steps)::text)",
	'funnel(uuid)' => "md5(funnel('2 days', 'strict_increase', device, at, kind, $steps)::text)",
	'funnel by conditions' => "md5(funnel('2 days', 'exclude[2-3]=4', who, at, $conditions, kind = 'other')::text)",
	'funnel, strict' => "md5(funnel('20 days', 'strict', name, at, kind, $steps)::text)",
	'funnel, any order' => "md5(funnel('2 days', 'any_order', device, at, $conditions)::text)",
	'funnel of timelines' => "md5(funnel('2 days', 'optional=2', part, $steps)::text)",
	'funnel_histogram' => "md5(funnel_histogram('2 days', who, at, kind, $steps)::text)",
	'funnel_trend' => "md5(funnel_trend('week', 'Asia/Kolkata', '2 days', who, at, kind, $steps)::text)",
	'funnel_contacts' => "md5(funnel_contacts(2, '2 days', name, at, kind, $steps)::bytea)",
	'funnel_contacts, never entered' => "md5(funnel_contacts(0, '2 days', who, at, kind, '{clicked}')::bytea)",
	'funnel_times' => "md5(funnel_times('1 minute', at, kind, $steps)::text)",
	'funnel_times by conditions' => "md5(funnel_times('1 hour', 'strict_steps', at, $conditions)::text)",
	'timeline(bigint)' => 'md5(timeline(who, at, kind)::bytea)',
	'timeline(text)' => 'md5(timeline(name, at, kind)::bytea)',
	'timeline(uuid)' => 'md5(timeline(device, at, kind)::bytea)',
	'rollup of timelines' => 'md5(rollup(part)::bytea)',
	'window_funnel' => "window_funnel('3 minutes', at, $conditions, kind = 'sent')",
	'window_funnel with a mode' => "window_funnel('2 days', 'strict_order, strict_increase', at, $conditions)",
	'window_funnel of types' => "window_funnel('2 days', 'strict_once', at, kind, $steps)",
	'sequence_match' => "sequence_match('(?1)(?t<=60)(?2)(?3)(?t==0)(?3)', at, $conditions)",
	'sequence_count' => "sequence_count('(?1).*(?2)(?t>60)(?3)', at, $conditions)",
	'sequence_next_node' =>
	  "sequence_next_node('forward', 'first_match', at, kind || name, campaign < 3, kind = 'opened')",
	'sequence_next_node, backward' => "sequence_next_node('backward', 'tail', at, name, true, true)",
	'path_edges(bigint)' => "md5(path_edges('1 day', who, at, kind)::text)",
	'path_edges(text)' => "md5(path_edges('3 days', name, at, kind, 4)::text)",
	'path_edges(any)' => "md5(path_edges('1 day', who::numeric, at, kind)::text)",
	'FILTER of events' => "md5(funnel('2 days', who, at, kind, $steps) FILTER (WHERE id < 3000)::text)");
# What is asked of seen and seen_parts: retention, lifecycle, values. Sums of
# such amounts are exact, but are added in one order in any case.
my %retention_question = (
	'cohort_retention(bigint)' => "md5(cohort_retention('week', 'Europe/Berlin', who, NULL, at)::text)",
	'cohort_retention(text) by start' => "md5(cohort_retention('month', 'UTC', name, start, at, 'before')::text)",
	'cohort_retention(uuid), rolling' => "md5(cohort_retention('day', 'Asia/Kolkata', device, start, at, 'rolling, recurring, brackets=0,1,7-7,30')::text)",
	'cohort_retention of instants' => "md5(cohort_retention('36 hours', 'UTC', who, NULL, at, 'rolling, on_or_after, periods=20')::text)",
	'cohort_retention, recurring' => "md5(cohort_retention('month', 'UTC', who, NULL, at, 'recurring')::text)",
	'cohort_value(bigint)' => "md5(cohort_value('month', 'UTC', who, NULL, at, amount)::text)",
	'cohort_value(text) by start' => "md5(cohort_value('week', 'Asia/Tokyo', name, start, at, amount, 'rolling, periods=9')::text)",
	'cohort_value(uuid), recurring' => "md5(cohort_value('quarter', 'UTC', device, start, at, amount / 3, 'recurring, before')::text)",
	'lifecycle' => "md5(lifecycle('day', 'Asia/Kolkata', who, at)::text)",
	'lifecycle at another time' => "md5(lifecycle('month', 'UTC', name, at, 'now=2026-01-01T00:00:00Z')::text)",
	'stickiness' => "md5(stickiness('day', 'UTC', device, at)::text)",
	'stickiness in months' => "md5(stickiness('day', 'UTC', who, at, 'month')::text)",
	'active_contacts' => "md5(active_contacts('day', 'UTC', who, at)::text)",
	'active_contacts of text' => "md5(active_contacts('week', 'UTC', name, at, '{4,1}')::text)",
	'retention' => "retention(kind = 'sent', amount > 100, NULL, campaign = 9)",
	'FILTER of activity' => "md5(cohort_retention('week', 'UTC', who, NULL, at) FILTER (WHERE kind = 'opened')::text)");
my %rollup = ('rollup' => 'md5(rollup(contacts)::bytea), cardinality(rollup(contacts))');

sub workers
{
	my ($n, $leader) = @_;
	return join ';', "SET max_parallel_workers_per_gather = $n",
	  'SET parallel_leader_participation = ' . ($leader // 'on'),
	  map { "ALTER TABLE $_ SET (parallel_workers = $n)" } qw(plain parts_a parts_b parts_c few few_parts_a few_parts_b few_parts_c seen seen_parts_a seen_parts_b seen_parts_c hourly);
}

#
# Plans
#

my $two = workers(2);
my $finalize_gather = qr/^\s*(?:-> *)?Finalize.*Gather.*Partial /s;

# is_partial NAME, SETTINGS, SQL, PATTERN: is each aggregate computed in parts?
sub is_partial
{
	my ($name, $set, $sql, $pattern) = @_;
	my $plan = plan_of($node, "$two; $set", $sql);
	ok($plan =~ $pattern, $name) or diag("$sql\n$plan");
	return;
}

# The questions with the tables that they are asked of.
my @asked = ([ \%question, 'plain', 'parts' ], [ \%event_question, 'few', 'few_parts' ], [ \%retention_question, 'seen', 'seen_parts' ]);

sub check_plans
{
	my ($name, $ask, $plain, $parts) = @_;

	is_partial("$name is computed in parts", 'SET enable_partitionwise_aggregate = off',
		"SELECT $ask FROM $plain", qr/Finalize Aggregate.*Gather.*Partial Aggregate/s);
	is_partial("$name is computed in parts by hashed groups", 'SET enable_sort = off',
		"SELECT campaign, $ask FROM $plain GROUP BY 1",
		qr/Finalize HashAggregate.*Gather.*Partial HashAggregate/s);
	is_partial("$name is computed in parts by sorted groups", 'SET enable_hashagg = off',
		"SELECT campaign, $ask FROM $plain GROUP BY 1",
		qr/Finalize GroupAggregate.*Gather Merge.*Partial GroupAggregate/s);
	is_partial("$name is computed in parts by partition",
		'SET enable_partitionwise_aggregate = on',
		"SELECT $ask FROM $parts",
		qr/Finalize Aggregate.*Gather.*Parallel Append.*Partial Aggregate.*Partial Aggregate/s);
	return;
}

foreach my $set (@asked)
{
	my ($questions, $plain, $parts) = @$set;
	check_plans($_, $questions->{$_}, $plain, $parts) foreach sort keys %$questions;
}
is_partial('rollup is computed in parts', 'SET enable_sort = off',
	"SELECT campaign, $rollup{rollup} FROM hourly GROUP BY 1",
	qr/Finalize HashAggregate.*Gather.*Partial HashAggregate/s);
is_partial('rollup is computed in parts, ungrouped', 'SET enable_sort = off',
	"SELECT $rollup{rollup} FROM hourly", qr/Finalize Aggregate.*Gather.*Partial Aggregate/s);
is_partial('groups of the partition key are computed partition by partition',
	'SET enable_partitionwise_aggregate = on',
	'SELECT campaign, count_distinct(contact) FROM parts GROUP BY 1',
	qr/^Gather.*Parallel Append.*HashAggregate.*HashAggregate.*HashAggregate/s);

foreach my $n (1, 2, 4)
{
	my $top = analyzed($node, workers($n), 'SELECT count_distinct(contact) FROM plain');
	my $gather = $top->{Plans}[0];
	is($gather->{'Workers Launched'}, $n, "$n workers are launched");
}

#
# Answers
#

# Every question of a set at once, so that states of many kinds live side by side. 1: of the
# plain table, 2: of the partitioned one.
my @ways = (
	[ 'ungrouped', '', 1, '' ],
	[ 'hashed groups', 'SET enable_sort = off', 1, 'campaign' ],
	[ 'sorted groups', 'SET enable_hashagg = off', 1, 'campaign' ],
	[ 'grouping sets', '', 1, 'GROUPING SETS ((campaign), (kind), ())' ],
	[ 'partitions', 'SET enable_partitionwise_aggregate = on', 2, '' ],
	[ 'partitions and their groups', 'SET enable_partitionwise_aggregate = on', 2, 'campaign' ],
	[ 'partitions and other groups', 'SET enable_partitionwise_aggregate = on', 2, 'kind' ],
	[ 'spilling', "SET work_mem = '64kB'; SET hash_mem_multiplier = 1", 1, '' ],
	[   'spilling groups',
		"SET work_mem = '64kB'; SET hash_mem_multiplier = 1; SET enable_sort = off",
		1, 'campaign' ]);

sub all_questions
{
	my ($questions, $table, $groups) = @_;
	my $list = join ",\n", map { $questions->{$_} } sort keys %$questions;
	my $by = $groups =~ /^GROUPING/ ? 'grouping(campaign, kind), campaign, kind' : $groups || 'NULL';
	my $group_by = $groups && "GROUP BY $groups ORDER BY $by";

	return "SELECT concat_ws(',', $by), $list FROM $table $group_by";
}

# The questions that two runs answered differently, each with its group.
sub differences
{
	my ($questions, @runs) = @_;
	my ($got, $expected) = map { [ map { [ split /\|/, $_, -1 ] } split /\n/ ] } @runs;
	my @names = ('group', sort keys %$questions);
	my @found;

	push @found, 'number of groups' if @$got != @$expected;
	foreach my $row (0 .. $#$got)
	{
		push @found, map { "$names[$_], group $expected->[$row][0]" }
		  grep { $got->[$row][$_] ne $expected->[$row][$_] } 0 .. $#names;
	}
	return \@found;
}

# The answers are those of plain SQL, too; the pgTAP tests see to the rest.
my $plain_sql = <<'SQL';
SELECT count(DISTINCT contact), count(DISTINCT dense), count(DISTINCT name), count(DISTINCT device),
	count(DISTINCT (contact, dense)) FILTER (WHERE dense IS NOT NULL) FROM plain
SQL
same($node,
	'SELECT '
	  . join(', ', map { "count_distinct($_)" } qw(contact dense name device), 'contact, dense')
	  . ' FROM plain',
	ask($node, $plain_sql), 'one process counts what count(DISTINCT) counts');

# check_way QUESTIONS, TABLE, NAME, SETTINGS, GROUPS: the same answers, however many work on it
sub check_way
{
	my ($questions, $table, $name, $set, $groups) = @_;
	my $sql = all_questions($questions, $table, $groups);
	my $serial = ask($node, workers(0) . "; $sql");
	my $alone = ask($node, "$set; $sql");

	is_deeply(differences($questions, $alone, $serial), [], "$table, $name: one process gives the same");
	foreach my $run ([ 1, 'on' ], [ 2, 'on' ], [ 4, 'on' ], [ 2, 'off' ], [ 4, 'off' ])
	{
		my ($n, $leader) = @$run;
		is_deeply(differences($questions, ask($node, workers($n, $leader) . "; $set; $sql"), $serial),
			[], "$table, $name: $n workers, the leader $leader, give the same");
	}
	return;
}

foreach my $set (@asked)
{
	foreach my $way (@ways)
	{
		my ($name, $settings, $which, $groups) = @$way;
		check_way($set->[0], $set->[$which], $name, $settings, $groups);
	}
}
# There was something to find: no answer is that of no rows.
is_deeply(
	[   grep { ask($node, "SELECT $event_question{$_} FROM few") eq ask($node, "SELECT $event_question{$_} FROM few WHERE false") }
		  sort keys %event_question ],
	[], 'every question of events has an answer');
is_deeply(
	[   grep { ask($node, "SELECT $retention_question{$_} FROM seen") eq ask($node, "SELECT $retention_question{$_} FROM seen WHERE false") }
		  sort keys %retention_question ],
	[], 'every question of retention has an answer');

foreach my $groups ('', 'campaign')
{
	my $by = $groups && "GROUP BY $groups ORDER BY $groups";
	my $list = join ', ', grep { $_ } $groups, $rollup{rollup};
	my $serial = ask($node, workers(0) . "; SELECT $list FROM hourly $by");
	my $direct = ask($node, workers(0) . "; SELECT "
		  . join(', ', grep { $_ } $groups, 'md5(keyset(contact)::bytea), count_distinct(contact)')
		  . " FROM plain $by");

	is($serial, $direct, "rollup of parts is the set of all, by '$groups'");
	foreach my $n (1, 2, 4)
	{
		is(ask($node, workers($n, $_) . "; SELECT $list FROM hourly $by"),
			$serial, "rollup by '$groups': $n workers, the leader $_, give the same")
		  foreach qw(on off);
	}
}

#
# No rows
#

my $empty_set = ask($node, 'SELECT md5(keyset(contact)::bytea) FROM plain WHERE false');
# a condition that the planner does not see through, or it would do without parts
my $nothing = 'WHERE id + campaign < 0';
my %empty = (
	'engagement' => [ "engagement(kind, $labels, contact)", '{0,0,0,0}' ],
	'engagement of a pair' => [ "engagement(kind, '{sent}', contact, dense)", '{0}' ],
	'engagement with text keys' => [ "engagement(kind, '{a,b,c,d,e,f,g}', name)", '{0,0,0,0,0,0,0}' ],
	'engagement_series' =>
	  [ "engagement_series('day', 'UTC', at, kind, $labels, contact)", '{}' ],
	'count_distinct' => [ 'count_distinct(name)', '0' ],
	'funnel' => [ "funnel('1 day', contact, at, kind, '{a,b}')", '{"(1,a,0,0,1,,,,,,,)","(2,b,0,0,,,,,,,,)"}' ],
	'funnel by conditions' => [ "funnel('1 day', 'strict', name, at, true)", '{"(1,\\"step 1\\",0,0,1,,,,,,,)"}' ],
	'funnel_trend' => [ "funnel_trend('day', 'UTC', '1 day', device, at, kind, '{a,b}')", '{}' ],
	'funnel_contacts' => [ "cardinality(funnel_contacts(0, '1 day', contact, at, kind, '{a,b}'))", '0' ],
	'funnel_times' => [ "funnel_times('1 day', at, kind, '{a,b}')", '{NULL,NULL}' ],
	'timeline' => [ 'cardinality(timeline(contact, at, kind))', '0' ],
	'window_funnel' => [ "window_funnel('1 day', at, true, false)", '0' ],
	'sequence_match' => [ "sequence_match('(?1)', at, true)", 'f' ],
	'sequence_count' => [ "sequence_count('(?1)', at, true)", '0' ],
	'sequence_next_node' => [ "sequence_next_node('forward', 'head', at, kind, true, true)", '' ],
	'path_edges' => [ "path_edges('1 day', contact, at, kind)", '{}' ],
	'retention' => [ "retention(kind = 'sent', true)", '{f,f}' ],
	'cohort_retention' => [ "cohort_retention('day', 'UTC', contact, NULL, at)", '{}' ],
	'cohort_retention by start' => [ "cohort_retention('36 hours', 'UTC', name, at, at, 'rolling')", '{}' ],
	'cohort_value' => [ "cohort_value('day', 'UTC', device, NULL, at, dense)", '{}' ],
	'lifecycle' => [ "lifecycle('day', 'UTC', contact, at, 'now=2026-01-01T00:00:00Z')", '{}' ],
	'stickiness' => [ "stickiness('day', 'UTC', name, at, 'week')", '{}' ],
	'active_contacts' => [ "active_contacts('day', 'UTC', contact, at)", '{}' ],
	'keyset' => [ 'md5(keyset(contact)::bytea)', $empty_set ]);
my @empty_ways = (
	[ 'serial', workers(0), 'plain' ],
	[ 'parallel', $two, 'plain' ],
	[ 'parallel without the leader', workers(2, 'off'), 'plain' ],
	[ 'partitions', workers(0) . '; SET enable_partitionwise_aggregate = on', 'parts' ],
	[ 'parallel partitions', "$two; SET enable_partitionwise_aggregate = on", 'parts' ]);

foreach my $way (@empty_ways)
{
	my ($how, $set, $table) = @$way;
	foreach my $name (sort keys %empty)
	{
		my ($ask, $zero) = @{ $empty{$name} };
		same($node, "$set; SELECT $ask FROM $table $nothing", $zero, "$name of no rows, $how");
		same($node, "$set; SELECT $ask FILTER (WHERE id < 0) FROM $table",
			$zero, "$name with a FILTER that leaves no row, $how")
		  unless $ask =~ /^(?:md5|cardinality)/;
	}
	same($node,
		"$set; SET plan_cache_mode = force_generic_plan;
		 PREPARE q(text[]) AS SELECT engagement(kind, \$1, contact) FROM $table $nothing;
		 EXECUTE q('{a,b}'); EXECUTE q('{a,b,c}')",
		"{0,0}\n{0,0,0}", "labels given as a parameter, no rows, $how");
	same($node,
		"$set; SELECT engagement(kind, (SELECT array_agg(kind) FROM (VALUES ('a'), ('b')) v (kind)), contact)
		 FROM $table $nothing", '{0,0}', "labels from a subquery, no rows, $how");
	same($node, "$set; SELECT engagement(kind, '{a,b}', contact) FROM $table $nothing HAVING count(*) = 0",
		'{0,0}', "HAVING, no rows, $how");
	same($node, "$set; SELECT campaign, engagement(kind, '{a,b}', contact) FROM $table $nothing
		GROUP BY GROUPING SETS ((campaign), ())", '|{0,0}', "an empty grouping set, $how");
	same($node, "$set; SELECT campaign, engagement(kind, '{a,b}', contact) FROM $table $nothing
		GROUP BY campaign", '', "no groups, $how");
}
same($node, "$two; SELECT cardinality(rollup(contacts)) FROM hourly WHERE campaign < 0", '0',
	'rollup of no rows, parallel');
ok(plan_of($node, "$two; SET enable_partitionwise_aggregate = on",
		"SELECT engagement(kind, '{a,b}', contact) FROM parts $nothing") =~
	  /Finalize.*Gather.*Append.*Partial/s,
	'no rows are aggregated in parts, too');
ok(plan_of($node, workers(0) . '; SET enable_partitionwise_aggregate = on; SET enable_seqscan = off',
		"SELECT engagement(kind, '{a,b}', contact) FROM parts $nothing") =~
	  /^Finalize Aggregate\s+->  Append\s+->  Partial Aggregate/s,
	'a partial aggregate stands under an Append');

# Without rows, too, arguments are looked at, wherever the aggregate is computed.
foreach my $way (@empty_ways)
{
	my ($how, $set, $table) = @$way;

	fails($node, "$set; SELECT $_->[0] FROM $table $nothing", $_->[1], "no rows, $how: $_->[0]")
	  foreach [ "cohort_retention('fortnight', 'UTC', contact, NULL, at)", '22023' ], [ "cohort_retention('day', NULL, contact, NULL, at)", '22004' ],
	  [ "cohort_value('day', 'UTC', contact, NULL, at, 1, 'on_or_after')", '22023' ], [ "lifecycle('day', 'Mars', contact, at)", '22023' ],
	  [ "stickiness('day', 'UTC', contact, at, 'day')", '22023' ], [ "active_contacts('day', 'UTC', contact, at, '{0}')", '22023' ];
}

# Some workers see no row of a group, or none that is listed.
same($node, "$_; SELECT engagement(kind, '{sent,nobody}', contact) FROM plain WHERE id = 5000",
	'{1,0}', 'one row, many workers') foreach workers(4), workers(4, 'off');

#
# Errors: a constant that changes is noticed wherever its rows were read
#

fails($node, "$_->[0]; SELECT engagement(kind, CASE WHEN id < 32000 THEN '{sent}' ELSE '{opened}' END::text[], contact) FROM plain",
	'22023', "labels that change, $_->[1]")
  foreach [ workers(0), 'one process' ], [ $two, 'two workers' ];
fails($node, "$_->[0]; SELECT engagement_series(CASE WHEN id < 32000 THEN 'day' ELSE 'hour' END, 'UTC', at, kind, '{sent}', contact) FROM plain",
	'22023', "a period that changes, $_->[1]")
  foreach [ workers(0), 'one process' ], [ $two, 'two workers' ];
# each worker's rows agree with one another: it is the combine function that notices
fails($node, "$two; SET enable_partitionwise_aggregate = on;
	SELECT engagement(kind, CASE WHEN campaign < 3 THEN '{sent}' WHEN campaign < 5 THEN '{opened}' ELSE '{a}' END::text[], contact) FROM parts",
	'22023', 'labels that change from part to part');
fails($node, "$two; SET enable_partitionwise_aggregate = on;
	SELECT engagement_series('day', CASE WHEN campaign < 3 THEN 'UTC' ELSE 'Asia/Tokyo' END, at, kind, '{sent}', contact) FROM parts",
	'22023', 'a zone that changes from part to part');
foreach my $case (
	[ 'a window', "funnel(CASE WHEN campaign < 3 THEN interval '1 day' ELSE '2 days' END, who, at, kind, $steps)" ],
	[ 'a mode', "funnel('1 day', CASE WHEN campaign < 3 THEN 'strict' ELSE 'ordered' END, name, at, $conditions)" ],
	[ 'steps', "funnel_histogram('1 day', who, at, kind, CASE WHEN campaign < 3 THEN '{sent}' ELSE '{sent,opened}' END::text[])" ],
	[ 'a step', "funnel_contacts(CASE WHEN campaign < 3 THEN 1 ELSE 2 END, '1 day', who, at, kind, $steps)" ],
	[ 'a zone', "funnel_trend('day', CASE WHEN campaign < 3 THEN 'UTC' ELSE 'Asia/Tokyo' END, '1 day', who, at, kind, $steps)" ],
	[ 'a window', "funnel_times(CASE WHEN campaign < 3 THEN interval '1 day' ELSE '2 days' END, at, kind, $steps)" ],
	[ 'a window', "window_funnel(CASE WHEN campaign < 3 THEN interval '1 day' ELSE '2 days' END, at, $conditions)" ],
	[ 'a mode', "window_funnel('1 day', CASE WHEN campaign < 3 THEN 'strict_once' ELSE '' END, at, kind, $steps)" ],
	[ 'a pattern', "sequence_count(CASE WHEN campaign < 3 THEN '(?1)' ELSE '(?2)' END, at, $conditions)" ],
	[ 'a base', "sequence_next_node('forward', CASE WHEN campaign < 3 THEN 'head' ELSE 'last_match' END, at, kind, true, $conditions)" ],
	[ 'a gap', "path_edges(CASE WHEN campaign < 3 THEN interval '1 day' ELSE '2 days' END, who, at, kind)" ],
	[ 'max_steps', "path_edges('1 day', who, at, kind, CASE WHEN campaign < 3 THEN 1 ELSE 2 END)" ])
{
	my ($what, $ask) = @$case;
	my ($aggregate) = $ask =~ /^(\w+)/;

	fails($node, workers(0) . "; SELECT $ask FROM few", '22023', "$what that changes, $aggregate, one process");
	fails($node, "$two; SELECT $ask FROM few", '22023', "$what that changes, $aggregate, two workers");
	fails($node, "$two; SET enable_partitionwise_aggregate = on; SELECT $ask FROM few_parts",
		'22023', "$what that changes from part to part, $aggregate");
}
foreach my $case (
	[ 'a period', "cohort_retention(CASE WHEN campaign < 3 THEN 'day' ELSE 'week' END, 'UTC', who, NULL, at)" ],
	[ 'options', "cohort_retention('day', 'UTC', name, start, at, CASE WHEN campaign < 3 THEN 'rolling' ELSE 'calendar' END)" ],
	[ 'a zone', "cohort_value('day', CASE WHEN campaign < 3 THEN 'UTC' ELSE 'Asia/Tokyo' END, who, start, at, amount)" ],
	[ 'options', "lifecycle('day', 'UTC', who, at, CASE WHEN campaign < 3 THEN '' ELSE 'now=2026-01-01T00:00:00Z' END)" ],
	[ 'a span', "stickiness('day', 'UTC', device, at, CASE WHEN campaign < 3 THEN 'week' ELSE 'month' END)" ],
	[ 'spans', "active_contacts('day', 'UTC', who, at, CASE WHEN campaign < 3 THEN '{1}' ELSE '{1,7}' END::int[])" ])
{
	my ($what, $ask) = @$case;
	my ($aggregate) = $ask =~ /^(\w+)/;

	fails($node, workers(0) . "; SELECT $ask FROM seen", '22023', "$what that changes, $aggregate, one process");
	fails($node, "$two; SELECT $ask FROM seen", '22023', "$what that changes, $aggregate, two workers");
	fails($node, "$two; SET enable_partitionwise_aggregate = on; SELECT $ask FROM seen_parts",
		'22023', "$what that changes from part to part, $aggregate");
}
fails($node, "$two; SELECT rollup(part) FROM (SELECT part FROM few UNION ALL SELECT timeline(name, at, kind) FROM few) s",
	'22023', 'timelines of different contacts');
fails($node, "$two; SELECT rollup(k) FROM (SELECT contacts AS k FROM hourly UNION ALL SELECT keyset(name) FROM plain) s",
	'22023', 'parts of different keys');

finish($node);
