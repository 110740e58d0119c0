/*
 * user_list: the contacts, searched and filtered, a page at a time.
 */
CREATE OR REPLACE FUNCTION user_list(search text DEFAULT NULL, roles text[] DEFAULT NULL, statuses text[] DEFAULT NULL, created_from timestamptz DEFAULT NULL, created_until timestamptz DEFAULT NULL, page integer DEFAULT 1, page_size integer DEFAULT 20)
	RETURNS TABLE (contact_id @id@, name text, role text, status text, office text, signed_up_at timestamptz, created_at timestamptz, total_count bigint)
	LANGUAGE plpgsql STABLE SET search_path = @schema@, campaign_analytics, pg_temp
	SET plan_cache_mode = force_custom_plan
AS $$
#variable_conflict use_column
DECLARE
	pattern text := search_pattern(search);
	unknown text := (SELECT w FROM unnest(statuses) AS w WHERE w NOT IN ('online', 'offline') LIMIT 1);
BEGIN
	IF unknown IS NOT NULL THEN
		RAISE EXCEPTION 'status "%" is not recognized', unknown USING ERRCODE = 'invalid_parameter_value',
			HINT = 'Valid words are online and offline.';
	END IF;
	RETURN QUERY
	SELECT c.id, c.name, c.role, c.status, c.office, c.signed_up_at, c.created_at, count(*) OVER ()
	FROM all_contacts AS c
	WHERE (pattern IS NULL OR c.id::text ILIKE pattern OR c.name ILIKE pattern)
		AND (roles IS NULL OR c.role = ANY (roles))
		AND (statuses IS NULL OR c.status = ANY (statuses))
		AND (created_from IS NULL OR c.created_at >= created_from)
		AND (created_until IS NULL OR c.created_at < created_until)
	ORDER BY c.created_at DESC, c.id
	OFFSET page_offset(page, page_size) LIMIT page_size;
END
$$;

COMMENT ON FUNCTION user_list(text, text[], text[], timestamptz, timestamptz, integer, integer) IS 'contacts, the newest first: those with search anywhere in id or name, in any case, with one of the roles, one of the statuses (online, offline), made from created_from up to before created_until; NULL lets all pass; page from 1, page_size 1 to 100; total_count is of all pages, the same in each row';
