# The model as a database's owner lives with it: made by an ordinary role, dumped
# and restored, upgraded in place and from scratch, over tables, partitions,
# foreign tables and views that stood there before, with row-level security.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = start_server('model');
my $folder = PostgreSQL::Test::Utils::tempdir;

# new_database NAME, [SETTING]: with the extension, where the role maker may make schemas
sub new_database
{
	my ($database, $setting) = @_;
	ask($node, "CREATE DATABASE $database");
	ask($node, "ALTER DATABASE $database SET $setting") if $setting;
	ask($node, "CREATE EXTENSION campaign_analytics; GRANT CREATE ON DATABASE $database TO maker", $database);
	return;
}

# role NAME, SQL, DATABASE: what psql prints, asked by a role
sub role
{
	my ($role, $sql, $database) = @_;
	return ask($node, "SET ROLE $role; $sql", $database);
}

sub create_model { return role('maker', "SELECT campaign_analytics.create_model($_[1])", $_[0]) }

# A few rows of everything, the same ones wherever they are loaded.
my $load = <<'SQL';
INSERT INTO marketing.contacts (id, name, role, status, office, signed_up_at, created_at, attributes)
SELECT i, 'contact ' || i, (ARRAY['member', 'guest'])[1 + i % 2], (ARRAY['online', 'offline'])[1 + i % 2], (ARRAY['Berlin', 'Bonn', NULL])[1 + i % 3],
	'2026-01-01Z'::timestamptz + i * interval '1 day', '2026-01-01Z', '{"a": 1}'
FROM generate_series(1, 12) i;
INSERT INTO marketing.campaigns (id, name, campaign_group, campaign_type, status, office, tags, created_at, launched_at)
VALUES (1, 'Spring', 'messaging', 'email', 'in_progress', 'Berlin', '{sale}', '2026-01-02Z', '2026-01-03Z'),
	(2, 'Game', 'interactive', 'game', 'live', 'Bonn', NULL, '2026-01-04Z', '2026-01-05Z'), (3, 'Chat', 'messaging', 'sms', 'pending', NULL, '{}', '2026-01-06Z', NULL);
INSERT INTO marketing.templates (id, name, channel, tags, created_at) VALUES (1, 'Letter', 'email', '{sale,new}', '2026-01-01Z'), (2, 'Text', 'sms', NULL, '2026-01-01Z');
INSERT INTO marketing.messages (id, campaign_id, template_id, contact_id, channel, variant, batch_id, requested_at, sent_at)
SELECT i, CASE WHEN i % 4 > 0 THEN 1 + i % 3 END, 1 + i % 2, 1 + i % 12, (ARRAY['email', 'sms'])[1 + i % 2], (ARRAY['A', 'B'])[1 + i % 2],
	CASE WHEN i % 4 = 0 THEN 'batch' END, '2026-02-01Z'::timestamptz + i * interval '1 hour', '2026-02-01Z'::timestamptz + i * interval '1 hour'
FROM generate_series(1, 40) i;
INSERT INTO marketing.events (occurred_at, event_type, contact_id, message_id, campaign_id, template_id, channel, device, url, value, currency, is_machine, conversation_id, actor)
SELECT m.requested_at + e.later, e.event_type, m.contact_id, m.id, m.campaign_id, m.template_id, m.channel, 'phone',
	CASE e.event_type WHEN 'clicked' THEN 'https://shop.example/?utm_source=mail' END, CASE e.event_type WHEN 'purchase' THEN 5 END, CASE e.event_type WHEN 'purchase' THEN 'EUR' END,
	e.event_type = 'opened' AND m.id::text::int % 5 = 0, CASE WHEN e.event_type LIKE '%\_message' THEN m.id::text END, CASE e.event_type WHEN 'agent_message' THEN 'Ida' END
FROM marketing.messages m, (VALUES ('requested', interval '0'), ('sent', '1 min'), ('delivered', '2 min'), ('opened', '1 hour'), ('clicked', '2 hours'), ('contact_message', '3 hours'),
	('agent_message', '4 hours'), ('purchase', '5 hours'), ('participated', '6 hours')) AS e (event_type, later)
WHERE e.later < m.id::text::int % 9 * interval '1 hour';
INSERT INTO marketing.enrollments (campaign_id, contact_id, status, enrolled_at) SELECT 2, id, 'active', '2026-02-01Z' FROM marketing.contacts;
SQL

# content DATABASE: the rows of every view, and what every function of no required
# argument says of all time, as digests
my $content = <<'SQL';
CREATE FUNCTION pg_temp.digests() RETURNS TABLE (object text, digest text) LANGUAGE plpgsql AS $$
BEGIN
	SET search_path = marketing, campaign_analytics, pg_temp;
	FOR object IN
		SELECT o.name FROM marketing.model_objects o WHERE o.kind = 'view'
		UNION ALL
		SELECT format('%s(%s)', p.proname, CASE WHEN p.proargnames @> '{preset}' THEN 'preset => ''all''' END) FROM pg_proc p
		WHERE p.pronamespace = 'marketing'::regnamespace AND p.pronargs = p.pronargdefaults AND p.prorettype <> 'trigger'::regtype
		ORDER BY 1
	LOOP
		EXECUTE format('SELECT md5(string_agg(o::text, '';'' ORDER BY o::text)) FROM %s AS o', object) INTO digest;
		RETURN NEXT;
	END LOOP;
END $$;
SELECT object || ' ' || digest FROM pg_temp.digests() WHERE digest IS NOT NULL;
SQL
sub content { return { map { split / (?=\w+$)/ } split /\n/, ask($node, $content, $_[0]) } }

# What others than the owner may do with views, columns and functions
my $privileges = "SELECT c.relname, NULL, e.grantee::regrole, e.privilege_type, e.is_grantable FROM pg_class c, aclexplode(c.relacl) e WHERE relnamespace = 'marketing'::regnamespace AND relkind = 'v' AND grantee <> relowner
	UNION ALL SELECT relname, attname, e.grantee::regrole, e.privilege_type, e.is_grantable FROM pg_class c JOIN pg_attribute ON attrelid = c.oid, aclexplode(attacl) e WHERE relnamespace = 'marketing'::regnamespace
	UNION ALL SELECT proname, NULL, e.grantee::regrole, e.privilege_type, e.is_grantable FROM pg_proc p, aclexplode(p.proacl) e WHERE pronamespace = 'marketing'::regnamespace AND grantee <> proowner
	ORDER BY 1, 2, 3, 4";

# The dump of a database, without what names it or differs by chance.
sub dump_text
{
	my ($database) = @_;
	my $file = "$folder/$database.sql";

	$node->command_ok([ 'pg_dump', '--no-sync', '-f', $file, '-d', $node->connstr($database) ], "pg_dump of $database");
	return [ grep { !/^--|^\\(?:un)?restrict |^$/ } split /\n/, slurp_file($file) ];
}

#
# Made by an ordinary role
#

ask($node, 'CREATE ROLE maker; CREATE ROLE analyst; CREATE ROLE helper; CREATE ROLE stranger');
new_database('shop');
fails($node, "SET ROLE stranger; SELECT campaign_analytics.create_model('marketing')", '42501', 'who may not create schemas is told so', 'shop');
create_model('shop', "'marketing', 'bigint', 'Europe/Berlin'");
is(ask($node, "SELECT DISTINCT relowner::regrole FROM pg_class WHERE relnamespace = 'marketing'::regnamespace", 'shop'), 'maker', 'all of a model is its maker\'s');
fails($node, "SET ROLE stranger; SELECT campaign_analytics.$_('marketing')", '42501', "$_: not by a stranger", 'shop') foreach 'create_model', 'drop_model';
fails($node, "SELECT campaign_analytics.$_('marketing')", '42501', "$_: not by a superuser as such, who would run what the maker wrote", 'shop') foreach 'create_model', 'drop_model';
role('maker', $load, 'shop');
my $before = content('shop');
cmp_ok(scalar keys %$before, '>', 20, 'its views have rows');

# In sessions where a backslash in a literal is another, the extension is no other.
my $functions = "SET standard_conforming_strings = on; SELECT p.oid::regprocedure, md5(pg_get_functiondef(p.oid)), obj_description(p.oid, 'pg_proc')
	FROM pg_proc p WHERE pronamespace = 'campaign_analytics'::regnamespace AND prokind = 'f' ORDER BY 1";
new_database('backslashes', 'standard_conforming_strings = off');
is(ask($node, 'SHOW standard_conforming_strings', 'backslashes'), 'off', 'a database with standard_conforming_strings = off');
is(ask($node, $functions, 'backslashes'), ask($node, $functions, 'shop'), 'it has the same functions');
create_model('backslashes', "'marketing', 'bigint', 'Europe/Berlin'");
role('maker', "SET standard_conforming_strings = on; $load", 'backslashes');
is_deeply(content('backslashes'), $before, 'and a model the same rows');
is(ask($node, q(SELECT marketing.search_pattern(chr(92) || 'a%_')), 'backslashes'), '%\\\\a\\%\\_%', 'and patterns');

#
# Dump and restore
#

role('maker', <<'SQL', 'shop');
GRANT USAGE ON SCHEMA marketing TO analyst, helper;
GRANT SELECT ON marketing.campaign_actions TO analyst WITH GRANT OPTION;
GRANT SELECT (id, name), UPDATE (office) ON marketing.all_contacts TO helper;
GRANT SELECT ON marketing.event_types TO PUBLIC;
REVOKE EXECUTE ON FUNCTION marketing.campaign_status_guard(), marketing.overview_json FROM PUBLIC;
GRANT EXECUTE ON FUNCTION marketing.overview_json TO helper;
ALTER DEFAULT PRIVILEGES IN SCHEMA marketing GRANT SELECT ON TABLES TO stranger;
CREATE SCHEMA mine;
CREATE TABLE mine.kept (day date PRIMARY KEY, contacts campaign_analytics.keyset NOT NULL, trail campaign_analytics.timeline);
INSERT INTO mine.kept SELECT (occurred_at AT TIME ZONE 'UTC')::date, campaign_analytics.keyset(contact_id), campaign_analytics.timeline(contact_id, occurred_at, event_type) FROM marketing.all_events GROUP BY 1;
CREATE VIEW mine.opens AS SELECT f.* FROM unnest((SELECT campaign_analytics.funnel('1 day', trail, '{delivered,opened}') FROM mine.kept)) f;
SQL
my $granted = ask($node, $privileges, 'shop');
is($granted, join("\n", 'all_contacts|id|helper|SELECT|f', 'all_contacts|name|helper|SELECT|f', 'all_contacts|office|helper|UPDATE|f',
		'campaign_actions||analyst|SELECT|t', 'event_types||-|SELECT|f', 'overview_json||helper|EXECUTE|f'), 'privileges to be dumped');
my $states = 'SELECT day, md5(contacts::bytea), md5(trail::bytea) FROM mine.kept ORDER BY 1; SELECT * FROM mine.opens ORDER BY step';
my $kept_states = ask($node, $states, 'shop');
my $dump = dump_text('shop');
ask($node, "CREATE DATABASE $_") foreach 'plain', 'folder';
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('plain'), '-f', "$folder/shop.sql" ], 'a plain dump is restored');
$node->command_ok([ 'pg_dump', '--no-sync', '-Fc', '-f', "$folder/shop.custom", '-d', $node->connstr('shop') ], 'a custom dump');
$node->command_ok([ 'pg_dump', '--no-sync', '-Fd', '-j2', '-f', "$folder/shop.d", '-d', $node->connstr('shop') ], 'a dump by two jobs');
$node->command_ok([ 'pg_restore', '-e', '-j2', '-d', $node->connstr('folder'), "$folder/shop.d" ], 'is restored by two jobs');
foreach my $database ('plain', 'folder')
{
	is_deeply(content($database), $before, "$database dump: every view and function says the same");
	is(ask($node, $states, $database), $kept_states, "$database dump: so do states that were kept beside it");
	is(ask($node, $privileges, $database), $granted, "$database dump: the same privileges");
	is_deeply(dump_text($database), $dump, "$database dump: dumping again gives the same");
	create_model($database, "'marketing'");
	is_deeply(dump_text($database), $dump, "$database dump: create_model changes nothing");
}
fails($node, "UPDATE marketing.campaigns SET status = 'scheduled' WHERE id = '1'", '23514', 'the trigger is there again', 'plain');

# An ordinary role restores it into a database of its own.
ask($node, 'CREATE DATABASE owned OWNER maker');
$node->command_ok([ 'pg_restore', '-e', '-j2', '--no-owner', '--role=maker', '-d', $node->connstr('owned'), "$folder/shop.custom" ], 'no superuser is needed');
is_deeply(content('owned'), $before, 'for the same answers');

#
# Another version
#

# The extension as another version of it: its parts come from a table. What this
# version has, the other one has in other shapes, more of it, and less.
sub other_version
{
	my ($database) = @_;
	ask($node, <<'SQL', $database);
CREATE TABLE public.parts AS SELECT * FROM campaign_analytics.ca_model_parts();
GRANT SELECT ON public.parts TO PUBLIC;
CREATE OR REPLACE FUNCTION campaign_analytics.ca_model_parts() RETURNS TABLE (name text, ddl text) LANGUAGE sql STABLE AS 'SELECT name, ddl FROM public.parts';
UPDATE pg_extension SET extversion = 'other' WHERE extname = 'campaign_analytics';
SQL
	return;
}

# add_part DATABASE, NAME, DDL
sub add_part { return ask($node, "DELETE FROM public.parts WHERE name = '$_[1]'; INSERT INTO public.parts VALUES ('$_[1]', \$ddl\$$_[2]\$ddl\$)", $_[0]) }

sub objects { return ask($node, 'SELECT string_agg(kind || \' \' || name, \', \' ORDER BY ordinal, name) FROM marketing.model_objects WHERE name LIKE \'extra%\'', $_[0]) }

sub oid_of { return ask($node, "SELECT 'marketing.$_[1]'::regclass::oid", $_[0]) }

# A dump goes into a database whose extension is of another version.
ask($node, 'CREATE DATABASE newer');
ask($node, 'CREATE EXTENSION campaign_analytics', 'newer');
other_version('newer');
add_part('newer', '98_extra', "CREATE OR REPLACE VIEW extra WITH (security_invoker) AS SELECT count(*) AS contacts FROM all_contacts;\n");
my ($list) = run_command([ 'pg_restore', '-l', "$folder/shop.custom" ]);
append_to_file("$folder/list", join "\n", grep { !/ SCHEMA - campaign_analytics / } split /\n/, $list);
$node->command_ok([ 'pg_restore', '-e', '-j2', '-L', "$folder/list", '-d', $node->connstr('newer'), "$folder/shop.custom" ], 'a dump is restored where the extension is of another version');
is_deeply(content('newer'), $before, 'and says the same');
create_model('newer', "'marketing'");
is(ask($node, 'SELECT version, id_type, zone, conversions, enforce_transitions FROM marketing.model_info', 'newer'), 'other|bigint|Europe/Berlin|{purchase}|t', 'create_model brings it to that version, with its options');
is(ask($node, 'SELECT contacts FROM marketing.extra', 'newer'), 12, 'new views are there');

# Replaced in place: an older version had two objects more.
new_database('upgraded');
other_version('upgraded');
add_part('upgraded', '98_extra', <<'SQL');
CREATE OR REPLACE VIEW extra_one WITH (security_invoker) AS SELECT id FROM all_contacts;
CREATE OR REPLACE FUNCTION extra_two(a integer) RETURNS SETOF extra_one LANGUAGE plpgsql AS $$BEGIN RETURN; END$$;
CREATE OR REPLACE VIEW extra_three WITH (security_invoker) AS SELECT id, 1 AS a FROM extra_two(1);
SQL
create_model('upgraded', "'marketing', zone => 'Asia/Tokyo', conversions => '{signup,\"big purchase\"}', enforce_transitions => false");
is(objects('upgraded'), 'view extra_one, function extra_two(integer), view extra_three', 'objects are known');
role('maker', 'CREATE SCHEMA mine; CREATE VIEW mine.actions AS SELECT * FROM marketing.campaign_actions; GRANT SELECT ON marketing.campaign_actions TO analyst;
	CREATE VIEW mine.on_extra AS SELECT * FROM marketing.extra_three', 'upgraded');
my $kept = oid_of('upgraded', 'campaign_actions');
add_part('upgraded', '98_extra', <<'SQL');
CREATE OR REPLACE FUNCTION extra_two(a integer, b text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN b; END$$;
CREATE OR REPLACE VIEW extra_three WITH (security_invoker) AS SELECT id, 2 AS a, 3 AS b FROM all_contacts;
SQL
create_model('upgraded', "'marketing'");
is(objects('upgraded'), 'function extra_two(integer, text), view extra_three', 'what the version does not have any more is dropped');
is(oid_of('upgraded', 'campaign_actions'), $kept, 'the rest is replaced where it stands, under a view of the user');
is(ask($node, 'SELECT zone, conversions, enforce_transitions FROM marketing.model_info', 'upgraded'), 'Asia/Tokyo|{signup,"big purchase"}|f', 'options are kept');

# What OR REPLACE cannot change is made anew.
role('maker', <<'SQL', 'upgraded');
GRANT SELECT ON marketing.extra_three TO analyst WITH GRANT OPTION;
GRANT SELECT (status), UPDATE (action) ON marketing.campaign_actions TO helper;
GRANT SELECT ON marketing.event_types TO PUBLIC;
REVOKE EXECUTE ON FUNCTION marketing.extra_two(integer, text), marketing.campaign_status_guard() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION marketing.extra_two(integer, text) TO helper;
ALTER DEFAULT PRIVILEGES IN SCHEMA marketing GRANT SELECT ON TABLES TO stranger;
SQL
$granted = ask($node, $privileges, 'upgraded');
add_part('upgraded', '98_extra', <<'SQL');
CREATE OR REPLACE FUNCTION extra_two(a integer, b text) RETURNS integer LANGUAGE plpgsql AS $$BEGIN RETURN a; END$$;
CREATE OR REPLACE VIEW extra_three WITH (security_invoker) AS SELECT id, 3 AS c FROM all_contacts;
SQL
my (undef, undef, $error) = $node->psql('upgraded', "SET ROLE maker; SELECT campaign_analytics.create_model('marketing')");
like($error, qr/ERROR: .*depend on parts of it that must go\nDETAIL:  view mine.actions\nview mine.on_extra\nHINT: /, 'what the user has built upon it is listed, and nothing happens');
is(ask($node, 'SELECT marketing.extra_two(1, \'b\')', 'upgraded'), 'b', 'the model is as it was');
role('maker', 'DROP SCHEMA mine CASCADE', 'upgraded');
create_model('upgraded', "'marketing'");
isnt(oid_of('upgraded', 'campaign_actions'), $kept, 'without that, all is made anew');
is(ask($node, 'SELECT marketing.extra_two(1, \'b\')', 'upgraded'), 1, 'in its new shape');
is(ask($node, $privileges, 'upgraded'), $granted, 'with the privileges that were granted, and no others');

# Columns that the tables did not have
ask($node, "UPDATE public.parts SET ddl = replace(ddl, E'attributes jsonb\\n', E'attributes jsonb,\\n\\tlanguage text NOT NULL DEFAULT ''en''\\n') WHERE name = '10_contacts'", 'upgraded');
create_model('upgraded', "'marketing'");
is(ask($node, "SELECT attname, attnotnull FROM pg_attribute WHERE attrelid = 'marketing.contacts'::regclass AND attname = 'language'", 'upgraded'), 'language|t', 'a table that create_model made gets a new column');

#
# Bring your own
#

# types DATABASE: the columns of all views, which must not depend on what the relations are
sub types
{
	return ask($node, "SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
		WHERE relnamespace = 'marketing'::regnamespace AND relkind = 'v' AND attrelid::regclass::text NOT IN (" . join(', ', map { "'marketing.$_'" } qw(contacts campaigns templates messages events enrollments)) . ") ORDER BY 1, attnum", $_[0]);
}

my $tables = ask($node, "SELECT string_agg(format('CREATE TABLE source.%s (%s);', relname, columns), ' ') FROM (
	SELECT relname, string_agg(attname || ' ' || CASE format_type(atttypid, -1) WHEN 'text' THEN 'varchar(99)' WHEN 'text[]' THEN 'varchar[]' WHEN 'bigint' THEN 'integer'
		WHEN 'double precision' THEN 'numeric(9,2)' WHEN 'jsonb' THEN 'json' ELSE format_type(atttypid, -1) END, ', ' ORDER BY attnum) AS columns
	FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE attnum > 0 AND relnamespace = 'marketing'::regnamespace AND relkind = 'r' GROUP BY relname) t", 'shop');
my %adopt = (
	'views' => 'CREATE VIEW marketing.% AS SELECT * FROM source.%',
	'materialized views' => 'CREATE MATERIALIZED VIEW marketing.% AS SELECT * FROM source.%',
	'partitions' => undef,
	'foreign tables' => "CREATE FOREIGN TABLE marketing.% () INHERITS (source.%) SERVER files OPTIONS (filename '/dev/null', format 'csv')");
foreach my $what (sort keys %adopt)
{
	my $database = 'own_' . $what =~ s/\W.*//r;
	my @relations = qw(contacts campaigns templates messages events enrollments);

	if ($what eq 'foreign tables' && !ask($node, "SELECT 1 FROM pg_available_extensions WHERE name = 'file_fdw'"))
	{
		note('file_fdw is not there to try foreign tables');
		next;
	}
	new_database($database);
	role('maker', "CREATE SCHEMA marketing; CREATE SCHEMA source; $tables", $database);
	if ($what eq 'partitions')
	{
		role('maker', <<'SQL', $database);
CREATE TABLE marketing.events (LIKE source.events) PARTITION BY RANGE (occurred_at);
CREATE TABLE marketing.events_2026_01 PARTITION OF marketing.events FOR VALUES FROM ('2026-01-01Z') TO ('2026-02-01Z');
CREATE TABLE marketing.events_2026_02 PARTITION OF marketing.events FOR VALUES FROM ('2026-02-01Z') TO ('2026-03-01Z');
SQL
		create_model($database, "'marketing', 'bigint', 'Europe/Berlin'");
		role('maker', $load, $database);
	}
	else
	{
		ask($node, "CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw; GRANT USAGE ON FOREIGN SERVER files TO maker; GRANT pg_read_server_files TO maker", $database)
		  if $what eq 'foreign tables';
		(my $source = $load) =~ s/marketing\./source./g;
		role('maker', $source, $database);
		my $sql = join ';', map { $adopt{$what} =~ s/%/$_/gr } @relations;
		if ($what eq 'foreign tables')
		{
			$sql = join ';', map {
				ask($node, "COPY source.$_ TO '$folder/$_.csv' (FORMAT csv)", $database);
				my $columns = ask($node, "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'source.$_'::regclass AND attnum > 0", $database);
				"CREATE FOREIGN TABLE marketing.$_ ($columns) SERVER files OPTIONS (filename '$folder/$_.csv', format 'csv')"
			} @relations;
		}
		role('maker', $sql, $database);
		create_model($database, "'marketing', 'bigint', 'Europe/Berlin'");
		is(ask($node, "SELECT count(*) FROM marketing.model_objects WHERE kind = 'table'", $database), 0, "$what are adopted");
	}
	my $after = content($database);
	# these say what was made by whom
	delete @$after{'model_objects'};
	is_deeply($after, { map { $_ => $before->{$_} } grep { $_ ne 'model_objects' } keys %$before }, "over $what, every view and function says the same");
	is(types($database), types('shop'), "in columns of the same types");
	my $relations = ask($node, "SELECT count(*) FROM pg_class WHERE relnamespace = 'marketing'::regnamespace AND relname IN ('events', 'contacts')", $database);
	role('maker', "SELECT campaign_analytics.drop_model('marketing')", $database);
	is(ask($node, "SELECT count(*) FROM pg_class WHERE relnamespace = 'marketing'::regnamespace AND relname IN ('events', 'contacts')", $database), $relations, "drop_model leaves $what alone");
	is(ask($node, "SELECT count(*) FROM pg_proc WHERE pronamespace = 'marketing'::regnamespace", $database), 0, 'and takes the rest');
}

# Partitions by month, with the indexes and comments of the model's own table
role('maker', <<'SQL', 'own_partitions');
SELECT campaign_analytics.create_model('pattern');
CREATE SCHEMA monthly;
CREATE TABLE monthly.events (LIKE pattern.events INCLUDING ALL) PARTITION BY RANGE (occurred_at);
CREATE TABLE monthly.events_2026_01 PARTITION OF monthly.events FOR VALUES FROM ('2026-01-01Z') TO ('2026-02-01Z');
CREATE TABLE monthly.events_2026_02 PARTITION OF monthly.events FOR VALUES FROM ('2026-02-01Z') TO ('2026-03-01Z');
SELECT campaign_analytics.drop_model('pattern');
SELECT campaign_analytics.create_model('monthly');
SQL
is(ask($node, "SELECT count(*) > 3 FROM pg_indexes WHERE schemaname = 'monthly' AND tablename = 'events_2026_02'", 'own_partitions'), 't', 'a partition has the indexes');
like(ask($node, "SELECT campaign_analytics.use_range(start_at => '2026-02-03Z', end_at => '2026-02-05Z', zone => 'UTC'); EXPLAIN (COSTS OFF) SELECT count(*) FROM monthly.event_facts", 'own_partitions'),
	qr/Subplans Removed: 1/, 'a range reads the partitions that it needs');

#
# Two at a time
#

new_database('pair');
my ($one, $two) = map { session($node, 'pair') } 1, 2;
my $pid = backend_pid($two);

# what becomes of SECOND, which comes while FIRST is not committed
sub after
{
	my ($first, $second) = @_;

	answer($one, "BEGIN; SELECT campaign_analytics.${first}_model('m')");
	begin($two, "SELECT campaign_analytics.${second}_model('m')");
	wait_until(sub { ask($node, "SELECT count(*) FROM pg_locks WHERE pid = $pid AND NOT granted") }) or die "$second does not wait for $first";
	answer($one, 'COMMIT');
	my ($state) = ended($two);
	return ($state, ask($node, "SELECT to_regclass('m.events') IS NOT NULL", 'pair'));
}

is_deeply([ after('create', 'create') ], [ '00000', 't' ], 'two make one model');
is_deeply([ after('drop', 'create') ], [ '00000', 't' ], 'one drops a model, another makes it');
is_deeply([ after('create', 'drop') ], [ '00000', 'f' ], 'one makes a model, another drops it');
answer($one, "SELECT campaign_analytics.create_model('m')");
is_deeply([ after('drop', 'drop') ], [ '42704', 'f' ], 'two drop a model');
$_->quit foreach $one, $two;

#
# Trust
#

# Each tenant sees its own rows through every view.
ask($node, 'CREATE ROLE north; CREATE ROLE south');
role('maker', <<'SQL', 'shop');
ALTER TABLE marketing.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE marketing.contacts ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenants ON marketing.events USING (contact_id % 2 = (current_user = 'north')::int);
CREATE POLICY tenants ON marketing.contacts USING (id % 2 = (current_user = 'north')::int);
GRANT USAGE ON SCHEMA marketing TO north, south;
GRANT SELECT ON ALL TABLES IN SCHEMA marketing TO north, south;
SQL
my $seen = 'SELECT count(*), count(DISTINCT contact_id), min(contact_id % 2), max(contact_id % 2) FROM marketing.event_facts';
is(role('north', $seen, 'shop'), ask($node, "$seen WHERE contact_id % 2 = 1", 'shop'), 'one tenant sees its rows');
is(role('south', $seen, 'shop'), ask($node, "$seen WHERE contact_id % 2 = 0", 'shop'), 'the other one its own');
is(ask($node, "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'marketing'::regnamespace AND relkind = 'v' AND NOT 'security_invoker=true' = ANY (coalesce(reloptions, '{}'))", 'shop'), '', 'every view reads with the rights of who asks');
is(ask($node, "SELECT count(*) FROM pg_proc WHERE pronamespace = 'marketing'::regnamespace AND prosecdef", 'shop'), 0, 'no function runs with the rights of its owner');

# Rows that a policy hides from the owner are rows, too.
role('maker', 'ALTER TABLE marketing.contacts FORCE ROW LEVEL SECURITY', 'shop');
fails($node, "SET ROLE maker; SELECT campaign_analytics.drop_model('marketing')", '42501', 'drop_model does not take a table for empty whose rows it cannot see', 'shop');
role('maker', 'ALTER TABLE marketing.contacts NO FORCE ROW LEVEL SECURITY', 'shop');

# Somebody else's objects in the schema and in the search path
new_database('shared');
role('maker', 'CREATE SCHEMA marketing; GRANT USAGE, CREATE ON SCHEMA marketing TO stranger', 'shared');
role('stranger', <<'SQL', 'shared');
CREATE FUNCTION marketing.trap() RETURNS text LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'trapped as %', current_user; END$$;
CREATE VIEW marketing.model_objects AS SELECT 'table'::text AS kind, marketing.trap() AS name, 1 AS ordinal;
CREATE VIEW marketing.model_info AS SELECT marketing.trap() AS id_type, 'UTC'::text AS zone, '{}'::text AS conversions, true AS enforce_transitions;
SQL
fails($node, "SET ROLE maker; SELECT campaign_analytics.$_('marketing')", '42501', "$_ does not read what a stranger wrote", 'shared') foreach 'create_model', 'drop_model';
role('stranger', 'DROP VIEW marketing.model_objects', 'shared');
fails($node, "SET ROLE maker; SELECT campaign_analytics.create_model('marketing')", '42710', 'nor replaces it', 'shared');
role('stranger', <<'SQL', 'shared');
DROP VIEW marketing.model_info;
CREATE FUNCTION marketing.format(text, name) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN marketing.trap(); END$$;
CREATE FUNCTION marketing.quote_ident(name) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN marketing.trap(); END$$;
CREATE FUNCTION marketing.ca_model_objects(name) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN marketing.trap(); END$$;
CREATE FUNCTION marketing.same(name, text) RETURNS boolean LANGUAGE plpgsql AS $$BEGIN RETURN marketing.trap(); END$$;
CREATE FUNCTION marketing.regexp_replace(name, text, text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN marketing.trap(); END$$;
CREATE FUNCTION marketing.col_description(oid, smallint) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN marketing.trap(); END$$;
CREATE FUNCTION marketing.format(text, name, name, text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN marketing.trap(); END$$;
CREATE FUNCTION marketing.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN marketing.trap(); END$$;
CREATE OPERATOR marketing.= (LEFTARG = name, RIGHTARG = text, FUNCTION = marketing.same);
CREATE TABLE marketing.pg_class (relname name, relnamespace oid);
SQL
fails($node, "SET ROLE maker; SELECT campaign_analytics.create_model('marketing')", '42710', 'a model is not made among what others have that could be called in the place of its own', 'shared');
ask($node, 'REASSIGN OWNED BY stranger TO maker', 'shared');
fails($node, "SET ROLE maker; SELECT campaign_analytics.create_model('marketing')", '42710', 'nor beside his own that is named as one of ours', 'shared');
role('maker', 'DROP FUNCTION marketing.ca_model_objects(name)', 'shared');
role('maker', "SET search_path = marketing, pg_catalog; SELECT campaign_analytics.create_model('marketing'); SELECT campaign_analytics.create_model('marketing'); SELECT campaign_analytics.drop_model('marketing')", 'shared');
is(ask($node, "SELECT string_agg(relname, ' ') FROM pg_class WHERE relnamespace = 'marketing'::regnamespace", 'shared'), 'pg_class', 'what looks alike is neither called nor touched');

finish($node);
