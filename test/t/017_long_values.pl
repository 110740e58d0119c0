# Texts and arrays as long as values can be, as every argument of everything in
# C: read in time, or refused, or cancelled in time; never an internal error.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use Test::More;
use Time::HiRes qw(time);

# How many thousand bytes they have. make test-large asks for 100,000 in URLs, and for a
# tenth of it elsewhere. What takes quadratic time is too slow with far fewer.
my %kb = (url => $ENV{TEST_TEXT_KB} // 300);
$kb{$_} = $kb{url} > 10_000 ? $kb{url} / 10 : $kb{url} foreach 'words', 'pattern', 'other', 'array';

# A call is told to stop after the first, and must have stopped after the other, in seconds.
my ($TIMEOUT, $SOON) = (1, 2);

my $node = start_server('long_values', 'shared_buffers = 32MB');

# What arguments of each kind may be full of.
my %filling = (
	url => [ 'a', '&', '%', '%C3', '%41&', 'utm_source=', 'utm_source=&', '?', '#', '/', '@', ':', 'http:', '&amp;', '+', '.' ],
	words => [ 'a', ',', 'strict,', 'rolling,', 'exclude=x,', 'exclude[1-2]=x,', 'brackets=0,', '"', '[', '=', '0', '1-', ' ', '-' ],
	pattern => [ 'a', '(?1)', '.*', '.', '(?t<1)', '(?1).*(?t!=5)', '(', '0' ],
	other => [ 'a', ' ', '0/' ]);
ask($node, <<'SQL');
CREATE TABLE long (kind text, filling text, text text);
ALTER TABLE long ALTER text SET STORAGE EXTERNAL;
CREATE TABLE long_array (kind text, texts text[], whole bigint[], numbers float8[], cells retention_cell[]);
ALTER TABLE long_array ALTER texts SET STORAGE EXTERNAL, ALTER whole SET STORAGE EXTERNAL, ALTER numbers SET STORAGE EXTERNAL;
SQL
foreach my $kind (sort keys %filling)
{
	ask($node, "INSERT INTO long SELECT '$kind', f, repeat(f, $kb{$kind} * 1000 / length(f)) FROM unnest(ARRAY[" . join(', ', map { "'$_'" } @{ $filling{$kind} }) . ']) f');
}
ask($node, "INSERT INTO long VALUES ('url', '%C3 in one parameter', 'https://x.io/?utm_source=' || repeat('%C3', $kb{url} * 1000 / 3))");
ask($node, <<"SQL");
INSERT INTO long_array
SELECT 'equal', array_fill('a'::text, ARRAY[n]), array_fill(bigint '1', ARRAY[n]), array_fill(float8 '1', ARRAY[n]), array_fill(ROW('2024-01-01', 1, 0, 1, 1, true, '2024-01-01', 0)::retention_cell, ARRAY[n / 10])
FROM (VALUES ($kb{array} * 50)) s (n);
INSERT INTO long_array
SELECT 'different', array_agg(i::text), array_agg(i), array_agg(i), array_agg(ROW('2024-01-01'::date + i, 1, i, 1, 1, true, '2024-01-01'::timestamptz + i * interval '1 day', i)::retention_cell) FILTER (WHERE i % 10 = 0)
FROM generate_series(1, $kb{array} * 50) i;
SQL

# One argument long and all others good. Of overloads with an argument of one name and
# type, one stands for all.
ask($node, <<'SQL');
CREATE TABLE good (type regtype, literal text);
INSERT INTO good VALUES ('text', '''day'''), ('text[]', '''{a,b}'''), ('boolean', 'true'), ('smallint', '1'), ('integer', '1'), ('bigint', '1'), ('integer[]', '''{1,2}'''), ('bigint[]', '''{1,2}'''),
	('double precision', '0.5'), ('double precision[]', '''{1,2}'''), ('timestamptz', '''2024-02-29 12:00+00'''), ('interval', '''1 day'''), ('uuid', '''c4ca4238-a0b9-2382-0dcc-509a6f75849b'''),
	('"any"', 'true'), ('keyset', 'keyset(1)'), ('timeline', 'timeline(1::bigint, now(), ''a'')'), ('retention_cell[]', '''{}'''), ('bytea', '''\x'''), ('oid[]', '''{1}'''), ('"char"', '''a''');
CREATE VIEW argument AS
SELECT p.oid, p.proname, p.prokind, a.n, a.type, coalesce(p.proargnames[a.n], 'v') AS name,
	CASE WHEN p.proargnames[a.n] IN ('mode', 'options') THEN 'words' WHEN p.proargnames[a.n] IN ('url', 'pattern') THEN p.proargnames[a.n] ELSE 'other' END AS kind
FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid JOIN pg_language l ON l.oid = p.prolang, pg_extension e, unnest(p.proargtypes::oid[]) WITH ORDINALITY a (type, n)
WHERE (d.classid, d.refclassid, d.refobjid, d.deptype) = ('pg_proc'::regclass, 'pg_extension'::regclass, e.oid, 'e') AND e.extname = 'campaign_analytics'
	AND NOT 'internal'::regtype = ANY (p.proargtypes) AND (l.lanname = 'c' OR p.prokind = 'a') AND p.proname !~ '_(transfn|finalfn|in|out|recv|send|accum|combine)$';

-- What is long stands for the argument that it fits.
CREATE VIEW call AS
SELECT DISTINCT ON (long.proname, long.name, long.type, l.source)
	format('%s.%s %s', long.proname, long.name, l.what) AS name, long.type::regtype AS type,
	format('SELECT pg_column_size(%s(%s)%s) FROM %s', long.proname, string_agg(CASE WHEN a.n = long.n THEN l.col ELSE literal || '::' || CASE a.type WHEN '"any"'::regtype THEN 'boolean' ELSE a.type::regtype::text END END, ', ' ORDER BY a.n),
		CASE long.prokind WHEN 'w' THEN ' OVER ()' ELSE '' END, l.source) AS query
FROM argument long
JOIN LATERAL (
	SELECT 'text' AS col, format('long WHERE kind = %L AND filling = %L', kind, filling) AS source, 'full of ' || filling AS what, 'text'::regtype AS type FROM long AS s WHERE s.kind = long.kind UNION ALL
	SELECT col, format('long_array WHERE kind = %L', kind), 'of ' || kind, type::regtype FROM long_array, (VALUES ('texts', 'text[]'), ('whole', 'bigint[]'), ('whole::int[]', 'int[]'), ('numbers', 'float8[]'), ('cells', 'retention_cell[]')) AS t (col, type)) AS l ON l.type = long.type
JOIN argument AS a ON a.oid = long.oid JOIN good ON good.type = a.type
GROUP BY long.oid, long.proname, long.prokind, long.n, long.name, long.type, l.col, l.source, l.what
ORDER BY long.proname, long.name, long.type, l.source, count(*) DESC, long.oid;
SQL
my @call = map { [ split /\|/, $_, 2 ] } split /\n/, ask($node, q(SELECT name || '|' || query FROM call ORDER BY 1));
cmp_ok(scalar @call, '>', 250, scalar(@call) . ' calls');
same($node, q(SELECT DISTINCT name FROM argument WHERE type IN ('text'::regtype, 'text[]'::regtype, 'bigint[]'::regtype, 'int[]'::regtype, 'float8[]'::regtype) AND NOT EXISTS (SELECT FROM call c WHERE c.name LIKE argument.proname || '.' || argument.name || ' %')), '',
	'every argument that can be long is');

my $session = session($node);
my (%state, @wrong, @late, @slowest);
answer($session, "SET statement_timeout = '${TIMEOUT}s'");
foreach my $call (@call)
{
	my ($name, $query) = @$call;
	my ($from, $state, $took);

	# the machine may be busy with other things: the better of two counts
	foreach (1 .. 2)
	{
		$from = time;
		$state = refused($session, $query);
		$took = time - $from;
		last if $took < $TIMEOUT + $SOON;
	}
	$state{$state}++;
	push @wrong, "$name: $state" if $state !~ /^(?:00000|22|42|53|54|57014|0A)/;
	push @late, sprintf('%s: %.1f s', $name, $took) if $took >= $TIMEOUT + $SOON;
	push @slowest, [ $took, $name, $state ];
}
note sprintf '%.2f s, %s: %s', @$_[ 0, 2, 1 ] foreach (sort { $b->[0] <=> $a->[0] } @slowest)[ 0 .. 19 ];
note join ', ', map { "$_: $state{$_}" } sort keys %state;
is_deeply(\@wrong, [], 'each gives an answer, or refuses with a state of class 22, 42, 53, 54, 0A, or is cancelled');
is_deeply(\@late, [], "each stops within $SOON s");
cmp_ok($state{'00000'}, '>', 100, 'many give an answer');
cmp_ok($state{'22023'}, '>', 50, 'many are refused');

finish($node);
