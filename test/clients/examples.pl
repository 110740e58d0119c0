# Of examples/, what needs packages of npm: the backend in JavaScript, and Cube's
# own word on its documents. Run by make test-cube.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../t/lib";
use Analytics;
use Backend;
use Examples;
use IPC::Run ();
use JSON::PP ();
use Test::More;

my $examples = "$FindBin::RealBin/../../examples";
my $node = examples_server();
$ENV{NODE_PATH} = "$FindBin::RealBin/node_modules";

#
# The backend
#

backend_answers($node, 'node', "$examples/backend/server.js");

#
# Cube: its compiler takes the documents, and its SQL gives the rows that
# 019_examples.pl reads
#

my $folder = "$examples/cube/model/cubes";
my $cubes = cubes(glob("$folder/*.yml"));
make_reach($node, '2000-01-01');

my @asked = (
	(map { [ [], [ cube_members($cubes->{$_}, 'measures') ] ] } sort keys %$cubes),
	(map { [ [ grep { !/\.key$/ } cube_members($cubes->{$_}, 'dimensions') ], [ cube_members($cubes->{$_}, 'measures') ] ] } sort keys %$cubes),
	(map { [ [ 'campaigns.office', 'campaigns.campaign_type' ], [ cube_members($cubes->{$_}, 'measures') ] ] } qw(engagement reach)),
	(map { [ [ "$_.channel", "$_.date:week" ], [ cube_members($cubes->{$_}, 'measures') ] ] } qw(engagement reach)),
	[ [ 'events.source', 'events.occurred_at:month' ], [ cube_members($cubes->{events}, 'measures') ] ]);

# As Cube wants to be asked: times apart, all others by their names.
sub as_json
{
	my ($dimensions, $measures) = @{ $_[0] };
	my @times = map { /^(.*):(\w+)$/ ? { dimension => $1, granularity => $2 } : () } @$dimensions;
	return { measures => $measures, dimensions => [ grep { !/:/ } @$dimensions ], timeDimensions => \@times };
}

my ($out, $err);
my $compiled = IPC::Run::run([ 'node', "$FindBin::RealBin/compile.js", $folder, JSON::PP::encode_json([ map { as_json($_) } @asked ]) ],
	'>', \$out, '2>', \$err);
ok($compiled, 'Cube compiles the documents') or diag($err);

my @sql = $out =~ /^sql (.*)$/mg;
my %rollups = map { $_ => 1 } $out =~ /^rollup (.*)$/mg;
is(scalar keys %rollups, 1, 'the one rollup is used by those that it can answer');
ask($node, join ';', 'CREATE SCHEMA stb_pre_aggregations', keys %rollups);
is(scalar @sql, scalar @asked, 'and all queries');
foreach my $i (0 .. $#sql)
{
	my $ours = cube_query($cubes, @{ $asked[$i] });
	my $what = join ' ', map { @$_ } @{ $asked[$i] };

	cmp_ok(ask($node, "SELECT count(*) FROM ($ours) AS q"), '>', 0, "rows of $what");
	same($node, "((SELECT q::text FROM ($ours) AS q) EXCEPT ALL (SELECT q::text FROM ($sql[$i]) AS q))
		UNION ALL ((SELECT q::text FROM ($sql[$i]) AS q) EXCEPT ALL (SELECT q::text FROM ($ours) AS q))", '', "the same $what");
}

finish($node);
