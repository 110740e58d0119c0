/*
 * events: everything that happened, one row each; event_types tells which.
 *
 * No foreign keys: rows may come late, and before the rows that they name.
 *
 * To have it partitioned by month, make it so beforehand; create_model adopts it:
 *   SELECT campaign_analytics.create_model('pattern');
 *   CREATE SCHEMA marketing;
 *   CREATE TABLE marketing.events (LIKE pattern.events INCLUDING ALL) PARTITION BY RANGE (occurred_at);
 *   CREATE TABLE marketing.events_2026_01 PARTITION OF marketing.events
 *     FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
 *   SELECT campaign_analytics.drop_model('pattern'), campaign_analytics.create_model('marketing');
 */
CREATE TABLE events (
	occurred_at timestamptz NOT NULL CONSTRAINT events_occurred_at_is_finite CHECK (isfinite(occurred_at)),
	event_type text NOT NULL,
	is_machine boolean NOT NULL DEFAULT false,
	contact_id @id@,
	message_id @id@,
	campaign_id @id@,
	template_id @id@,
	channel text,
	device text,
	conversation_id text,
	actor text,
	url text,
	value double precision,
	currency text,
	properties jsonb
);
CREATE INDEX ON events USING brin (occurred_at);
CREATE INDEX ON events (campaign_id, occurred_at);
CREATE INDEX ON events (contact_id, occurred_at);
CREATE INDEX ON events (campaign_id, occurred_at) WHERE event_type IN ('contact_message', 'agent_message');

COMMENT ON TABLE events IS 'what happened, one row an event; all counts of the model come from here';
