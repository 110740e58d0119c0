# Markup: elements, numbers and tables of the report
#
# What it makes is HTML and well-formed XML as well: every element is closed,
# every attribute quoted, and no entity is used but XML's five.
#
# Interface
#	escape		- text, as content or as a value of an attribute
#	element		- an element with its attributes and what is in it
#	show		- a value of a kind, as people read it
#	table		- rows under columns of a kind each; the exact values are in data-value
#	figures		- the same, folded away behind a chart
package Markup;

use strict;
use warnings;
use utf8;

use Exporter 'import';
use POSIX ();

our @EXPORT = qw(escape element show table figures);

my %entity = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;', "'" => '&#39;');

# Names may hold anything that a database lets be; what XML has no room for is
# shown as the sign for it.
sub escape
{
	my ($text) = @_;
	$text =~ s/[^\t\n\r\x{20}-\x{7e}\x{a0}-\x{d7ff}\x{e000}-\x{fffd}\x{10000}-\x{10ffff}]/\x{fffd}/g;
	return $text =~ s/([&<>"'])/$entity{$1}/gr;
}

# element NAME, [ATTRIBUTE => VALUE, ...], CONTENT...: content is markup already
sub element
{
	my ($name, $attributes, @content) = @_;
	my $tag = $name;
	for (my $i = 0; $i < @$attributes; $i += 2)
	{
		$tag .= sprintf ' %s="%s"', $attributes->[$i], escape($attributes->[ $i + 1 ]);
	}
	return "<$tag/>" if !@content && $name =~ /^(?:rect|line|path|circle|meta)$/;
	return "<$tag>" . join('', @content) . "</$name>";
}

#
# Numbers
#

sub count
{
	my ($number) = @_;
	my $digits = sprintf '%.0f', $number;
	1 while $digits =~ s/^(-?\d+)(\d{3})/$1,$2/;
	return $digits eq '-0' ? '0' : $digits;
}

# To one digit behind the point, which whole numbers do not need.
sub decimal
{
	my ($number) = @_;
	my $tenths = POSIX::floor(abs($number) * 10 + 0.5);
	my $sign = $number < 0 && $tenths ? "\x{2212}" : '';
	return $sign . count(POSIX::floor($tenths / 10)) . '.' . $tenths % 10;
}

sub money
{
	my ($number) = @_;
	return abs($number) < 1e15 ? count($number) =~ s/^-/\x{2212}/r : sprintf('%.3g', $number);
}

sub duration
{
	my ($seconds) = @_;
	return sprintf('%.0f s', $seconds) if $seconds < 99.5;
	return sprintf('%.0f min', $seconds / 60) if $seconds < 99.5 * 60;
	return sprintf('%.0f h', $seconds / 3600) if $seconds < 47.5 * 3600;
	return count($seconds / 86400) . ' days';
}

my %kinds = (
	text => sub { $_[0] },
	count => \&count,
	decimal => \&decimal,
	money => \&money,
	rate => sub { decimal(100 * $_[0]) . '%' },
	bar => sub { decimal(100 * $_[0]) . '%' },
	duration => \&duration);

# show KIND, VALUE: text, not yet escaped; what is not known is a dash
sub show
{
	my ($kind, $value) = @_;
	return defined $value ? $kinds{$kind}->($value) : "\x{2013}";
}

#
# Tables
#

# The first column is the head of its row.
sub cell
{
	my ($kind, $value, $is_head) = @_;
	my @attributes = (class => $kind);
	push @attributes, 'data-value' => $value if $kind ne 'text' && defined $value;
	# a rate may be over 1, where what it is a share of lies before the range
	push @attributes, style => sprintf('--share:%.4f', $value > 1 ? 1 : $value) if $kind eq 'bar' && defined $value;
	push @attributes, scope => 'row' if $is_head;
	return element($is_head ? 'th' : 'td', \@attributes, escape(show($kind, $value)));
}

# table ID, CAPTION, [[HEAD, KIND], ...], [[VALUE, ...], ...]
sub table
{
	my ($id, $caption, $columns, $rows) = @_;
	my @heads = map { element('th', [ class => $_->[1], scope => 'col' ], escape($_->[0])) } @$columns;
	my @lines;
	foreach my $row (@$rows)
	{
		push @lines, element('tr', [], map { cell($columns->[$_][1], $row->[$_], $_ == 0) } 0 .. $#$columns) . "\n";
	}
	return element('div', [ class => 'scroll', tabindex => 0, role => 'region', 'aria-label' => $caption ],
		element('table', [ id => $id ],
			element('caption', [], escape($caption)), "\n",
			element('thead', [], element('tr', [], @heads)), "\n",
			element('tbody', [], @lines)));
}

sub figures
{
	return element('details', [], element('summary', [], 'Figures'), table(@_));
}

1;
