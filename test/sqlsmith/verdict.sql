-- Reads the server's log of a run of sqlsmith, and says what is bad in it

CREATE TABLE log (log_time text, user_name text, database_name text, process_id int, connection_from text, session_id text, session_line_num bigint, command_tag text,
	session_start_time text, virtual_transaction_id text, transaction_id bigint, error_severity text, sql_state_code text, message text, detail text, hint text,
	internal_query text, internal_query_pos int, context text, query text, query_pos int, location text, application_name text, backend_type text,
	leader_pid int, query_id bigint);
COPY log FROM :'log' (FORMAT csv);

CREATE TEMP TABLE answered AS SELECT message AS query FROM log WHERE application_name = 'sqlsmith::dut' AND message LIKE 'duration: %' AND message !~* 'statement: (BEGIN|ROLLBACK|SET)\y';
CREATE TEMP TABLE refused AS
SELECT *, split_part(split_part(location, ', ', 2), ':', 1) = ANY (string_to_array(:'files', ' ')) AS is_ours FROM log WHERE application_name = 'sqlsmith::dut' AND error_severity IN ('ERROR', 'FATAL', 'PANIC');
CREATE TEMP TABLE reached AS
SELECT name, bool_or(is_answer) AS is_answered, count(*) AS calls
FROM (SELECT query, true FROM answered UNION ALL SELECT query, false FROM refused) AS q (query, is_answer), regexp_matches(query, '\y(?:campaign_analytics|model)\.(\w+)\(', 'g') AS m, unnest(m) AS name
GROUP BY name;

\pset footer off
\echo 'errors by class of SQLSTATE; of those, raised by C code of the extension'
SELECT left(sql_state_code, 2) AS class, count(*), count(*) FILTER (WHERE is_ours) AS ours, min(left(message, 60)) FILTER (WHERE is_ours) AS "for example" FROM refused GROUP BY class ORDER BY class;
SELECT (SELECT count(*) FROM answered) AS answered, (SELECT count(*) FROM refused) AS refused, (SELECT count(*) FROM reached) AS "functions called", (SELECT count(*) FROM reached WHERE is_answered) AS "that answered",
	   (SELECT count(DISTINCT proname) FROM smith.callable WHERE pronamespace <> 'smith'::regnamespace) AS "of";
SELECT string_agg(DISTINCT proname::text, ' ') AS "never answered" FROM smith.callable WHERE pronamespace <> 'smith'::regnamespace AND proname NOT IN (SELECT name FROM reached WHERE is_answered);

\pset tuples_only on
\pset format unaligned
SELECT 'not ok: the server: ' || message FROM log WHERE message ~ 'was terminated by signal|^server process .* exited|^TRAP' OR error_severity = 'PANIC';
SELECT 'not ok: internal error: ' || sql_state_code || ' ' || message || ' at ' || coalesce(location, '') || E'\n' || query FROM refused WHERE sql_state_code LIKE 'XX%';
SELECT 'not ok: no error to give: ' || sql_state_code || ' ' || message || E'\n' || query FROM refused WHERE is_ours AND sql_state_code !~ '^(22|42|53|54|57|0A)';
SELECT format('not ok: %s queries of %s', queries, :queries) FROM (SELECT (SELECT count(*) FROM answered) + (SELECT count(*) FROM refused WHERE backend_type = 'client backend') AS queries) AS n WHERE queries < :queries;
SELECT format('not ok: only %s of %s functions were called', called, listed)
FROM (SELECT count(*), count(*) FILTER (WHERE proname IN (SELECT name FROM reached)) FROM (SELECT DISTINCT proname FROM smith.callable WHERE pronamespace <> 'smith'::regnamespace) AS f) AS n (listed, called)
WHERE called < 0.7 * listed;
