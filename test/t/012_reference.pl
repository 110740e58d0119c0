# docs/model.md is what the comments of a model say.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use IPC::Run ();
use PostgreSQL::Test::Utils;
use Test::More;

my $tree = "$FindBin::RealBin/../..";
my $node = start_server('reference');

# reference ARGUMENT...: its exit status, what it prints and what it complains of
sub reference
{
	my @arguments = @_;
	my ($out, $err);
	local @ENV{qw(PGHOST PGPORT)} = ($node->host, $node->port);
	my $status = IPC::Run::run([ "$tree/test/reference", @arguments ], '>', \$out, '2>', \$err);
	return ($status, $out, $err);
}

my ($status, $difference, $complaint) = reference("$tree/docs/model.md");
ok($status, 'docs/model.md is up to date') or diag($difference, $complaint);

# one word of it is another
my $stale = PostgreSQL::Test::Utils::tempdir . '/stale.md';
append_to_file($stale, slurp_file("$tree/docs/model.md") =~ s/first_unique/first_uniq/r);
($status, $difference, $complaint) = reference($stale);
ok(!$status, 'a stale one is found out');
like($difference, qr/^-.*first_uniq\b/m, 'and where');
like($complaint, qr/write it anew/, 'and what is to be done about it');

finish($node);
