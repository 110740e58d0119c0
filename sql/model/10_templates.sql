/*
 * templates: what messages are made from.
 */
CREATE TABLE templates (
	id @id@ PRIMARY KEY,
	name text NOT NULL,
	channel text NOT NULL,
	tags text[],
	created_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE templates IS 'templates of messages, one channel each; their tags cut across channels and campaigns';
