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
my %rollup = ('rollup' => 'md5(rollup(contacts)::bytea), cardinality(rollup(contacts))');

sub workers
{
	my ($n, $leader) = @_;
	return join ';', "SET max_parallel_workers_per_gather = $n",
	  'SET parallel_leader_participation = ' . ($leader // 'on'),
	  map { "ALTER TABLE $_ SET (parallel_workers = $n)" } qw(plain parts_a parts_b parts_c hourly);
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

foreach my $name (sort keys %question)
{
	my $ask = $question{$name};
	is_partial("$name is computed in parts", 'SET enable_partitionwise_aggregate = off',
		"SELECT $ask FROM plain", qr/Finalize Aggregate.*Gather.*Partial Aggregate/s);
	is_partial("$name is computed in parts by hashed groups", 'SET enable_sort = off',
		"SELECT campaign, $ask FROM plain GROUP BY 1",
		qr/Finalize HashAggregate.*Gather.*Partial HashAggregate/s);
	is_partial("$name is computed in parts by sorted groups", 'SET enable_hashagg = off',
		"SELECT campaign, $ask FROM plain GROUP BY 1",
		qr/Finalize GroupAggregate.*Gather Merge.*Partial GroupAggregate/s);
	is_partial("$name is computed in parts by partition",
		'SET enable_partitionwise_aggregate = on',
		"SELECT $ask FROM parts",
		qr/Finalize Aggregate.*Gather.*Parallel Append.*Partial Aggregate.*Partial Aggregate/s);
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

# Every question at once, so that states of many kinds live side by side.
my @ways = (
	[ 'ungrouped', '', 'plain', '' ],
	[ 'hashed groups', 'SET enable_sort = off', 'plain', 'campaign' ],
	[ 'sorted groups', 'SET enable_hashagg = off', 'plain', 'campaign' ],
	[ 'grouping sets', '', 'plain', 'GROUPING SETS ((campaign), (kind), ())' ],
	[ 'partitions', 'SET enable_partitionwise_aggregate = on', 'parts', '' ],
	[ 'partitions and their groups', 'SET enable_partitionwise_aggregate = on', 'parts', 'campaign' ],
	[ 'partitions and other groups', 'SET enable_partitionwise_aggregate = on', 'parts', 'kind' ],
	[ 'spilling', "SET work_mem = '64kB'; SET hash_mem_multiplier = 1", 'plain', '' ],
	[   'spilling groups',
		"SET work_mem = '64kB'; SET hash_mem_multiplier = 1; SET enable_sort = off",
		'plain', 'campaign' ]);

sub all_questions
{
	my ($table, $groups) = @_;
	my $list = join ",\n", map { $question{$_} } sort keys %question;
	my $by = $groups =~ /^GROUPING/ ? 'grouping(campaign, kind), campaign, kind' : $groups || 'NULL';
	my $group_by = $groups && "GROUP BY $groups ORDER BY $by";

	return "SELECT concat_ws(',', $by), $list FROM $table $group_by";
}

# The questions that two runs answered differently, each with its group.
sub differences
{
	my ($got, $expected) = map { [ map { [ split /\|/ ] } split /\n/ ] } @_;
	my @names = ('group', sort keys %question);
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

foreach my $way (@ways)
{
	my ($name, $set, $table, $groups) = @$way;
	my $sql = all_questions($table, $groups);
	my $serial = ask($node, workers(0) . "; $sql");

	is_deeply(differences(ask($node, "$set; $sql"), $serial), [], "$name: one process gives the same");
	foreach my $run ([ 1, 'on' ], [ 2, 'on' ], [ 4, 'on' ], [ 2, 'off' ], [ 4, 'off' ])
	{
		my ($n, $leader) = @$run;
		is_deeply(differences(ask($node, workers($n, $leader) . "; $set; $sql"), $serial),
			[], "$name: $n workers, the leader $leader, give the same");
	}
}

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
		  unless $ask =~ /^md5/;
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
fails($node, "$two; SELECT rollup(k) FROM (SELECT contacts AS k FROM hourly UNION ALL SELECT keyset(name) FROM plain) s",
	'22023', 'parts of different keys');

finish($node);
