/*
 * campaigns: what is sent or published, with its state.
 */
CREATE TABLE campaigns (
	id @id@ PRIMARY KEY,
	name text NOT NULL,
	campaign_group text NOT NULL CONSTRAINT campaigns_group_is_known CHECK (campaign_group IN ('messaging', 'interactive')),
	campaign_type text NOT NULL,
	mode text,
	status text NOT NULL,
	sending_entity text,
	created_by text,
	office text,
	tags text[],
	created_at timestamptz NOT NULL DEFAULT now(),
	scheduled_at timestamptz,
	launched_at timestamptz,
	completed_at timestamptz,
	CONSTRAINT campaigns_status_is_known CHECK (
		status IN ('scheduled', 'pending', 'completed')
		OR campaign_group = 'messaging' AND status = 'in_progress'
		OR campaign_group = 'interactive' AND status IN ('draft', 'processing', 'live'))
);
CREATE INDEX ON campaigns (created_at);

COMMENT ON TABLE campaigns IS 'campaigns: messaging ones are sent, interactive ones are published, each with its state';
