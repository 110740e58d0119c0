/*
 * messages: one row a message to one contact.
 *
 * The times of its states are what the sending system keeps for look-ups.
 * Counts come from events alone; the view data_quality compares the two.
 */
CREATE TABLE messages (
	id @id@ PRIMARY KEY,
	campaign_id @id@,
	template_id @id@,
	contact_id @id@,
	channel text,
	variant text,
	batch_id text,
	requested_at timestamptz NOT NULL,
	sent_at timestamptz,
	delivered_at timestamptz,
	bounced_at timestamptz,
	failed_at timestamptz
);
CREATE INDEX ON messages (campaign_id);
CREATE INDEX ON messages (campaign_id) WHERE variant IS NOT NULL;
CREATE INDEX ON messages (contact_id);
CREATE INDEX ON messages (batch_id) WHERE campaign_id IS NULL;

COMMENT ON TABLE messages IS 'messages to contacts, of campaigns or sent directly; their times serve look-ups, all counts come from events';
