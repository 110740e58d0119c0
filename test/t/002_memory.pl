# Memory: aggregates stay within work_mem × hash_mem_multiplier by spilling,
# and give the same answers; sets and events in memory take the bytes they promise.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Utils;
use Test::More;

# What a backend is without any state of ours.
my $program_kb = ($ENV{TEST_PROGRAM_MB} // 36) * 1024;

my $node = start_server('memory', 'temp_file_limit = -1', 'log_temp_files = -1');

my $rows = 1_000_000;
ask($node, <<"SQL");
CREATE UNLOGGED TABLE events AS
SELECT i::bigint AS dense, hashint8extended(i, 0) AS sparse, 'contact ' || i AS name,
	i % 1000 AS g, i % 4 AS big, (ARRAY['sent', 'opened'])[1 + i % 2] AS kind,
	'2024-01-01'::timestamptz + (i * 7919 % 1000) * interval '1 hour' AS at
FROM generate_series(1, bigint '$rows') i;
CREATE VIEW twice AS
	SELECT *, 1 AS k FROM events UNION ALL SELECT *, 2 FROM events;
CREATE VIEW thrice AS SELECT * FROM twice UNION ALL SELECT *, 3 FROM events;
ANALYZE events;
SQL

my $small = "SET work_mem = '64kB'; SET hash_mem_multiplier = 2";
my $medium = "SET work_mem = '4MB'; SET hash_mem_multiplier = 2";
my $large = "SET work_mem = '512MB'; SET hash_mem_multiplier = 2";

#
# Answers
#

# answers SETTINGS, SQL, EXPECTED, SPILLS, NAME: the answer, and whether temporary files
# were written for it. Only for plans in which nothing else would write them.
sub answers
{
	my ($set, $sql, $expected, $spills, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my $before = -s $node->logfile;

	same($node, "$set; SET log_temp_files = 0; $sql", $expected, $name);
	my $written = slurp_file($node->logfile, $before) =~ /LOG:  (?:\w{5}: )?temporary file: /;
	is($written, $spills, "$name " . ($spills ? 'and spills' : 'and does not spill'));
	return;
}

# Each key is there, so each count is known: $rows, or what $rows / groups says.
# With the least memory each comes twice, far apart.
my $half = $rows / 2;
my %ungrouped = (
	'dense bigint' => [ 'count_distinct(dense)', $rows ],
	'sparse bigint' => [ 'count_distinct(sparse)', $rows ],
	'text' => [ 'count_distinct(name)', $rows ],
	'pair' => [ 'count_distinct(sparse, dense)', $rows ],
	'engagement' => [ "engagement(kind, '{opened,never,sent}', sparse)", "{$half,0,$half}" ],
	'engagement of a pair' =>
	  [ "engagement(kind, '{opened,sent}', sparse, dense)", "{$half,$half}" ]);

foreach my $name (sort keys %ungrouped)
{
	my ($ask, $expected) = @{ $ungrouped{$name} };
	my $sparse = $name ne 'dense bigint';    # a bit a key need not spill

	answers($small, "SELECT $ask FROM twice", $expected, 1, "$name, work_mem 64kB, gives the answer");
	answers($medium, "SELECT $ask FROM events", $expected, $sparse, "$name, work_mem 4MB, gives the answer");
	answers($large, "SELECT $ask FROM events", $expected, '', "$name, work_mem 512MB, gives the answer");
}

my $series = "engagement_series('day', 'UTC', at, kind, '{sent,opened}', sparse)";
my $series_pair = "engagement_series('week', 'Asia/Tokyo', at, kind, '{sent,opened}', sparse, dense)";
# A key's first occurrence is in either half of the rows.
my $halves = '(SELECT kind, sparse, dense, at FROM events UNION ALL
	SELECT kind, sparse, dense, at + (dense * 7907 % 1000 - 500) * interval \'1 hour\' FROM events) halves';
foreach my $case ([ $series, 'sparse', 'day', 'UTC' ], [ $series_pair, 'sparse, dense', 'week', 'Asia/Tokyo' ])
{
	my ($ask, $key, $period, $zone) = @$case;
	my $sql = "SELECT count(*), md5(string_agg(p::text, ',')), sum(first_unique) FROM unnest((SELECT $ask FROM $halves)) p";
	my $expected = ask($node, "$large; SELECT count(*), md5(string_agg(ROW(bucket, kind, total, coalesce(firsts, 0))::text, ',' ORDER BY bucket, kind DESC)), sum(firsts)
		FROM (SELECT date_trunc('$period', at, '$zone') AS bucket, kind, count(*) AS total FROM $halves GROUP BY 1, 2) t
		LEFT JOIN (SELECT date_trunc('$period', first, '$zone') AS bucket, kind, count(*) AS firsts
			FROM (SELECT kind, min(at) AS first FROM $halves GROUP BY kind, $key) k GROUP BY 1, 2) f USING (bucket, kind)");

	like($expected, qr/\|$rows$/, "$ask: each key counts once");
	answers($small, $sql, $expected, 1, "$ask, work_mem 64kB, gives the answer of plain SQL");
	answers($medium, $sql, $expected, 1, "$ask, work_mem 4MB, gives the answer of plain SQL");
}

# Sets: the same bytes, though one was put together from many runs.
foreach my $key ('dense', 'sparse', 'name', 'sparse, dense')
{
	my $sql = "SELECT md5(keyset($key)::bytea), count_distinct($key)";
	my $expected = ask($node, "$large; $sql FROM events");

	like($expected, qr/\|$rows$/, "keyset($key) has all keys");
	answers($small, "$sql FROM twice", $expected, 1, "keyset($key), work_mem 64kB, gives the same bytes");
}
ask($node, <<'SQL');
CREATE UNLOGGED TABLE parts AS SELECT g, keyset(sparse) AS part FROM events GROUP BY g;
CREATE UNLOGGED TABLE big_parts AS SELECT big, keyset(sparse, dense) AS part FROM events GROUP BY big;
SQL
foreach my $case ([ 'parts', 'sparse' ], [ 'big_parts', 'sparse, dense' ])
{
	my ($table, $key) = @$case;
	my $sql = "SELECT md5(rollup(part)::bytea) FROM $table";
	my $expected = ask($node, "$large; SELECT md5(keyset($key)::bytea) FROM events");

	answers($small, $sql, $expected, 1, "rollup of $table, work_mem 64kB, gives the set of all");
	answers($medium, $sql, $expected, 1, "rollup of $table, work_mem 4MB, gives the set of all");
	answers($large, $sql, $expected, '', "rollup of $table, work_mem 512MB, gives the set of all");
}

# Events: a quarter of a million contacts, four events each. How many got to each step is
# known by plain SQL; the times, and the order of everything, by what is not spilled.
ask($node, <<'SQL');
CREATE VIEW visits AS SELECT dense % 250001 AS who, at + dense % 3600 * interval '1 s' AS at, kind, g, big, dense FROM events;
SQL
my $reached = ask($node, <<"SQL");
$large;
WITH v AS MATERIALIZED (SELECT * FROM visits)
SELECT ARRAY[(SELECT count(DISTINCT who) FROM v WHERE kind = 'sent'),
	(SELECT count(DISTINCT s.who) FROM v s JOIN v o USING (who)
	 WHERE s.kind = 'sent' AND o.kind = 'opened' AND o.at BETWEEN s.at AND s.at + interval '5 days')]
SQL
like($reached, qr/^\{(\d{6}),(?!0)\d{4,6}\}$/, 'most contacts enter, some go on');
my $two_steps = "kind, '{sent,opened}'";
my @events = (
	[ 'funnel of numbers', "funnel('5 days', who, at, $two_steps)" ],
	[ 'funnel of texts', "funnel('5 days', 'contact ' || who, at, $two_steps)" ],
	[ 'funnel of uuids', "funnel('5 days', md5(who::text)::uuid, at, $two_steps)" ],
	[ 'funnel by conditions', "funnel('5 days', 'optional=3', who, at, kind = 'sent', kind = 'opened', kind = 'never')" ],
	[ 'funnel_trend', "funnel_trend('year', 'UTC', '5 days', who, at, $two_steps)" ]);

foreach my $case (@events)
{
	my ($name, $ask) = @$case;
	my $sql = "SELECT array_agg(contacts ORDER BY step) FILTER (WHERE step < 3), md5(array_agg(f ORDER BY step)::text) FROM unnest((SELECT $ask FROM visits)) f";
	my $expected = ask($node, "$large; $sql");

	like($expected, qr/^\Q$reached\E\|/, "$name gives the answer of plain SQL");
	answers($small, $sql, $expected, 1, "$name, work_mem 64kB, gives the same");
	answers($medium, $sql, $expected, 1, "$name, work_mem 4MB, gives the same");
	answers($large, $sql, $expected, '', "$name, work_mem 512MB, gives the same");
}

my @more_events = (
	[ 'funnel, strict', "funnel('5 days', 'strict, strict_increase', who, at, $two_steps)::text" ],
	[ 'funnel, any order', "funnel('5 days', 'any_order', who, at, $two_steps)::text" ],
	[ 'funnel_histogram', "funnel_histogram('5 days', who, at, $two_steps)::text" ],
	[ 'funnel_contacts', "funnel_contacts(1, '5 days', who, at, $two_steps)::bytea" ],
	[ 'timeline', 'timeline(who, at, kind)::bytea' ],
	[ 'path_edges', "path_edges('1 day', who, at, kind)::text" ],
	[ 'path_edges of many nodes', "path_edges('30 days', who, at, kind || dense % 5)::text" ],
	[ 'path_edges of one contact', "path_edges('0', big % 1, at, kind, 3)::text" ],
	[ 'funnel of one contact', "funnel('5 days', big % 1, at, $two_steps)::text" ]);
foreach my $case (@more_events)
{
	my ($name, $ask) = @$case;
	my $sql = "SELECT md5($ask) FROM visits";
	my $expected = ask($node, "$large; $sql");

	answers($small, $sql, $expected, 1, "$name, work_mem 64kB, gives the same");
}

# Timelines kept by the day.
ask($node, "$large; CREATE UNLOGGED TABLE days AS SELECT date_trunc('day', at) AS day, timeline(who, at, kind) AS part FROM visits GROUP BY 1");
foreach my $case (
	[ 'rollup of days', 'SELECT md5(rollup(part)::bytea) FROM days', 'SELECT md5(timeline(who, at, kind)::bytea) FROM visits' ],
	[   'funnel of days', "SELECT md5(funnel('5 days', part, '{sent,opened}')::text) FROM days",
		"SELECT md5(funnel('5 days', who, at, $two_steps)::text) FROM visits" ])
{
	my ($name, $sql, $same) = @$case;
	my $expected = ask($node, "$large; $same");

	answers($small, $sql, $expected, 1, "$name, work_mem 64kB, is that of all");
	answers($large, $sql, $expected, '', "$name, work_mem 512MB, is that of all");
}

# What a node wrote to temporary files itself, in blocks.
sub written
{
	my ($node) = @_;
	my $below = 0;

	$below += $_->{'Temp Written Blocks'} foreach @{ $node->{Plans} // [] };
	return $node->{'Temp Written Blocks'} - $below;
}

# The aggregate of a plan.
sub aggregate
{
	my ($top) = @_;
	return $top->{'Node Type'} eq 'Aggregate' ? $top : aggregate($top->{Plans}[0]);
}

# Groups: a thousand small ones, and four large ones; hashed and sorted.
my %way = (
	'hashed' => 'SET enable_sort = off',
	'sorted' => 'SET enable_hashagg = off');
my @grouped = (
	[ 'count_distinct(sparse)', sub { shift } ],
	[ 'count_distinct(name)', sub { shift } ],
	[ 'count_distinct(sparse, dense)', sub { shift } ],
	[ "engagement('sent', '{sent,opened}', sparse)", sub { "{$_[0],0}" } ],
	[ 'cardinality(keyset(sparse))', sub { shift } ],
	# all rows of a group are opened, or all are sent
	[ "(funnel('1 h', sparse, at, text 'sent', '{sent,opened}'))[1].contacts", sub { shift } ],
	[ "cardinality(timeline(name, at, 'sent'))", sub { shift } ] );

foreach my $group ('g', 'big')
{
	my $ngroups = $group eq 'g' ? 1000 : 4;
	my $list = join ', ', map { $_->[0] } @grouped;
	my $expected = join '|', $ngroups, map { $_->[1]->($rows / $ngroups) } @grouped;
	my $sql = "SELECT count(*) OVER () AS ngroups, $list FROM events GROUP BY $group";

	foreach my $how (sort keys %way)
	{
		same($node, "$_->[1]; $way{$how}; SELECT DISTINCT * FROM ($sql) s",
			$expected, "$ngroups $how groups: the answers with work_mem $_->[0]")
		  foreach [ '64kB', $small ], [ '4MB', $medium ];

		my $top = aggregate(analyzed($node, "$small; $way{$how}",
				"SELECT $group, count_distinct(sparse, dense) FROM events GROUP BY 1"));
		is($top->{Strategy}, ucfirst $how, "$ngroups groups are $how");
		ok(written($top) > 0, "$ngroups $how groups spill")
		  unless $how eq 'sorted' && $group eq 'g';    # one at a time, each is small
	}
}

# This is our own spilling, not that of the hash table of the groups.
my $top = aggregate(analyzed($node, "$medium; $way{hashed}",
		'SELECT big, count_distinct(sparse, dense) FROM events GROUP BY 1'));
is($top->{'HashAgg Batches'}, 1, 'four groups are one batch of the hash table');
ok(written($top) > 0, 'and their keys are spilled all the same');

#
# Peak memory of a process
#

# peak SETTINGS, SQL: how many kilobytes it grew beyond an idle backend
sub peak
{
	my ($set, $sql) = @_;
	my $session = session($node);
	my $pid = backend_pid($session);

	answer($session, "SELECT count_distinct(1), count_distinct('a'::text), count_distinct(1, 2); $set");
	my $idle = status_kb($pid, 'VmHWM');
	answer($session, $sql);
	my $grown = status_kb($pid, 'VmHWM') - $idle;
	$session->quit;
	return $grown;
}

# Three million pairs are 48 MB and more where they are kept in memory.
my $pairs = 'count_distinct(sparse, dense * 4 + k)';
my @heavy = (
	[ 'pairs', "SELECT $pairs FROM thrice", 64, 4096 ],
	[ 'engagement',
		"SELECT engagement(kind, '{sent,opened}', sparse, dense * 4 + k) FROM thrice", 4096 ],
	[ 'series',
		"SELECT engagement_series('day', 'UTC', at, kind, '{sent,opened}', sparse, dense * 4 + k) FROM thrice",
		64, 4096 ],
	[ 'four hashed groups', "$way{hashed}; SELECT big, $pairs FROM thrice GROUP BY 1", 64, 4096 ],
	[ 'events', "SELECT funnel('5 days', sparse + k, at, $two_steps) FROM thrice", 64, 4096 ],
	[ 'paths', "SELECT path_edges('5 days', dense % 250001 * 4 + k, at, kind) FROM thrice", 4096 ],
	[ 'four hashed groups of events',
		"$way{hashed}; SELECT big, funnel('5 days', 'any_order', sparse + k, at, $two_steps) FROM thrice GROUP BY 1", 4096 ],
	[ 'four sorted groups', "$way{sorted}; SELECT big, $pairs FROM thrice GROUP BY 1", 4096 ],
	[ 'a thousand hashed groups', "$way{hashed}; SELECT g, $pairs FROM thrice GROUP BY 1", 64, 4096 ]);

foreach my $case (@heavy)
{
	my ($name, $sql, @work_mem) = @$case;
	foreach my $kb (@work_mem)
	{
		cmp_ok(peak($kb == 64 ? $small : $medium, $sql),
			'<=', 1.3 * 2 * $kb + $program_kb, "$name: peak memory with work_mem $kb kB");
	}
}
# The leader of parallel workers is given their parts, each of them one value: that is
# what it needs beyond its limit, once.
my $parts_kb = 3 * $rows * 16 / 1024;
my $two = 'SET max_parallel_workers_per_gather = 2; ALTER TABLE events SET (parallel_workers = 2)';
like(plan_of($node, $two, $heavy[0][1]), qr/Finalize Aggregate.*Gather.*Partial Aggregate/s, 'pairs: two workers');
same($node, "$two; $small; $heavy[0][1]", 3 * $rows, 'pairs: the answer of two workers');
cmp_ok(peak("$two; $_->[1]", $heavy[0][1]), '<=', 1.3 * 2 * $_->[0] + $program_kb + $parts_kb,
	"pairs: peak memory of the leader, work_mem $_->[0] kB")
  foreach [ 64, $small ], [ 4096, $medium ];
ask($node, 'ALTER TABLE events RESET (parallel_workers)');

cmp_ok(peak($large, $heavy[0][1]), '>', 1.3 * 8192 + $program_kb,
	'without spilling the peak would be higher');

#
# Bytes a key
#

# The pool of an open cursor's aggregate, in bytes.
sub pool_bytes
{
	my ($ask) = @_;
	my $session = session($node);

	answer($session, "$large; BEGIN; DECLARE c CURSOR FOR SELECT $ask FROM twice; FETCH c");
	my $bytes = answer($session,
		"SELECT sum(total_bytes) FROM pg_backend_memory_contexts WHERE name = 'campaign_analytics pool'");
	$session->quit;
	return $bytes;
}

my $two_million = 2 * $rows;
my @sizes = (
	[ 'dense bigint', 'count_distinct(dense * 2 + k)', 2 ],
	[ 'sparse bigint', 'count_distinct(sparse + k)', 12 ],
	[ 'text', 'count_distinct(name || k)', 24 ],
	[ 'pairs', 'count_distinct(sparse, k)', 24 ]);
foreach my $case (@sizes)
{
	my ($name, $ask, $bytes) = @$case;
	my $held = pool_bytes($ask);

	same($node, "$large; SELECT $ask FROM twice", $two_million, "$name: two million keys");
	cmp_ok($held, '<', $bytes * $two_million + 1024 * 1024,
		"$name: under $bytes bytes a key and 1 MB are held");
	cmp_ok($held, '>', $two_million / 16, "$name: and it is the keys that are measured");
	cmp_ok(peak($large, "SELECT $ask FROM twice") * 1024,
		'<', 1.5 * $bytes * $two_million + 8 * 1024 * 1024,
		"$name: half as much again and 8 MB at the peak, while it merges");
}

# An event of a contact of one word, and of one of two.
my @event_sizes = (
	[ 'events of numbers', "funnel('5 days', sparse + k, at, $two_steps)", 16 ],
	[ 'events of uuids', "funnel('5 days', md5(name || k)::uuid, at, $two_steps)", 24 ],
	[ 'events of paths', "path_edges('5 days', sparse + k, at, kind)", 16 ]);
foreach my $case (@event_sizes)
{
	my ($name, $ask, $bytes) = @$case;
	my $held = pool_bytes($ask);

	note sprintf '%s: %.1f bytes an event', $name, $held / $two_million;
	cmp_ok($held, '<', 1.3 * $bytes * $two_million + 1024 * 1024, "$name: $bytes bytes an event and a little are held");
	cmp_ok($held, '>', 8 * $two_million, "$name: and it is the events that are measured");
	cmp_ok(peak($large, "SELECT $ask FROM twice") * 1024,
		'<', 2.5 * $bytes * $two_million + $program_kb * 1024, "$name: at the peak, while they are walked");
}

#
# The limit of temporary files
#

my $session = session($node);
answer($session, "$small; SET temp_file_limit = '1MB'");
foreach my $ask ('count_distinct(sparse)', "engagement(kind, '{sent,opened}', name)", $series, 'keyset(sparse, dense)',
	"funnel('1 day', sparse, at, $two_steps)", "funnel('1 day', 'strict', name, at, kind = 'sent')", 'timeline(sparse, at, kind)', "path_edges('1 day', sparse, at, kind)")
{
	is(refused($session, "SELECT $ask FROM events"), '53400', "$ask: temp_file_limit is an error of its own");
	no_temp_files($node, $ask);
}
is(refused($session, "SELECT rollup(part) FROM big_parts"), '53400', 'rollup: temp_file_limit');
no_temp_files($node, 'rollup');
is(refused($session, "SELECT funnel('1 day', part, '{sent,opened}') FROM days"), '53400', 'funnel of timelines: temp_file_limit');
no_temp_files($node, 'funnel of timelines');
is(answer($session, 'SELECT count_distinct(dense) FROM events WHERE dense <= 1000'), 1000,
	'the session goes on');
$session->quit;

no_temp_files($node, 'at the end');
finish($node);
