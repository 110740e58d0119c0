# Every phase of everything, over many rows: transition, spilling, serialising
# in workers, merging in their leader, the final function, the rows of its answer,
# many small groups, one contact with all events, what is solved or counted at the
# end, the sample and the model. Wherever a query is, it must answer an interrupt
# within a second, and cancelled it must leave nothing behind.
#
# TEST_ROWS: how many rows, 10 million if it is not given
use strict;
use warnings;

# a query may take long
BEGIN { $ENV{PG_TEST_TIMEOUT_DEFAULT} = 7200 }

use FindBin;
use lib "$FindBin::RealBin/../t/lib";
use Analytics;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

my $rows = $ENV{TEST_ROWS} // 10_000_000;
my $SOON = 1;
my $HZ = 100;    # of the clock in /proc

my $node = start_server('phases', 'shared_buffers = 256MB', 'temp_file_limit = -1', 'log_error_verbosity = terse', 'max_wal_size = 4GB');
ask($node, <<"SQL");
CREATE UNLOGGED TABLE events AS
SELECT i AS id, hashint8extended(i, 0) AS sparse, i % ($rows / 20) AS who, i % ($rows / 4) AS small, hashint8extended(i, 1) & 3 AS kind_number, (ARRAY['sent', 'opened', 'clicked', 'replied'])[1 + (hashint8extended(i, 1) & 3)::int] AS kind,
	(ARRAY['contact', 'agent', 'assistant'])[1 + i % 3] AS actor, i % 7 = 0 AS converted, '2024-01-01 00:00+00'::timestamptz + (hashint8extended(i, 2) & 8388607) * interval '1 s' AS at
FROM generate_series(1, bigint '$rows') i;
ANALYZE events;
CREATE VIEW touches AS SELECT *, 'touch ' || (sparse & 1023) AS touch, 'channel ' || (sparse & 15) AS channel FROM events;
CREATE UNLOGGED TABLE days AS SELECT date_trunc('week', at, 'UTC') AS week, timeline(who, at, kind) AS events, keyset(sparse, who) AS keys FROM events WHERE id <= $rows / 2 GROUP BY 1;
SQL

my $small = "SET work_mem = '64kB'; SET max_parallel_workers_per_gather = 0";
my $large = "SET work_mem = '4GB'; SET hash_mem_multiplier = 1; SET max_parallel_workers_per_gather = 0";
my $two = "SET work_mem = '4MB'; SET max_parallel_workers_per_gather = 2; ALTER TABLE events SET (parallel_workers = 2)";
my $hashed = "SET work_mem = '4GB'; SET max_parallel_workers_per_gather = 0; SET enable_sort = off";

# Aggregates over all contacts
my %population = (
	count_distinct => 'count_distinct(sparse, id)',
	keyset => 'length(keyset(sparse, who)::bytea)',
	engagement => "engagement(kind, '{sent,opened}', sparse, id)",
	engagement_series => "cardinality(engagement_series('day', 'Europe/Berlin', at, kind, '{sent,opened}', sparse))",
	funnel => "cardinality(funnel('5 days', who, at, kind, '{sent,opened,clicked}'))",
	'funnel in any order' => "cardinality(funnel('5 days', 'any_order', who, at, kind = 'sent', kind = 'opened', kind = 'clicked'))",
	timeline => 'length(timeline(who, at, kind)::bytea)',
	path_edges => "cardinality(path_edges('1 day', who, at, kind))",
	cohort_retention => "cardinality(cohort_retention('day', 'UTC', who, NULL, at))",
	cohort_value => "cardinality(cohort_value('week', 'UTC', who, at, at, id, 'recurring'))",
	lifecycle => "cardinality(lifecycle('day', 'UTC', who, at))",
	stickiness => "cardinality(stickiness('day', 'UTC', who, at, 'month'))",
	active_contacts => "cardinality(active_contacts('day', 'UTC', who, at))",
	attribution => "cardinality(attribution('{linear,time_decay,position_based}', '9 days', who, at, channel, converted, id))",
	attribution_paths => "cardinality(attribution_paths('9 days', who, at, channel, converted, id))",
	markov => "cardinality(removal_effects('9 days', who, at, touch, converted, id))",
	'markov of pairs' => "cardinality(removal_effects('9 days', who, at, channel, converted, id, 'order=2'))",
	shapley => "cardinality(attribution('{shapley}', '9 days', who, at, channel, converted, id))",
	utm_attribution => "cardinality(utm_attribution('/?utm_source=' || channel, who, converted))",
	message_metrics => 'message_metrics(kind, converted, at, sparse, id)::text',
	message_series => "cardinality(message_series('hour', 'UTC', converted, at, sparse))",
	response_times => 'response_times(who, at, actor)::text',
	response_waits => 'cardinality(response_waits(who, at, actor, kind))');

# All events are of one contact
my %one = (
	'funnel' => "funnel('500 days', 'step_window=9 days', big, at, kind = 'sent', kind = 'opened', kind = 'sent', kind = 'clicked', true, true)",
	'path_edges' => "cardinality(path_edges('500 days', big, at, kind, 100))",
	'window_funnel' => "window_funnel('500 days', 'strict_once', at, kind = 'sent', kind = 'opened', kind = 'clicked', true)",
	'funnel_times' => "cardinality(funnel_times('500 days', at, kind = 'sent', kind = 'opened', kind = 'clicked', true))",
	'sequence_count' => "sequence_count('" . '.*(?1).*(?t!=5)' x 14 . "(?2)', at, kind = 'sent', kind = 'nothing')",
	'sequence_next_node' => "sequence_next_node('forward', 'first_match', at, kind, true, kind = 'sent', kind = 'opened')",
	'cohort_retention' => "cardinality(cohort_retention('day', 'UTC', big, NULL, at))",
	'attribution' => "cardinality(attribution('{linear,position_based,time_decay,markov,shapley}', '9 days', big, at, channel, converted, id, 'max_touches=50'))",
	'attribution_paths' => "cardinality(attribution_paths('9999 days', big, at, channel, converted, id, 'max_touches=20'))",
	'assisted_conversions' => "cardinality(assisted_conversions('9999 days', big, at, channel, converted, id, 'max_touches=50'))",
	'response_waits' => 'cardinality(response_waits(big, at, actor, kind))');

my @questions = (
	(map { [ "$_, spilling", $small, "SELECT $population{$_} FROM touches" ] } sort keys %population),
	(map { [ "$_, in memory", $large, "SELECT $population{$_} FROM touches" ] } sort keys %population),
	(map { [ "$_, two workers", $two, "SELECT $population{$_} FROM touches" ] } sort keys %population),
	(map { [ "$_, small groups", $hashed, "SELECT count(x) FROM (SELECT small, $population{$_} AS x FROM touches GROUP BY small OFFSET 0) s" ] } 'count_distinct', 'engagement', 'funnel', 'message_metrics', 'cohort_retention', 'response_times'),
	(map { [ "$_ of one contact", $large, "SELECT $one{$_} FROM (SELECT *, bigint '1' AS big FROM touches) s" ] } sort keys %one),
	# each conversion has a path of its own: what they cost together grows with the square of the events
	[ 'paths of one contact without a limit', $large, "SELECT cardinality(attribution('{linear,position_based,time_decay,markov,shapley}', '9999 days', bigint '1', at, channel, converted, id)) FROM touches WHERE id <= 20000" ],
	[ 'sessionize', $small, "SELECT max(s) FROM (SELECT sessionize(at, '1 hour') OVER (PARTITION BY who ORDER BY at) AS s FROM events) s" ],
	[ 'sessionize of one contact', $small, "SELECT max(s) FROM (SELECT sessionize(at, '1 hour') OVER (ORDER BY at) AS s FROM events) s" ],
	[ 'rows of an answer', $large, 'SELECT count(*) FROM unnest((SELECT response_waits(who, at, actor, kind) FROM events)) w' ],
	[ 'cells of cohorts', $large, "SELECT count(*) FROM unnest((SELECT cohort_retention('minute', 'UTC', id, at, at, 'periods=20') FROM events)) c" ],
	[ 'rollup of sets', $small, 'SELECT length(rollup(keys)::bytea) FROM days' ], [ 'rollup of timelines', $small, 'SELECT length(rollup(events)::bytea) FROM days' ],
	[ 'funnel of timelines', $large, "SELECT cardinality(funnel('5 days', events, '{sent,opened}')) FROM days" ],
	[ 'create_model', $small, "SELECT create_model('model')" ],
	[ 'load_sample', $small, "SELECT load_sample('model', $rows / 100, 365)" ]);
my $only = $ENV{TEST_ONLY};
@questions = grep { $_->[0] =~ /$only/ } @questions if defined $only;

my $session = session($node);
my $keeper = session($node);
my $pid = backend_pid($session);

# cpu PID: seconds that a process has computed; 0 once it is gone
sub cpu
{
	my ($of) = @_;
	open(my $file, '<', "/proc/$of/stat") or return 0;
	my @field = split / /, <$file> =~ s/^.*\) //r;
	return ($field[11] + $field[12]) / $HZ;
}

# How long a process takes to look for interrupts: it is asked to tell the log of its memory,
# and not asked again before it has told all, for then it would not listen.
sub latency
{
	my ($of) = @_;
	my $log = -s $node->logfile;
	my ($from, $cpu) = (time, cpu($of));

	answer($keeper, "SELECT pg_log_backend_memory_contexts($of)");
	return (300, 300) unless wait_until(sub { !-e "/proc/$of" || slurp_file($node->logfile, $log) =~ /logging memory contexts of PID $of\b/ }, 300);
	my ($used, $took) = (cpu($of) - $cpu, time - $from);
	wait_until(sub { !-e "/proc/$of" || slurp_file($node->logfile, $log) =~ /\[$of\] .*Grand total:/ }, 300) or die "$of does not tell all";
	return ($used < 0 ? 0 : $used, $took);
}

# is_running: does the session still work on its query? And who helps.
sub helpers
{
	my @pids = split /\n/, answer($keeper, "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND (pid = $pid OR leader_pid = $pid) ORDER BY pid <> $pid");
	return @pids && $pids[0] == $pid ? @pids : ();
}

foreach my $question (@questions)
{
	my ($name, $set, $sql) = @$question;
	my ($cpu, $wall, $samples, $from) = (0, 0, 0, time);

	answer($session, "$set; DROP SCHEMA IF EXISTS model CASCADE") if $name eq 'create_model';
	answer($session, "$set; SELECT create_model('model')") if $name eq 'load_sample';
	answer($session, $set);
	begin($session, $sql);
	sleep 0.05;
	while (my @pids = helpers())
	{
		foreach my $of (@pids)
		{
			my ($computed, $waited) = latency($of);
			$samples++;
			($cpu, $wall) = ($computed > $cpu ? $computed : $cpu, $waited > $wall ? $waited : $wall);
		}
		sleep 0.1;
	}
	my ($state) = ended($session);
	my $whole = time - $from;
	like($state, qr/^(?:00000|54000)$/, "$name: ends") or diag($state);
	cmp_ok($cpu, '<', $SOON, "$name: looks for interrupts in time");
	diag sprintf '%s: %.1f s, %d samples; at most %.2f s without a look, by the clock %.2f s', $name, $whole, $samples, $cpu, $wall;

	# and does what an interrupt tells it to
	answer($session, 'DROP SCHEMA model CASCADE') if $name =~ /^(?:create_model|load_sample)$/;
	answer($session, "SELECT create_model('model')") if $name eq 'load_sample';
	begin($session, "SET statement_timeout = " . int(1 + 300 * $whole) . ";\n$sql");
	my $begun = time;
	($state) = ended($session);
	my $took = time - $begun;
	answer($session, 'RESET statement_timeout; RESET enable_sort');
	ok($state eq '57014' || $took < 0.9 * $whole, "$name: statement_timeout") or diag($state);
	no_temp_files($node, $name);
	is(answer($session, q(SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE 'campaign_analytics%')), 0, "$name: no memory context is left");
	answer($session, 'DROP SCHEMA IF EXISTS model CASCADE') if $name eq 'load_sample';
}
$session->quit;
$keeper->quit;
finish($node);
