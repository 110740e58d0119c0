/*
 * What this model is, and the words that its events are made of.
 */
CREATE OR REPLACE VIEW model_info WITH (security_invoker) AS
SELECT '@version@'::text AS version,
	   '@id@'::text AS id_type,
	   @zone@::text AS zone,
	   @conversions@::text AS conversions,
	   @enforce@ AS enforce_transitions;

COMMENT ON VIEW model_info IS 'the version of campaign_analytics that made this model, and its options, which create_model keeps unless it is told others';
COMMENT ON COLUMN model_info.version IS 'version of the extension';
COMMENT ON COLUMN model_info.id_type IS 'type of all ids: text, bigint or uuid';
COMMENT ON COLUMN model_info.zone IS 'time zone of days and hours, where no other is asked for';
COMMENT ON COLUMN model_info.conversions IS 'types of events that are conversions, as the text of an array';
COMMENT ON COLUMN model_info.enforce_transitions IS 'whether campaigns may only change between states as campaign_transitions says, in a table that create_model made';

CREATE OR REPLACE VIEW event_types WITH (security_invoker) AS
SELECT event_group, event_type, columns, properties, description
FROM (VALUES
	('message'::text, 'requested'::text, 'message_id, contact_id, campaign_id, template_id, channel'::text, NULL::text, 'a message was asked for'::text),
	('message', 'sent', 'message_id, contact_id, campaign_id, template_id, channel', NULL, 'it was handed to the carrier'),
	('message', 'delivered', 'message_id, contact_id, campaign_id, template_id, channel, device', NULL, 'it arrived, once a device'),
	('message', 'bounced', 'message_id, contact_id, campaign_id, template_id, channel', NULL, 'it came back'),
	('message', 'failed', 'message_id, contact_id, campaign_id, template_id, channel', NULL, 'it could not be sent'),
	('message', 'opened', 'message_id, contact_id, campaign_id, template_id, channel, device, is_machine', NULL, 'it was opened or viewed'),
	('message', 'clicked', 'message_id, contact_id, campaign_id, template_id, channel, device, url, is_machine', NULL, 'its link url was clicked'),
	('message', 'interacted', 'message_id, contact_id, campaign_id, template_id, channel, device, is_machine', NULL, 'something else in it was used'),
	('message', 'replied', 'message_id, contact_id, campaign_id, template_id, channel', NULL, 'the contact wrote back'),
	('message', 'unsubscribed', 'message_id, contact_id, campaign_id, template_id, channel, conversation_id', NULL, 'the contact opted out, of messages or in a conversation'),
	('web', 'page_view', 'contact_id, url', NULL, 'a page was seen; url with its UTM parameters'),
	('web', 'signup', 'contact_id, url', NULL, 'the contact signed up'),
	('web', 'purchase', 'contact_id, url, value, currency', NULL, 'the contact bought something'),
	('texting', 'contact_message', 'conversation_id, contact_id, campaign_id, channel', NULL, 'the contact wrote'),
	('texting', 'agent_message', 'conversation_id, contact_id, campaign_id, channel, actor', NULL, 'the agent actor wrote'),
	('texting', 'assistant_message', 'conversation_id, contact_id, campaign_id, channel, actor', NULL, 'the virtual assistant wrote'),
	('texting', 'handoff', 'conversation_id, contact_id, campaign_id, channel, actor', NULL, 'the virtual assistant handed over to an agent'),
	('interactive', 'participated', 'contact_id, campaign_id, channel', NULL, 'the contact took part'),
	('interactive', 'prize_won', 'contact_id, campaign_id, channel, value', 'prize, prize_value', 'the contact won a prize'),
	('interactive', 'prize_claimed', 'contact_id, campaign_id, channel, value', 'prize, prize_value', 'the contact claimed it'),
	('interactive', 'keyword_used', 'contact_id, campaign_id, channel', 'keyword', 'the contact sent a keyword'),
	('interactive', 'pass_issued', 'contact_id, campaign_id, channel', 'pass_id, platform', 'a wallet pass was made out'),
	('interactive', 'pass_installed', 'contact_id, campaign_id, channel', 'pass_id, platform', 'it was put into a wallet'),
	('interactive', 'pass_removed', 'contact_id, campaign_id, channel', 'pass_id, platform', 'it was taken out again'),
	('interactive', 'pass_redeemed', 'contact_id, campaign_id, channel, value', 'pass_id, location', 'it was redeemed'),
	('interactive', 'answered', 'contact_id, campaign_id, channel', 'question, option', 'the contact answered a question')) AS e (event_group, event_type, columns, properties, description);

COMMENT ON VIEW event_types IS 'the types of events that the views of the model know; any other type is kept, and counts as activity of its contact';
COMMENT ON COLUMN event_types.event_group IS 'message, web, texting or interactive';
COMMENT ON COLUMN event_types.event_type IS 'the word in events.event_type';
COMMENT ON COLUMN event_types.columns IS 'columns of events that the views read of it, beside occurred_at';
COMMENT ON COLUMN event_types.properties IS 'names that the views read in events.properties; NULL: none';
COMMENT ON COLUMN event_types.description IS 'what happened';
