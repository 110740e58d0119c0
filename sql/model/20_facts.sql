/*
 * What an event is.  Every view and function of the model reads events through
 * these two and through nothing else: what is human, what converts, and which
 * events the settings of the session let in, is said here and nowhere else.
 */

CREATE OR REPLACE VIEW all_events WITH (security_invoker) AS
SELECT
	e.occurred_at::timestamptz AS occurred_at,
	e.event_type::text AS event_type,
	e.contact_id::@id@ AS contact_id,
	e.message_id::@id@ AS message_id,
	e.campaign_id::@id@ AS campaign_id,
	e.template_id::@id@ AS template_id,
	e.channel::text AS channel,
	e.device::text AS device,
	e.conversation_id::text AS conversation_id,
	e.actor::text AS actor,
	e.url::text AS url,
	CASE WHEN e.value BETWEEN -1e290 AND 1e290 THEN e.value::double precision END AS value,
	e.currency::text AS currency,
	e.is_machine::boolean AS is_machine,
	e.properties::jsonb AS properties,
	e.is_machine::boolean IS NOT TRUE AS is_human,
	coalesce(e.event_type::text = ANY (@conversions@), false) AS is_conversion
FROM events e
WHERE e.occurred_at::timestamptz > '-infinity' AND e.occurred_at::timestamptz < 'infinity';

COMMENT ON VIEW all_events IS 'every event of all time, its columns in their canonical types; what has no time, or an infinite one, is left out, data_quality counts it; views that count read event_facts';
COMMENT ON COLUMN all_events.occurred_at IS 'when it happened';
COMMENT ON COLUMN all_events.event_type IS 'what happened; the view event_types lists the words that reports know';
COMMENT ON COLUMN all_events.contact_id IS 'who did it, or to whom it was done; NULL: not known';
COMMENT ON COLUMN all_events.message_id IS 'the message that it concerns; NULL: none';
COMMENT ON COLUMN all_events.campaign_id IS 'the campaign that it belongs to; NULL: none, as of direct sends';
COMMENT ON COLUMN all_events.template_id IS 'the template of its message; NULL: none';
COMMENT ON COLUMN all_events.channel IS 'the channel of its message, as sms or email; NULL: none, as on the web';
COMMENT ON COLUMN all_events.device IS 'the device it happened on; NULL: not known';
COMMENT ON COLUMN all_events.conversation_id IS 'the conversation that it is part of; NULL: none';
COMMENT ON COLUMN all_events.actor IS 'who acted where that is not the contact, as the agent who answered';
COMMENT ON COLUMN all_events.url IS 'the link that was clicked or the page that was seen, with its parameters';
COMMENT ON COLUMN all_events.value IS 'what it was worth, in units of currency; NULL: nothing, or nothing that can be added up (no number, or beyond 1e290)';
COMMENT ON COLUMN all_events.currency IS 'currency of value';
COMMENT ON COLUMN all_events.is_machine IS 'it was made by a machine, as a mail proxy that opens or a scanner that clicks';
COMMENT ON COLUMN all_events.properties IS 'what else is known of it; the view event_types says which names reports read';
COMMENT ON COLUMN all_events.is_human IS 'not known to be made by a machine; never NULL';
COMMENT ON COLUMN all_events.is_conversion IS 'its type is one of the conversions that the model was made with; never NULL';


CREATE OR REPLACE VIEW event_facts WITH (security_invoker) AS
SELECT
	e.occurred_at,
	e.event_type,
	e.contact_id,
	e.message_id,
	e.campaign_id,
	e.template_id,
	e.channel,
	e.device,
	e.conversation_id,
	e.actor,
	e.url,
	e.value,
	e.currency,
	e.is_machine,
	e.properties,
	e.is_human,
	e.is_conversion
FROM all_events e
WHERE e.occurred_at >= range_start() AND e.occurred_at < range_end();

COMMENT ON VIEW event_facts IS 'the events that reports count: those of all_events from campaign_analytics.range_start up to before campaign_analytics.range_end, see use_range()';
COMMENT ON COLUMN event_facts.occurred_at IS 'when it happened';
COMMENT ON COLUMN event_facts.event_type IS 'what happened; the view event_types lists the words that reports know';
COMMENT ON COLUMN event_facts.contact_id IS 'who did it, or to whom it was done; NULL: not known';
COMMENT ON COLUMN event_facts.message_id IS 'the message that it concerns; NULL: none';
COMMENT ON COLUMN event_facts.campaign_id IS 'the campaign that it belongs to; NULL: none, as of direct sends';
COMMENT ON COLUMN event_facts.template_id IS 'the template of its message; NULL: none';
COMMENT ON COLUMN event_facts.channel IS 'the channel of its message, as sms or email; NULL: none, as on the web';
COMMENT ON COLUMN event_facts.device IS 'the device it happened on; NULL: not known';
COMMENT ON COLUMN event_facts.conversation_id IS 'the conversation that it is part of; NULL: none';
COMMENT ON COLUMN event_facts.actor IS 'who acted where that is not the contact, as the agent who answered';
COMMENT ON COLUMN event_facts.url IS 'the link that was clicked or the page that was seen, with its parameters';
COMMENT ON COLUMN event_facts.value IS 'what it was worth, in units of currency; NULL: nothing, or nothing that can be added up (no number, or beyond 1e290)';
COMMENT ON COLUMN event_facts.currency IS 'currency of value';
COMMENT ON COLUMN event_facts.is_machine IS 'it was made by a machine, as a mail proxy that opens or a scanner that clicks';
COMMENT ON COLUMN event_facts.properties IS 'what else is known of it; the view event_types says which names reports read';
COMMENT ON COLUMN event_facts.is_human IS 'not known to be made by a machine; never NULL';
COMMENT ON COLUMN event_facts.is_conversion IS 'its type is one of the conversions that the model was made with; never NULL';


CREATE OR REPLACE VIEW template_tags WITH (security_invoker) AS
SELECT
	t.id AS template_id,
	u.tag
FROM all_templates t
CROSS JOIN LATERAL (SELECT DISTINCT unnest(t.tags) AS tag) u
WHERE u.tag IS NOT NULL;

COMMENT ON VIEW template_tags IS 'tags of templates, each once a template';
COMMENT ON COLUMN template_tags.template_id IS 'the template';
COMMENT ON COLUMN template_tags.tag IS 'a tag that it has';
