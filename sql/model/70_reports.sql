-- for each report
/*
 * The report tabs, breakdowns and links of one campaign as functions.  What one
 * campaign needs is done before its plan would be compiled, hence no jit.
 */

CREATE OR REPLACE FUNCTION @report@(campaign_id @id@, preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL,
		zone text DEFAULT NULL, page integer DEFAULT 1, page_size integer DEFAULT 20)
	RETURNS SETOF @report@
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET jit = off AS $$
#variable_conflict use_column
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY
		SELECT r.*
		FROM @report@ r
		WHERE r.campaign_id = @report@.campaign_id
		ORDER BY @order_by@
		OFFSET page_offset(page, page_size) LIMIT page_size;
END
$$;

COMMENT ON FUNCTION @report@(@id@, text, timestamptz, timestamptz, text, integer, integer) IS 'a page of the view @report@ for one campaign within the range (a preset, or from start_at up to before end_at; last_30_days by default), @order@; no rows for an unknown campaign';
