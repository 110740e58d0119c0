# Encodings: what URLs hold is decoded from UTF-8 whatever the database's encoding,
# and what that cannot hold is replaced, never an error.
use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";
use Analytics;
use Test::More;

my $node = start_server('utm_encoding', [ extra => [ '--encoding=UTF8', '--locale=C' ] ]);
my %encoding = (
	utf8 => 'UTF8', latin1 => 'LATIN1', win1252 => 'WIN1252', koi8r => 'KOI8R',
	euc_jp => 'EUC_JP', mule => 'MULE_INTERNAL', ascii => 'SQL_ASCII');

foreach my $database (sort keys %encoding)
{
	ask($node, "CREATE DATABASE $database TEMPLATE template0 ENCODING '$encoding{$database}' LOCALE 'C'");
	create_extension($node, $database);
}

# A query's answer in a database, as bytes of that database in hex.
sub bytes_of
{
	my ($expression, $database) = @_;
	return ask($node, "SET client_encoding = 'SQL_ASCII'; SELECT encode(convert_to($expression, getdatabaseencoding()), 'hex')", $database);
}

# Escapes of UTF-8: an accent, a euro sign, a Cyrillic and a Japanese letter, a
# smile, and a byte that is none.
my %accent = (utf8 => 'c3a9', latin1 => 'e9', win1252 => 'e9', koi8r => '3f', euc_jp => '8fabb1', mule => '3f', ascii => 'c3a9');
my %euro = (utf8 => 'e282ac', latin1 => '3f', win1252 => '80', koi8r => '3f', euc_jp => '3f', mule => '3f', ascii => 'e282ac');
my %cyrillic = (utf8 => 'd0b6', latin1 => '3f', win1252 => '3f', koi8r => 'd6', euc_jp => 'a7d8', mule => '3f', ascii => 'd0b6');
my %kana = (utf8 => 'e38182', latin1 => '3f', win1252 => '3f', koi8r => '3f', euc_jp => 'a4a2', mule => '3f', ascii => 'e38182');
my %smile = (utf8 => 'f09f9880', map { $_ => '3f' } 'latin1', 'win1252', 'koi8r', 'euc_jp', 'mule');
my %stray = (utf8 => 'efbfbd', ascii => 'efbfbd', map { $_ => '3f' } 'latin1', 'win1252', 'koi8r', 'euc_jp', 'mule');
$smile{ascii} = $smile{utf8};

foreach my $database (sort keys %encoding)
{
	foreach my $case ([ '%C3%A9', \%accent ], [ '%E2%82%AC', \%euro ], [ '%D0%B6', \%cyrillic ], [ '%E3%81%82', \%kana ], [ '%F0%9F%98%80', \%smile ], [ '%FF', \%stray ], [ '%00', \%stray ])
	{
		my ($raw, $expected) = @$case;

		is(bytes_of("utm_source('?utm_source=a$raw&utm_medium=b')", $database), "61$expected->{$database}", "$database: $raw");
		is(bytes_of("(utm('?utm_source=a${raw}b&utm_medium=b')).source", $database), "61$expected->{$database}62", "$database: $raw by utm()");
	}
	is( ask($node, "SELECT utm('?utm_source=%C3%A9&utm_medium=b&gclid=%FFx&utm_term=%E2%82') = ROW(utm_source('?utm_source=%C3%A9'), 'b', NULL, utm_term('?utm_term=%E2%82'), NULL, NULL, click_id('?gclid=%FFx'), 'google')::utm_params", $database),
		't', "$database: the others stay where they are");
	is(ask($node, "SELECT length(utm_source('?utm_source=' || repeat('%C3%A9%F0%9F%98%80x', 20000)))", $database) >= 60000, 1, "$database: long ones");
	is(ask($node, "SELECT count(utm_source('?utm_source=%' || lpad(to_hex(i), 2, '0') || '%' || lpad(to_hex(j), 2, '0'))) FROM generate_series(0, 255) i, generate_series(0, 255) j", $database),
		65536, "$database: any two bytes");
}
foreach my $database ('latin1', 'win1252', 'koi8r', 'ascii')
{
	is( ask($node, "SELECT count(utm_source(url) || url_param(url, 'x') || strip_tracking(url) || url_host(url) || url_path(url))
			FROM (SELECT 'https://' || chr(i) || '/' || chr(i) || '?x=' || chr(i) || '&' || chr(i) || '&utm_source=' || chr(i) AS url FROM generate_series(128, 255) i) s", $database),
		128, "$database: any raw byte");
}

# Characters that are not escaped
foreach my $case ([ 'latin1', 'e9' ], [ 'win1252', '80' ], [ 'koi8r', 'd6' ], [ 'euc_jp', 'a4a2' ], [ 'euc_jp', '8fabb1' ])
{
	my ($database, $bytes) = @$case;
	my $character = "convert_from('\\x$bytes', getdatabaseencoding())";

	is(bytes_of("utm_source('?utm_source=a' || $character || '%20b')", $database), "61${bytes}2062", "$database: \\x$bytes stays");
	is(bytes_of("utm_source('?utm_source=%FF' || $character)", $database), "3f$bytes", "$database: beside what does not");
	is(ask($node, "SELECT url_param('?x' || $character || 'y=1', 'x' || $character || 'y')", $database), 1, "$database: in a name");
	is(bytes_of("url_host('HTTPS://A' || $character || '.Example')", $database), "61${bytes}2e6578616d706c65", "$database: in a host");
	is(bytes_of("strip_tracking('/?a' || $character || '=' || $character || '&utm_source=' || $character)", $database), "2f3f61${bytes}3d$bytes", "$database: where it is not looked at");
}
is(ask($node, "SELECT url_param('?x%C3%A9=1', 'x' || convert_from('\\xe9', 'LATIN1'))", $_), 1, "$_: a name in one encoding is found in the other") foreach 'utf8', 'latin1';
is(bytes_of("utm_source('?utm_source=' || convert_from('\\x81', 'WIN1252'))", 'win1252'), '3f', 'win1252: a byte without a meaning');
is(bytes_of("utm_source(E'?utm_source=\\xe9')", 'ascii'), 'efbfbd', 'SQL_ASCII: bytes are read as UTF-8');
is(bytes_of("utm_source(E'?utm_source=\\xc3%A9' || repeat(E'\\xff', 3000))", 'ascii'), 'c3a9' . 'efbfbd' x 3000, 'SQL_ASCII: many that are none');
is(bytes_of("(utm(E'?utm_medium=b&utm_source=\\xc3%A9' || repeat(E'\\xff', 3000))).source", 'ascii'), 'c3a9' . 'efbfbd' x 3000, 'SQL_ASCII: by utm()');

finish($node);
