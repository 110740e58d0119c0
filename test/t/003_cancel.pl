# Cancelling: wherever a query is, it stops soon, and leaves neither temporary
# files nor memory behind; so do errors, subtransactions and cursors.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use List::Util qw(min);
use Test::More;
use Time::HiRes qw(sleep time);

# What a test may wait for at most, in seconds.
my $SOON = 1;

my $node = start_server('cancel', "work_mem = '64kB'", 'hash_mem_multiplier = 2');

# The last row of events waits for a lock: when it gets it, only the final
# function is left to run.
ask($node, <<'SQL');
CREATE UNLOGGED TABLE ids AS
SELECT i AS id, hashint8extended(i, 0) AS sparse, i % 4 AS big FROM generate_series(1, bigint '3000000') i;
CREATE FUNCTION gate() RETURNS bigint LANGUAGE plpgsql AS
	'BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN 0; END';
CREATE VIEW events AS
SELECT id, sparse, big, '2024-01-01'::timestamptz + (id / 3000) * interval '1 hour' AS at FROM ids
UNION ALL SELECT gate(), 0, 0, '2024-01-01';
CREATE VIEW visits AS
SELECT sparse % 300000 AS who, at + id % 86400 * interval '1 s' AS at, chr(97 + (id % 4)::int) AS kind FROM events WHERE id <= 1500000;
CREATE FUNCTION contexts() RETURNS bigint LANGUAGE sql AS
	$$SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE 'campaign_analytics%'$$;
CREATE VIEW few AS SELECT * FROM ids WHERE id <= 30000;
ANALYZE ids;
SQL

# Large sets: eight million keys far apart, and four million pairs of such.
ask($node, <<'SQL');
SET work_mem = '1GB';
CREATE UNLOGGED TABLE large (name text, a keyset, b keyset);
ALTER TABLE large ALTER a SET STORAGE EXTERNAL, ALTER b SET STORAGE EXTERNAL;
INSERT INTO large SELECT 'numbers', keyset(i * 8192), keyset(i * 8193)
FROM (SELECT generate_series(1, bigint '8000000')) s (i);
INSERT INTO large SELECT 'pairs', keyset(i * 8192000000, i * 8192), keyset(i * 8193000000, i * 8193)
FROM (SELECT generate_series(1, bigint '4000000')) s (i);
SQL
same($node, 'SELECT name, cardinality(a), cardinality(b) FROM large ORDER BY 1',
	"numbers|8000000|8000000\npairs|4000000|4000000", 'large sets');

my $keeper = session($node);    # of the gate, and the one who cancels
my $session = session($node);
my $pid = backend_pid($session);

# Whatever was cancelled, this must hold afterwards.
sub afterwards
{
	my ($name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;

	no_temp_files($node, $name);
	is(answer($session, 'SELECT contexts()'), 0, "$name: no memory context is left");
	is(answer($session, 'SELECT count_distinct(id, sparse) FROM few'), 30000, "$name: the session goes on");
	return;
}

# promptly LIMIT, STOP: its SQLSTATE and its seconds, of STOP->(number of the try), which has
# a query stopped. The machine may be busy with other things, when a query is stopped or when
# its time was measured: of five tries one counts in which it was, in less than LIMIT.
sub promptly
{
	my ($limit, $stop) = @_;
	my ($state, $took);

	foreach my $try (1 .. 5)
	{
		($state, $took) = $stop->($try);
		last if $state eq '57014' && $took < $limit;
	}
	return ($state, $took);
}

#
# While rows arrive
#

my $pairs = 'SELECT count_distinct(sparse, id) FROM ids';
my $series = "SELECT engagement_series('day', 'UTC', at, 'a', '{a,b}', sparse, id) FROM";
my $steps = "at, kind, '{a,b,c}'";
my %arriving = (
	'funnel' => "SELECT funnel('5 days', who, $steps) FROM visits",
	'funnel by conditions' => "SELECT funnel('5 days', 'strict', 'contact ' || who, at, kind = 'a', kind = 'b') FROM visits",
	'path_edges' => "SELECT cardinality(path_edges('1 day', who, at, kind)) FROM visits",
	'timeline' => 'SELECT length(timeline(who, at, kind)::bytea) FROM visits',
	'count_distinct' => $pairs,
	'engagement' => "SELECT engagement(CASE WHEN big = 1 THEN 'a' ELSE 'b' END, '{a,b}', sparse, id) FROM ids",
	'groups' => 'SELECT big, count_distinct(sparse, id) FROM ids GROUP BY 1',
	'keyset' => 'SELECT length(keyset(sparse, id)::bytea) FROM ids');

sub stops_spilling
{
	my ($sql) = @_;

	begin($session, $sql);
	my $spills = wait_until(sub { temp_files($node) > 0 }, 30);
	answer($keeper, "SELECT pg_cancel_backend($pid)");
	my $from = time;
	my ($state) = ended($session);
	return ($spills ? $state : 'no file', time - $from);
}

foreach my $name (sort keys %arriving)
{
	my ($state, $took) = promptly($SOON, sub { stops_spilling($arriving{$name}) });

	is($state, '57014', "$name: cancelled while it spills");
	cmp_ok($took, '<', $SOON, "$name: soon");
	afterwards($name);
}

# How long it takes when nobody interferes.
sub seconds
{
	my ($sql) = @_;
	my $from = time;

	answer($session, $sql);
	return time - $from;
}

my %lasts;

# times_out SQL, SHARE: after that share of its time. When it ends before that, it has a new time.
sub times_out
{
	my ($sql, $share) = @_;
	my $after = $share * ($lasts{$sql} //= seconds($sql));
	my $from = time;
	my $state = refused($session, 'SET statement_timeout = ' . int(1 + 1000 * $after) . "; $sql");
	my $took = time - $from;

	answer($session, 'RESET statement_timeout');
	$lasts{$sql} = $took if $state eq '00000';
	return ($state, $took - $after);
}

# A moment after the start, and others further on: in sorting, writing, merging.
foreach my $share (0.02, 0.2, 0.5, 0.7)
{
	my $name = "statement_timeout after $share of the time";
	my ($state, $took) = promptly($SOON, sub { times_out($pairs, $share) });

	is($state, '57014', $name);
	cmp_ok($took, '<', $SOON, "$name: soon");
	afterwards($name);
}

#
# While the final function runs
#

# How long it takes, and its answer, when nobody interferes.
sub final_time
{
	my ($sql) = @_;

	answer($keeper, 'SELECT pg_advisory_lock(1)');
	begin($session, $sql);
	wait_at_gate();
	my $from = time;
	answer($keeper, 'SELECT pg_advisory_unlock(1)');
	my (undef, $answer) = ended($session);
	return (time - $from, $answer);
}

sub wait_at_gate
{
	wait_until(sub {
		answer($keeper, "SELECT count(*) FROM pg_locks WHERE pid = $pid AND NOT granted") == 1;
	}) or die 'the query did not get to its last row';
	return;
}

my $labels = "'{a,b}'";
my %final = (
	'funnel, spilled' => [ "SELECT (funnel('500 days', who, $steps))[1].contacts > 100000 FROM visits", 't' ],
	'funnel in any order, spilled' => [ "SELECT (funnel('5 days', 'any_order', who, $steps))[1].contacts > 100000 FROM visits", 't' ],
	'timeline, spilled' => [ 'SELECT cardinality(timeline(who, at, kind)) > 1400000 FROM visits', 't' ],
	'path_edges, spilled' => [ "SELECT cardinality(path_edges('1 day', who, at, kind)) > 12 FROM visits", 't' ],
	'funnel of one contact' => [ "SELECT (funnel('500 days', 'step_window=9 days', who * 0, at, kind < 'c', kind < 'b', kind > 'a', kind <> 'c', kind <> 'a', kind = 'd', true, true,
		true, true, true, true, true, false))[14].contacts FROM visits", '0' ],
	'funnel of one contact, optional steps' => [ "SELECT (funnel('500 days', 'optional=2,optional=3,optional=4,exclude=e', who * 0, at, kind, '{a,b,c,b,a,c,b,c,d,x}'))[1].contacts FROM visits", '1' ],
	'path_edges of one contact' => [ "SELECT cardinality(path_edges('500 days', who * 0, at, kind, 100)) > 50 FROM visits", 't' ],
	'window_funnel' => [ "SELECT window_funnel('500 days', 'strict_once', at, kind < 'c', kind < 'b', kind > 'a', kind <> 'c', kind <> 'a', kind = 'd', true, true, true, true, false) FROM visits", '10' ],
	'funnel_times' => [ "SELECT (funnel_times('500 days', 'step_window=9 days', at, kind < 'c', kind < 'b', kind > 'a', kind <> 'c', kind <> 'a', kind = 'd', true, true, true, true, false))[11] IS NULL FROM visits", 't' ],
	'sequence_count' => [ "SELECT sequence_count('" . '.*(?1).*(?t!=5)' x 14 . "(?2)', at, kind < 'd', kind = 'e') FROM visits", '0' ],
	'sequence_next_node' => [ "SELECT sequence_next_node('forward', 'first_match', at, kind, false, true) IS NULL FROM visits", 't' ],
	'count of spilled pairs' => [ 'SELECT count_distinct(sparse, id) FROM events', '3000001' ],
	'series, spilled' => [ "SELECT cardinality(engagement_series('day', 'UTC', at, 'a', $labels, sparse, id)) FROM events", 42 ],
	'set of pairs, spilled' => [ 'SELECT cardinality(keyset(sparse, id)) FROM events', '3000001' ],
	'counts by type, spilled' => [ "SELECT engagement('a', $labels, sparse, id) FROM events", '{3000001,0}' ]);

# stops SQL, DELAY, AT_GATE: its SQLSTATE, and the seconds it took to stop
sub stops
{
	my ($sql, $delay, $at_gate) = @_;

	answer($keeper, 'SELECT pg_advisory_lock(1)') if $at_gate;
	begin($session, $sql);
	wait_at_gate() if $at_gate;
	answer($keeper, "SELECT pg_advisory_unlock(1)") if $at_gate;
	answer($keeper, "SELECT pg_sleep($delay), pg_cancel_backend($pid)");
	my $from = time;
	my ($state) = ended($session);
	return ($state, time - $from);
}

# stops_soon NAME, WHOLE, SQL, AT_GATE: cancelled a third on, it must not go on for half of
# its time: a loop that does not look for interrupts would run to its end.
sub stops_soon
{
	my ($name, $whole, $sql, $at_gate) = @_;
	my $limit = min($SOON, $whole / 2);
	my ($state, $took) = promptly($limit, sub { stops($sql, $whole / 3 / $_[0], $at_gate) });

	note sprintf '%s: %s, %.3f s of %.3f s', $name, $state, $took, $whole;
	is($state, '57014', "$name: cancelled");
	cmp_ok($took, '<', $limit, "$name: soon, and not only at its end");
	afterwards($name);
	return;
}

foreach my $name (sort keys %final)
{
	my ($sql, $expected) = @{ $final{$name} };
	my ($whole, $answer) = final_time($sql);

	is($answer, $expected, "$name: the answer");
	stops_soon($name, $whole, $sql, 1);
}

#
# One call on large sets
#

my %call = (
	'|' => 'SELECT length((a | b)::bytea) FROM large WHERE name = SET',
	'&' => 'SELECT length((a & b)::bytea) FROM large WHERE name = SET',
	'-' => 'SELECT length((a - b)::bytea) FROM large WHERE name = SET',
	'<@' => 'SELECT a <@ b FROM large WHERE name = SET',
	'=' => 'SELECT a = b FROM large WHERE name = SET',
	'cardinality' => 'SELECT cardinality(a) FROM large WHERE name = SET',
	'contains' => 'SELECT contains(a, KEY) FROM large WHERE name = SET',
	'bytea' => 'SELECT length(a::bytea) FROM large WHERE name = SET',
	'rollup' => 'SELECT cardinality(rollup(k)) FROM large, unnest(ARRAY[a, b]) k WHERE name = SET');

answer($session, "SET work_mem = '256MB'");

my %key = (numbers => '5', pairs => '5, 5');
sub call_of { my ($name, $set) = @_; return $call{$name} =~ s/\bSET\b/'$set'/r =~ s/\bKEY\b/$key{$set}/r }

foreach my $set (sort keys %key)
{
	foreach my $name (sort keys %call)
	{
		my $sql = call_of($name, $set);

		stops_soon("$name of $set", seconds($sql), $sql, 0);
	}
}
answer($session, "SET work_mem = '64kB'");
my ($state, $took) = promptly($SOON, sub { times_out(call_of('|', 'numbers'), 0.3) });
is($state, '57014', 'statement_timeout in a union');
cmp_ok($took, '<', $SOON, 'statement_timeout in a union: soon');

#
# Errors in subtransactions
#

ask($node, <<'SQL');
CREATE FUNCTION fail(bigint) RETURNS bigint LANGUAGE plpgsql AS
	'BEGIN RETURN 1 / $1; END';
CREATE FUNCTION spill_and_fail(times int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	files bigint := 0;
	failures bigint := 0;
BEGIN
	FOR i IN 1 .. times LOOP
		BEGIN
			PERFORM count_distinct(sparse, id + fail(CASE WHEN id = 29999 THEN 0 ELSE 1 END)) FROM few;
		EXCEPTION WHEN division_by_zero THEN
			failures := failures + 1;
		END;
		files := files + (SELECT count(*) FROM pg_ls_tmpdir());
	END LOOP;
	RETURN failures || ' failures, ' || files || ' files';
END $$;
SQL
is(answer($session, "SET work_mem = '64kB'; SELECT spill_and_fail(20)"), '20 failures, 0 files', 'errors in subtransactions');
my $memory = status_kb($pid, 'VmRSS');
is(answer($session, 'SELECT spill_and_fail(150)'), '150 failures, 0 files', 'many of them');
cmp_ok(status_kb($pid, 'VmRSS'), '<', $memory + 1024, 'no memory is left of them');
afterwards('errors in subtransactions');

#
# Cursors
#

my $groups = 'SELECT big, count_distinct(sparse, id) FROM few GROUP BY big ORDER BY big';
my $sorted = 'SET LOCAL enable_hashagg = off; SET LOCAL enable_sort = off';
ask($node, 'CREATE INDEX ON ids (big) WHERE id <= 30000');
my @cursor = (
	[ 'closed early', "DECLARE c CURSOR FOR $groups; FETCH 1 FROM c; CLOSE c", "0|7500" ],
	[ 'closed before its first row', "DECLARE c CURSOR FOR $groups; CLOSE c", '' ],
	[ 'of one row, closed', "DECLARE c CURSOR FOR SELECT count_distinct(sparse, id) FROM few; FETCH ALL FROM c; CLOSE c", 30000 ],
	[ 'of a subtransaction that is rolled back',
		"SAVEPOINT s; DECLARE c CURSOR FOR $groups; FETCH 1 FROM c; ROLLBACK TO s", '0|7500' ],
	[ 'of the transaction, fetched from in a subtransaction that is rolled back',
		"DECLARE c CURSOR FOR $groups; FETCH 1 FROM c; SAVEPOINT s; FETCH 1 FROM c; ROLLBACK TO s; FETCH 1 FROM c; CLOSE c",
		"0|7500\n1|7500\n2|7500" ],
	[ 'of the transaction, first fetched from in a subtransaction that is rolled back',
		"DECLARE c CURSOR FOR $groups; SAVEPOINT s; FETCH 1 FROM c; ROLLBACK TO s; FETCH 1 FROM c; CLOSE c",
		"0|7500\n1|7500" ],
	[ 'of the transaction, fetched from in one that is released',
		"DECLARE c CURSOR FOR $groups; SAVEPOINT s; FETCH 2 FROM c; RELEASE s; FETCH 1 FROM c; CLOSE c",
		"0|7500\n1|7500\n2|7500" ]);

foreach my $way ([ 'hashed', 'SET LOCAL enable_sort = on' ], [ 'sorted', $sorted ])
{
	foreach my $case (@cursor)
	{
		my ($name, $sql, $expected) = @$case;
		$name = "a cursor $name, $way->[0]";

		is(answer($session, "BEGIN; $way->[1]; $sql"), $expected, "$name: its rows");
		no_temp_files($node, "$name, in the transaction");
		answer($session, 'COMMIT');
		is(answer($session, 'SELECT contexts()'), 0, "$name: no memory context is left");
	}
}

# The first fetch spilled, or these tests would say nothing.
answer($session, "BEGIN; $sorted; DECLARE c CURSOR FOR $groups; FETCH 1 FROM c");
cmp_ok(scalar temp_files($node), '>', 0, 'an open cursor has temporary files');
is(refused($session, 'SELECT 1 / 0'), '22012', 'an error while it is open');
no_temp_files($node, 'after the error, before ROLLBACK');
answer($session, 'ROLLBACK');
is(answer($session, 'SELECT contexts()'), 0, 'no memory context is left of it');

answer($session, "BEGIN; $sorted; DECLARE c CURSOR WITH HOLD FOR $groups; FETCH 1 FROM c; COMMIT");
no_temp_files($node, 'a cursor WITH HOLD, after COMMIT');
is(answer($session, 'FETCH ALL FROM c; CLOSE c'), "1|7500\n2|7500\n3|7500", 'a cursor WITH HOLD: its rows');

# Two at once, closed in the order they were opened.
answer($session, "BEGIN; $sorted; DECLARE c CURSOR FOR $groups; DECLARE d CURSOR FOR $groups; FETCH 1 FROM c; FETCH 1 FROM d");
is(answer($session, 'FETCH 1 FROM c; CLOSE c; FETCH 2 FROM d; CLOSE d'), "1|7500\n1|7500\n2|7500", 'two cursors side by side');
no_temp_files($node, 'two cursors');
answer($session, 'COMMIT');

#
# The end of a session
#

begin($session, $pairs);
ok(wait_until(sub { temp_files($node) > 0 }), 'a session spills');
answer($keeper, "SELECT pg_terminate_backend($pid)");
ok(wait_until(sub { !-e "/proc/$pid" }, 10), 'and is terminated');
no_temp_files($node, 'a terminated session');
$session->{run}->finish;

my $short = session($node);
answer($short, "BEGIN; $sorted; DECLARE c CURSOR FOR $groups; FETCH 1 FROM c");
cmp_ok(scalar temp_files($node), '>', 0, 'a session with an open cursor');
$short->quit;
ok(wait_until(sub { !temp_files($node) }, 10), 'takes its files with it');

$keeper->quit;
finish($node);
