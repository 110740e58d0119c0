/*
 * contacts: the people that campaigns reach, and users of the product.
 *
 * The six files 10_* define the relations of a model.  create_model runs one
 * only where nothing of that name stands; of what does stand it wants these
 * columns, in these types or in ones that the base views cast to them.
 */
CREATE TABLE contacts (
	id @id@ PRIMARY KEY,
	name text,
	role text,
	status text CONSTRAINT contacts_status_is_known CHECK (status IN ('online', 'offline')),
	office text,
	signed_up_at timestamptz,
	created_at timestamptz NOT NULL DEFAULT now(),
	attributes jsonb
);
CREATE INDEX ON contacts (created_at);

COMMENT ON TABLE contacts IS 'people: whom campaigns reach, and who uses the product';
