# A model as Cube shows it: node-postgres, and Cube's PostgresDriver over it.
# Run by make test-cube, because the driver comes from npm with 250 packages.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../t/lib";
use Analytics;
use Clients;
use Test::More;

my $node = model_server();
my $expected = expected_of($node, calls($node));
my $said = run_client($node, $expected, 'node', "$FindBin::RealBin/node.js");

shows($said, $expected, 'node-postgres and Cube', 'standard', pg => 'true', cube => 'false');

# What Cube calls the types, which it must know to keep the result of a query
my %cube = (
	'bigint' => 'bigint', 'boolean' => 'boolean', 'date' => 'date', 'double precision' => 'double', 'integer' => 'int', 'jsonb' => 'jsonb',
	'text' => 'text', 'text[]' => 'text', 'timestamp with time zone' => 'timestamptz');
my %types = map { $_ => [ join ' ', 0, map { $cube{$_} } @{ $expected->{types}{$_} } ] } keys %{ $expected->{types} };
like(delete($said->{types}{'a row'})->[0], qr/Unable to detect type for field "ab_test"/, 'Cube keeps no rows in a column, as docs/clients.md says');
is_deeply($said->{types}, \%types, 'Cube knows the types of all columns');
finish($node);
