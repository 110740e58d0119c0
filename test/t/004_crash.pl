# Crashes and standbys: a server that dies while aggregates spill comes back
# without their files and with every stored set as it was, its pages sound; a
# standby reads stored sets and models, and runs everything that reads.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('primary', [ allows_streaming => 1, extra => ['--data-checksums'] ],
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

# A parallel worker is killed; the leader has spilled, or not.
ask($node, 'ALTER TABLE events SET (parallel_workers = 2)');
$session = session($node);
$pid = backend_pid($session);
answer($session, 'SET max_parallel_workers_per_gather = 2');
begin($session, 'SELECT count_distinct(sparse + k, id) FROM events, generate_series(1, 1000) k');
my $worker;
ok(wait_until(sub { $worker = ask_quietly("SELECT min(pid) FROM pg_stat_activity WHERE leader_pid = $pid"); $worker ne '' && grep { /pgsql_tmp$worker\b/ } temp_files($node) }), 'a parallel worker spills');
kill 'KILL', $worker;
ok(wait_until(sub { !-e "/proc/$pid" && ask_quietly($fingerprint) ne '' }), 'the server recovers from the death of a worker');
is(ask($node, $fingerprint), $before, 'every stored set is as it was after the death of a worker');
no_temp_files($node, 'after the death of a worker');
$session->{run}->finish;
ask($node, 'ALTER TABLE events RESET (parallel_workers)');

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

# While stored states come in by COPY, after some that have come: a client that never ends.
my $copied = $node->basedir . '/copied';
ask($node, "COPY (SELECT kind, campaign, part FROM reach) TO '$copied' (FORMAT binary)");
ask($node, "CREATE TABLE kept (LIKE reach); COPY kept FROM '$copied' (FORMAT binary)");
my $client = session($node);
begin($client, "BEGIN; COPY kept FROM '$copied' (FORMAT binary); COPY kept FROM PROGRAM 'cat $copied; exec sleep 30' (FORMAT binary)");
ok(wait_until(sub { ask($node, q(SELECT count(*) FROM pg_stat_progress_copy WHERE type = 'PROGRAM')) == 1 }), 'stored states come in while the server');
$node->stop('immediate');
$client->{run}->finish;
$node->start;
is(ask($node, 'SELECT count(*), sum(cardinality(part)), count(*) FILTER (WHERE k.part = (SELECT r.part FROM reach r WHERE (r.kind, r.campaign) IS NOT DISTINCT FROM (k.kind, k.campaign))) FROM kept k'),
	ask($node, 'SELECT count(*), sum(cardinality(part)), count(*) FROM reach'), 'is stopped at once: those that were committed are all there, no other');
is(ask($node, $fingerprint), $before, 'and every other set is as it was');
same($node, 'SHOW data_checksums', 'on', 'pages have checksums');
$node->stop('fast');
command_ok([ 'pg_checksums', '--check', '-D', $node->data_dir ], 'which are right after all that');
$node->start;

my $again = ask($node, 'SELECT kind, NULL::bigint, cardinality(part), md5(part::bytea) FROM (
	SELECT kind, rollup(part) AS part FROM reach WHERE campaign IS NOT NULL GROUP BY 1) s ORDER BY 1');
is($again, join("\n", grep { /^\w+\|\|/ } split /\n/, $before), 'parts roll up to the sets of all, read from disk');

#
# A standby
#

ask($node, "SELECT create_model('model'); SELECT load_sample('model', 60, 40, 7, '2026-03-01')");
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
push @questions,
	"SELECT md5(attribution('{linear,markov,shapley}', '9 days', name, at, kind, id % 7 = 0, id)::text), md5(attribution_paths('9 days', device, at, kind, id % 7 = 0, id)::text) FROM events",
	"SELECT md5(utm_attribution('/?utm_source=' || kind, sparse, id % 7 = 0)::text), md5(message_metrics(kind, id % 3 > 0, at, name)::text), md5(message_series('day', 'UTC', id % 3 > 0, at, id, campaign)::text) FROM events",
	"SELECT md5(response_times(name, at, CASE kind WHEN 'sent' THEN 'contact' ELSE 'agent' END)::text), md5(response_waits(sparse % 999, at, CASE id % 3 WHEN 1 THEN 'contact' ELSE 'agent' END, kind)::text) FROM events",
	"SELECT max(s), count(*) FROM (SELECT sessionize(at, '1 day') OVER (PARTITION BY device ORDER BY at) AS s FROM events) e",
	"SELECT ab_test(10, 100, 20, 100), sparkline('{1,3,2}'), bar(1, 3, 9), date_preset('last_month', 'UTC', '2026-03-05'), channel_group('google', 'cpc', NULL, NULL, NULL), utm('http://a/?utm_source=b&gclid=c')",
	"SELECT set_config('campaign_analytics.range_start', '2026-02-01T00:00:00Z', false), set_config('campaign_analytics.range_end', '2026-02-09T00:00:00Z', false), range_start(), range_end()";
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
# A model: what comes of each view, and of each function with arguments of their names.
ask($node, <<'SQL');
CREATE VIEW reading AS
SELECT name, 'SELECT * FROM model.' || name AS query FROM model.model_objects WHERE kind = 'view' UNION ALL
SELECT p.oid::regprocedure::text, format('SELECT * FROM model.%s(%s)', proname, (SELECT string_agg(format('%I => %s', proargnames[n], CASE proargnames[n]
	WHEN 'campaign_id' THEN '''campaign-1''' WHEN 'contact_id' THEN '''c-1''' WHEN 'dimension' THEN '''channel''' WHEN 'period' THEN '''day''' WHEN 'zone' THEN '''UTC''' WHEN 'campaign_ids' THEN '''{campaign-1,campaign-2}''' WHEN 'days' THEN '3'
	WHEN 'first_at' THEN '''2026-02-01 00:00+00''' WHEN 'last_at' THEN '''2026-03-01 00:00+00''' WHEN 'as_of' THEN '''2026-03-01 00:00+00''' WHEN 'fraction' THEN '0.5' WHEN 'search' THEN '''a''' WHEN 'variant' THEN '''x/y''' ELSE 'NULL' END), ', ' ORDER BY n)
	FROM generate_series(1, pronargs - pronargdefaults) AS n))
FROM pg_proc p WHERE pronamespace = 'model'::regnamespace AND prorettype <> 'trigger'::regtype;
CREATE FUNCTION read_all(OUT name text, OUT answer text) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
	query text;
BEGIN
	FOR name, query IN SELECT * FROM reading LOOP
		BEGIN
			EXECUTE format('SELECT count(*) || '' '' || coalesce(md5(string_agg(r::text, '','' ORDER BY r::text)), '''') FROM (%s) r', query) INTO answer;
		EXCEPTION WHEN OTHERS THEN
			answer := SQLSTATE || ' ' || SQLERRM;
		END;
		RETURN NEXT;
	END LOOP;
END $$;
SQL
$node->wait_for_catchup($standby);
my $read = q(SET TIME ZONE 'UTC'; SELECT use_range('all'); SELECT * FROM read_all() ORDER BY 1);
my @of_primary = split /\n/, ask($node, $read);
my @of_standby = split /\n/, ask($standby, $read);
cmp_ok(scalar @of_primary, '>', 150, 'the views and functions of a model');
is_deeply(\@of_standby, \@of_primary, 'the standby reads all of them alike');
is_deeply([ grep { /\|[0-9A-Z]{5} / } @of_standby ], [], 'and gives answers');
cmp_ok(scalar(grep { !/\|0 $/ } @of_standby), '>', 100, 'that are not empty');
cmp_ok(analyzed($standby, "SET work_mem = '64kB'", "SELECT message_metrics(event_type, true, occurred_at, message_id || n) FROM model.events, generate_series(1, 50) n")->{'Temp Written Blocks'}, '>', 0, 'and spills events of the model');
no_temp_files($standby, 'of the model on the standby');
fails($standby, $_, '25006', "a standby refuses $_") foreach "SELECT create_model('other')", "SELECT drop_model('model')";

fails($standby, "INSERT INTO reach SELECT 'x', 1, keyset(1)", '25006', 'a standby stores nothing');

$standby->promote;
ask($standby, "INSERT INTO reach SELECT 'promoted', NULL, rollup(part) FROM reach WHERE kind = 'dense'");
is(ask($standby, "SELECT part = (SELECT keyset(id) FROM events) FROM reach WHERE kind = 'promoted'"),
	't', 'a promoted standby does');
$standby->stop;

finish($node, 'kills');
