# Tally: a TAP harness that also writes down how many assertions passed
#
# Usage: TALLY=FILE prove --harness Tally ...
#
# Appends one line "PASSED FAILED" to FILE. An assertion that was planned and
# did not run has failed, and so has one that was skipped: a test that cannot
# run here is a test that says nothing. A documented TODO that fails, passes.
package Tally;

use strict;
use warnings;

use parent 'TAP::Harness';

sub summary
{
	my ($self, $aggregate) = @_;
	my ($passed, $failed) = (0, 0);

	foreach my $parser ($aggregate->parsers)
	{
		my ($p, $f) = _count($parser);
		$passed += $p;
		$failed += $f;
	}
	open(my $tally, '>>', $ENV{TALLY}) or die "cannot write $ENV{TALLY}: $!";
	print $tally "$passed $failed\n";
	close $tally;
	return $self->SUPER::summary($aggregate);
}

sub _count
{
	my ($parser) = @_;
	my $skipped = scalar $parser->skipped;
	my $passed = scalar($parser->passed) - $skipped;
	my $failed = scalar($parser->failed) + $skipped;
	my $missing = ($parser->tests_planned // 0) - ($parser->tests_run // 0);

	$failed += $missing if $missing > 0;

	# died, no plan, a plan that does not fit, or all of the file skipped
	$failed++
	  if !$failed && ($parser->has_problems || !$passed && !$parser->todo);
	return ($passed, $failed);
}

1;
