# One psql session with the server under test, kept open and timed.
#
#	new(settings)	- connect; a hash of parameters to SET
#	run(sql)		- output; dies with the server's message
#	timed(sql)		- { answer, ms, cpu_ms }; ms is psql's \timing, which on a local
#					  socket is the server's time, not slowed by EXPLAIN ANALYZE
#	memory()		- { VmHWM, VmRSS } of the backend, kB
#	forget_peak()	- lets VmHWM begin again at VmRSS
#	finish()
#
# CPU time covers the leader and its parallel workers: the postmaster has reaped
# the workers, and so has their time, before the leader's query returns.  It and
# the memory come from /proc, so the server must be on this machine; elsewhere
# they are undefined.
package Bench::Session;
use strict;
use warnings;
use IPC::Open2 qw(open2);
use POSIX ();

my $END = 'end-of-bench-statement';
my $MS_PER_TICK = 1000 / POSIX::sysconf(&POSIX::_SC_CLK_TCK);

sub new
{
	my ($class, %settings) = @_;
	my $self = bless {}, $class;
	$self->{pid} = open2(
		$self->{out}, $self->{in}, 'sh', '-c',
		'exec psql -X -q -A -t -F "$1" -P "null=\\N" 2>&1', 'sh', "\t");
	$self->run("SET $_ = $settings{$_}") foreach sort keys %settings;
	chomp($self->{backend} = $self->run('SELECT pg_backend_pid()'));
	my $stat = process_stat($self->{backend});
	$self->{postmaster} = $stat->{parent} if $stat;
	return $self;
}

sub run
{
	my ($self, $sql) = @_;
	$self->put($sql);
	my $output = $self->get();
	die "$1\n" if $output =~ /^(?:psql:\S* )?((?:ERROR|FATAL|PANIC): .*)/m;
	return $output;
}

sub put
{
	my ($self, $sql) = @_;
	local $SIG{PIPE} = 'IGNORE';
	print { $self->{in} } "$sql\n;\n\\echo $END\n";
	$self->{in}->flush();
	return;
}

sub get
{
	my ($self) = @_;
	my $output = '';
	while (defined(my $line = readline $self->{out}))
	{
		return $output if $line eq "$END\n";
		$output .= $line;
	}
	die "psql ended: $output\n";
}

sub timed
{
	my ($self, $sql) = @_;
	my $cpu_before = $self->cpu_ms();
	my $output = $self->run("\\timing on\n$sql\n;\n\\timing off");
	my $cpu_after = $self->cpu_ms();
	$output =~ s/^Time: ([\d.]+) ms.*\n//m or die "no time in: $output\n";
	return {
		ms => $1,
		answer => canonical($output),
		cpu_ms => defined $cpu_before && defined $cpu_after ? $cpu_after - $cpu_before : undef,
	};
}

# Rows in one fixed order, so that answers compare as strings.
sub canonical
{
	my ($rows) = @_;
	return join("\n", sort split /\n/, $rows);
}

# The number of workers that the planner wants; also loads what the query needs.
sub planned_workers
{
	my ($self, $sql) = @_;
	my ($workers) = $self->run("EXPLAIN $sql") =~ /Workers Planned: (\d+)/;
	return $workers // 0;
}

sub cpu_ms
{
	my ($self) = @_;
	my $leader = process_stat($self->{backend}) or return;
	my $postmaster = process_stat($self->{postmaster}) or return;
	return ($leader->{own_ticks} + $postmaster->{reaped_ticks}) * $MS_PER_TICK;
}

sub process_stat
{
	my ($pid) = @_;
	open(my $file, '<', "/proc/$pid/stat") or return;
	# the command's name, the second field, may hold spaces
	my @field = split / /, (readline($file) =~ s/^.*\) //r);
	return {
		parent => $field[1],
		own_ticks => $field[11] + $field[12],
		reaped_ticks => $field[13] + $field[14],
	};
}

sub memory
{
	my ($self) = @_;
	open(my $file, '<', "/proc/$self->{backend}/status") or return;
	return { map { /^(VmHWM|VmRSS):\s+(\d+) kB/ ? ($1 => $2) : () } readline $file };
}

sub forget_peak
{
	my ($self) = @_;
	open(my $file, '>', "/proc/$self->{backend}/clear_refs") or return;
	print {$file} '5';
	return close $file;
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
