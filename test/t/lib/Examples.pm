# Examples: what the tools of examples/ do with what they are given there
#
# Metabase puts values into a question, Grafana into a panel, Cube makes a query
# of members. None of the three is here; these are the few rules of theirs that
# the examples rely on. make test-cube compares Cube's with what its own compiler
# makes of the same documents.
package Examples;

use strict;
use warnings;

use Analytics;
use CPAN::Meta::YAML ();
use Exporter 'import';
use FindBin;
use PostgreSQL::Test::Utils;

our @EXPORT = qw(examples_server metabase metabase_variables grafana cubes cube_members cube_query make_reach);

# A server with a model and a role that may not read it. One campaign has a name
# with what SQL has to quote; the past ends today, because functions without a
# range are asked for the last 30 days.
sub examples_server
{
	my $node = start_server('examples', "timezone = 'UTC'");

	ask($node, <<'SQL');
SELECT create_model('marketing');
SET client_min_messages = warning;
SELECT load_sample('marketing', contacts => 150, days => 60, end_at => current_date);
INSERT INTO marketing.campaigns (id, name, campaign_group, campaign_type, status)
VALUES ('o''neill', 'O''Neill''s "50%" \ sale', 'messaging', 'email', 'completed');
INSERT INTO marketing.events (occurred_at, event_type, campaign_id, message_id, contact_id, channel)
SELECT current_date - interval '9 days' + t.after, t.event_type, 'o''neill', 'm' || m, 'contact-' || m, 'email'
FROM generate_series(1, 3) AS m,
	(VALUES ('sent', interval '0'), ('delivered', '1 minute'), ('opened', '1 hour'), ('opened', '8 days')) AS t (event_type, after);
CREATE ROLE stranger LOGIN;
SQL
	return $node;
}

sub quoted { return "'" . $_[0] =~ s/'/''/gr . "'" }

#
# Metabase
#

# metabase_variables SQL: { name => type } as the comment on top tells the user
sub metabase_variables
{
	my ($sql) = @_;
	my ($told) = $sql =~ /^-- Variables: ([^\n]*)/m;
	return { $told =~ /(\w+) \((Text|Number|Date)\b/g };
}

# metabase SQL, TYPES, VALUES: the statements that run it with bound values. A
# clause in [[ ]] stays if all its variables have one. The driver declares the
# types of most values; of some dates it leaves them to the server (unknown).
sub metabase
{
	my ($sql, $types, $values) = @_;
	my (%number, @types, @values);
	my $given = sub { !grep { !defined $values->{$_} } $_[0] =~ /\{\{(\w+)\}\}/g };

	$sql =~ s/\[\[(.*?)\]\]/$given->($1) ? $1 : ''/gse;
	$sql =~ s/\{\{(\w+)\}\}/'$' . ($number{$1} \/\/= parameter($1, $types, $values, \@types, \@values))/ge;
	my $declared = @types ? '(' . join(', ', @types) . ')' : '';
	my $execute = @values ? '(' . join(', ', map { quoted($_) } @values) . ')' : '';
	return "PREPARE question $declared AS $sql;\nEXECUTE question $execute;";
}

sub parameter
{
	my ($name, $types, $values, $declared, $bound) = @_;
	die "the question needs $name\n" unless defined $values->{$name};
	push @$bound, $values->{$name};
	return push @$declared, $types->{$name} // die "the question does not tell the type of $name\n";
}

#
# Grafana
#

my %seconds = (h => 3600, d => 86400);

# grafana SQL, RANGE, VARIABLES: variables first, as the browser does, then macros
sub grafana
{
	my ($sql, $range, $variables) = @_;
	my ($from, $to) = map { quoted($_) } @$range{qw(from to)};
	my %macro = (
		__timeFrom => sub { $from },
		__timeTo => sub { $to },
		__timeFilter => sub { "$_[0] BETWEEN $from AND $to" },
		__timeGroup => sub {
			my ($n, $unit) = $_[1] =~ /^(\d+)([hd])$/ or die "no interval: $_[1]\n";
			my $step = $n * $seconds{$unit};
			"floor(extract(epoch from $_[0])/$step)*$step";
		});
	$macro{__timeGroupAlias} = sub { $macro{__timeGroup}->(@_) . ' AS "time"' };

	$sql =~ s/\$\{(\w+):sqlstring\}/quoted($variables->{$1} \/\/ die "no variable $1\n")/ge;
	$sql =~ s/\$__interval\b/$range->{interval}/g;
	$sql =~ s/\$(\w+)\(([^)]*)\)/($macro{$1} \/\/ die "no macro $1\n")->(split m{ *, *}, $2)/ge;
	die "something is left: $1\n" if $sql =~ /(\$[_a-z{]\w*)/;
	return $sql;
}

#
# Cube
#

# cubes FILE...: { name => cube } of documents in YAML
sub cubes
{
	my %cubes;
	foreach my $file (@_)
	{
		my $documents = CPAN::Meta::YAML->read_string(slurp_file($file));
		$cubes{ $_->{name} } = $_ foreach map { @{ $_->{cubes} } } @$documents;
	}
	return \%cubes;
}

# make_reach NODE, DAY: run reach.sql from that day on
sub make_reach
{
	my ($node, $since) = @_;
	system_or_bail(qw(psql -X -q -v ON_ERROR_STOP=1 -v zone=UTC -v), "since=$since",
		'-d', $node->connstr('postgres'), '-f', "$FindBin::RealBin/../../examples/cube/reach.sql");
	return;
}

# cube_members CUBE, KIND: its dimensions or measures, as names in full
sub cube_members
{
	my ($cube, $kind) = @_;
	return map { "$cube->{name}.$_->{name}" } @{ $cube->{$kind} };
}

# cube_query CUBES, DIMENSIONS, MEASURES: members as cube.name, and cube.name:week for
# a time in weeks. The cube of the first measure comes first, others are joined to it.
sub cube_query
{
	my ($cubes, $dimensions, $measures) = @_;
	my ($from) = map { /^(\w+)/ } @$measures, @$dimensions;
	my %joined = map { /^(\w+)/ ? ($1 => 1) : () } @$dimensions, @$measures;
	my @columns =
	  ((map { dimension_sql($cubes, $_) . ' AS "' . s/[.:]/__/gr . '"' } @$dimensions),
		map { measure_sql($cubes, $_) . ' AS "' . s/\./__/r . '"' } @$measures);
	my $sql = 'SELECT ' . join(', ', @columns) . qq{ FROM $cubes->{$from}{sql_table} AS "$from"};

	delete $joined{$from};
	$sql .= join_sql($cubes, $from, $_) foreach sort keys %joined;
	$sql .= ' GROUP BY ' . join(', ', 1 .. @$dimensions) if @$dimensions;
	return $sql;
}

sub member
{
	my ($cubes, $path) = @_;
	my ($cube, $name) = split /\./, $path;
	my ($member) = grep { $_->{name} eq $name } map { @{ $cubes->{$cube}{$_} // [] } } qw(dimensions measures);
	return ($cube, $member // die "no member $path\n");
}

# {CUBE} is the cube itself, {name} its member, {cube.name} one of another cube
sub expression
{
	my ($cubes, $cube, $sql) = @_;
	$sql =~ s/\{CUBE\}/"$cube"/g;
	$sql =~ s/\{(\w+)\}/measure_sql($cubes, "$cube.$1")/ge;
	$sql =~ s/\{(\w+\.\w+)\}/dimension_sql($cubes, $1)/ge;
	return $sql;
}

sub dimension_sql
{
	my ($cubes, $path) = @_;
	my ($name, $granularity) = split /:/, $path;
	my ($cube, $dimension) = member($cubes, $name);
	my $sql = expression($cubes, $cube, $dimension->{sql});
	return $granularity ? "date_trunc('$granularity', ($sql\::timestamptz AT TIME ZONE 'UTC'))" : $sql;
}

sub measure_sql
{
	my ($cubes, $path) = @_;
	my ($cube, $measure) = member($cubes, $path);
	my $type = $measure->{type};
	my $sql = defined $measure->{sql} ? expression($cubes, $cube, $measure->{sql}) : undef;
	my $filter = join ' AND ', map { '(' . expression($cubes, $cube, $_->{sql}) . ')' } @{ $measure->{filters} // [] };

	return $sql if $type eq 'number';
	return $filter ? "count(CASE WHEN $filter THEN 1 END)" : 'count(*)' if $type eq 'count';
	die "$path: type $type is not known here\n" unless $type eq 'sum';
	return $filter ? "sum(CASE WHEN $filter THEN $sql END)" : "sum($sql)";
}

sub join_sql
{
	my ($cubes, $from, $to) = @_;
	my ($join) = grep { $_->{name} eq $to } @{ $cubes->{$from}{joins} // [] };
	die "no join from $from to $to\n" unless $join;
	return qq{ LEFT JOIN $cubes->{$to}{sql_table} AS "$to" ON } . expression($cubes, $from, $join->{sql});
}

1;
