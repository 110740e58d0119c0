# Backend: is a program of examples/backend what the page says?
#
# One list of requests for all languages: each answers with the bytes that the
# function itself gives, and with 400 and 404 where the caller is wrong.
package Backend;

use strict;
use warnings;

use Analytics;
use Exporter 'import';
use HTTP::Tiny ();
use IPC::Run ();
use JSON::PP ();
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(backend_answers);

# Of a model with sample data and the campaign o'neill; today is where they end.
sub good
{
	my ($today) = @_;
	my ($url, $sql) = ("as_of=$today", "as_of => '$today'");
	return (
		['/overview', 'overview_json()'],
		["/overview?days=60&$url", "overview_json(60, $sql)"],
		["/overview?days=60&zone=America%2FSao_Paulo&$url", "overview_json(60, 'America/Sao_Paulo', '$today')"],
		["/overview?days=1&days=30&$url", "overview_json(30, $sql)"],
		["/campaign?campaign_id=o%27neill&period=90d&$url", "campaign_json('o''neill', '90d', $sql)"],
		['/campaign?campaign_id=campaign-1', "campaign_json('campaign-1')"],
		["/time_series?days=7&$url", "time_series_json(7, $sql)"],
		["/time_series?days=7&campaign_id=o%27neill&$url", "time_series_json(7, 'o''neill', $sql)"],
		["/attribution?days=30&$url", "attribution_json(30, $sql)"],
		["/funnel?steps=delivered,opened%2Cclicked&days=30&$url", "funnel_json('delivered,opened,clicked', 30, $sql)"],
		["/cohorts?days=60&metric=purchase&$url", "cohorts_json(60, 'purchase', $sql)"]);
}

my @bad = (
	[ 400, '/overview?days=0', qr/days must be between 1 and 366, not 0/ ],
	[ 400, '/overview?days=', qr/integer: ""/ ],
	[ 400, '/overview?days=seven', qr/integer: "seven"/ ],
	[ 400, '/overview?days=99999999999', qr/out of range/ ],
	[ 400, '/overview?days=7)::text;DROP%20SCHEMA%20marketing--', qr/invalid input syntax/ ],
	[ 400, '/overview?zone=Mars', qr/time zone "Mars" is not recognized/ ],
	[ 400, '/overview?as_of=someday', qr/timestamp with time zone: "someday"/ ],
	[ 400, '/overview?as_of=infinity', qr/as_of must be finite/ ],
	[ 400, '/overview?dayz=7', qr/takes days zone as_of/ ],
	[ 400, '/overview?days%20=%3E%207)--=7', qr/takes days zone as_of/ ],
	[ 400, '/funnel?steps=', qr/steps "" have an empty one/ ],
	[ 400, '/campaign', qr/campaign_json\(\) does not exist/ ],
	[ 400, '/campaign?campaign_id=o%27neill&period=14d', qr/period "14d" is not recognized/ ],
	[ 400, '/campaign?campaign_id=a%00b', qr/0x00/ ],
	[ 404, '/campaign?campaign_id=nobody', qr/campaign "nobody" does not exist/ ],
	[ 404, '/campaign?campaign_id=%ff', qr/does not exist/ ],
	[ 404, '/', qr/no such path/ ],
	[ 404, '/constructor', qr/no such path/ ],
	[ 404, '/overview_json?days=7', qr/no such path/ ]);

# start ENVIRONMENT, COMMAND...: a handle for IPC::Run, and its URL, which it prints first
sub start
{
	my ($environment, @command) = @_;
	my ($out, $err) = ('', '');
	local %ENV = (%ENV, PGDATABASE => 'postgres', %$environment);
	my $backend = IPC::Run::start([ @command, 0 ], '<', \undef, '>', \$out, '2>', \$err, IPC::Run::timeout(60));

	$backend->pump until $out =~ /\n/ || !$backend->pumpable;
	$out =~ m{^(http://127\.0\.0\.1:\d+)$}m or die "@command: $err";
	return ($backend, $1);
}

sub get
{
	my ($url, $path) = @_;
	return HTTP::Tiny->new(timeout => 60)->get($url . $path);
}

sub is_error
{
	my ($answer, $status, $like, $name) = @_;
	my $told = eval { JSON::PP->new->utf8->decode($answer->{content}) } // {};
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	is("$answer->{status} $answer->{headers}{'content-type'}", "$status application/json; charset=utf-8", "$name: $status");
	return like($told->{error}, $like, 'and why');
}

# backend_answers NODE, COMMAND...
sub backend_answers
{
	my ($node, @command) = @_;
	my %environment = (PGHOST => $node->host, PGPORT => $node->port, PGUSER => ask($node, 'SELECT current_user'));
	my ($backend, $url) = start(\%environment, @command);

	foreach my $case (good(ask($node, 'SELECT current_date')))
	{
		my ($path, $call) = @$case;
		my $answer = get($url, $path);
		is("$answer->{status} $answer->{headers}{'content-type'}", '200 application/json; charset=utf-8', "GET $path");
		is($answer->{content}, ask($node, "SELECT marketing.$call"), 'what the function gives, byte for byte');
	}
	is_error(get($url, $_->[1]), $_->[0], $_->[2], "GET $_->[1]") foreach @bad;
	is(HTTP::Tiny->new->request('DELETE', "$url/overview")->{status}, 501, 'nothing else than GET');

	# a restart of the server is not one of the backend
	$node->restart;
	is(get($url, '/overview?days=60')->{status}, 200, 'and goes on when the server was started anew');
	$backend->kill_kill;

	($backend, $url) = start({ %environment, PGUSER => 'stranger' }, @command);
	is_error(get($url, '/overview'), 500, qr/^no answer from the database$/, 'who has no rights is told no details');
	$backend->kill_kill;
	($backend, $url) = start({ %environment, PGUSER => 'nobody_at_all' }, @command);
	is_error(get($url, '/overview'), 500, qr/^no answer from the database$/, 'nor who has no role');
	$backend->kill_kill;
	return;
}

1;
