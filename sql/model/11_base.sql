/*
 * Base views: the relations with each column in the type that the model
 * counts on, whatever an adopted table keeps it in.  Everything else reads
 * these (and all_events, in 20_facts.sql).
 */
CREATE OR REPLACE VIEW all_contacts WITH (security_invoker) AS
SELECT id::@id@ AS id,
	   name::text AS name,
	   role::text AS role,
	   status::text AS status,
	   office::text AS office,
	   CASE WHEN isfinite(signed_up_at::timestamptz) THEN signed_up_at::timestamptz END AS signed_up_at,
	   created_at::timestamptz AS created_at,
	   attributes::jsonb AS attributes
FROM contacts;

COMMENT ON VIEW all_contacts IS 'contacts, each column in the type that the model counts on';
COMMENT ON COLUMN all_contacts.id IS 'contact';
COMMENT ON COLUMN all_contacts.name IS 'name of the contact; may be NULL';
COMMENT ON COLUMN all_contacts.role IS 'role in the product, any word; NULL: none';
COMMENT ON COLUMN all_contacts.status IS 'online or offline; NULL: not known';
COMMENT ON COLUMN all_contacts.office IS 'office that the contact belongs to; NULL: none';
COMMENT ON COLUMN all_contacts.signed_up_at IS 'time of signing up; NULL: not yet, or an infinite time';
COMMENT ON COLUMN all_contacts.created_at IS 'time since when the contact is known';
COMMENT ON COLUMN all_contacts.attributes IS 'whatever else is known; no view reads it';

CREATE OR REPLACE VIEW all_campaigns WITH (security_invoker) AS
SELECT id::@id@ AS id,
	   name::text AS name,
	   campaign_group::text AS campaign_group,
	   campaign_type::text AS campaign_type,
	   mode::text AS mode,
	   status::text AS status,
	   sending_entity::text AS sending_entity,
	   created_by::text AS created_by,
	   office::text AS office,
	   tags::text[] AS tags,
	   created_at::timestamptz AS created_at,
	   scheduled_at::timestamptz AS scheduled_at,
	   CASE WHEN isfinite(launched_at::timestamptz) THEN launched_at::timestamptz END AS launched_at,
	   completed_at::timestamptz AS completed_at
FROM campaigns;

COMMENT ON VIEW all_campaigns IS 'campaigns, each column in the type that the model counts on';
COMMENT ON COLUMN all_campaigns.id IS 'campaign';
COMMENT ON COLUMN all_campaigns.name IS 'name of the campaign';
COMMENT ON COLUMN all_campaigns.campaign_group IS 'messaging (sent to contacts) or interactive (published, contacts take part)';
COMMENT ON COLUMN all_campaigns.campaign_type IS 'sms, rcs, email, push, e-swipe, digital_coupon, chatbot, wallet_pass, game, survey or any other word';
COMMENT ON COLUMN all_campaigns.mode IS 'how it is run, any word; NULL: not told';
COMMENT ON COLUMN all_campaigns.status IS 'state: of messaging campaigns pending, scheduled, in_progress, completed; of interactive ones draft, scheduled, processing, live, pending, completed';
COMMENT ON COLUMN all_campaigns.sending_entity IS 'organisation in whose name it is sent; may be NULL';
COMMENT ON COLUMN all_campaigns.created_by IS 'who made the campaign; may be NULL';
COMMENT ON COLUMN all_campaigns.office IS 'office that runs the campaign; NULL: none';
COMMENT ON COLUMN all_campaigns.tags IS 'free labels; NULL: none';
COMMENT ON COLUMN all_campaigns.created_at IS 'time when the campaign was made';
COMMENT ON COLUMN all_campaigns.scheduled_at IS 'time for which the launch is planned; NULL: none is planned';
COMMENT ON COLUMN all_campaigns.launched_at IS 'time of the launch; NULL: not yet launched, or an infinite time';
COMMENT ON COLUMN all_campaigns.completed_at IS 'time of completion; NULL: not completed';

CREATE OR REPLACE VIEW all_templates WITH (security_invoker) AS
SELECT id::@id@ AS id,
	   name::text AS name,
	   channel::text AS channel,
	   tags::text[] AS tags,
	   created_at::timestamptz AS created_at
FROM templates;

COMMENT ON VIEW all_templates IS 'templates, each column in the type that the model counts on';
COMMENT ON COLUMN all_templates.id IS 'template';
COMMENT ON COLUMN all_templates.name IS 'name of the template';
COMMENT ON COLUMN all_templates.channel IS 'channel that it is made for';
COMMENT ON COLUMN all_templates.tags IS 'free labels, which cut across templates and channels; NULL: none';
COMMENT ON COLUMN all_templates.created_at IS 'time when the template was made';

CREATE OR REPLACE VIEW all_messages WITH (security_invoker) AS
SELECT id::@id@ AS id,
	   campaign_id::@id@ AS campaign_id,
	   template_id::@id@ AS template_id,
	   contact_id::@id@ AS contact_id,
	   channel::text AS channel,
	   variant::text AS variant,
	   batch_id::text AS batch_id,
	   requested_at::timestamptz AS requested_at,
	   sent_at::timestamptz AS sent_at,
	   delivered_at::timestamptz AS delivered_at,
	   bounced_at::timestamptz AS bounced_at,
	   failed_at::timestamptz AS failed_at
FROM messages;

COMMENT ON VIEW all_messages IS 'messages, each column in the type that the model counts on';
COMMENT ON COLUMN all_messages.id IS 'message';
COMMENT ON COLUMN all_messages.campaign_id IS 'campaign that it belongs to; NULL: sent directly';
COMMENT ON COLUMN all_messages.template_id IS 'template that it was made from; NULL: none';
COMMENT ON COLUMN all_messages.contact_id IS 'contact that it goes to';
COMMENT ON COLUMN all_messages.channel IS 'channel that it goes through';
COMMENT ON COLUMN all_messages.variant IS 'variant of an A/B test: its letter, or "name of the test:letter"; NULL or empty: no test';
COMMENT ON COLUMN all_messages.batch_id IS 'batch of direct sends that it belongs to; NULL: none';
COMMENT ON COLUMN all_messages.requested_at IS 'time when it was asked for';
COMMENT ON COLUMN all_messages.sent_at IS 'time when it was sent, as the sending system keeps it; NULL: not sent';
COMMENT ON COLUMN all_messages.delivered_at IS 'time when it arrived, as the sending system keeps it; NULL: not yet, or not at all';
COMMENT ON COLUMN all_messages.bounced_at IS 'time when it came back, as the sending system keeps it; NULL: it did not';
COMMENT ON COLUMN all_messages.failed_at IS 'time when sending failed, as the sending system keeps it; NULL: it did not';

CREATE OR REPLACE VIEW all_enrollments WITH (security_invoker) AS
SELECT campaign_id::@id@ AS campaign_id,
	   contact_id::@id@ AS contact_id,
	   status::text AS status,
	   enrolled_at::timestamptz AS enrolled_at,
	   completed_at::timestamptz AS completed_at
FROM enrollments;

COMMENT ON VIEW all_enrollments IS 'enrollments, each column in the type that the model counts on';
COMMENT ON COLUMN all_enrollments.campaign_id IS 'campaign';
COMMENT ON COLUMN all_enrollments.contact_id IS 'contact enrolled in it; once a campaign';
COMMENT ON COLUMN all_enrollments.status IS 'active, completed or exited';
COMMENT ON COLUMN all_enrollments.enrolled_at IS 'time of enrolling';
COMMENT ON COLUMN all_enrollments.completed_at IS 'time of completing; NULL: not completed';
