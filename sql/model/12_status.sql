/*
 * States of campaigns: which follows which, and what can be done in each.
 */
CREATE OR REPLACE VIEW campaign_transitions WITH (security_invoker) AS
SELECT campaign_group, from_status, to_status
FROM (VALUES
	('messaging'::text, NULL::text, 'pending'::text),
	('messaging', NULL, 'scheduled'),
	('messaging', NULL, 'in_progress'),
	('messaging', NULL, 'completed'),
	('messaging', 'pending', 'scheduled'),
	('messaging', 'pending', 'in_progress'),
	('messaging', 'scheduled', 'pending'),
	('messaging', 'scheduled', 'in_progress'),
	('messaging', 'in_progress', 'completed'),
	('interactive', NULL, 'draft'),
	('interactive', NULL, 'scheduled'),
	('interactive', NULL, 'processing'),
	('interactive', NULL, 'live'),
	('interactive', NULL, 'completed'),
	('interactive', 'draft', 'scheduled'),
	('interactive', 'draft', 'processing'),
	('interactive', 'draft', 'live'),
	('interactive', 'scheduled', 'processing'),
	('interactive', 'scheduled', 'live'),
	('interactive', 'processing', 'scheduled'),
	('interactive', 'processing', 'live'),
	('interactive', 'processing', 'completed'),
	('interactive', 'live', 'pending'),
	('interactive', 'live', 'processing'),
	('interactive', 'live', 'completed'),
	('interactive', 'pending', 'live'),
	('interactive', 'pending', 'completed')) AS t (campaign_group, from_status, to_status);

COMMENT ON VIEW campaign_transitions IS 'which state of a campaign may follow which; completed is final';
COMMENT ON COLUMN campaign_transitions.campaign_group IS 'messaging or interactive';
COMMENT ON COLUMN campaign_transitions.from_status IS 'state before; NULL: a new campaign';
COMMENT ON COLUMN campaign_transitions.to_status IS 'state after';

CREATE OR REPLACE VIEW campaign_actions WITH (security_invoker) AS
SELECT campaign_group, status, action, is_active
FROM (VALUES
	('messaging'::text, 'pending'::text, 'Details'::text, false),
	('messaging', 'scheduled', 'Details', false),
	('messaging', 'in_progress', 'Details', true),
	('messaging', 'completed', 'Report', false),
	('interactive', 'draft', 'Details', false),
	('interactive', 'scheduled', 'Details', false),
	('interactive', 'processing', 'Details', false),
	('interactive', 'live', 'Interim report', true),
	('interactive', 'pending', 'Details', false),
	('interactive', 'completed', 'Report', false)) AS a (campaign_group, status, action, is_active);

COMMENT ON VIEW campaign_actions IS 'the states of campaigns: what a card offers in each, and which count as active';
COMMENT ON COLUMN campaign_actions.campaign_group IS 'messaging or interactive';
COMMENT ON COLUMN campaign_actions.status IS 'state of the campaign';
COMMENT ON COLUMN campaign_actions.action IS 'Report when it is completed, Interim report when it is live, otherwise Details';
COMMENT ON COLUMN campaign_actions.is_active IS 'it is under way: in_progress or live';

CREATE OR REPLACE FUNCTION campaign_status_guard() RETURNS trigger
	LANGUAGE plpgsql SET search_path = @schema@, campaign_analytics, pg_temp AS $$
DECLARE
	before text;
	allowed text[];
BEGIN
	-- our search path has the old name, under which others may have put what they like
	IF TG_TABLE_SCHEMA <> @home@ THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = format('the schema of the model was renamed from "%s" to "%s"', @home@, TG_TABLE_SCHEMA),
			HINT = format('SELECT create_model(%L);', TG_TABLE_SCHEMA);
	END IF;
	IF TG_OP = 'UPDATE' THEN
		before := OLD.status;
		IF NEW.campaign_group <> OLD.campaign_group THEN
			RAISE EXCEPTION USING ERRCODE = 'check_violation',
				MESSAGE = format('campaign %s cannot change from %s to %s', NEW.id, OLD.campaign_group, NEW.campaign_group);
		END IF;
	END IF;
	allowed := ARRAY(SELECT t.to_status FROM campaign_transitions AS t WHERE t.campaign_group = NEW.campaign_group AND t.from_status IS NOT DISTINCT FROM before);
	-- words that there are not are left to the constraints of the table
	IF NEW.status <> ALL (allowed) AND NEW.status IS DISTINCT FROM before AND (before IS NOT NULL OR allowed <> '{}') THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation',
			MESSAGE = format('%s campaign %s cannot %s %s', NEW.campaign_group, NEW.id, coalesce('change from ' || before || ' to', 'begin as'), NEW.status),
			HINT = CASE WHEN allowed = '{}' THEN 'This state is final.'
						ELSE format('It can %s %s.', CASE WHEN before IS NULL THEN 'begin as' ELSE 'change to' END, array_to_string(allowed, ', ')) END;
	END IF;
	IF NEW.campaign_group = 'messaging' AND NEW.status = 'pending' AND NEW.scheduled_at IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'check_violation',
			MESSAGE = format('messaging campaign %s is pending and has a delivery date', NEW.id),
			HINT = 'Pending means that none is set: clear scheduled_at, or let it be scheduled.';
	END IF;
	RETURN NEW;
END
$$;

COMMENT ON FUNCTION campaign_status_guard() IS 'trigger function of campaigns: refuses a state that may not follow the one before, see campaign_transitions, and a delivery date of a pending messaging campaign';
