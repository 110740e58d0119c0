# ClickHouse and DuckDB, by way of peers.mjs: one JSON object a line each way.
#
#	start(home, folder)		- load the tables into the peers' own storage; undef where
#							  they are not installed
#	timed(role, threads, sql)	- { answer, ms }
#	finish()
package Bench::Peers;
use strict;
use warnings;
use Bench::Session ();
use IPC::Open2 qw(open2);
use JSON::PP ();

sub start
{
	my ($class, $home, $folder) = @_;
	return unless -d "$home/node_modules/chdb" && -d "$home/node_modules/\@duckdb/node-api";
	my $self = bless {}, $class;
	$self->{pid} = open2($self->{out}, $self->{in}, 'node', "$home/peers.mjs", $folder);
	$self->{versions} = $self->get()->{versions};
	return $self;
}

sub timed
{
	my ($self, $engine, $threads, $sql) = @_;
	local $SIG{PIPE} = 'IGNORE';
	print { $self->{in} }
	  JSON::PP::encode_json({ engine => $engine, threads => $threads, sql => $sql }), "\n";
	$self->{in}->flush();
	my $reply = $self->get();
	return { ms => $reply->{ms}, answer => Bench::Session::canonical($reply->{rows}) };
}

sub get
{
	my ($self) = @_;
	defined(my $line = readline $self->{out}) or die "the peers ended\n";
	my $reply = JSON::PP::decode_json($line);
	die "$reply->{error}\n" if defined $reply->{error};
	return $reply;
}

sub finish
{
	my ($self) = @_;
	close($self->{in});
	close($self->{out});
	waitpid($self->{pid}, 0);
	return;
}

1;
