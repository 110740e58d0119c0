/*
 * Filters that several screens have.
 */

CREATE OR REPLACE FUNCTION search_pattern(search text)
	RETURNS text
	LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = @schema@, campaign_analytics, pg_temp AS $$
BEGIN
	RETURN '%' || replace(replace(replace(nullif(search, ''), E'\\', E'\\\\'), '%', E'\\%'), '_', E'\\_') || '%';
END
$$;

COMMENT ON FUNCTION search_pattern(text) IS 'pattern of ILIKE for a string that stands anywhere in another; NULL for an empty search or none';


CREATE OR REPLACE FUNCTION matching_campaigns(campaign_groups text[] DEFAULT NULL, campaign_types text[] DEFAULT NULL, statuses text[] DEFAULT NULL, offices text[] DEFAULT NULL, tags text[] DEFAULT NULL, search text DEFAULT NULL)
	RETURNS @id@[]
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp AS $$
#variable_conflict use_column
DECLARE
	pattern text := search_pattern(search);
BEGIN
	IF num_nonnulls(campaign_groups, campaign_types, statuses, offices, tags, pattern) = 0 THEN
		RETURN NULL;
	END IF;
	RETURN coalesce((
		SELECT array_agg(c.id)
		FROM all_campaigns c
		WHERE (campaign_groups IS NULL OR c.campaign_group = ANY (campaign_groups))
			AND (campaign_types IS NULL OR c.campaign_type = ANY (campaign_types))
			AND (statuses IS NULL OR c.status = ANY (statuses))
			AND (offices IS NULL OR c.office = ANY (offices))
			AND (matching_campaigns.tags IS NULL OR c.tags && matching_campaigns.tags)
			AND (pattern IS NULL OR c.name ILIKE pattern OR c.id::text ILIKE pattern)), '{}');
END
$$;

COMMENT ON FUNCTION matching_campaigns(text[], text[], text[], text[], text[], text) IS 'ids of the campaigns that pass every filter: one of the groups, types, statuses and offices, at least one of the tags, search anywhere in the id or the name, whatever the case; a filter that is NULL lets all pass; NULL when no filter is given, an empty array when none passes';


-- The sum of a timestamptz counts days by the clock of the session's zone, that
-- of a timestamp does not look whether a great many hours overflow; days it does.
CREATE OR REPLACE FUNCTION add_fixed(at timestamptz, span interval)
	RETURNS timestamptz
	LANGUAGE plpgsql IMMUTABLE SET search_path = @schema@, campaign_analytics, pg_temp AS $$
BEGIN
	RETURN (at AT TIME ZONE 'UTC' + justify_hours(span)) AT TIME ZONE 'UTC';
EXCEPTION WHEN datetime_field_overflow THEN
	RETURN CASE WHEN span < '0' THEN '-infinity' ELSE 'infinity' END;
END
$$;

COMMENT ON FUNCTION add_fixed(timestamptz, interval) IS 'support function of attribution_models, conversion_paths and funnel_report: the time so long after another, or before it by a negative span; days of 24 hours whatever the zone of the session; infinite where there is no such time';
