--
-- Stored states of every released version: read for ever
--
-- A story is made by an expression over some rows. The bytes that each version
-- wrote of it are kept in "written" and never changed. They hold on machines of
-- either byte order, and under any version of PostgreSQL.
--
-- When states get a new form, the last query shows what is to be added here,
-- under the version that is about to write it.
--
SET search_path = campaign_analytics, public;
SET timezone = 'UTC';

CREATE TABLE story (name text PRIMARY KEY, type text, call text, source text);
INSERT INTO story VALUES
	('no keys', 'keyset', 'keyset(i)', 'generate_series(1, 0) i'),
	('integers', 'keyset', 'keyset(i)', 'unnest(''{11,12,13,-5,0,9223372036854775807,-9223372036854775808}''::bigint[]) i'),
	('integers in a row', 'keyset', 'keyset(i)', 'generate_series(1, 5000) i'),
	('every seventh', 'keyset', 'keyset(7 * i::bigint)', 'generate_series(-40, 40) i'),
	('days', 'keyset', 'keyset(date ''2024-02-28'' + i)', 'generate_series(0, 2) i'),
	('local times', 'keyset', 'keyset(timestamp ''2024-01-01 12:00'' + i * interval ''1 us'')', 'generate_series(0, 2) i'),
	('instants', 'keyset', 'keyset(t)', 'unnest(''{2024-01-01 12:00+00,infinity,-infinity,1970-01-01 00:00+00}''::timestamptz[]) t'),
	('floats', 'keyset', 'keyset(f)', 'unnest(''{0.5,-0,1e300,NaN,Infinity}''::float8[]) f'),
	('uuids', 'keyset', 'keyset(md5(i::text)::uuid)', 'generate_series(1, 6) i'),
	('texts', 'keyset', 'keyset(t)', 'unnest(ARRAY[''ann'', ''bob'', '''', repeat(''long '', 60), U&''\00E9t\00E9'']) t'),
	('bytes', 'keyset', 'keyset(b)', 'unnest(ARRAY[''\x00ff'', ''\x'', ''\x616e6e'']::bytea[]) b'),
	('numbers', 'keyset', 'keyset(n)', 'unnest(''{1.50,-0.001,1e40,NaN}''::numeric[]) n'),
	('intervals', 'keyset', 'keyset(i)', 'unnest(''{1 day,90 min,-1 mon}''::interval[]) i'),
	('documents', 'keyset', 'keyset(j)', 'unnest(ARRAY[''{"a": [1, null, "x"]}'', ''7'', ''"x"'']::jsonb[]) j'),
	('arrays', 'keyset', 'keyset(a)', '(VALUES (''{1,2}''::int[]), (''{NULL}''), (''{{1},{2}}'')) v (a)'),
	('rows', 'keyset', 'keyset(ROW (i, ''x'' || i))', 'generate_series(1, 3) i'),
	('ranges', 'keyset', 'keyset(r)', 'unnest(ARRAY[''[1,5)'', ''empty'', ''(,3]'']::int8range[]) r'),
	('multiranges', 'keyset', 'keyset(r)', 'unnest(ARRAY[''{[1,5),[9,)}'', ''{}'']::int8multirange[]) r'),
	('pairs of ids', 'keyset', 'keyset(i, 1000 + i % 3)', 'generate_series(1, 8) i'),
	('pairs of which one is wide', 'keyset', 'keyset(i, 4 - i)', 'generate_series(1, 8) i'),
	('an id and a day', 'keyset', 'keyset(i, date ''2024-02-28'' + i)', 'generate_series(1, 4) i'),
	('a text and an id', 'keyset', 'keyset(''m'' || i, i)', 'generate_series(1, 4) i'),
	('three columns', 'keyset', 'keyset(i, ''m'' || i, date ''2024-02-28'')', 'generate_series(1, 4) i'),
	('no events', 'timeline', 'timeline(i, now(), ''sent'')', 'generate_series(1, bigint ''0'') i'),
	('events of ids', 'timeline', 'timeline(i % 7, timestamptz ''2024-01-01 00:00+00'' + i * interval ''7 min'', (ARRAY[''sent'', ''opened'', ''clicked''])[1 + i % 3])', 'generate_series(1, bigint ''40'') i'),
	('events of ids far apart', 'timeline', 'timeline(k, t, ''sent'')', 'unnest(''{-9223372036854775808,-1,0,4294967296,9223372036854775807}''::bigint[]) k, unnest(''{1969-12-31 23:59:59.999999+00,2024-01-01 00:00+00}''::timestamptz[]) t'),
	('times far apart', 'timeline', 'timeline(bigint ''7'', t, e)', 'unnest(''{-infinity,4713-11-24 BC,2024-01-01 00:00+00,294276-12-31 23:59:59.999999+00,infinity}''::timestamptz[]) t, unnest(''{sent,opened}''::text[]) e'),
	('events of texts', 'timeline', 'timeline(''contact '' || i % 5, timestamptz ''2024-01-01 00:00+00'' + i * interval ''7 min'', (ARRAY[''sent'', ''opened''])[1 + i % 2])', 'generate_series(1, 20) i'),
	('events of uuids', 'timeline', 'timeline(md5((i % 5)::text)::uuid, timestamptz ''2024-01-01 00:00+00'' + i * interval ''7 min'', (ARRAY[''sent'', ''opened''])[1 + i % 2])', 'generate_series(1, 20) i'),
	('many types of events', 'timeline', 'timeline(i % 2, timestamptz ''2024-01-01 00:00+00'' + i * interval ''1 s'', U&''\00E9v\00E9nement '' || i)', 'generate_series(1, bigint ''40'') i');

CREATE TABLE written (by text, name text REFERENCES story, bytes bytea, PRIMARY KEY (by, name));
INSERT INTO written VALUES
	('0.9', 'no keys', '\x43414b010000000000000000000000000000000000000000'),
	('0.9', 'integers', '\x43414b01010000000e0000000000000017000000000000000100fbffffffffffff7f0b17030300f2ffffffffffff7f'),
	('0.9', 'integers in a row', '\x43414b010100000010270000000000000d040000000000000001000000000000800101feffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0103ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff010000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'),
	('0.9', 'every seventh', '\x43414b0101000000a200000000000000590000000000000000e8feffffffffff7f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f'),
	('0.9', 'days', '\x43414b010200000006000000000000000b000000000000000078220000000000800303'),
	('0.9', 'local times', '\x43414b010300000006000000000000000b000000000000000000f0d4e3dfb002800303'),
	('0.9', 'instants', '\x43414b010400000008000000000000001b0000000000000001000020c8c4fea2fc7f8000d00c1fe10d0600ff0f2b1c204ffd7f'),
	('0.9', 'floats', '\x43414b01050000000a000000000000002c0000000000000000000000000000008000000000000000e03f009c7500883ce4573e00648aff77c31bb8018000000000000008'),
	('0.9', 'uuids', '\x43414b01100000000c000000000000006c0000000000000000af0f885a1c09791600479a9c02ef339420006ed76b485ded069200582484eaf64c032300653cc5fdbe4b4a1c00c9f61421cb5e67e400e10b93fc5430540300a7f3d667ec00f32100e2f3811ef2c8bb1c00aa3146e90c56eeae00b9bf8e8ffe8cf10700198ab01a4ce09eaf'),
	('0.9', 'texts', '\x43414b01110000000a000000000000005a0000000000000000764981c5659a5e0100358e6ce1777ef8d70086a85310774f3f0b002fa0c02c21c72ddb0046bdba41e8584a2600a3b49f046c64bba00094bf47bde6feeb0a006f3a85666feda66f00022a702c27c5d55b00016de572b779fc3f'),
	('0.9', 'bytes', '\x43414b01120000000600000000000000360000000000000000d66ed7d4ab41d43d006f3a85666feda66f00ccdb4013e8c6a04600e617d9687408365300364e2f193ffe341500016de572b779fc3f'),
	('0.9', 'numbers', '\x43414b011600000008000000000000004800000000000000000d115b7243c7161a00ca513cb992ac9b9100f84b0a15189c677c00735deca5a21a0a09001a6b0246827cc31b007e52aa005768f00900334b15826a228f38003ca44efe7e98a38a'),
	('0.9', 'intervals', '\x43414b01170000000600000000000000360000000000000000e0f9c7cb6939593d00dfb56b3e2bab0fc400d359d0a97fd6ad3a008d457c32f870b0950058e3bb1a786dce5b002a17bd2cbfbbe9ff'),
	('0.9', 'documents', '\x43414b0118000000060000000000000036000000000000000021cb8389a016e70200f7aafe93692fa41b009a3a19b1a8a22ca30007ed33747cc1eb3400583496e2d9ccdb50007f9b07f21ef292b9'),
	('0.9', 'arrays', '\x43414b011900000006000000000000003600000000000000000564cf6be982959c00452099e4f791190300390f832a9220a617005f07aa5d9027f191001eb2b2561d073e4300187e4f4650af15d5'),
	('0.9', 'rows', '\x43414b011a0000000600000000000000360000000000000000fe332e18da42a92f00cc6f5db1ac130887001c88d716003a175b00a0eda34675e06729005eea777e6bead36800ac45f9230ca90e4e'),
	('0.9', 'ranges', '\x43414b011b00000006000000000000003600000000000000005efe4c2aca4a8f3300705b21e71efc87f900a75636677a0f731d00d69d0dd7a5f35dc20086fa320dff8ab67a00b80139f330707aac'),
	('0.9', 'multiranges', '\x43414b011c0000000400000000000000240000000000000000ae02219c75798a7200f3cedd9aa5021445002a9626655d8d1f2700016de572b779fc3f'),
	('0.9', 'pairs of ids', '\x43414b010101000011000000000000002800000000000000307d0000203000000020d0ffffff1f30000000203000000020d0ffffff1f30000000203000000020'),
	('0.9', 'pairs of which one is wide', '\x43414b0101010000100000000000000018000000000000000001000000000000800d03090305030103030307030b030f'),
	('0.9', 'an id and a day', '\x43414b010102000009000000000000001400000000000000304f040020300000002030000000203000000020'),
	('0.9', 'a text and an id', '\x43414b011500000008000000000000004800000000000000004f6a75f66088396d00fd1606af88a43db2007f8ade0055cc7427008f9a414e76ab4c90009d9ee75e08330c1a008399d49678ea6c45008b49cfb4042a8e1200131d292bd37d8b6f'),
	('0.9', 'three columns', '\x43414b0115000000080000000000000048000000000000000091e6a4a9cc179d3900173b025ee6f54cf30099add5a4abd1517c007fd78b4cf3d8713b0054ff7b725112542f00a6484d089be2e9a600250b132b0c9a2a1500fadb60c62a32d645'),
	('0.9', 'no events', '\x4341540100000000'),
	('0.9', 'events of ids', '\x4341540101000000070f636c69636b65640d6f70656e65640973656e740500f1f1edd5b0020000e844bed9b002005000000000000000f100000000000000010b8002706142680d2b1000d73caf9000d73caf5000d73caf1000d73cafb013ace2020d10ffc322649000d73caf5000d73caf1000d73caf9000d73caf5000d73cafb05a32ab040d10ff2534969000d73caf5000d73caf1000d73caf9000d73caf5000d73caf506ede8d070d5000c422641000d73caf9000d73caf5000d73caf1000d73caf9000d73cafb05a32ab040d50ff2534961000d73caf9000d73caf5000d73caf1000d73caf9000d73cafb013ace2020b9000ea56fa5000d73caf1000d73caf9000d73caf5000d73cafb05a32ab040d90ff2534965000d73caf1000d73caf9000d73caf5000d73caf1000d73caf'),
	('0.9', 'events of ids far apart', '\x4341540101000000030973656e7403ff1fc8c4fea2fcff0040e9d4d5b0020014000000000000005e000000000000000105800400bfd909e81a80048084405c371800f8ed2645ffffffff050180048084405c3718000712d93a01000080050180048084405c371800f7ed2645ffffffff050180048084405c371800b879371e02000080050180048084405c3718'),
	('0.9', 'times far apart', '\x4341540101000000050d6f70656e65640973656e74030000000000000080ffffffffffffff7f14000000000000003800000000000000f0818a700a150300ffffffffffffffff05030000e00aeb83990f7d0500008079a7475dcc0b050300ff5fc9de854efd7f052000604d4ca405'),
	('0.9', 'events of texts', '\x4341540111000000050d6f70656e65640973656e740300f1f1edd5b00200001497c9d7b002002800000000000000c60000000000000000a96ba229ec28c00100c8de02206eec5a75098000888f6faf86155080ba953e1080ba953e5080ba953e00219b174b72a4e235005667c6007f5ae436091000c422645080ba953e1080ba953e5080ba953e00811098706560d1340004111180decb65880990ff6111325080ba953e1080ba953e5080ba953e00982d45a119da1d3b0091b9dda003dd5b4109d0ffb008191080ba953e5080ba953e1080ba953e00660cfc9138c3ae21005da3c36bb86c88b10950006211321080ba953e5080ba953e1080ba953e'),
	('0.9', 'events of uuids', '\x4341540110000000050d6f70656e65640973656e740300f1f1edd5b00200001497c9d7b002002800000000000000c600000000000000007b271ec07759f315002c8614cc897f066f09800210d537b086151080ba953e5080ba953e1080ba953e008ab16853bb92834c002c1242757ba681910950006211321080ba953e5080ba953e1080ba953e0054ec1a2c29b4066700da6487f9f9dfe766091000b108195080ba953e1080ba953e5080ba953e00b40b52a1c4ed6d07009b84756f9a50cc0d0990ffc322645080ba953e1080ba953e5080ba953e0004b4120672ca311e00f3baa7f2d98f30280910006211325080ba953e1080ba953e5080ba953e'),
	('0.9', 'many types of events', '\x4341540101000000511bc3a976c3a96e656d656e7420311dc3a976c3a96e656d656e742031301dc3a976c3a96e656d656e742031311dc3a976c3a96e656d656e742031321dc3a976c3a96e656d656e742031331dc3a976c3a96e656d656e742031341dc3a976c3a96e656d656e742031351dc3a976c3a96e656d656e742031361dc3a976c3a96e656d656e742031371dc3a976c3a96e656d656e742031381dc3a976c3a96e656d656e742031391bc3a976c3a96e656d656e7420321dc3a976c3a96e656d656e742032301dc3a976c3a96e656d656e742032311dc3a976c3a96e656d656e742032321dc3a976c3a96e656d656e742032331dc3a976c3a96e656d656e742032341dc3a976c3a96e656d656e742032351dc3a976c3a96e656d656e742032361dc3a976c3a96e656d656e742032371dc3a976c3a96e656d656e742032381dc3a976c3a96e656d656e742032391bc3a976c3a96e656d656e7420331dc3a976c3a96e656d656e742033301dc3a976c3a96e656d656e742033311dc3a976c3a96e656d656e742033321dc3a976c3a96e656d656e742033331dc3a976c3a96e656d656e742033341dc3a976c3a96e656d656e742033351dc3a976c3a96e656d656e742033361dc3a976c3a96e656d656e742033371dc3a976c3a96e656d656e742033381dc3a976c3a96e656d656e742033391bc3a976c3a96e656d656e7420341dc3a976c3a96e656d656e742034301bc3a976c3a96e656d656e7420351bc3a976c3a96e656d656e7420361bc3a976c3a96e656d656e7420371bc3a976c3a96e656d656e7420381bc3a976c3a96e656d656e7420390d4082f8d4d5b00200009a4bd7d5b002005000000000000000ad000000000000000129001680c407d5d5b002280424f4880424f4c80424f4280024f4680024f4a80024f4e80024f4280124f4880124f4c80124f4080224f4480224f4880224f4e80224f4280324f4680324f4a80324f4e80324f4480424f43037efc6132908f823f4c80224f4680424f4a80424f4e80424f4480024f4880024f4c80024f4080124f4480124f4a80124f4e80124f4280224f4680224f4a80224f4080324f4480324f4880324f4c80324f4080424f4');

CREATE FUNCTION made(call text, source text) RETURNS bytea LANGUAGE plpgsql AS
	$$ DECLARE bytes bytea; BEGIN EXECUTE format('SELECT (%s)::bytea FROM %s', call, source) INTO bytes; RETURN bytes; END $$;

-- Each version wrote each story.
SELECT by, count(*) FROM written GROUP BY by ORDER BY by;

-- What they wrote is what the story says, through every door, and takes more.
SELECT by, name, cardinality(old) AS keys, old = new AS same, old::text::keyset = old AS as_text, (old | new)::bytea = new::bytea AS merged
FROM (SELECT *, bytes::keyset AS old, made(call, source)::keyset AS new FROM written JOIN story USING (name) WHERE type = 'keyset' OFFSET 0) w
ORDER BY by COLLATE "C", name COLLATE "C";
SELECT by, name, cardinality(old) AS events, (SELECT rollup(t)::bytea FROM unnest(ARRAY[old]) t) = new::bytea AS same, old::text::timeline::bytea = old::bytea AS as_text,
	(SELECT rollup(t)::bytea FROM unnest(ARRAY[old, new]) t) = new::bytea AS merged
FROM (SELECT *, bytes::timeline AS old, made(call, source)::timeline AS new FROM written JOIN story USING (name) WHERE type = 'timeline' OFFSET 0) w
ORDER BY by COLLATE "C", name COLLATE "C";

-- Answers that a reader can check
SELECT by, contains(bytes::keyset, 13) AS "13", contains(bytes::keyset, -5) AS "-5", contains(bytes::keyset, 14) AS "14",
	contains(bytes::keyset, 9223372036854775807) AS greatest
FROM written WHERE name = 'integers' ORDER BY by;
SELECT by, contains(bytes::keyset, 'ann'::text) AS ann, contains(bytes::keyset, U&'\00E9t\00E9'::text) AS summer, contains(bytes::keyset, 'Ann'::text) AS other
FROM written WHERE name = 'texts' ORDER BY by;
SELECT by, contains(bytes::keyset, 3, 1000) AS pair, contains(bytes::keyset, 3, 1001) AS no_pair
FROM written WHERE name = 'pairs of ids' ORDER BY by;
SELECT by, story, step, contacts, median_seconds
FROM (SELECT by, name AS story, (unnest(funnel('2 hours', bytes::timeline, '{sent,opened}'))).* FROM written
	WHERE name IN ('events of ids', 'events of texts', 'events of uuids') GROUP BY by, name) f
ORDER BY by COLLATE "C", story COLLATE "C", step;

-- As an older version left them in a table, where nothing is checked before it is read
CREATE TABLE kept (by text, contacts keyset);
INSERT INTO kept SELECT by, bytes::keyset FROM written JOIN story USING (name) WHERE type = 'keyset';
SELECT by, sum(cardinality(contacts)) FROM kept GROUP BY by ORDER BY by;

-- New forms: none
SELECT format(E'\t(''next'', %L, %L),', name, made(call, source)) AS to_be_added
FROM story WHERE made(call, source) NOT IN (SELECT bytes FROM written w WHERE w.name = story.name);

DROP TABLE kept, written, story;
DROP FUNCTION made;
