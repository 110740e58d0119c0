# What a reader must know of the machine and the server to judge the figures.
package Bench::Machine;
use strict;
use warnings;

sub facts
{
	my ($session) = @_;
	chomp(my $version = $session->run("SELECT split_part(version(), ' on ', 1)"));
	return (
		server => $version,
		processors => processors() . ', ' . (first_of('/proc/cpuinfo', qr/^model name\s*:\s*(.*)/) // 'unknown'),
		memory => sprintf('%.1f GB', (first_of('/proc/meminfo', qr/^MemTotal:\s+(\d+)/) // 0) / 1048576),
		'huge pages' => huge_pages($session),
		load => (first_of('/proc/loadavg', qr/^(\S+ \S+ \S+)/) // 'unknown') . ' before the first question',
	);
}

sub processors
{
	open(my $file, '<', '/proc/cpuinfo') or return 1;
	return scalar grep { /^processor\s*:/ } readline $file;
}

# Three things are called so: the server's shared memory, malloc in its backends,
# and the kernel's willingness.
sub huge_pages
{
	my ($session) = @_;
	chomp(my $shared = $session->run('SHOW huge_pages'));
	my $pool = first_of('/proc/meminfo', qr/^HugePages_Total:\s+(\d+)/) // 0;
	my $thp = first_of('/sys/kernel/mm/transparent_hugepage/enabled', qr/\[(\w+)\]/) // 'unknown';
	my $malloc = malloc_tunables($session->{postmaster});
	return "shared memory $shared (pool of $pool), malloc $malloc, transparent $thp";
}

sub malloc_tunables
{
	my ($pid) = @_;
	open(my $file, '<', '/proc/' . ($pid // 'self') . '/environ') or return 'unknown';
	local $/ = "\0";
	foreach my $entry (readline $file)
	{
		return $1 ? 'on' : 'off' if $entry =~ /^GLIBC_TUNABLES=.*\bhugetlb=(\d)/;
	}
	return 'off';
}

sub first_of
{
	my ($path, $pattern) = @_;
	open(my $file, '<', $path) or return;
	while (my $line = <$file>)
	{
		return $1 if $line =~ $pattern;
	}
	return;
}

1;
