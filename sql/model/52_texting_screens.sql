-- for each texting_screen

CREATE OR REPLACE VIEW @screen@ WITH (security_invoker) AS
SELECT @columns@
FROM @screen@_of(NULL) AS s;

COMMENT ON VIEW @screen@ IS '@what@; in the range of use_range()';


CREATE OR REPLACE FUNCTION @screen@(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL,
		statuses text[] DEFAULT NULL, offices text[] DEFAULT NULL, tags text[] DEFAULT NULL)
	RETURNS SETOF @screen@
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = '' AS $$
#variable_conflict use_column
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY SELECT @columns@ FROM @screen@_of(matching_campaigns(NULL, NULL, statuses, offices, tags, NULL)) AS s;
END
$$;

COMMENT ON FUNCTION @screen@(text, timestamptz, timestamptz, text, text[], text[], text[]) IS 'the view @screen@ of a range (a preset, or from start_at up to before end_at; last_30_days by default) and of the campaigns with one of the statuses and offices and at least one of the tags; filters that are NULL let all pass';
