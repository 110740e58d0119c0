# Clients: what a client of a model must see, and whether its driver shows it
#
# A client is a program of test/clients that logs in with a password as a role
# that may only read, reads all there is of a model through a driver, and prints
# a line for each thing, with tabs between its words:
#
#   view    NAME COMMENT                 as the driver's own metadata have them
#   column  'VIEW NUMBER' NAME TYPE COMMENT
#   values  'WAY VIEW' DIGEST            all rows, ordered by all columns
#   call    'WAY NAME' DIGEST            or: error SQLSTATE
#
# It takes HOST PORT DATABASE USER PASSWORD SCHEMA CALLS, where CALLS is a file
# with a line for each call: its name, its SQL with a ? for each parameter, and
# a type and a value for each parameter (\N: NULL; elements with \x1f between).
# WAY is one of the ways in which a driver can send parameters.
#
# A digest is the number of rows and, of each column, the MD5 of its values with
# a line feed behind each, NULL as \N. A client makes it of the values that the
# driver hands out in types of its language; the server makes its own of the
# same rows. The texts of both: integers in decimal; floats as the hex digits of
# their 64 bits, first the highest; times as microseconds since 1970 in UTC; all
# else as PostgreSQL prints it.
package Clients;

use strict;
use warnings;

use Analytics;
use Digest::MD5 qw(md5_hex);
use Encode ();
use Exporter 'import';
use FindBin;
use IPC::Run ();
use JSON::PP ();
use List::Util qw(pairs);
use PostgreSQL::Test::Utils;
use Test::More;

our @EXPORT = qw(model_server calls expected_of run_client shows);

my ($schema, $user, $password) = qw(marketing reader not-so-secret);
my $json = JSON::PP->new->utf8;
our $programs = "$FindBin::RealBin/" . (-d "$FindBin::RealBin/../clients" ? '../clients' : '.');

#
# The server, with a model to read and a role that may read it
#

sub model_server
{
	my $node = start_server('clients', "timezone = 'UTC'");

	ask($node, <<"SQL");
SELECT create_model('$schema');
SET client_min_messages = warning;
SELECT load_sample('$schema', contacts => 80, days => 30, end_at => '2026-03-31 00:00+00');
CREATE ROLE $user LOGIN PASSWORD '$password';
GRANT USAGE ON SCHEMA $schema TO $user;
GRANT SELECT ON ALL TABLES IN SCHEMA $schema TO $user;
ALTER ROLE $user SET search_path = $schema, campaign_analytics;
SQL
	# pgJDBC knows no unix sockets
	unlink $node->data_dir . '/pg_hba.conf';
	$node->append_conf('pg_hba.conf', "local all all trust\nhost all $user 127.0.0.1/32 scram-sha-256");
	$node->append_conf('postgresql.conf', "listen_addresses = '127.0.0.1'");
	$node->restart;
	return $node;
}

#
# The calls: hashes of name, sql and parameters, with the SQLSTATE of those that fail
#

# What is bound to the parameters of the model's functions, by their names. Where
# the function matters, it stands before the name.
my %value = (
	as_of => '2026-03-30T12:00:00.123Z', start_at => '2026-03-05T23:00:00Z', end_at => '2026-03-31T00:00:00Z',
	first_at => '2026-03-05T23:00:00Z', last_at => '2026-03-30T23:59:59.999Z', zone => 'Europe/Berlin',
	campaign_id => 'campaign-24', (map { ("$_.campaign_id" => 'campaign-26') } qw(report_passes report_pass_holders report_redemptions redemptions_by_location)),
	(map { ("$_.campaign_id" => 'campaign-6') } qw(report_prizes report_keywords)), 'report_chatbot.campaign_id' => 'campaign-18',
	'ab_tests.campaign_id' => 'campaign-27', contact_id => 'c-32', days => 30, page => 1, page_size => 20,
	campaign_groups => "messaging\x1finteractive", campaign_ids => "campaign-25\x1fcampaign-29", channels => "email\x1fsms",
	event_types => "opened\x1fclicked", models => "first_touch\x1flinear", touches => "opened\x1fclicked", tags => "sale\x1floyalty",
	steps => "delivered\x1fopened\x1fclicked", 'funnel_json.steps' => 'delivered,opened,clicked', window => '7 days', lookback => '14 days',
	dimension => 'campaign', period => 'day', 'engagement_by.period' => 'daily', 'campaign_json.period' => '30d', 'lifecycle_report.period' => 'week',
	metric => 'events', cohort_by => 'week', human_only => 'true', fraction => 0.4567,
	variant => "Subject \x{201e}A\x{201c}:B", search => 'a');

# All others are NULL, and so are these where NULL says more than a value.
my %null = map { $_ => 1 } qw(campaign_list.search campaign_list.tags campaign_cards.search campaigns_launched_by_date.tags attribution_report.search
  matching_campaigns.tags engagement_by_batch.campaign_ids funnel_report.campaign_id funnel_json.campaign_id engagement_by.tags engagement_by.search
  texting_overview.tags engagement_by.channels);

# Of each function of the model. The columns of a composite one are spread, and
# so are the ends of a range, whose text depends on the zone of the session.
my $functions = q{
SELECT json_build_array(p.proname, coalesce(i.args, '[]'),
						CASE WHEN p.prorettype = 'tstzrange'::regtype THEN '["lower(f)", "upper(f)"]' ELSE o.columns END)
FROM pg_proc AS p,
	LATERAL (SELECT json_agg(json_build_array(coalesce(p.proargnames[n], ''), format_type(p.proargtypes[n - 1], NULL)) ORDER BY n)
			 FROM generate_series(1, p.pronargs) AS n) AS i (args),
	LATERAL (SELECT json_agg(format(CASE WHEN t.typtype = 'c' THEN '(f.%I).*' ELSE 'f.%I' END, p.proargnames[n]) ORDER BY n)
			 FROM generate_series(p.pronargs + 1, cardinality(p.proallargtypes)) AS n, pg_type AS t
			 WHERE t.oid = p.proallargtypes[n]) AS o (columns)
WHERE p.pronamespace = '%s'::regnamespace AND p.prorettype <> 'trigger'::regtype
ORDER BY p.proname};

sub records
{
	my ($node, $sql) = @_;
	return map { $json->decode($_) } split /\n/, ask($node, $sql =~ s/%s/$schema/gr);
}

sub parameter
{
	my ($function, $name, $type) = @_;
	my $value = $null{"$function.$name"} ? undef : $value{"$function.$name"} // $value{$name};
	return [ $type eq 'timestamp with time zone' ? 'timestamptz' : $type, $value ];
}

# No driver has intervals as they are: they go as text.
sub placeholder { return $_[0] eq 'interval' ? 'CAST(? AS interval)' : '?' }

sub model_calls
{
	my ($node) = @_;
	return map {
		my ($name, $arguments, $columns) = @$_;
		my @parameters = map { parameter($name, @$_) } @$arguments;
		my $list = join ', ', $columns ? @$columns : '*';
		my $marks = join ', ', map { placeholder($_->[0]) } @parameters;

		{ name => $name, sql => "SELECT $list FROM $schema.$name($marks) AS f", parameters => \@parameters };
	} records($node, $functions);
}

# call NAME, SQL, TYPE => VALUE, ...
sub call
{
	my ($name, $sql, @parameters) = @_;
	return { name => $name, sql => $sql =~ s/\s+/ /gr, parameters => [@parameters ? pairs(@parameters) : ()] };
}

sub wrong
{
	my ($state, @call) = @_;
	return { %{ call(@call) }, state => $state };
}

sub elements { return join "\x1f", map { $_ // '\N' } @_ }

sub core_calls
{
	my ($node) = @_;
	my $keyset = ask($node, "SELECT keyset(id) FROM $schema.contacts WHERE id < 'c-5'");
	my $url = "https://caf\x{e9}.example/?utm_source=news&utm_campaign=Fr%C3%BChling+%F0%9F%8C%B7&q=\x{1f337}'\\";
	my @since = (timestamptz => '2026-03-10T00:00:00.001Z');
	my @groups = map { (bigint => $_) } 150, 500, 200, 500;
	my $events = "FROM $schema.events WHERE occurred_at >= ?";

	return (
		call('engagement', "SELECT engagement(event_type, ?, message_id, contact_id) AS e $events", 'text[]' => elements(qw(delivered opened clicked)), @since),
		call('funnel', "SELECT s.* FROM unnest((SELECT funnel(CAST(? AS interval), ?, contact_id, occurred_at, event_type, ?) $events)) AS s",
			interval => '7 days', text => 'ordered', 'text[]' => elements(qw(delivered opened clicked)), @since),
		call('funnel by conditions', "SELECT s.step, s.contacts FROM unnest((SELECT funnel(CAST(? AS interval), contact_id, occurred_at,
			event_type = ?, event_type = ANY (?)) $events)) AS s", interval => '1 day', text => 'sent', 'text[]' => elements(qw(opened clicked)), @since),
		call('window_funnel', "SELECT contact_id, window_funnel(CAST(? AS interval), occurred_at, event_type, ?) AS level $events
			GROUP BY contact_id ORDER BY contact_id", interval => '2 days', 'text[]' => elements(qw(sent opened)), @since),
		call('retention', "SELECT contact_id, retention(event_type = ?, event_type = ?, value > ?) AS r $events GROUP BY contact_id ORDER BY contact_id",
			text => 'sent', text => 'opened', 'double precision' => 19.99, @since),
		call('sequence_match', "SELECT count(*) AS n FROM (SELECT sequence_match(?, occurred_at, event_type = ?, event_type = ?) AS found $events
			GROUP BY contact_id) AS c WHERE found", text => '(?1).*(?2)', text => 'sent', text => 'clicked', @since),
		call('count_distinct', "SELECT channel, count_distinct(contact_id) FILTER (WHERE event_type = ANY (?)) AS n,
			count_distinct(message_id, contact_id) FILTER (WHERE is_machine = ?) AS m $events GROUP BY channel ORDER BY channel",
			'text[]' => elements(qw(opened clicked)), boolean => 'true', @since),
		call('engagement_series', "SELECT p.* FROM unnest((SELECT engagement_series(?, ?, occurred_at, event_type, ?, message_id, contact_id) $events)) AS p",
			text => 'day', text => 'Europe/Berlin', 'text[]' => elements('opened'), @since),
		call('attribution', "SELECT a.* FROM unnest((SELECT attribution(?, CAST(? AS interval), contact_id, occurred_at, campaign_id, event_type = ?, value)
			$events)) AS a", 'text[]' => elements(qw(linear last_touch)), interval => '30 days', text => 'purchase', @since),
		call('cohort_retention', "SELECT c.* FROM unnest((SELECT cohort_retention(?, ?, contact_id, ?, occurred_at, ?) $events)) AS c",
			text => 'week', text => 'UTC', timestamptz => undef, text => 'periods=3', @since),
		call('keyset', "SELECT keyset(contact_id) AS k FROM $schema.events WHERE channel = ?", text => 'email'),
		call('keyset in', "SELECT cardinality(CAST(? AS keyset)) AS n, contains(CAST(? AS keyset), CAST(? AS text)) AS c", text => $keyset, text => $keyset, text => 'c-11'),
		call('keyset of array', 'SELECT cardinality(keyset(k)) AS n FROM unnest(CAST(? AS bigint[])) AS k', 'bigint[]' => elements(-1, 9223372036854775807, undef, -1)),
		call('composite', 'SELECT ab_test(?, ?, ?, ?) AS result', @groups),
		call('ab_test', 'SELECT t.* FROM ab_test(?, ?, ?, ?, ?) AS t', @groups, 'double precision' => 0.9),
		call('chi_square', 'SELECT t.* FROM chi_square(?, ?) AS t', 'bigint[]' => elements(150, 200, 180), 'bigint[]' => elements(500, 500, 510)),
		call('percent', 'SELECT percent(CAST(? AS bigint), ?, ?) AS p, percent(CAST(? AS bigint), ?, ?) AS q',
			bigint => 1, bigint => 3, integer => 4, bigint => undef, bigint => undef, integer => undef),
		call('utm', 'SELECT t.* FROM utm(?) AS t', text => $url),
		call('url_param', 'SELECT url_param(?, ?, ?) AS q', text => $url, text => 'q', boolean => 'false'),
		call('date_preset', 'SELECT lower(r) AS since, upper(r) AS until FROM date_preset(?, ?, ?) AS r',
			text => 'last_7_days', text => 'America/New_York', timestamptz => '2026-03-10T12:00:00.5Z'),
		call('kept', 'SELECT count(*) > ? AS k FROM pg_prepared_statements', integer => 0),
		call('empty array', 'SELECT count(*) AS n FROM unnest(CAST(? AS text[])) AS t', 'text[]' => ''),
		call('null array', 'SELECT CAST(? AS text[]) AS t, CAST(? AS bigint[]) AS b', 'text[]' => undef, 'bigint[]' => undef),
		call('odd array', 'SELECT CAST(? AS text[]) AS t', 'text[]' => elements('', undef, 'null', 'a b', 'c,d', '{e}', "'", '"', '\\', "\x{20ac}")),
		wrong('22023', 'unknown preset', "SELECT * FROM $schema.overview(?)", text => 'last_century'),
		wrong('22023', 'unknown zone', "SELECT * FROM $schema.overview(?, ?, ?, ?)", text => undef, timestamptz => undef, timestamptz => undef, text => 'Mars/Phobos'),
		wrong('22023', 'range backwards', "SELECT * FROM $schema.overview(?, ?, ?)", text => undef,
			timestamptz => '2026-03-02T00:00:00Z', timestamptz => '2026-03-01T00:00:00Z'),
		wrong('22023', 'page 0', "SELECT * FROM $schema.campaign_list(page => ?)", integer => 0),
		wrong('22023', 'unknown period', "SELECT $schema.campaign_json(?, ?)", text => 'campaign-24', text => 'yesterday'),
		wrong('22023', 'no steps', "SELECT * FROM $schema.funnel_report(steps => ?)", 'text[]' => ''),
		wrong('22004', 'step that is NULL', "SELECT * FROM $schema.funnel_report(steps => ?)", 'text[]' => elements('opened', undef)),
		wrong('22023', 'days below 1', "SELECT $schema.overview_json(?)", integer => -1),
		wrong('22023', 'type listed twice', "SELECT engagement(event_type, ?, message_id, contact_id) $events", 'text[]' => elements('opened', 'opened'), @since),
		wrong('22023', 'odd lengths', 'SELECT chi_square(?, ?)', 'bigint[]' => elements(1, 2), 'bigint[]' => elements(3)),
		wrong('22P03', 'no keyset', 'SELECT cardinality(CAST(? AS keyset))', text => "\x{fc}ber"),
		wrong('42501', 'no right to write', "INSERT INTO $schema.contacts (id, name) VALUES (?, ?) RETURNING id", text => 'x', text => undef));
}

sub calls
{
	my ($node) = @_;
	return (model_calls($node), core_calls($node));
}

sub calls_file
{
	my $file = PostgreSQL::Test::Utils::tempdir . '/calls';
	my @lines = map {
		join "\t", @$_{qw(name sql)}, map { ($_->[0], $_->[1] // '\N') } @{ $_->{parameters} }
	} @_;
	append_to_file($file, Encode::encode_utf8(join '', map { "$_\n" } @lines));
	return $file;
}

#
# What they must see, as the server has it
#

sub literal
{
	my ($type, $value) = @{ $_[0] };
	return "NULL::$type" unless defined $value;
	return "'" . $value =~ s/'/''/gr . "'::$type" unless $type =~ /\[\]$/;
	return 'ARRAY[' . join(', ', map { $_ eq '\N' ? 'NULL' : "'" . s/'/''/gr . "'" } split /\x1f/, $value, -1) . "]::$type";
}

# The call with its parameters written into it. Patterns have question marks of
# their own, but in parameters.
sub with_literals
{
	my ($call) = @_;
	my @literals = map { literal($_) } @{ $call->{parameters} };
	return $call->{sql} =~ s/\?/shift @literals/ger;
}

# The text of a value, by its type
sub canonical
{
	my ($column, $type) = @_;
	my $text =
	    $type eq 'double precision' ? "encode(float8send($column), 'hex')"
	  : $type eq 'timestamp with time zone' ? "(extract(epoch FROM $column) * 1000000)::bigint::text"
	  :                                       "${column}::text";
	return "coalesce($text, '\\N')";
}

# digest_query SQL, TYPE...: of what SQL gives
sub digest_query
{
	my ($sql, @types) = @_;
	my @columns = map { "c$_" } 1 .. @types;
	my @sums = map { "md5(coalesce(string_agg(" . canonical("c$_", $types[ $_ - 1 ]) . " || E'\\n', ''), ''))" } 1 .. @types;
	return "SELECT concat_ws(' ', count(*), " . join(', ', @sums) . ") FROM ($sql) AS q (" . join(', ', @columns) . ')';
}

# answers NODE, QUERY...: what each prints in its one line
sub answers
{
	my ($node, @queries) = @_;
	return split /\n/, ask($node, Encode::encode_utf8(join ";\n", @queries));
}

# The types of the columns of each query
sub types_of
{
	my ($node, @queries) = @_;
	my @answers = split /^--\n/m, ask($node, Encode::encode_utf8(join '', map { "$_ \\gdesc\n\\echo --\n" } @queries));
	return map { [ map { /\|(.*)/ } split /\n/ ] } @answers;
}

sub expected_values
{
	my ($node, $columns) = @_;
	my @views = sort keys %$columns;
	my @queries = map {
		my $all = join ', ', 1 .. @{ $columns->{$_} };
		digest_query("SELECT * FROM $schema.$_ ORDER BY $all", @{ $columns->{$_} });
	} @views;
	my %values;
	@values{@views} = map { [$_] } answers($node, @queries);
	return \%values;
}

sub expected_answers
{
	my ($node, @calls) = @_;
	my @good = grep { !$_->{state} } @calls;
	my @queries = map { with_literals($_) } @good;
	my @types = types_of($node, @queries);
	my %answers = map { $_->{name} => ["error $_->{state}"] } grep { $_->{state} } @calls;
	@answers{ map { $_->{name} } @good } = map { [$_] } answers($node, map { digest_query($queries[$_], @{ $types[$_] }) } 0 .. $#good);
	return \%answers;
}

# The views with their comments; the columns with their types, by several names;
# the types of each view's; the digests of all; and the file of the calls.
sub expected_of
{
	my ($node, @calls) = @_;
	my %views = map { $_->[0] => [ $_->[1] ] } records($node, q{SELECT json_build_array(relname, obj_description(oid, 'pg_class'))
		FROM pg_class WHERE relnamespace = '%s'::regnamespace AND relkind = 'v'});
	my @columns = records($node, q{SELECT json_build_array(relname, attnum, attname, typname, format_type(atttypid, atttypmod), col_description(c.oid, attnum))
		FROM pg_class AS c JOIN pg_attribute AS a ON attrelid = c.oid JOIN pg_type AS t ON t.oid = atttypid
		WHERE relnamespace = '%s'::regnamespace AND relkind = 'v' AND attnum > 0 ORDER BY relname, attnum});
	my %types;
	push @{ $types{ $_->[0] } }, $_->[4] foreach @columns;
	return {
		views => \%views,
		columns => { map { ("$_->[0] $_->[1]" => { name => $_->[2], internal => $_->[3], sql => $_->[4], standard => $_->[4] =~ /\[\]$/ ? 'ARRAY' : $_->[4], comment => $_->[5] }) } @columns },
		types => \%types,
		values => expected_values($node, \%types),
		answers => expected_answers($node, @calls),
		calls => calls_file(@calls)
	};
}

#
# What a client says
#

# run_client NODE, EXPECTED, COMMAND...: its lines, {KIND}{KEY} = [WORDS]
sub run_client
{
	my ($node, $expected, @command) = @_;
	my ($out, $err, %said);
	local $ENV{PYTHONDONTWRITEBYTECODE} = 1;
	my @arguments = ('127.0.0.1', $node->port, 'postgres', $user, $password, $schema, $expected->{calls});

	IPC::Run::run([ @command, @arguments ], '>', \$out, '2>', \$err) or diag("@command: $err");
	foreach (split /\n/, Encode::decode_utf8($out))
	{
		my ($kind, $key, @words) = split /\t/, $_, -1;
		$said{$kind}{$key} = \@words;
	}
	return \%said;
}

# What was said in one of its ways, as the server's answers are kept
sub said_in
{
	my ($said, $way) = @_;
	return { map { /^\Q$way\E (.*)/ ? ($1 => $said->{$_}) : () } keys %$said };
}

# agree GOT, EXPECTED, NAME: hashes; those that differ are told of by name
sub agree
{
	my ($got, $expected, $name) = @_;
	my %keys = map { $_ => 1 } keys %$got, keys %$expected;
	my @wrong = grep { join("\t", @{ $got->{$_} // ['nothing'] }) ne join("\t", @{ $expected->{$_} // ['nothing'] }) } sort keys %keys;
	local $Test::Builder::Level = $Test::Builder::Level + 1;

	ok(%$expected && !@wrong, $name);
	diag(map { substr("$_: got @{ $got->{$_} // ['nothing'] }, not @{ $expected->{$_} // ['nothing'] }", 0, 200) . "\n" } @wrong);
	return;
}

# shows SAID, EXPECTED, DRIVER, TYPES, WAY => KEPT...: TYPES says which of the names
# of a type the driver uses: internal, sql, or standard, which has no types of arrays;
# KEPT, true or false, whether the server keeps the statements of this way.
sub shows
{
	my ($said, $expected, $driver, $types, %ways) = @_;
	my $columns = $expected->{columns};
	local $Test::Builder::Level = $Test::Builder::Level + 1;

	agree($said->{view}, $expected->{views}, "$driver lists the views with their comments");
	agree($said->{column}, { map { $_ => [ @{ $columns->{$_} }{ 'name', $types, 'comment' } ] } keys %$columns },
		"$driver lists their columns with types and comments");
	foreach my $way (sort keys %ways)
	{
		my %answers = (%{ $expected->{answers} }, kept => [ '1 ' . md5_hex("$ways{$way}\n") ]);

		agree(said_in($said->{values}, $way), $expected->{values}, "$driver, $way: reads every column of every view");
		agree(said_in($said->{call}, $way), \%answers, "$driver, $way: calls every function with parameters");
	}
	return;
}

1;
