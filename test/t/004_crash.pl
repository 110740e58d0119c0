# Crashes and standbys: a server that dies while aggregates spill comes back
# without their files and with every stored set as it was; a standby reads
# stored sets and runs the aggregates.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Cluster;
use Test::More;

my $node = start_server('primary', [ allows_streaming => 1 ],
	'restart_after_crash = on', 'remove_temp_files_after_crash = on',
	"work_mem = '64kB'", 'hash_mem_multiplier = 2', 'checkpoint_timeout = 1h', 'max_wal_size = 1GB');

ask($node, <<'SQL');
CREATE TABLE events AS
SELECT i AS id, hashint8extended(i, 0) AS sparse, i % 5 AS campaign, md5((i % 70000)::text)::uuid AS device,
	'contact ' || i % 50000 AS name, (ARRAY['sent', 'opened'])[1 + i % 2] AS kind,
	'2024-01-01'::timestamptz + i % 1000 * interval '1 hour' AS at
FROM generate_series(1, bigint '200000') i;
CREATE TABLE reach (kind text, campaign bigint, part keyset);
CREATE TABLE days (day timestamptz, events timeline);
CREATE VIEW fingerprint AS
SELECT kind, campaign, cardinality(part), md5(part::bytea) FROM reach UNION ALL
SELECT 'timeline', extract(day FROM day AT TIME ZONE 'UTC')::bigint, cardinality(events), md5(events::bytea) FROM days;
SQL

# store KIND, KEY: sets of that key, one a campaign and one of all
sub store
{
	my ($kind, $key) = @_;
	ask($node, "INSERT INTO reach SELECT '$kind', campaign, keyset($key) FROM events GROUP BY GROUPING SETS ((campaign), ())");
	return;
}
my $fingerprint = 'SELECT * FROM fingerprint ORDER BY 1, 2';
my $slow = 'SELECT count_distinct(sparse + k, id) FROM events, LATERAL (SELECT generate_series(1, 1000)) s (k)';
my $slow_funnel = "SELECT funnel('1 day', sparse + k, at, kind, '{sent,opened}') FROM events, LATERAL (SELECT generate_series(1, 1000)) s (k)";

store('dense', 'id');
store('sparse', 'sparse');
ask($node, 'CHECKPOINT');
store('text', 'name');    # these are in the log of changes only
ask($node, "INSERT INTO days SELECT date_trunc('day', at, 'UTC'), timeline(name, at, kind) FROM events WHERE at < '2024-01-09 00:00+00' GROUP BY 1");
store('uuid', 'device');
store('pair', 'id, campaign');
my $before = ask($node, $fingerprint);
is(() = $before =~ /^/mg, 38, 'thirty sets and eight timelines are stored');

#
# A backend is killed while it spills
#

# A transaction in progress must be gone, too.
my $writer = session($node);
answer($writer, "BEGIN; INSERT INTO reach SELECT 'lost', campaign, keyset(id) FROM events GROUP BY 2");

my $session = session($node);
my $pid = backend_pid($session);
begin($session, $slow);
ok(wait_until(sub { temp_files($node) > 0 }), 'a backend spills');
kill 'KILL', $pid;
ok(wait_until(sub { ask_quietly($fingerprint) ne '' }), 'the server recovers by itself');
is(ask($node, $fingerprint), $before, 'every stored set is as it was, and an open transaction is gone');
no_temp_files($node, 'after the crash of a backend');
$_->{run}->finish foreach $session, $writer;

sub ask_quietly
{
	my ($status, $out) = $node->psql('postgres', $_[0]);
	return $status == 0 ? $out : '';
}

# The postmaster cleans up as it restarts backends. Where that is turned off, the next start does.
ask($node, 'ALTER SYSTEM SET remove_temp_files_after_crash = off');
$node->reload;
$session = session($node);
$pid = backend_pid($session);
begin($session, $slow_funnel);
ok(wait_until(sub { temp_files($node) > 0 }), 'a backend spills again');
kill 'KILL', $pid;
ok(wait_until(sub { ask_quietly($fingerprint) ne '' }), 'the server recovers again');
cmp_ok(scalar temp_files($node), '>', 0, 'files stay for inspection where they are asked to');
$session->{run}->finish;
$node->restart;
no_temp_files($node, 'after the next start');
ask($node, 'ALTER SYSTEM RESET remove_temp_files_after_crash');
$node->reload;

#
# The whole server stops at once
#

$session = session($node);
begin($session, $slow);
ok(wait_until(sub { temp_files($node) > 0 }), 'a backend spills while the server');
$node->stop('immediate');
$session->{run}->finish;
cmp_ok(scalar temp_files($node), '>', 0, 'is stopped at once, leaving files');
$node->start;
no_temp_files($node, 'after an immediate shutdown');
is(ask($node, $fingerprint), $before, 'every stored set is as it was after an immediate shutdown');

my $again = ask($node, 'SELECT kind, NULL::bigint, cardinality(part), md5(part::bytea) FROM (
	SELECT kind, rollup(part) AS part FROM reach WHERE campaign IS NOT NULL GROUP BY 1) s ORDER BY 1');
is($again, join("\n", grep { /^\w+\|\|/ } split /\n/, $before), 'parts roll up to the sets of all, read from disk');

#
# A standby
#

$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;

store('date', 'at::date');
$node->wait_for_catchup($standby);
is(ask($standby, 'SELECT pg_is_in_recovery()'), 't', 'a standby follows');
is(ask($standby, $fingerprint), ask($node, $fingerprint), 'it has every stored set, bytes and all');

my @questions = (
	'SELECT count_distinct(id), count_distinct(sparse), count_distinct(name), count_distinct(device), count_distinct(sparse, name) FROM events',
	"SELECT campaign, engagement(kind, '{sent,opened}', sparse, id) FROM events GROUP BY 1 ORDER BY 1",
	"SELECT md5(engagement_series('day', 'Europe/Berlin', at, kind, '{sent,opened}', name)::text) FROM events",
	'SELECT md5(keyset(sparse)::bytea), md5(keyset(device)::bytea) FROM events',
	"SELECT md5(funnel('2 days', name, at, kind, '{sent,opened}')::text), md5(timeline(sparse, at, kind)::bytea), md5(path_edges('1 day', device, at, kind, 9)::text) FROM events",
	"SELECT md5(cohort_retention('day', 'Europe/Berlin', sparse, NULL, at)::text), md5(cohort_value('week', 'UTC', name, at, at, id, 'recurring')::text), md5(active_contacts('day', 'UTC', device, at)::text) FROM events",
	"SELECT campaign, window_funnel('1 hour', at, kind = 'sent', kind = 'opened'), sequence_count('(?1)(?t<9)(?2)', at, kind = 'sent', kind = 'opened') FROM events GROUP BY 1 ORDER BY 1",
	"SELECT day, (funnel('9 days', events, '{sent,opened}'))[2].contacts, md5(rollup(events)::bytea) FROM days GROUP BY ROLLUP (day) ORDER BY 1",
	'SELECT kind, md5(rollup(part)::bytea) FROM reach GROUP BY 1 ORDER BY 1',
	"SELECT cardinality(a.part | b.part), cardinality(a.part & b.part), cardinality(a.part - b.part), a.part <@ b.part
	 FROM reach a, reach b WHERE (a.kind, b.kind, a.campaign, b.campaign) = ('uuid', 'uuid', 1, 2)",
	"SELECT contains(part, 'contact 7'::text) FROM reach WHERE kind = 'text' AND campaign IS NULL");
my $parallel = 'ALTER TABLE events SET (parallel_workers = 2)';
ask($node, $parallel);
$node->wait_for_catchup($standby);
foreach my $workers (0, 2)
{
	my $set = "SET max_parallel_workers_per_gather = $workers";
	foreach my $sql (@questions)
	{
		is(ask($standby, "$set; $sql"), ask($node, $sql), "the standby answers with $workers workers: " . substr($sql, 7, 60));
	}
}
like(plan_of($standby, 'SET max_parallel_workers_per_gather = 2', $questions[0]),
	qr/Finalize Aggregate.*Gather.*Partial Aggregate/s, 'with a parallel plan');
cmp_ok(analyzed($standby, '', 'SELECT count_distinct(sparse, id) FROM events')->{'Temp Written Blocks'},
	'>', 0, 'and spills where it must');
no_temp_files($standby, 'on the standby');
fails($standby, "INSERT INTO reach SELECT 'x', 1, keyset(1)", '25006', 'a standby stores nothing');

$standby->promote;
ask($standby, "INSERT INTO reach SELECT 'promoted', NULL, rollup(part) FROM reach WHERE kind = 'dense'");
is(ask($standby, "SELECT part = (SELECT keyset(id) FROM events) FROM reach WHERE kind = 'promoted'"),
	't', 'a promoted standby does');
$standby->stop;

finish($node, 'kills');
