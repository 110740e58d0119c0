# A model as the drivers under BI tools show it: pgJDBC (Metabase, Looker,
# Tableau), psqlODBC (Power BI, Excel), and SQLAlchemy with psycopg2 (Superset).
# That of Cube is in test/clients/cube.pl.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use Clients;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = model_server();
my $expected = expected_of($node, calls($node));

# What would be read without being seen
sub without { my ($kind, $lacks) = @_; return [ grep { $lacks->($expected->{$kind}{$_}) } sort keys %{ $expected->{$kind} } ] }

is_deeply(without(values => sub { $_[0][0] =~ /^0 / }), [], 'every view has rows to read');
is_deeply(without(answers => sub { $_[0][0] =~ /^0 / }), [], 'and every call gives some');
is_deeply(without(views => sub { !$_[0][0] }), [], 'every view has a comment');
is_deeply(without(columns => sub { !$_[0]{comment} }), [], 'and every column');

#
# pgJDBC, which gives the session the zone of the machine
#

my $classes = PostgreSQL::Test::Utils::tempdir;
my $jdbc = '/usr/share/java/postgresql.jar';
# a compiler of 2 MB, where a JDK has 70
system_or_bail(qw(java -cp), "/usr/share/java/ecj.jar:$jdbc", qw(org.eclipse.jdt.internal.compiler.batch.Main -nowarn -11 -d),
	$classes, "$Clients::programs/Jdbc.java");
my $said = run_client($node, $expected, 'java', '-XX:TieredStopAtLevel=1', '-Duser.timezone=America/New_York', '-cp', "$classes:$jdbc", 'Jdbc');
shows($said, $expected, 'pgJDBC', 'internal', prepared => 'true', simple => 'false');
cmp_ok($said->{binary}{prepared}[0], '>', 0, 'pgJDBC, prepared: it got values in binary');
is($said->{binary}{simple}[0], 0, 'pgJDBC, simple: and none here');

#
# psqlODBC
#

$said = run_client($node, $expected, '/usr/bin/python3', "$Clients::programs/odbc.py");
shows($said, $expected, 'psqlODBC', 'internal', prepared => 'true', simple => 'false');

#
# SQLAlchemy with psycopg2
#

$said = run_client($node, $expected, '/usr/bin/python3', "$Clients::programs/alchemy.py");
shows($said, $expected, 'SQLAlchemy', 'sql', psycopg2 => 'false');

finish($node);
