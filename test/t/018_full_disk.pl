# A full disk: wherever the temporary files of an aggregate meet its end, that is
# an error that says so; nothing is left of them, and the session goes on. So it
# is with the limit of temporary files.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Utils;
use Test::More;

# A disk of its own would take root; a library in front of the server's writes does not.
my $folder = PostgreSQL::Test::Utils::tempdir_short();
my $limit = "$folder/limit";
system_or_bail('cc', '-shared', '-fPIC', '-o', "$folder/faults.so", "$FindBin::RealBin/lib/faults.c", '-ldl');
$ENV{FAULT_LIMIT} = $limit;
my $before = $ENV{LD_PRELOAD};
$ENV{LD_PRELOAD} = join ' ', grep { defined } $before, "$folder/faults.so";
my $node = start_server('full_disk', "work_mem = '64kB'", 'hash_mem_multiplier = 1', 'temp_file_limit = -1');
delete $ENV{LD_PRELOAD};
$ENV{LD_PRELOAD} = $before if defined $before;

# set_limit BYTES: what each session may write; undef: whatever it likes
sub set_limit
{
	my ($bytes) = @_;
	open(my $file, '>', $limit) or die $!;
	print $file $bytes // '';
	close $file or die $!;
	return;
}

set_limit(undef);
ask($node, <<'SQL');
CREATE UNLOGGED TABLE events AS
SELECT i AS id, hashint8extended(i, 0) AS sparse, 'contact ' || i % 30000 AS name, md5((i % 20000)::text)::uuid AS device, i % 4 AS big, chr((97 + i % 3)::int) AS e, i % 7 = 0 AS converted,
	CASE i % 3 WHEN 1 THEN 'contact' ELSE 'agent' END AS actor, CASE i % 3 WHEN 1 THEN 'sent' ELSE 'opened' END AS message, '2024-01-01 00:00+00'::timestamptz + i % 1000 * interval '1 hour' AS at
FROM generate_series(1, bigint '60000') i;
ANALYZE events;
CREATE UNLOGGED TABLE parts AS SELECT big, keyset(sparse, id) AS keys, timeline(sparse, at, e) AS events FROM events GROUP BY 1;
SQL

# Each kind of state, and what its aggregates do with it
my @aggregates = (
	'count_distinct(sparse, id)', 'length(keyset(sparse, id)::bytea)', "engagement(e, '{a,b}', name, id)", "cardinality(engagement_series('day', 'UTC', at, e, '{a,b}', sparse, id))",
	"cardinality(funnel('1 day', sparse, at, e, '{a,b}'))", "cardinality(funnel('1 day', 'any_order', name, at, e = 'a', e = 'b'))", "cardinality(funnel_contacts(1, '1 day', device, at, e, '{a,b}'))",
	'length(timeline(sparse, at, e)::bytea)', "cardinality(path_edges('1 day', sparse, at, e))", "cardinality(cohort_retention('day', 'UTC', sparse, NULL, at))",
	"cardinality(cohort_value('day', 'UTC', sparse, at, at, id, 'recurring'))", "cardinality(lifecycle('day', 'UTC', sparse, at))", "cardinality(stickiness('day', 'UTC', sparse, at))", "cardinality(active_contacts('day', 'UTC', sparse, at))",
	"cardinality(attribution('{linear,markov}', '9 days', sparse, at, e, converted, id))", "cardinality(attribution_paths('9 days', device, at, e, converted, id))",
	"cardinality(utm_attribution('/?utm_source=' || e, sparse, converted))", 'pg_column_size(message_metrics(message, converted, at, sparse, id))', "cardinality(message_series('day', 'UTC', converted, at, sparse, id))",
	'pg_column_size(response_times(sparse, at, actor))', 'cardinality(response_waits(sparse, at, actor, e))');
my @questions = (
	(map { [ $_, "SELECT $_ FROM events" ] } @aggregates),
	[ 'rollup of sets', 'SELECT length(rollup(keys)::bytea) FROM parts' ], [ 'rollup of timelines', 'SELECT length(rollup(events)::bytea) FROM parts' ],
	[ 'funnel of timelines', "SELECT cardinality(funnel('1 day', events, '{a,b}')) FROM parts" ], [ 'groups', 'SELECT sum(n) FROM (SELECT count_distinct(sparse, id) AS n FROM events GROUP BY big) s' ]);

my $session = session($node);
foreach my $question (@questions)
{
	my ($name, $sql) = @$question;
	my $expected = answer($session, $sql);
	my (@wrong, @left, $full);

	# its first write, its second, and later ones, until none fails
	my $bytes = 0;
	while (1)
	{
		set_limit($bytes);
		my $state = refused($session, $sql);
		last if $state eq '00000';
		$full++;
		push @wrong, "$bytes bytes: $state" if $state ne '53100';
		push @left, temp_files($node);
		set_limit(undef);
		refused($session, "SELECT count_distinct(id, sparse) FROM events");
		$bytes = 8192 + $bytes * 2;
	}
	set_limit(undef);
	cmp_ok($full // 0, '>', 2, "$name meets the end of the disk in several places");
	is_deeply([ @wrong, @left ], [], "$name: each time it says that the disk is full, and leaves no files");
	is(answer($session, $sql), $expected, "$name: with room again, the same answer");
	is(refused($session, "SET temp_file_limit = '16kB'; $sql"), '53400', "$name: temp_file_limit is an error of its own");
	answer($session, 'RESET temp_file_limit');
	no_temp_files($node, $name);
}
is(answer($session, q(SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE 'campaign_analytics%')), 0, 'no memory context is left');

finish($node);
