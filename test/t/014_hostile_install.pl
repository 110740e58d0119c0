# A hostile database: somebody without rights has laid traps in it, operators and
# functions that fit better than those of PostgreSQL or ours (lib/hostile.sql), in
# schemas made beforehand and in the search_path. Nobody who installs the extension,
# makes a model or asks steps into one, and the answers are the same.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = "$FindBin::RealBin/../..";
my $node = start_server('hostile_install', 'max_locks_per_transaction = 2000');
my $clean_path = 'public, campaign_analytics';
my $hostile_path = 'hostile, pg_catalog, public, campaign_analytics';

#
# The traps
#

# The operators and called words of the sources: no others can be stepped into.
my %words = map { $_ => 1 } split / /, '= <> < <= > >= + - * / % ^ || ~ !~ ~* ~~ !~~ ~~* & | # << >> && <@ @> -> ->>';
foreach my $file (glob("$root/sql/*.sql $root/sql/model/*.sql $root/test/sql/*.sql"))
{
	$words{$_} = 1 foreach slurp_file($file) =~ /\b([a-z_][a-z_0-9]*) ?\(/g;
}
my $words = join ',', map { "\"$_\"" } sort keys %words;

ask($node, 'CREATE ROLE mallory; CREATE ROLE owner; CREATE ROLE reader; CREATE DATABASE trapped');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('trapped'), '-f', "$FindBin::RealBin/lib/hostile.sql" ], 'there is who lays traps');
ask($node, 'CREATE EXTENSION campaign_analytics; CREATE SCHEMA hostile AUTHORIZATION mallory', 'trapped');
my ($operators, $functions) = split /\|/, ask($node, "SET ROLE mallory; SELECT * FROM traps.lay('hostile', '{$words}')", 'trapped');
cmp_ok($operators, '>', 10000, 'operators that fit better are laid');
cmp_ok($functions, '>', 2000, 'and functions');
ask($node, 'DROP EXTENSION campaign_analytics CASCADE; DROP SCHEMA campaign_analytics', 'trapped');

# new_database NAME, [SCHEMA]: with the traps, in a schema of that name
sub new_database
{
	my ($name, $schema) = @_;
	ask($node, "CREATE DATABASE $name TEMPLATE trapped");
	ask($node, "GRANT CREATE ON DATABASE $name TO owner");
	ask($node, "ALTER SCHEMA hostile RENAME TO $schema", $name) if defined $schema;
	return;
}

my $stepped = 0;

sub trapped { return scalar(() = slurp_file($node->logfile) =~ /TRAPPED/g) }

# nobody_trapped NAME: since it was asked last
sub nobody_trapped
{
	my ($name) = @_;
	my $before = $stepped;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	$stepped = trapped();
	return is($stepped, $before, "$name: nobody steps into a trap");
}

new_database('checked');
fails($node, "SET search_path = $hostile_path; $_", 'TRAPX', "a trap springs: $_", 'checked')
  foreach 'SELECT 7::int8 & 1', 'SELECT relname = name FROM pg_class, (SELECT CURRENT_DATE::pg_catalog.varchar) AS n (name)', 'SELECT count(1::int8)', 'SELECT unnest(\'{a}\'::pg_catalog.text[])', 'SELECT lower(relname) FROM pg_class',
  'SELECT format(\'%s\', \'a\'::pg_catalog.text)', 'SELECT to_jsonb(1)', 'SELECT hashint8extended(1, 2)';
$stepped = trapped();
is($stepped, 8, 'and it is heard of');

#
# Installed where names are looked up among the traps first
#

# answers DATABASE, ROLE, PATH, STATEMENT...: what each prints, with the state that it ends in
sub answers
{
	my ($database, $role, $path, @statements) = @_;
	my $file = PostgreSQL::Test::Utils::tempdir . '/ask.sql';
	my $script = "\\set VERBOSITY sqlstate\nSET ROLE $role;\nSET search_path = $path;\n" . join '', map { "\\echo ==\n$_;\n\\echo state :SQLSTATE\n" } @statements;

	PostgreSQL::Test::Utils::append_to_file($file, $script);
	my ($out) = run_command([ 'psql', '-X', '-q', '-A', '-t', '-d', $node->connstr($database), '-f', $file ]);
	unlink $file;
	my (undef, @answers) = split /^==\n/m, "$out\n";
	# a view has no order
	return map { join "\n", sort split /\n/ } @answers;
}

# questions DATABASE: one to each view and each function of the model
sub questions
{
	my ($database) = @_;
	return split /\n/, ask($node, <<'SQL', $database);
SELECT 'TABLE marketing.' || name FROM marketing.model_objects WHERE kind = 'view'
UNION ALL
SELECT format('SELECT * FROM marketing.%I(%s%s)', p.proname, a.list, m.more)
FROM pg_proc p,
	 LATERAL (SELECT string_agg(format('%I => %L', p.proargnames[n], CASE WHEN format_type(p.proargtypes[n - 1], NULL) ~ '\[\]$' THEN '{1,purchase}'
		WHEN p.proargtypes[n - 1] IN ('timestamptz'::regtype, 'date'::regtype) THEN '2026-01-01' WHEN p.proargtypes[n - 1] = 'interval'::regtype THEN '1 day' ELSE '1' END), ', ') AS list
		FROM generate_series(1, p.pronargs - p.pronargdefaults) AS n) a,
	 LATERAL (SELECT CASE WHEN p.proargnames @> '{preset}' THEN CASE WHEN p.pronargs > p.pronargdefaults THEN ', ' ELSE '' END || 'preset => ''all''' END AS more) m
WHERE p.pronamespace = 'marketing'::regnamespace AND p.prorettype <> 'trigger'::regtype AND p.proname NOT LIKE 'op\_%'
ORDER BY 1
SQL
}

sub same_answers
{
	my ($database, $role) = @_;
	my @questions = questions($database);
	my @clean = answers($database, $role, $clean_path, @questions);
	my @hostile = answers($database, $role, $hostile_path, @questions);

	cmp_ok(scalar(grep { /state 00000/ && /^(?!state)/m } @clean), '>', 60, "$role: views and functions of the model answer");
	is_deeply([ map { "$questions[$_]: $hostile[$_]" } 0 .. $#questions ], [ map { "$questions[$_]: $clean[$_]" } 0 .. $#questions ], "$role: and say the same with the traps in the search_path");
	return;
}

foreach my $role ('postgres', 'owner')
{
	my $database = "of_$role";

	new_database($database);
	foreach my $sql ('CREATE EXTENSION campaign_analytics', "SELECT campaign_analytics.create_model('marketing')",
		"SELECT campaign_analytics.load_sample('marketing', contacts => 60, days => 10)", "SELECT campaign_analytics.create_model('marketing')")
	{
		my ($answer) = answers($database, $role, $hostile_path, $sql);
		like($answer, qr/state 00000/, "$role: $sql");
	}
	nobody_trapped("$role installs, makes a model and fills it");
	same_answers($database, $role);
	nobody_trapped("$role reads");
	ask($node, "GRANT USAGE ON SCHEMA marketing TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA marketing TO reader", $database);
	same_answers($database, 'reader');
	like((answers($database, $role, $hostile_path, "SELECT campaign_analytics.drop_model('marketing')"))[0], qr/state 00000/, "$role drops the model");
	nobody_trapped('nor who reads');
	is(ask($node, "SELECT count(*) FROM pg_depend d JOIN pg_proc p ON (d.classid, d.objid) = ('pg_proc'::regclass, p.oid) LEFT JOIN pg_operator o ON (d.refclassid, d.refobjid) = ('pg_operator'::regclass, o.oid)
		LEFT JOIN pg_proc f ON (d.refclassid, d.refobjid) = ('pg_proc'::regclass, f.oid)
		WHERE p.pronamespace = 'campaign_analytics'::regnamespace AND 'mallory' IN (o.oprowner::regrole::text, f.proowner::regrole::text)", $database), 0, 'nothing of the extension is made of what mallory made');
}

#
# The schema of the extension, made beforehand
#

new_database('laid', 'campaign_analytics');
new_database('prepared');
ask($node, 'GRANT CREATE ON DATABASE prepared TO mallory');
fails($node, "SET ROLE $_; CREATE EXTENSION campaign_analytics", '42710', "$_ does not install into a schema that holds traps", 'laid') foreach 'postgres', 'owner';

# One object is enough, whatever it is and whoever installs; it is neither run, replaced nor adopted.
my @beforehand = (
	[ 'a function of ours', 'CREATE FUNCTION campaign_analytics.count_distinct(key bigint) RETURNS bigint RETURN 42' ],
	[ 'an overload', 'CREATE FUNCTION campaign_analytics.count_distinct(varchar) RETURNS bigint RETURN 42' ],
	[ 'an operator', 'CREATE FUNCTION campaign_analytics.f(bigint, int) RETURNS bigint RETURN 1;
		CREATE OPERATOR campaign_analytics.& (LEFTARG = bigint, RIGHTARG = int, FUNCTION = campaign_analytics.f)' ],
	[ 'a composite type', 'CREATE TYPE campaign_analytics.keyset AS (a int)' ],
	[ 'a domain', 'CREATE DOMAIN campaign_analytics.timeline AS bytea' ],
	[ 'a table', 'CREATE TABLE campaign_analytics.sites (host text, category text, name text)' ],
	[ 'a view', 'CREATE VIEW campaign_analytics.site_defaults AS SELECT 1 AS host' ],
	[ 'an aggregate', 'CREATE AGGREGATE campaign_analytics.count(bigint) (SFUNC = int8pl, STYPE = bigint)' ]);
foreach my $case (@beforehand)
{
	my ($name, $sql) = @$case;

	ask($node, "SET ROLE mallory; CREATE SCHEMA campaign_analytics; $sql", 'prepared');
	foreach my $role ('postgres', 'owner')
	{
		fails($node, "SET ROLE $role; CREATE EXTENSION campaign_analytics", '42710', "$name made beforehand is in the way of $role", 'prepared');
	}
	is(ask($node, "SELECT nspowner::regrole, (SELECT count(*) FROM pg_extension WHERE extname = 'campaign_analytics') FROM pg_namespace WHERE nspname = 'campaign_analytics'", 'prepared'),
		'mallory|0', "$name: nothing is installed, and it stays mallory's");
	ask($node, 'DROP SCHEMA campaign_analytics CASCADE', 'prepared');
}

# A dump brings the schema first: empty, it is used.
ask($node, 'CREATE SCHEMA campaign_analytics AUTHORIZATION owner; CREATE EXTENSION campaign_analytics; DROP EXTENSION campaign_analytics; DROP SCHEMA campaign_analytics', 'prepared');

# Whoever owns the schema can wait until the script runs. Here it is made to wait for
# somebody who is about to create one of its functions, and gives up.
foreach my $role ('postgres', 'owner')
{
	my ($blocker, $installer) = map { session($node, 'prepared') } 1 .. 2;

	ask($node, 'SET ROLE mallory; CREATE SCHEMA campaign_analytics', 'prepared');
	answer($blocker, 'SET ROLE mallory');
	answer($blocker, 'BEGIN');
	answer($blocker, 'CREATE FUNCTION campaign_analytics.range_end() RETURNS timestamptz RETURN now()');
	answer($installer, "SET ROLE $role");
	my $pid = backend_pid($installer);
	begin($installer, 'CREATE EXTENSION campaign_analytics');
	ok(wait_until(sub { ask($node, "SELECT count(*) FROM pg_stat_activity WHERE pid = $pid AND wait_event = 'transactionid'") eq 1 }), "$role installs, and waits");
	ask($node, "SET ROLE mallory; CREATE FUNCTION campaign_analytics.trap(bigint, int) RETURNS bigint LANGUAGE plpgsql AS 'BEGIN PERFORM traps.spring(); END';
		CREATE OPERATOR campaign_analytics.& (LEFTARG = bigint, RIGHTARG = int, FUNCTION = campaign_analytics.trap)", 'prepared');
	answer($blocker, 'ROLLBACK');
	is((ended($installer))[0], '42710', 'an operator that came while the script ran has been taken, and is found');
	$_->quit foreach $blocker, $installer;
	ask($node, 'DROP SCHEMA campaign_analytics CASCADE', 'prepared');
}
nobody_trapped('of those who install');

#
# The schema of a model, made beforehand
#

new_database('adopted', 'marketing');
ask($node, 'CREATE EXTENSION campaign_analytics; GRANT USAGE, CREATE ON SCHEMA marketing TO owner', 'adopted');
foreach my $role ('postgres', 'owner')
{
	fails($node, "SET ROLE $role; SELECT campaign_analytics.create_model('marketing')", '42710', "$role: no model in a schema that holds traps", 'adopted');
}
nobody_trapped('of those who make models');

#
# The regression tests, asked again with the traps first in the search_path
#

# Statements of a file of psql, without its own commands.
sub statements
{
	my ($text) = @_;
	my @statements;

	$text =~ s/^\\[a-z].*\n//mg;
	while ($text =~ /\G\s*((?:--[^\n]*|\/\*.*?\*\/|'(?:[^']|'')*'|"[^"]*"|(\$\w*\$).*?\g{-1}|BEGIN ATOMIC.*?\bEND|[^;])+?);[ \t]*(?=\n|\z)/gs)
	{
		push @statements, $1 =~ s/\A(?:\s|--[^\n]*\n|\/\*.*?\*\/)+//sr;
	}
	return @statements;
}

new_database('regress');
ask($node, 'CREATE EXTENSION campaign_analytics', 'regress');
my ($asked, $compared) = (0, 0);
foreach my $file (sort glob("$root/test/sql/*.sql"))
{
	my ($name) = $file =~ m{([^/]+)\.sql$};
	my (@script, @queries);

	# A query becomes a function, which is parsed here and runs there. What the tests
	# define in strings is theirs, and how a type's name is written depends on the path.
	foreach my $sql (statements(slurp_file($file)))
	{
		$sql =~ s/\bLANGUAGE\b/SET search_path = $clean_path LANGUAGE/ if $sql =~ /^CREATE (?:OR REPLACE )?FUNCTION\b/;
		if ($sql =~ /^(?:SELECT|WITH|VALUES|TABLE)\b/i && $sql !~ /\bpg_typeof\b/)
		{
			push @queries, [ $sql, scalar @script ];
			push @script, "CREATE OR REPLACE FUNCTION pg_temp.question() RETURNS SETOF record VOLATILE BEGIN ATOMIC $sql; END",
			  'SELECT pg_temp.question()', "SET search_path = $hostile_path", 'SELECT pg_temp.question()', "SET search_path = $clean_path",
			  'SELECT pg_temp.question()', 'DROP FUNCTION IF EXISTS pg_temp.question()';
		}
		else
		{
			push @script, $sql;
		}
	}
	my @answers = answers('regress', 'postgres', $clean_path, @script);
	my @differ;
	foreach (@queries)
	{
		my ($sql, $at) = @$_;
		my ($made, $before, $there, $after) = @answers[ $at, $at + 1, $at + 3, $at + 5 ];

		# not what only parses in the regression tests' own words, or changes something
		$asked++;
		next if $made !~ /state 00000/ || $before ne $after;
		$compared++;
		push @differ, "$sql\n$before\n$there" if $there ne $before;
	}
	is_deeply(\@differ, [], "$name: the same answers");
}
cmp_ok($compared, '>', 0.8 * $asked, "$compared of $asked queries of the regression tests were asked again");
nobody_trapped('by the regression tests');

finish($node);
