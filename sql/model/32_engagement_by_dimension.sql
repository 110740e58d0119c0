-- for each dimension
CREATE OR REPLACE FUNCTION engagement_by_@dimension@(period text, campaign_ids @id@[], template_ids @id@[], channels text[])
	RETURNS TABLE (key text, name text, bucket timestamptz, metrics message_metrics_row)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT @label@, @name@, a.bucket, a.metrics
	FROM (
		SELECT
			date_trunc(engagement_by_@dimension@.period, occurred_at, reporting_zone(@zone@)) AS bucket,
			@keys@
			message_metrics(event_type, is_human, occurred_at, message_id, contact_id) AS metrics
		FROM @dimension@_facts
		WHERE (engagement_by_@dimension@.campaign_ids IS NULL OR campaign_id = ANY (engagement_by_@dimension@.campaign_ids))
			AND (engagement_by_@dimension@.template_ids IS NULL OR template_id = ANY (engagement_by_@dimension@.template_ids))
			AND (engagement_by_@dimension@.channels IS NULL OR channel = ANY (engagement_by_@dimension@.channels))
		GROUP BY @keys@ 1) a
	@names_from@
	@only@;
END
$$;

COMMENT ON FUNCTION engagement_by_@dimension@(text, @id@[], @id@[], text[]) IS 'support function of engagement_by: messages of @of@';
