# Updates of the extension: whichever released version a database has, an update
# makes of it exactly what a new installation is, and keeps what users made.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('upgrade');
my $folder = PostgreSQL::Test::Utils::tempdir;

my ($current) = slurp_file("$FindBin::RealBin/../../campaign_analytics.control") =~
  /^default_version\s*=\s*'(.*)'/m;
my @older = grep { $_ ne $current } split /\n/,
  ask($node, "SELECT version FROM pg_available_extension_versions
	WHERE name = 'campaign_analytics' ORDER BY string_to_array(version, '.')::int[]");

#
# The database of somebody who is no superuser
#

ask($node, 'CREATE ROLE keeper; CREATE ROLE analyst');

# owned DATABASE, [VERSION]: made by keeper, the extension too
sub owned
{
	my ($database, $version) = @_;
	my $which = defined $version ? "VERSION '$version'" : '';

	ask($node, "CREATE DATABASE $database OWNER keeper");
	ask($node, "ALTER DATABASE $database SET search_path = public, campaign_analytics");
	as_keeper($database, "CREATE EXTENSION campaign_analytics $which");
	return;
}

sub as_keeper
{
	my ($database, $sql) = @_;
	return ask($node, "SET SESSION AUTHORIZATION keeper; $sql", $database);
}

sub update
{
	my ($database) = @_;
	return as_keeper($database, 'ALTER EXTENSION campaign_analytics UPDATE');
}

#
# All that the catalogs hold of the extension
#

# name => definition. Asked for a binary upgrade, pg_dump writes down each member
# of an extension with all its attributes, comment and privileges. The numbers
# of objects are left out.
sub definitions
{
	my ($database) = @_;
	my $file = "$folder/$database.sql";

	$node->command_ok(
		[   'pg_dump', '--no-sync', '--binary-upgrade', '--schema-only', '-f', $file,
			'-d', $node->connstr($database) ],
		"the members in $database can be written down");
	my ($name, %found) = ('');
	foreach (split /\n/, slurp_file($file))
	{
		$name = $1 if /^-- Name: (.*)/;
		next if /^--|^$|^\\(?:un)?restrict |^SELECT pg_catalog\.binary_upgrade_set_next_|^SET relfrozenxid|^WHERE oid = .[0-9]+.;/;
		s/^SELECT pg_catalog\.binary_upgrade_create_empty_extension\(.*?\K'\{[0-9,]+\}'/numbers/;
		$found{$name} .= "$_\n";
	}
	return %found;
}

# What pg_dump does not tell.
my %question = (
	'versions' => "SELECT extversion, extrelocatable, extnamespace::regnamespace, extowner::regrole,
			extconfig::oid[]::regclass[], extcondition
		FROM pg_extension WHERE extname = 'campaign_analytics'",
	'members' => "SELECT pg_describe_object(classid, objid, objsubid) FROM pg_depend
		WHERE deptype = 'e' AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'campaign_analytics')",
	'owners' => "SELECT p.oid::regprocedure || ' ' || proowner::regrole FROM pg_proc AS p WHERE pronamespace = 'campaign_analytics'::regnamespace
		UNION ALL SELECT c.oid::regclass || ' ' || relowner::regrole FROM pg_class AS c WHERE relnamespace = 'campaign_analytics'::regnamespace
		UNION ALL SELECT t.oid::regtype || ' ' || typowner::regrole FROM pg_type AS t WHERE typnamespace = 'campaign_analytics'::regnamespace",
	'first privileges' => "SELECT pg_describe_object(classoid, objoid, objsubid), privtype, initprivs FROM pg_init_privs
		WHERE initprivs::text LIKE '%keeper%' OR objoid::regclass::text LIKE 'site%' OR objoid = 'campaign_analytics'::regnamespace",
	'what depends on what' => "SELECT pg_describe_object(classid, objid, objsubid), pg_describe_object(refclassid, refobjid, refobjsubid), deptype
		FROM pg_depend WHERE (classid, objid) IN (SELECT classid, objid FROM pg_depend WHERE deptype = 'e')",
	'settings' => "SELECT name, vartype, context, boot_val, min_val, max_val, short_desc FROM pg_settings WHERE name LIKE 'campaign_analytics.%'");

sub catalog
{
	my ($database) = @_;
	my %found = definitions($database);

	$found{$_} = ask($node, "LOAD 'campaign_analytics'; SELECT q::text FROM ($question{$_}) AS q ORDER BY q::text COLLATE \"C\"", $database)
	  foreach keys %question;
	foreach my $table (split /\n/,
		ask($node, "SELECT c.oid::regclass FROM pg_class AS c WHERE relkind = 'r' AND relnamespace = 'campaign_analytics'::regnamespace", $database))
	{
		$found{"rows of $table"} = ask($node, "SELECT t::text FROM $table AS t ORDER BY t::text COLLATE \"C\"", $database);
	}
	return %found;
}

# differences A, B: the names of what is not the same in both
sub differences
{
	my ($a, $b) = @_;
	my %all = (%$a, %$b);

	return [ sort grep { ($a->{$_} // '') ne ($b->{$_} // '') } keys %all ];
}

owned('fresh');
my %fresh = catalog('fresh');
cmp_ok(scalar keys %fresh, '>', 300, 'a new installation has members');
cmp_ok(scalar @older, '>', 0, 'there are released versions');

#
# Each released version
#

foreach my $version (@older)
{
	my $database = "from_$version" =~ tr/./_/r;

	owned($database, $version);
	isnt(scalar @{ differences(\%fresh, { catalog($database) }) }, 0, "$version is not $current");
	is(ask($node, "SELECT count(*) FROM pg_extension_update_paths('campaign_analytics')
			WHERE source = '$version' AND target = '$current' AND path IS NOT NULL"), 1, "there is a way from $version to $current");
	update($database);

	my %updated = catalog($database);
	my $differences = differences(\%fresh, \%updated);
	is_deeply($differences, [], "$version, updated, is a new installation")
	  or diag(map { "$_\n--- new: " . ($fresh{$_} // "missing\n") . "--- updated: " . ($updated{$_} // "missing\n") } @$differences);
}

#
# Would a difference be seen?
#

my %change = (
	'a comment' => "COMMENT ON FUNCTION cardinality(keyset) IS 'keys'",
	'the comment of a column' => "COMMENT ON COLUMN funnel_step.step IS NULL",
	'the cost of a function' => "ALTER FUNCTION cardinality(keyset) COST 7",
	'volatility' => "ALTER FUNCTION cardinality(keyset) STABLE",
	'parallel safety' => "ALTER FUNCTION cardinality(keyset) PARALLEL RESTRICTED",
	'strictness' => "ALTER FUNCTION cardinality(keyset) CALLED ON NULL INPUT",
	'the body of a function' => "UPDATE pg_proc SET prosrc = 'ca_keyset_out' WHERE oid = 'cardinality(keyset)'::regprocedure",
	'the space of a state' => "UPDATE pg_aggregate SET aggtransspace = 0 WHERE aggfnoid = 'keyset(bigint)'::regprocedure",
	'the final function of an aggregate' => "UPDATE pg_aggregate SET aggfinalmodify = 's' WHERE aggfnoid = 'keyset(bigint)'::regprocedure",
	'storage of a type' => "ALTER TYPE keyset SET (STORAGE = main)",
	'a cast' => "UPDATE pg_cast SET castcontext = 'i' WHERE castsource = 'bytea'::regtype AND casttarget = 'keyset'::regtype",
	'an operator' => "ALTER OPERATOR = (keyset, keyset) SET (RESTRICT = NONE)",
	'a privilege' => "REVOKE EXECUTE ON FUNCTION cardinality(keyset) FROM PUBLIC",
	'a privilege on the schema' => "REVOKE USAGE ON SCHEMA campaign_analytics FROM PUBLIC",
	'an owner' => "ALTER FUNCTION cardinality(keyset) OWNER TO analyst",
	'no member any more' => "ALTER EXTENSION campaign_analytics DROP FUNCTION cardinality(keyset)",
	'a function too many' => "CREATE FUNCTION campaign_analytics.more() RETURNS int RETURN 1",
	'a row' => "DELETE FROM site_defaults WHERE host = 'bing.com'",
	'a table that is dumped' => "UPDATE pg_extension SET extconfig = NULL, extcondition = NULL WHERE extname = 'campaign_analytics'",
	'a constraint' => "ALTER TABLE sites DROP CONSTRAINT sites_category_is_known");

foreach my $what ('nothing', sort keys %change)
{
	ask($node, 'DROP DATABASE IF EXISTS changed');
	ask($node, 'CREATE DATABASE changed TEMPLATE fresh');
	ask($node, 'ALTER DATABASE changed SET search_path = public, campaign_analytics');
	ask($node, $change{$what} // 'SELECT', 'changed');
	is(scalar @{ differences(\%fresh, { catalog('changed') }) } > 0, $what ne 'nothing', "differences are seen after a change of $what");
}

#
# What users made stays
#

# By any released version: what all of them have.
my $objects = <<'SQL';
CREATE TABLE events AS
SELECT i AS id, i % 300 AS contact, 'contact ' || i % 300 AS name, (ARRAY['sent', 'opened', 'clicked'])[1 + i % 3] AS kind,
	'2024-01-01'::timestamptz + i * interval '7 min' AS at
FROM generate_series(1, bigint '3000') i;
CREATE TABLE kept (day date PRIMARY KEY, contacts keyset NOT NULL CHECK (cardinality(contacts) > 0), names keyset, trail timeline,
	size bigint GENERATED ALWAYS AS (cardinality(contacts)) STORED);
INSERT INTO kept (day, contacts, names, trail)
SELECT (at AT TIME ZONE 'UTC')::date, keyset(contact), keyset(name), timeline(contact, at, kind) FROM events GROUP BY 1;
CREATE INDEX ON kept (cardinality(contacts));
CREATE VIEW answers AS
SELECT (SELECT count_distinct(contact) FROM events) AS contacts, (SELECT engagement(kind, '{sent,opened}', contact) FROM events) AS engagement,
	(SELECT cardinality(rollup(contacts)) FROM kept) AS of_sets, (SELECT cardinality(rollup(names)) FROM kept) AS of_names,
	(SELECT funnel('1 day', contact, at, kind, '{sent,opened}') FROM events)::text AS funnel,
	(SELECT funnel('1 day', trail, '{sent,opened}') FROM kept)::text AS of_timelines,
	(SELECT cohort_retention('week', 'UTC', contact, NULL, at) FROM events)::text AS retention;
CREATE MATERIALIZED VIEW steps AS
SELECT contact, window_funnel('1 day', at, kind = 'sent', kind = 'opened') AS level FROM events GROUP BY contact;
CREATE FUNCTION reach(first date) RETURNS bigint RETURN (SELECT cardinality(rollup(contacts)) FROM kept WHERE day >= first);
GRANT SELECT ON kept, answers TO analyst;
SQL
my @content = (
	'SELECT * FROM answers', 'SELECT sum(level), count(*) FROM steps', "SELECT reach('2024-01-05')",
	'SELECT day, md5(contacts::bytea), md5(names::bytea), md5(trail::bytea), size FROM kept ORDER BY day',
	'SET enable_seqscan = off; SELECT count(*) FROM kept WHERE cardinality(contacts) > 1');

sub content
{
	my ($database) = @_;
	return join "\n", map { as_keeper($database, $_) } @content;
}

owned('used_new');
as_keeper('used_new', $objects);
my $content = content('used_new');
like($content, qr/^300\|\{100,100\}\|300\|300\|/, 'what users made answers');

foreach my $version (@older)
{
	my $database = "used_$version" =~ tr/./_/r;

	owned($database, $version);
	as_keeper($database, $objects);
	is(content($database), $content, "with the objects of $version the library answers as well");
	my $before = ask($node, "SELECT 'kept'::regclass::oid, pg_relation_filenode('kept')", $database);
	$node->command_ok([ 'pg_dump', '--no-sync', '-Fc', '-f', "$folder/$database.dump", '-d', $node->connstr($database) ], "$version is dumped");

	update($database);
	is(content($database), $content, "after the update from $version too");
	is(ask($node, "SELECT 'kept'::regclass::oid, pg_relation_filenode('kept')", $database), $before, 'no table was written anew');
	is(as_keeper($database, "SELECT classify_referrer('bing.com')"), as_keeper('used_new', "SELECT classify_referrer('bing.com')"), 'what is new is there');

	# a dump names no version: what is restored is the current one
	ask($node, 'CREATE DATABASE restored OWNER keeper');
	ask($node, 'ALTER DATABASE restored SET search_path = public, campaign_analytics');
	$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('restored'), "$folder/$database.dump" ], "the dump of $version is restored");
	is(ask($node, "SELECT extversion FROM pg_extension WHERE extname = 'campaign_analytics'", 'restored'), $current, 'as the current version');
	is(content('restored'), $content, 'with all that users made');
	ask($node, 'DROP DATABASE restored');
}

#
# Who may, and what happens when it fails
#

owned('half', $older[0]);
fails($node, 'SET SESSION AUTHORIZATION analyst; ALTER EXTENSION campaign_analytics UPDATE', '42501', 'only the owner updates it', 'half');
my %before = catalog('half');
as_keeper('half', 'BEGIN; ALTER EXTENSION campaign_analytics UPDATE; ROLLBACK');
is_deeply(differences(\%before, { catalog('half') }), [], 'an update that is rolled back leaves no trace');
fails($node, "ALTER EXTENSION campaign_analytics UPDATE TO '0.0'", '22023', 'there is no way to a version that is none', 'half');

finish($node);
