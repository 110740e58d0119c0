/*
 * enrollments: which contacts take part in a campaign that goes on for a time.
 */
CREATE TABLE enrollments (
	campaign_id @id@,
	contact_id @id@,
	status text NOT NULL CONSTRAINT enrollments_status_is_known CHECK (status IN ('active', 'completed', 'exited')),
	enrolled_at timestamptz NOT NULL,
	completed_at timestamptz,
	PRIMARY KEY (campaign_id, contact_id)
);
CREATE INDEX ON enrollments (contact_id);

COMMENT ON TABLE enrollments IS 'contacts enrolled in campaigns, and how far they are';
