# Analytics: what the TAP tests share
#
# One server a test file, with the extension in its search_path; questions to
# it; what a query left behind; sessions that a test can wait for, cancel and
# measure. Functions that take a node take any PostgreSQL::Test::Cluster.
package Analytics;

use strict;
use warnings;

use Exporter 'import';
use JSON::PP ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(
  start_server finish create_extension
  ask same fails plan_of analyzed
  temp_files no_temp_files wait_until
  session answer refused begin ended backend_pid status_kb
);

# Small, and willing to make parallel plans of small tables.
my @settings = (
	'shared_buffers = 2MB',
	'autovacuum = off',
	'full_page_writes = off',
	'log_statement = none',
	'log_error_verbosity = verbose',
	'max_worker_processes = 16',
	'max_parallel_workers = 16',
	'max_parallel_workers_per_gather = 0',
	'min_parallel_table_scan_size = 0',
	'min_parallel_index_scan_size = 0',
	'parallel_setup_cost = 0',
	'parallel_tuple_cost = 0',
	'jit = off');

#
# The server
#

# start_server NAME, [INIT => VALUES], SETTING...
sub start_server
{
	my ($name, @more) = @_;
	my @init = ref $more[0] ? @{ shift @more } : ();
	my $node = PostgreSQL::Test::Cluster->new($name);

	$node->init(@init);
	$node->append_conf('postgresql.conf', join("\n", @settings, @more));
	$node->start;
	create_extension($node, 'postgres');
	return $node;
}

sub create_extension
{
	my ($node, $database) = @_;

	$node->safe_psql($database, 'CREATE EXTENSION campaign_analytics');
	$node->safe_psql('postgres',
		"ALTER DATABASE $database SET search_path = public, campaign_analytics");
	return;
}

# finish NODE, [CRASHES]: the last assertion, that nothing crashed unless the
# test killed it, and nothing leaked.
sub finish
{
	my ($node, $kills) = @_;
	my $log = slurp_file($node->logfile);
	my @bad = $log =~
	  /^.*(?:TRAP: |was terminated by signal|leak: |still referenced|\bXX000\b|PANIC).*$/mg;

	@bad = grep { !/was terminated by signal 9/ } @bad if $kills;
	is_deeply(\@bad, [], 'the log tells of no crash and no leak');
	$node->stop;
	done_testing();
	return;
}

#
# Questions
#

# ask NODE, SQL, [DATABASE]: what psql prints
sub ask
{
	my ($node, $sql, $database) = @_;
	return $node->safe_psql($database // 'postgres', $sql);
}

# same NODE, SQL, EXPECTED, NAME
sub same
{
	my ($node, $sql, $expected, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is(ask($node, $sql), $expected, $name);
}

# fails NODE, SQL, SQLSTATE, NAME, [DATABASE]
sub fails
{
	my ($node, $sql, $state, $name, $database) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	my ($status, $out, $error) =
	  $node->psql($database // 'postgres', $sql, extra_params => [ '-v', 'VERBOSITY=verbose' ]);
	my ($got) = $error =~ /(?:ERROR|FATAL):  (\w{5}):/;

	return is($got // "no error: $out$error", $state, $name) || diag($error);
}

# plan_of NODE, SETTINGS, SQL: the plan as text
sub plan_of
{
	my ($node, $set, $sql) = @_;
	return ask($node, "$set; EXPLAIN (COSTS OFF) $sql");
}

# analyzed NODE, SETTINGS, SQL: run it; the top node of its plan, see EXPLAIN (FORMAT JSON)
sub analyzed
{
	my ($node, $set, $sql) = @_;
	my $json = ask($node, "$set; EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) $sql");
	return JSON::PP::decode_json($json)->[0]{Plan};
}

#
# What a query leaves behind
#

sub temp_files
{
	my ($node) = @_;
	my $folder = $node->data_dir . '/base/pgsql_tmp';
	my @files = -d $folder ? sort grep { !/^\.\.?$/ } slurp_dir($folder) : ();

	return @files;
}

sub no_temp_files
{
	my ($node, $name) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	return is_deeply([ temp_files($node) ], [], "$name: no temporary file is left");
}

# wait_until CONDITION, [SECONDS, default what PostgreSQL's tests wait]: did it come true?
sub wait_until
{
	my ($condition, $seconds) = @_;
	my $end = time + ($seconds // $PostgreSQL::Test::Utils::timeout_default);

	while (time < $end)
	{
		return 1 if $condition->();
		sleep 0.005;
	}
	return 0;
}

#
# Sessions
#

# A psql that stays, and prints errors as their SQLSTATE.
sub session
{
	my ($node, $database) = @_;
	my $session = $node->background_psql($database // 'postgres', on_error_stop => 0);

	# the time is a query's, not the session's
	$session->set_query_timer_restart;
	$session->query_safe('\\set VERBOSITY sqlstate');
	return $session;
}

# answer SESSION, SQL: dies if it fails
sub answer
{
	my ($session, $sql) = @_;
	my $out = $session->query($sql);

	die "query failed: $session->{stderr}" if $session->{stderr} =~ /ERROR|FATAL/;
	return $out;
}

# refused SESSION, SQL: the SQLSTATE of its last statement, 00000 if there was no error
sub refused
{
	my ($session, $sql) = @_;
	my $out = $session->query("$sql\n;\n\\echo state :SQLSTATE");

	$session->{stderr} = '';
	return $out =~ /^state (\w{5})$/m ? $1 : "no state: $out";
}

# begin SESSION, SQL: send it and go on
sub begin
{
	my ($session, $sql) = @_;
	$session->query_until(qr/sent/, "\\echo sent\n$sql\n;\n\\echo state :SQLSTATE\n");
	return;
}

# ended SESSION: wait for what begin sent; its SQLSTATE and what it printed
sub ended
{
	my ($session) = @_;
	my $out = $session->query('');
	my ($state) = $out =~ s/^state (\w{5})\n?//m ? $1 : 'none';

	$session->{stderr} = '';
	chomp $out;
	return ($state, $out);
}

sub backend_pid
{
	my ($session) = @_;
	return answer($session, 'SELECT pg_backend_pid()');
}

# status_kb PID, FIELD: of a process, as Linux tells it (VmHWM: peak memory)
sub status_kb
{
	my ($pid, $field) = @_;
	my ($kb) = slurp_file("/proc/$pid/status") =~ /^$field:\s+(\d+) kB/m;
	return $kb;
}

1;
