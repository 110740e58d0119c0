/*
 * contact_insight: what one contact did, and when last.
 */
CREATE OR REPLACE VIEW contact_insight WITH (security_invoker) AS
SELECT contact_id AS contact_id,
	   contact_name AS contact_name,
	   opened_total AS viewed_total,
	   opened_unique AS viewed_unique,
	   clicked_total AS clicked_total,
	   clicked_unique AS clicked_unique,
	   interacted_total AS interacted_total,
	   interacted_unique AS interacted_unique,
	   last_engaged_at AS last_engaged_at
FROM contact_engagement;

COMMENT ON VIEW contact_insight IS 'views, clicks and interactions of each contact that has message events in the range';
COMMENT ON COLUMN contact_insight.contact_id IS 'contact; NULL: events without one';
COMMENT ON COLUMN contact_insight.contact_name IS 'name of the contact; NULL: not known';
COMMENT ON COLUMN contact_insight.viewed_total IS 'opens, on each device and each time';
COMMENT ON COLUMN contact_insight.viewed_unique IS 'messages opened, each once';
COMMENT ON COLUMN contact_insight.clicked_total IS 'clicks, on each device and each time';
COMMENT ON COLUMN contact_insight.clicked_unique IS 'messages clicked, each once';
COMMENT ON COLUMN contact_insight.interacted_total IS 'interactions, on each device and each time';
COMMENT ON COLUMN contact_insight.interacted_unique IS 'messages interacted with, each once';
COMMENT ON COLUMN contact_insight.last_engaged_at IS 'last open, click, interaction or reply; NULL: none';

CREATE OR REPLACE FUNCTION user_insight(contact_id @id@, preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL, zone text DEFAULT NULL)
	RETURNS SETOF contact_insight
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET campaign_analytics.range_start = '' SET campaign_analytics.range_end = '' SET campaign_analytics.zone = ''
	SET plan_cache_mode = force_custom_plan SET jit = off
AS $$
#variable_conflict use_column
DECLARE
	wanted @id@ := contact_id;
BEGIN
	PERFORM use_range(preset, start_at, end_at, coalesce(zone, @zone@), true);
	RETURN QUERY
	SELECT c.id, c.name, coalesce(i.viewed_total, 0), coalesce(i.viewed_unique, 0),
		   coalesce(i.clicked_total, 0), coalesce(i.clicked_unique, 0),
		   coalesce(i.interacted_total, 0), coalesce(i.interacted_unique, 0), i.last_engaged_at
	FROM all_contacts AS c LEFT JOIN contact_insight AS i ON i.contact_id = c.id
	WHERE c.id = wanted;
END
$$;

COMMENT ON FUNCTION user_insight(@id@, text, timestamptz, timestamptz, text) IS 'the row of a contact of the view contact_insight, of a range: a preset, or start_at up to before end_at; the last 30 days unless given; zeros without events, no row for a contact that is not there';
