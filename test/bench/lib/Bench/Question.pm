# Questions of the bench: one file each under queries/CAPABILITY/.
#
# A file opens with headers and holds one section a way of answering:
#
#	-- title: what is asked, in words
#	-- goal: 1.4			ours may take this many times the floor; `50 ms`: this long
#	-- schema: bench_model	where its tables are, if not in `bench`
#	-- each: a b, c d		ask once with each of these, @1@ standing for a or c, @2@ for b or d
#	-- work_mem: 4MB, 64MB	ask once with each of these, not with the bench's own
#	-- memory: 12 bytes a key	or `spill`: measured in the memory section too
#	-- setup: CREATE TABLE IF NOT EXISTS ...	what ours reads besides the bench's tables,
#						on one line or more; not timed
#	--@ ROLE [LABEL]
#	SELECT ...
#
# Roles: floor (the same scan, filter and GROUP BY with count(col)), ours, plain,
# clickhouse, duckdb.  A role may have several variants told apart by labels.  The
# fastest counts, but of ours the first: it must have the floor's scan and filter.
# Answers of all but the floor must be equal, so a query returns integers and text
# only, in any order.
package Bench::Question;
use strict;
use warnings;

our @ROLES = qw(floor ours plain clickhouse duckdb);

sub load_all
{
	my ($folder, $filter) = @_;
	my @questions;
	foreach my $path (sort glob("$folder/*/*.sql"))
	{
		my ($name) = $path =~ m{([^/]+/[^/]+)\.sql$};
		push @questions, parse($name, $path) if $name =~ /$filter/;
	}
	return map { each_work_mem($_) } map { each_words($_) } @questions;
}

sub parse
{
	my ($name, $path) = @_;
	my $question = { name => $name, schema => 'bench', variants => [] };
	my $variant;
	open(my $file, '<', $path) or die "cannot read $path: $!\n";
	while (my $line = <$file>)
	{
		if ($line =~ /^--@ (\w+)(?: (\S+))?\s*$/)
		{
			die "$path: no such role: $1\n" unless grep { $_ eq $1 } @ROLES;
			$variant = { role => $1, label => join(' ', $1, $2 // ()), sql => '' };
			push @{ $question->{variants} }, $variant;
		}
		elsif ($variant) { $variant->{sql} .= $line; }
		elsif ($line =~ /^-- (title|goal|schema|each|work_mem|memory): (.*\S)/) { $question->{$1} = $2; }
		elsif ($line =~ /^-- setup: (.*)/) { $question->{setup} .= "$1\n"; }
	}
	close $file;
	s/\s+\z// foreach map { $_->{sql} } @{ $question->{variants} };
	return $question;
}

# A question with a list of words becomes one question for each.
sub each_words
{
	my ($question) = @_;
	return $question unless $question->{each};
	return map { with_words($question, split ' ', $_) } split /,/, $question->{each};
}

sub with_words
{
	my ($question, @words) = @_;
	my @variants = map { { %$_, sql => $_->{sql} =~ s/@(\d)@/$words[$1 - 1]/gr } } @{ $question->{variants} };
	return { %$question, name => "$question->{name}\@$words[0]", variants => \@variants };
}

# A question with a list of work_mem becomes one question for each.
sub each_work_mem
{
	my ($question) = @_;
	return $question unless $question->{work_mem};
	return
	  map { { %$question, work_mem => $_, name => "$question->{name}\@$_" } }
	  split /,\s*/, $question->{work_mem};
}

# The first variant of a role.
sub variant
{
	my ($question, $role) = @_;
	my ($found) = grep { $_->{role} eq $role } @{ $question->{variants} };
	return $found;
}

1;
