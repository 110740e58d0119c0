# What stands in examples/ does what examples/README.md says, over sample data.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use Backend;
use Examples;
use JSON::PP ();
use PostgreSQL::Test::Utils;
use Test::More;

my $examples = "$FindBin::RealBin/../../examples";
my $node = examples_server();

# table SQL: names of the columns, and the rows
sub table
{
	my ($sql) = @_;
	my ($names, @rows) = split /\n/, ask($node, "\\pset tuples_only off\n\\pset footer off\n$sql");
	return ([ split /\|/, $names ], map { [ split /\|/, $_, -1 ] } @rows);
}

# column NAME, TABLE: its values
sub column
{
	my ($name, $names, @rows) = @_;
	my ($i) = grep { $names->[$_] eq $name } 0 .. $#$names;
	return map { $_->[$i] } @rows;
}

sub total { my $sum = 0; $sum += $_ || 0 foreach @_; return $sum }

# rows_and_names WHAT, SQL AS WRITTEN, TABLE: some rows, and columns with names that the author chose
sub rows_and_names
{
	my ($what, $written, $names, @rows) = @_;
	my %seen;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	cmp_ok(scalar @rows, '>', 0, "$what has rows");
	my @bad = grep { $seen{$_}++ || ($_ ne 'time' && $written !~ /\b\Q$_\E\b/) } @$names;
	return is("@bad", '', "$what has columns with names");
}

my ($today, $month_ago) = split /\|/, ask($node, 'SELECT current_date, current_date - 30');

#
# Metabase
#

my %postgres = (Text => 'varchar', Number => 'integer', Date => 'date');
my %values = (
	start => $month_ago, end => $today, campaign => "o'neill", campaign_type => 'email,sms', status => 'completed,in_progress',
	search => 'l\'s "50%" \\', steps => 'delivered,opened', lookback => 30, channel_group => 'Direct,Paid Search,Email,Organic Search');
my @required = qw(steps lookback);

# question NAME, {VALUES}, ["unknown"]: its table
my %question = map { m{/(\w+)\.sql$}; ($1 => slurp_file($_)) } glob("$examples/metabase/*.sql");
sub question
{
	my ($name, $given, $undeclared) = @_;
	my %type = %{ metabase_variables($question{$name}) };
	$type{$_} = $undeclared // $postgres{ $type{$_} } foreach keys %type;
	return table(metabase($question{$name}, \%type, { map { $_ => $values{$_} } @required, @$given }));
}

foreach my $name (sort keys %question)
{
	my @variables = sort keys %{ metabase_variables($question{$name}) };
	my @in_use = sort keys %{ { map { $_ => 1 } $question{$name} =~ /\{\{(\w+)\}\}/g } };
	is("@variables", "@in_use", "Metabase, $name tells of its variables");

	# a search for a campaign's name finds no visitors
	my @all = grep { $name ne 'sources' || $_ ne 'search' } @variables;
	rows_and_names("Metabase, $name without values", $question{$name}, question($name, []));
	rows_and_names("Metabase, $name with all values", $question{$name}, question($name, \@all));
	is_deeply([ question($name, \@all, 'unknown') ], [ question($name, \@all) ], "Metabase, $name: the same of values without a type");
}

is(total(column('sent', question('days', [qw(start end)]))), total(column('messages_sent', question('overview', [qw(start end)]))),
	'the days add up to the overview');
is_deeply([ column('campaign_name', question('campaigns', [qw(start end search)])) ], [ 'O\'Neill\'s "50%" \ sale' ],
	'a value is a value, whatever is in it');
is_deeply([ column('contacts', question('funnel', ['campaign'])) ], [ 3, 3 ], 'the funnel of a campaign');
my ($heads, @weeks) = question('weeks', ['campaign']);
is("@{[ map { @$_[ 1, 2 ] } @weeks ]}", 'delivered 3 opened 3 opened 0', 'what is opened again in another week is not counted again');

#
# Grafana
#

my $dashboard = JSON::PP->new->utf8->decode(slurp_file("$examples/grafana/dashboard.json"));
my @panels = @{ $dashboard->{panels} };
my $source = { type => $dashboard->{__inputs}[0]{pluginId}, uid => "\${$dashboard->{__inputs}[0]{name}}" };
my %range = (from => "${month_ago}T00:00:00Z", to => "${today}T00:00:00Z", interval => '1h');

sub panel_table
{
	my ($panel, $campaign, %changes) = @_;
	return table(grafana($panel->{targets}[0]{rawSql}, { %range, %changes }, { campaign => $campaign // 'all' }));
}

# What the importer asks for must be what panels use, and the other way round.
my @sources = ((map { $_->{datasource}, map { $_->{datasource} } @{ $_->{targets} } } @panels), map { $_->{datasource} } @{ $dashboard->{templating}{list} });
is_deeply(\@sources, [ map { $source } @sources ], 'Grafana: the data source is the one that the import asks for');
is_deeply([ sort map { $_->{id} } grep { $_->{type} eq 'panel' } @{ $dashboard->{__requires} } ],
	[ sort keys %{ { map { $_->{type} => 1 } @panels } } ], 'Grafana: the import knows which panels it needs');
is(scalar keys %{ { map { $_->{id} => 1 } @panels } }, scalar @panels, 'Grafana: each panel has an id of its own');
my %taken;
foreach my $at (map { $_->{gridPos} } @panels)
{
	foreach my $x ($at->{x} .. $at->{x} + $at->{w} - 1)
	{
		$taken{"$x,$_"}++ foreach $at->{y} .. $at->{y} + $at->{h} - 1;
	}
}
is_deeply([ grep { $taken{$_} > 1 || /^(\d+)/ && $1 > 23 } sort keys %taken ], [], 'Grafana: panels lie side by side');

foreach my $panel (@panels)
{
	my ($title, $target) = ("Grafana, $panel->{title}", $panel->{targets}[0]);
	my @table = panel_table($panel);
	my %has = map { $_ => 1 } @{ $table[0] };
	my @named = (
		(map { $_->{matcher}{options} } @{ $panel->{fieldConfig}{overrides} }),
		(map { values %{ $_->{options} } } @{ $panel->{transformations} // [] }),
		grep { defined } $panel->{options}{xField});

	rows_and_names($title, $target->{rawSql}, @table);
	is_deeply([ grep { !$has{$_} } @named ], [], "$title names its own columns");
	next unless $target->{format} eq 'time_series';
	my @times = column('time', @table);
	is_deeply(\@times, [ sort @times ], "$title is in order of time");
}

my ($variable) = @{ $dashboard->{templating}{list} };
my ($names, @choices) = table($variable->{query});
is("@$names", '__value __text', 'Grafana: the variable has values and texts');
my %choice = map { @$_ } @choices;
is($choice{"o'neill"}, 'O\'Neill\'s "50%" \ sale', 'one for each campaign');
is_deeply([ $variable->{current}{value}, $variable->{query} eq $variable->{definition} ], [ $choices[0][0], 1 ], 'and all of them first');

my ($messages, $funnel) = map { my $title = $_; grep { $_->{title} =~ /^$title/ } @panels } qw(Messages Funnel);
my @by_hour = panel_table($messages);
is(total(column('messages', panel_table($messages, undef, interval => '1d'))), total(column('messages', @by_hour)),
	'hours add up to days');
is(total(column('messages', panel_table($messages, "o'neill"))), 6, 'of one campaign: three delivered, three opened');
is_deeply([ column('contacts', panel_table($funnel, "o'neill")) ], [ 3, 3, 0 ], 'the funnel of one campaign');

#
# Cube
#

my $cubes = cubes(glob("$examples/cube/model/cubes/*.yml"));
make_reach($node, '2000-01-01');
my $kept = ask($node, 'SELECT count(*), sum(campaign_analytics.cardinality(messages)) FROM public.campaign_reach');
make_reach($node, $month_ago);
same($node, 'SELECT count(*), sum(campaign_analytics.cardinality(messages)) FROM public.campaign_reach', $kept, 'making the keysets again from some day on changes nothing');

# What Cube's reference has: https://cube.dev/docs/reference/data-model
my %fields = (
	cube => [qw(name sql_table description joins dimensions measures pre_aggregations)],
	joins => [qw(name relationship sql)],
	dimensions => [qw(name sql type description primary_key public)],
	measures => [qw(name sql type description format filters)],
	pre_aggregations => [qw(name measures dimensions time_dimension granularity partition_granularity refresh_key)]);
my %types = (dimensions => 'string|number|boolean|time', measures => 'count|sum|number');

sub unknown
{
	my ($what, $map) = @_;
	my %known = map { $_ => 1 } @{ $fields{$what} };
	return map { "$map->{name}: $_" } grep { !$known{$_} } sort keys %$map;
}

foreach my $name (sort keys %$cubes)
{
	my $cube = $cubes->{$name};
	my @members = map { @{ $cube->{$_} } } qw(dimensions measures);
	my %members = map { $_->{name} => $_ } @members;
	my @wrong = (
		unknown('cube', $cube),
		(map { my $part = $_; map { unknown($part, $_) } @{ $cube->{$part} // [] } } qw(joins dimensions measures pre_aggregations)),
		(map { my $part = $_; map { "$_->{name}: type $_->{type}" } grep { $_->{type} !~ /^(?:$types{$part})$/ } @{ $cube->{$part} } } sort keys %types),
		# a name that is that of a cube means the cube
		(map { "$_ is the name of a cube" } grep { $cubes->{$_} } keys %members),
		(map { "joins $_->{name}, which has no key" } grep { !grep { $_->{primary_key} } @{ $cubes->{ $_->{name} }{dimensions} }, () } @{ $cube->{joins} // [] }));
	is_deeply(\@wrong, [], "Cube, $name is as Cube wants it");
	is(scalar keys %members, scalar @members, "Cube, $name: a name for each member");

	# everything at once, and with what is joined
	my @others = map { cube_members($cubes->{ $_->{name} }, 'dimensions') } @{ $cube->{joins} // [] };
	my @measures = cube_members($cube, 'measures');
	my ($columns, @rows) = table(cube_query($cubes, [ cube_members($cube, 'dimensions'), @others ], \@measures));
	cmp_ok(scalar @rows, '>', 0, "Cube, $name: all its members in one query");

	# a rollup can be kept of what adds up only
	foreach my $rollup (@{ $cube->{pre_aggregations} // [] })
	{
		my @kept = map { $members{$_} // { type => "no $_" } } @{ $rollup->{measures} };
		is_deeply([ grep { !/^(?:sum|count)$/ } map { $_->{type} } @kept ], [], "Cube, $name: $rollup->{name} keeps sums");
		is_deeply([ grep { !$members{$_} } @{ $rollup->{dimensions} }, $rollup->{time_dimension} ], [], 'by its own dimensions');
	}
}

# same_rows WHAT, ONE QUERY, ANOTHER: both have some, and the same
sub same_rows
{
	my ($what, $one, $other) = @_;
	local $Test::Builder::Level = $Test::Builder::Level + 1;
	cmp_ok(ask($node, "SELECT count(*) FROM ($one) AS q"), '>', 0, "$what: there is something to compare");
	return same($node, "(($one) EXCEPT ALL ($other)) UNION ALL (($other) EXCEPT ALL ($one))", '', $what);
}

# query DIMENSIONS, MEASURES, [WHERE, of cube__member]: as a subquery
sub query
{
	my ($dimensions, $measures, $where) = @_;
	return 'SELECT * FROM (' . cube_query($cubes, $dimensions, $measures) . ') AS q WHERE ' . ($where // 'true');
}

# What is first unique adds up to what the keysets say, by whatever a message has one of.
foreach my $by ([], ['campaign_id'], ['channel'], [ 'campaign_id', 'channel' ])
{
	my ($sums, $sets) = map {
		my ($cube, $measure) = @$_;
		query([ map { "$cube.$_" } @$by, 'event_type' ], ["$cube.$measure"], "${cube}__$measure > 0")
	} [qw(engagement first_unique)], [qw(reach messages)];
	same_rows("Cube: sums are keysets, by @$by event_type", $sums, $sets);
}

my $offices = 'SELECT office, delivered_unique, opened_unique, clicked_unique FROM marketing.office_engagement WHERE clicked_unique > 0';
foreach my $cube (qw(engagement reach))
{
	my @measures = map { "$cube.$_" } qw(delivered opened clicked);
	same_rows("Cube: $cube by what is joined is that of the model", query(['campaigns.office'], \@measures, "${cube}__clicked > 0"), $offices);
}

same_rows('Cube: keysets of a day are what is unique in the day',
	query([ map { "reach.$_" } qw(campaign_id channel event_type date) ], ['reach.messages'], 'reach__messages > 0'),
	'SELECT campaign_id, channel, event_type, date, unique_in_day FROM marketing.campaign_channel_daily WHERE unique_in_day > 0');
my ($sum, $each) = map { total(column($_ . '__opened', table(cube_query($cubes, ["$_.date:week"], ["$_.opened"])))) } qw(engagement reach);
cmp_ok($each, '>=', $sum + 3, 'Cube: what is opened in two weeks is in both, of keysets: they do not add up');

same_rows('Cube: a message counts once, whatever became of it',
	query(['reach.campaign_id'], ['reach.messages'], 'reach__messages > 0'),
	'SELECT campaign_id, count(DISTINCT (message_id, contact_id)) FROM marketing.events WHERE message_id IS NOT NULL AND contact_id IS NOT NULL GROUP BY 1');
same_rows('Cube: contacts reached',
	query(['reach.campaign_id'], ['reach.contacts_reached'], 'reach__contacts_reached > 0'),
	"SELECT campaign_id, count(DISTINCT contact_id) FROM marketing.events WHERE event_type = 'delivered' AND message_id IS NOT NULL GROUP BY 1");
same_rows('Cube: rates are those of the model',
	'SELECT engagement__campaign_id, round(engagement__open_rate, 9), round(engagement__click_rate, 9) FROM ('
	  . query(['engagement.campaign_id'], [ 'engagement.open_rate', 'engagement.click_rate' ], 'engagement__click_rate > 0') . ') AS r',
	'SELECT campaign_id, round(open_rate_of_delivered::numeric, 9), round(click_rate_of_delivered::numeric, 9)
	 FROM marketing.campaign_engagement WHERE click_rate_of_delivered > 0');
same_rows('Cube: what machines opened is not counted as human',
	query(['engagement.campaign_id'], [ 'engagement.opened_human', 'engagement.bounced', 'engagement.sent' ], 'engagement__opened_human > 0 AND engagement__bounced > 0'),
	'SELECT campaign_id, opened_unique_human, bounced_unique, sent_unique FROM marketing.campaign_engagement WHERE opened_unique_human > 0 AND bounced_unique > 0');
same_rows('Cube: events, contacts, conversions and revenue',
	'SELECT events__channel, events__count, events__contacts, events__conversions, round(events__revenue::numeric, 6) FROM ('
	  . query(['events.channel'], [ map { "events.$_" } qw(count contacts conversions revenue) ]) . ') AS r',
	"SELECT channel, count(*), count(DISTINCT contact_id), count(*) FILTER (WHERE event_type = 'purchase'),
		round((sum(value) FILTER (WHERE event_type = 'purchase'))::numeric, 6) FROM marketing.events GROUP BY 1");
same_rows('Cube: campaigns', query(['campaigns.status'], ['campaigns.count']),
	'SELECT status, count(*) FROM marketing.campaigns GROUP BY 1');

#
# The backend in Python; the one in JavaScript needs more than Debian has: make test-cube
#

backend_answers($node, '/usr/bin/python3', "$examples/backend/server.py");

finish($node);
