/*
 * Comments on the columns of all views by dimension: each column means the same
 * wherever it is, and is described once.
 */
DO $$
DECLARE
	described record;
BEGIN
	PERFORM pg_catalog.set_config('search_path', 'pg_catalog, campaign_analytics', true);
	FOR described IN
		WITH meaning AS (
			SELECT a.attname, col_description(a.attrelid, a.attnum) AS meaning
			FROM pg_attribute a
			WHERE a.attrelid IN (format('%I.event_facts', @home@)::regclass,
				(SELECT t.typrelid FROM pg_type t WHERE t.oid = 'message_metrics_row'::regtype))
			UNION ALL VALUES
				('campaign_name', 'name of the campaign; NULL: not known, or none'),
				('template_name', 'name of the template; NULL: not known, or none'),
				('contact_name', 'name of the contact; NULL: not known, or none'),
				('tag', 'tag of the template; a message of a template with two tags counts in both; NULL: none'),
				('office', 'office of the campaign; NULL: none'),
				('audience_office', 'office of the contact; NULL: none'),
				('batch_id', 'batch of a direct send; NULL: sent one by one'),
				('variant', 'variant of the message, as A or test name:A'),
				('date', 'local day in the zone of campaign_analytics.zone, or else of the model'),
				('hour', 'when the hour begins: an instant, so that an hour that a change of clocks repeats is two'),
				('total', 'events, each device and repetition, those without a message or contact included'),
				('unique_in_day', 'distinct messages and contacts of the day; one that is in two days counts in both'),
				('unique_in_hour', 'distinct messages and contacts of the hour; one that is in two hours counts in both'),
				('first_unique', 'messages and contacts whose first such event in the range is in this one: adds up'),
				('total_human', 'total without events made by machines'),
				('unique_in_day_human', 'unique_in_day without events made by machines'),
				('unique_in_hour_human', 'unique_in_hour without events made by machines'),
				('first_unique_human', 'first_unique without events made by machines'))
		SELECT c.relname, m.attname, m.meaning
		FROM pg_class c
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
		JOIN meaning m ON m.attname = a.attname
		WHERE c.relnamespace = quote_ident(@home@)::regnamespace AND c.relkind = 'v'
			AND EXISTS (SELECT FROM pg_class f WHERE f.relnamespace = c.relnamespace AND f.relkind = 'v'
				AND f.relname = regexp_replace(c.relname, '_[a-z]+$', '_facts'))
			AND c.relname ~ '_(facts|engagement|daily|hourly)$' AND c.relname <> 'event_facts'
	LOOP
		EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', @home@, described.relname, described.attname, described.meaning);
	END LOOP;
END
$$;
