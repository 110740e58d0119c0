# The bench's tables, and the small arithmetic behind them.
package Bench::Report;
use strict;
use warnings;
use List::Util qw(min);

sub median
{
	my @sorted = sort { $a <=> $b } @_ or return undef;
	return ($sorted[ $#sorted / 2 ] + $sorted[ @sorted / 2 ]) / 2;
}

# A role's median in one set of measurements, or undef: of its fastest variant,
# but of ours the first, which has the floor's scan and filter.
sub best
{
	my ($measured, $role) = @_;
	my @variants = grep { $_->{role} eq $role } @$measured;
	$#variants = 0 if $role eq 'ours' && @variants;
	return min(grep { defined } map { median(@{ $_->{ms} }) } @variants);
}

# A number with as many decimals as its size deserves, or a dash.
sub number
{
	my ($value) = @_;
	return '-' unless defined $value;
	return sprintf($value < 10 ? '%.2f' : $value < 100 ? '%.1f' : '%.0f', $value);
}

sub ratio
{
	my ($above, $below) = @_;
	return number(defined $above && $below ? $above / $below : undef);
}

sub print_facts
{
	my @facts = @_;
	while (my ($name, $value) = splice @facts, 0, 2)
	{
		printf "%-12s %s\n", $name, $value;
	}
	return;
}

my $DETAILS = "%-42s %-24s %7s %7s %9s %9s %9s %5s\n";

sub print_detail_heading
{
	print "\nEvery variant. `planned` is the number of workers in the plan: 0 where the planner refused or chose none.\n\n";
	printf $DETAILS, 'question', 'variant', 'workers', 'planned', 'median ms', 'min ms', 'cpu ms', 'runs';
	return;
}

sub print_details
{
	my ($question, $workers, $measured) = @_;
	foreach my $variant (@$measured)
	{
		my @ms = @{ $variant->{ms} };
		my @cpu = grep { defined } @{ $variant->{cpu_ms} };
		printf $DETAILS, $question->{name}, $variant->{label}, $workers, $variant->{planned} // '-',
		  number(median(@ms)), number(@ms ? min(@ms) : undef), number(median(@cpu)), scalar @ms;
	}
	return;
}

my $RATIOS = "%-40s %7s %9s %9s %10s %-10s %8s %10s %15s %11s\n";

sub print_ratio_heading
{
	print "\nRatios of medians. ours/floor: the lower the better; the others: how many times faster ours is.\n",
	  "`2 (0)`: two workers allowed, none in the plan of ours. `speedup`: of ours over no workers.\n\n";
	printf $RATIOS, 'question', 'workers', 'floor ms', 'ours ms', 'ours/floor', 'goal', 'speedup',
	  'plain/ours', 'clickhouse/ours', 'duckdb/ours';
	return;
}

sub print_ratios
{
	my ($question, $workers, $measured, $alone) = @_;
	my %ms = map { $_ => best($measured, $_) } qw(floor ours plain clickhouse duckdb);
	printf $RATIOS, $question->{name}, workers_of_ours($workers, $measured), number($ms{floor}), number($ms{ours}),
	  ratio($ms{ours}, $ms{floor}), verdict($question->{goal}, $ms{ours}, $ms{floor}),
	  $alone ? ratio(best($alone, 'ours'), $ms{ours}) : '',
	  map { ratio($ms{$_}, $ms{ours}) } qw(plain clickhouse duckdb);
	return;
}

sub workers_of_ours
{
	my ($allowed, $measured) = @_;
	my ($planned) = map { $_->{planned} // () } grep { $_->{role} eq 'ours' } @$measured;
	return defined $planned && $planned != $allowed ? "$allowed ($planned)" : $allowed;
}

sub verdict
{
	my ($goal, $ours, $floor) = @_;
	return '' unless $goal;
	my $limit = $goal =~ /^(.*) ms$/ ? $1 : $floor && $goal * $floor;
	return $goal unless $ours && $limit;
	return "$goal " . ($ours <= $limit ? 'met' : 'missed');
}

1;
