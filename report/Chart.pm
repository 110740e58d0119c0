# Chart: the pictures of the report, as SVG that stands in the page
#
# Interface
#	lines		- series over time, one point a bucket
#	funnel		- steps, each as wide as what is left of the first
#	heatmap		- a triangle of rates
#	bars		- groups of bars, one bar a series
#
# Each takes an id, a title, a description for who cannot see it, and its
# figures; it is drawn 520 units wide, which is about as many pixels. Colours
# are classes, so that the style sheet has them for light and for dark.
#
# Whoever calls has made sure that there is something to draw: at least one
# point, and a largest value above zero.
package Chart;

use strict;
use warnings;
use utf8;

use Exporter 'import';
use List::Util qw(max);
use Markup;
use POSIX ();

our @EXPORT = qw(lines funnel heatmap bars);

my $width = 520;

#
# What all have in common
#

# Coordinates need no more than hundredths.
sub at { return 0 + sprintf('%.2f', $_[0]) }

sub picture
{
	my ($id, $title, $description, $height, @content) = @_;
	return element('svg', [ id => $id, role => 'img', viewBox => "0 0 $width " . at($height), 'aria-labelledby' => "$id-title $id-text" ],
		element('title', [ id => "$id-title" ], escape($title)),
		element('desc', [ id => "$id-text" ], escape($description)), "\n", @content);
}

# label X, Y, CLASS, TEXT
sub label
{
	my ($x, $y, $class, $text) = @_;
	return element('text', [ x => at($x), y => at($y), class => $class ], escape($text));
}

# box X, Y, WIDTH, HEIGHT, CLASS, HINT: a rectangle that tells more when pointed at
sub box
{
	my ($x, $y, $w, $h, $class, $hint) = @_;
	return element('rect', [ x => at($x), y => at($y), width => at($w), height => at($h), class => $class ],
		defined $hint ? element('title', [], escape($hint)) : ()) . "\n";
}

sub rule
{
	my ($x1, $y1, $x2, $y2, $class) = @_;
	return element('line', [ x1 => at($x1), y1 => at($y1), x2 => at($x2), y2 => at($y2), class => $class ]);
}

# So that the widest letters have room, too: SVG does not break or cut text.
sub shortened
{
	my ($text, $most) = @_;
	return length $text > $most ? substr($text, 0, $most - 1) . "\x{2026}" : $text;
}

# ticks LARGEST: the steps of an axis from 0 to at least that, four or five of
# them, each a 1, 2 or 5 with zeros; counts have no halves
sub ticks
{
	my ($largest) = @_;
	my $step = 10**POSIX::floor(POSIX::log10($largest / 5));
	my ($factor) = grep { $step * $_ * 5 >= $largest } 1, 2, 5, 10;
	$step = max(1, $step * $factor);
	return map { $_ * $step } 0 .. POSIX::ceil($largest / $step);
}

#
# Lines
#

# lines ID, TITLE, DESCRIPTION, [LABEL, ...], {name, class, values, filled}...
sub lines
{
	my ($id, $title, $description, $labels, @series) = @_;
	my ($left, $right, $top, $bottom, $height) = (46, 10, 10, 200, 226);
	my @ticks = ticks(max(map { @{ $_->{values} } } @series));
	my $gap = ($width - $left - $right) / @$labels;
	my $y_of = sub { $bottom - ($bottom - $top) * $_[0] / $ticks[-1] };
	my $x_of = sub { $left + $gap * ($_[0] + 0.5) };

	my @parts = map { rule($left, $y_of->($_), $width - $right, $y_of->($_), $_ ? 'grid' : 'axis'), label($left - 8, $y_of->($_) + 4, 'end', show('count', $_)) } @ticks;
	push @parts, map { curve($_, $x_of, $y_of, $bottom) } @series;
	push @parts, dates($labels, $x_of, $bottom);
	foreach my $i (0 .. $#$labels)
	{
		my $hint = join ', ', map { show('count', $_->{values}[$i]) . " $_->{name}" } @series;
		push @parts, box($left + $gap * $i, $top, $gap, $bottom - $top, 'hit', "$labels->[$i]: $hint");
	}
	return picture($id, $title, $description, $height, @parts);
}

sub curve
{
	my ($series, $x_of, $y_of, $bottom) = @_;
	my @values = @{ $series->{values} };
	my @points = map { at($x_of->($_)) . ' ' . at($y_of->($values[$_])) } 0 .. $#values;
	my $line = join ' L', @points;
	my ($first, $last) = (at($x_of->(0)), at($x_of->($#values)));
	my @parts = element('path', [ class => "line $series->{class}", d => "M$line" ]);
	unshift @parts, element('path', [ class => "area $series->{class}", d => "M$first $bottom L$line L$last $bottom Z" ]) if $series->{filled};
	# a line of one point would not be seen
	push @parts, element('circle', [ class => "dot $series->{class}", cx => $first, cy => at($y_of->($values[0])), r => 4 ]) if @values == 1;
	return @parts, "\n";
}

# Six dates at most, at equal distances; the first one starts at the axis.
sub dates
{
	my ($labels, $x_of, $bottom) = @_;
	my $every = POSIX::ceil(@$labels / 6);
	return map { label($x_of->($_ * $every), $bottom + 20, 'middle', $labels->[ $_ * $every ]) } 0 .. POSIX::floor($#$labels / $every);
}

#
# Funnel
#

# funnel ID, TITLE, DESCRIPTION, {name, contacts, dropoff, conversion_from_previous, conversion_overall, median_seconds}...
sub funnel
{
	my ($id, $title, $description, @steps) = @_;
	my $most = max(map { $_->{contacts} } @steps);
	my ($y, $thick, @parts) = (0, 30);
	foreach my $step (@steps)
	{
		push @parts, between($step, $y), if $y;
		$y += 28 if $y;
		push @parts, label(0, $y + 14, 'strong', shortened($step->{name}, 26)),
		  label($width, $y + 14, 'end', show('count', $step->{contacts}) . '  ·  ' . show('rate', $step->{conversion_overall})),
		  box(0, $y + 22, $width, $thick, 'track'),
		  box(0, $y + 22, $width * $step->{contacts} / $most, $thick, 'bar s0', "$step->{name}: " . show('count', $step->{contacts}));
		$y += 22 + $thick;
	}
	return picture($id, $title, $description, $y, @parts);
}

# What happened between a step and the one before.
sub between
{
	my ($step, $y) = @_;
	my $words = show('rate', $step->{conversion_from_previous}) . ' go on';
	$words .= ', half of them within ' . show('duration', $step->{median_seconds}) if defined $step->{median_seconds};
	return label(0, $y + 18, 'good', "\x{2193} $words"),
	  label($width, $y + 18, 'end muted', show('count', $step->{dropoff}) . ' stop');
}

#
# Heat-map
#

# heatmap ID, TITLE, DESCRIPTION, PERIOD, {label, size, cells => [{rate, active, is_complete}, ...]}...
sub heatmap
{
	my ($id, $title, $description, $period, @rows) = @_;
	my ($left, $top, $height) = (92, 22, 26);
	my $columns = max(map { scalar @{ $_->{cells} } } @rows);
	my $cell = ($width - $left) / max($columns, 8);
	my @parts = (label(0, 12, 'muted', 'Began'), label($left - 10, 12, 'end muted', 'Size'));

	push @parts, label($left + $cell * ($_ + 0.5), 12, 'middle muted', $_) foreach 0 .. $columns - 1;
	foreach my $r (0 .. $#rows)
	{
		my ($row, $y) = ($rows[$r], $top + $height * $r);
		push @parts, label(0, $y + 17, '', $row->{label}), label($left - 10, $y + 17, 'end', show('count', $row->{size}));
		push @parts, map { heat($row, $_, $period, $left + $cell * $_, $y, $cell, $height) } 0 .. $#{ $row->{cells} };
	}
	return picture($id, $title, $description, $top + $height * @rows, @parts);
}

# Ten shades. A period that is not over for all can only grow: it has none.
sub heat
{
	my ($row, $number, $period, $x, $y, $w, $h) = @_;
	my $cell = $row->{cells}[$number];
	my $class = $cell->{is_complete} ? 'h' . POSIX::floor($cell->{rate} >= 1 ? 9 : 10 * $cell->{rate}) : 'open';
	my $hint = sprintf '%s, %s %d: %s of %s%s', $row->{label}, $period, $number, show('count', $cell->{active}), show('count', $row->{size}),
	  $cell->{is_complete} ? '' : ', not over yet';
	return box($x + 1, $y + 1, $w - 2, $h - 2, "heat $class", $hint),
	  label($x + $w / 2, $y + 17, "middle on-$class", sprintf '%.0f', 100 * $cell->{rate});
}

#
# Groups of bars
#

# bars ID, TITLE, DESCRIPTION, [NAME OF SERIES, ...], {label, values => [...]}...
sub bars
{
	my ($id, $title, $description, $names, @groups) = @_;
	my ($right, $head, $thick, $gap) = (44, 20, 11, 10);
	my @ticks = ticks(max(map { @{ $_->{values} } } @groups));
	my $group = $head + $thick * @$names + $gap;
	my $bottom = $group * @groups;
	my $x_of = sub { ($width - $right) * $_[0] / $ticks[-1] };

	my @parts = map { rule($x_of->($_), 0, $x_of->($_), $bottom, $_ ? 'grid' : 'axis'), label($x_of->($_), $bottom + 18, $_ ? 'middle' : '', show('count', $_)) } @ticks;
	foreach my $g (0 .. $#groups)
	{
		my ($y, $values) = ($group * $g + $head, $groups[$g]{values});
		push @parts, label(6, $y - 5, 'strong', shortened($groups[$g]{label}, 32));
		foreach my $s (0 .. $#$names)
		{
			my ($top, $number) = ($y + $thick * $s, show('decimal', $values->[$s]));
			push @parts, box(0, $top, $x_of->($values->[$s]), $thick - 1, "bar s$s", "$groups[$g]{label}, $names->[$s]: $number"),
			  label($x_of->($values->[$s]) + 5, $top + $thick - 2, 'small', $number);
		}
	}
	return picture($id, $title, $description, $bottom + 26, @parts);
}

1;
