/*
 * What became of messages: totals, uniques and rates in one pass.
 */

CREATE TYPE message_metrics_row AS (
	requested_total bigint,
	requested_unique bigint,
	sent_total bigint,
	sent_unique bigint,
	delivered_total bigint,
	delivered_unique bigint,
	bounced_total bigint,
	bounced_unique bigint,
	failed_total bigint,
	failed_unique bigint,
	opened_total bigint,
	opened_unique bigint,
	clicked_total bigint,
	clicked_unique bigint,
	interacted_total bigint,
	interacted_unique bigint,
	replied_total bigint,
	replied_unique bigint,
	unsubscribed_total bigint,
	unsubscribed_unique bigint,
	opened_total_human bigint,
	opened_unique_human bigint,
	clicked_total_human bigint,
	clicked_unique_human bigint,
	interacted_total_human bigint,
	interacted_unique_human bigint,
	status_requested bigint,
	status_sent bigint,
	status_delivered bigint,
	status_bounced bigint,
	status_failed bigint,
	first_event_at timestamptz,
	last_event_at timestamptz,
	last_engaged_at timestamptz,
	delivery_rate_of_sent double precision,
	bounce_rate_of_sent double precision,
	bounce_rate_of_delivered double precision,
	failure_rate_of_sent double precision,
	open_rate_of_sent double precision,
	open_rate_of_delivered double precision,
	click_rate_of_sent double precision,
	click_rate_of_delivered double precision,
	click_to_open_rate double precision,
	interaction_rate_of_delivered double precision,
	reply_rate_of_delivered double precision,
	unsubscribe_rate_of_delivered double precision,
	open_rate_of_sent_human double precision,
	open_rate_of_delivered_human double precision,
	click_rate_of_sent_human double precision,
	click_rate_of_delivered_human double precision,
	click_to_open_rate_human double precision
);

COMMENT ON TYPE message_metrics_row IS 'what became of messages, as message_metrics gives it; a key is a message and its contact';
COMMENT ON COLUMN message_metrics_row.requested_total IS 'requests to send, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.requested_unique IS 'keys that were requested at least once';
COMMENT ON COLUMN message_metrics_row.sent_total IS 'sends, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.sent_unique IS 'keys that were sent at least once';
COMMENT ON COLUMN message_metrics_row.delivered_total IS 'deliveries, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.delivered_unique IS 'keys that were delivered at least once';
COMMENT ON COLUMN message_metrics_row.bounced_total IS 'bounces, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.bounced_unique IS 'keys that were bounced at least once';
COMMENT ON COLUMN message_metrics_row.failed_total IS 'failures, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.failed_unique IS 'keys that were failed at least once';
COMMENT ON COLUMN message_metrics_row.opened_total IS 'opens, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.opened_unique IS 'keys that were opened at least once';
COMMENT ON COLUMN message_metrics_row.clicked_total IS 'clicks, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.clicked_unique IS 'keys that were clicked at least once';
COMMENT ON COLUMN message_metrics_row.interacted_total IS 'interactions, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.interacted_unique IS 'keys that were interacted with at least once';
COMMENT ON COLUMN message_metrics_row.replied_total IS 'replies, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.replied_unique IS 'keys that were replied to at least once';
COMMENT ON COLUMN message_metrics_row.unsubscribed_total IS 'opt-outs, each device and repetition, those without a key included';
COMMENT ON COLUMN message_metrics_row.unsubscribed_unique IS 'keys that led to an opt-out';
COMMENT ON COLUMN message_metrics_row.opened_total_human IS 'opens that no machine is known to have made';
COMMENT ON COLUMN message_metrics_row.opened_unique_human IS 'keys with at least one of these';
COMMENT ON COLUMN message_metrics_row.clicked_total_human IS 'clicks that no machine is known to have made';
COMMENT ON COLUMN message_metrics_row.clicked_unique_human IS 'keys with at least one of these';
COMMENT ON COLUMN message_metrics_row.interacted_total_human IS 'interactions that no machine is known to have made';
COMMENT ON COLUMN message_metrics_row.interacted_unique_human IS 'keys with at least one of these';
COMMENT ON COLUMN message_metrics_row.status_requested IS 'keys that were requested, and no more';
COMMENT ON COLUMN message_metrics_row.status_sent IS 'keys that were sent, and of which no more is known';
COMMENT ON COLUMN message_metrics_row.status_delivered IS 'keys that were delivered, and neither bounced nor failed';
COMMENT ON COLUMN message_metrics_row.status_bounced IS 'keys that bounced, and did not fail';
COMMENT ON COLUMN message_metrics_row.status_failed IS 'keys that failed; each key has one status, so that the five add up to the messages';
COMMENT ON COLUMN message_metrics_row.first_event_at IS 'first of all these events; NULL without any';
COMMENT ON COLUMN message_metrics_row.last_event_at IS 'last of all these events; NULL without any';
COMMENT ON COLUMN message_metrics_row.last_engaged_at IS 'last open, click, interaction or reply; NULL without any';
COMMENT ON COLUMN message_metrics_row.delivery_rate_of_sent IS 'delivered_unique / sent_unique, a fraction; NULL when sent_unique is 0';
COMMENT ON COLUMN message_metrics_row.bounce_rate_of_sent IS 'bounced_unique / sent_unique, a fraction; NULL when sent_unique is 0';
COMMENT ON COLUMN message_metrics_row.bounce_rate_of_delivered IS 'bounced_unique / delivered_unique, a fraction; NULL when delivered_unique is 0';
COMMENT ON COLUMN message_metrics_row.failure_rate_of_sent IS 'failed_unique / sent_unique, a fraction; NULL when sent_unique is 0';
COMMENT ON COLUMN message_metrics_row.open_rate_of_sent IS 'opened_unique / sent_unique, a fraction; NULL when sent_unique is 0';
COMMENT ON COLUMN message_metrics_row.open_rate_of_delivered IS 'opened_unique / delivered_unique, a fraction; NULL when delivered_unique is 0';
COMMENT ON COLUMN message_metrics_row.click_rate_of_sent IS 'clicked_unique / sent_unique, a fraction; NULL when sent_unique is 0';
COMMENT ON COLUMN message_metrics_row.click_rate_of_delivered IS 'clicked_unique / delivered_unique, a fraction; NULL when delivered_unique is 0';
COMMENT ON COLUMN message_metrics_row.click_to_open_rate IS 'clicked_unique / opened_unique, a fraction; NULL when opened_unique is 0';
COMMENT ON COLUMN message_metrics_row.interaction_rate_of_delivered IS 'interacted_unique / delivered_unique, a fraction; NULL when delivered_unique is 0';
COMMENT ON COLUMN message_metrics_row.reply_rate_of_delivered IS 'replied_unique / delivered_unique, a fraction; NULL when delivered_unique is 0';
COMMENT ON COLUMN message_metrics_row.unsubscribe_rate_of_delivered IS 'unsubscribed_unique / delivered_unique, a fraction; NULL when delivered_unique is 0';
COMMENT ON COLUMN message_metrics_row.open_rate_of_sent_human IS 'opened_unique_human / sent_unique, a fraction; NULL when sent_unique is 0';
COMMENT ON COLUMN message_metrics_row.open_rate_of_delivered_human IS 'opened_unique_human / delivered_unique, a fraction; NULL when delivered_unique is 0';
COMMENT ON COLUMN message_metrics_row.click_rate_of_sent_human IS 'clicked_unique_human / sent_unique, a fraction; NULL when sent_unique is 0';
COMMENT ON COLUMN message_metrics_row.click_rate_of_delivered_human IS 'clicked_unique_human / delivered_unique, a fraction; NULL when delivered_unique is 0';
COMMENT ON COLUMN message_metrics_row.click_to_open_rate_human IS 'clicked_unique_human / opened_unique_human, a fraction; NULL when opened_unique_human is 0';

CREATE FUNCTION ca_message_metrics_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_message_metrics_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_message_metrics_finalfn(internal) RETURNS message_metrics_row
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_message_metrics_combine(internal, internal) IS 'support function of message_metrics';
COMMENT ON FUNCTION ca_message_metrics_serialize(internal) IS 'support function of message_metrics';
COMMENT ON FUNCTION ca_message_metrics_finalfn(internal) IS 'support function of message_metrics';


CREATE FUNCTION ca_message_metrics_int2_transfn(internal, event_type text, is_human boolean, occurred_at timestamptz, key smallint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE message_metrics(event_type text, is_human boolean, occurred_at timestamptz, key smallint) (
	SFUNC = ca_message_metrics_int2_transfn, STYPE = internal, SSPACE = 256,
	FINALFUNC = ca_message_metrics_finalfn,
	COMBINEFUNC = ca_message_metrics_combine,
	SERIALFUNC = ca_message_metrics_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_metrics_int2_transfn(internal, text, boolean, timestamptz, smallint) IS 'support function of message_metrics';
COMMENT ON AGGREGATE message_metrics(text, boolean, timestamptz, smallint) IS 'what became of messages: totals, distinct keys and rates by event type (requested, sent, delivered, bounced, failed, opened, clicked, interacted, replied, unsubscribed), and without machines where is_human is true; the key is a message and its contact; rows with a NULL key count in totals only, those with a NULL time or of another type not at all; zeros for no rows';


CREATE FUNCTION ca_message_metrics_int4_transfn(internal, event_type text, is_human boolean, occurred_at timestamptz, key integer) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE message_metrics(event_type text, is_human boolean, occurred_at timestamptz, key integer) (
	SFUNC = ca_message_metrics_int4_transfn, STYPE = internal, SSPACE = 256,
	FINALFUNC = ca_message_metrics_finalfn,
	COMBINEFUNC = ca_message_metrics_combine,
	SERIALFUNC = ca_message_metrics_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_metrics_int4_transfn(internal, text, boolean, timestamptz, integer) IS 'support function of message_metrics';
COMMENT ON AGGREGATE message_metrics(text, boolean, timestamptz, integer) IS 'what became of messages: totals, distinct keys and rates by event type (requested, sent, delivered, bounced, failed, opened, clicked, interacted, replied, unsubscribed), and without machines where is_human is true; the key is a message and its contact; rows with a NULL key count in totals only, those with a NULL time or of another type not at all; zeros for no rows';


CREATE FUNCTION ca_message_metrics_int8_transfn(internal, event_type text, is_human boolean, occurred_at timestamptz, key bigint) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE message_metrics(event_type text, is_human boolean, occurred_at timestamptz, key bigint) (
	SFUNC = ca_message_metrics_int8_transfn, STYPE = internal, SSPACE = 256,
	FINALFUNC = ca_message_metrics_finalfn,
	COMBINEFUNC = ca_message_metrics_combine,
	SERIALFUNC = ca_message_metrics_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_metrics_int8_transfn(internal, text, boolean, timestamptz, bigint) IS 'support function of message_metrics';
COMMENT ON AGGREGATE message_metrics(text, boolean, timestamptz, bigint) IS 'what became of messages: totals, distinct keys and rates by event type (requested, sent, delivered, bounced, failed, opened, clicked, interacted, replied, unsubscribed), and without machines where is_human is true; the key is a message and its contact; rows with a NULL key count in totals only, those with a NULL time or of another type not at all; zeros for no rows';


CREATE FUNCTION ca_message_metrics_uuid_transfn(internal, event_type text, is_human boolean, occurred_at timestamptz, key uuid) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE message_metrics(event_type text, is_human boolean, occurred_at timestamptz, key uuid) (
	SFUNC = ca_message_metrics_uuid_transfn, STYPE = internal, SSPACE = 256,
	FINALFUNC = ca_message_metrics_finalfn,
	COMBINEFUNC = ca_message_metrics_combine,
	SERIALFUNC = ca_message_metrics_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_metrics_uuid_transfn(internal, text, boolean, timestamptz, uuid) IS 'support function of message_metrics';
COMMENT ON AGGREGATE message_metrics(text, boolean, timestamptz, uuid) IS 'what became of messages: totals, distinct keys and rates by event type (requested, sent, delivered, bounced, failed, opened, clicked, interacted, replied, unsubscribed), and without machines where is_human is true; the key is a message and its contact; rows with a NULL key count in totals only, those with a NULL time or of another type not at all; zeros for no rows';


CREATE FUNCTION ca_message_metrics_text_transfn(internal, event_type text, is_human boolean, occurred_at timestamptz, key text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE message_metrics(event_type text, is_human boolean, occurred_at timestamptz, key text) (
	SFUNC = ca_message_metrics_text_transfn, STYPE = internal, SSPACE = 256,
	FINALFUNC = ca_message_metrics_finalfn,
	COMBINEFUNC = ca_message_metrics_combine,
	SERIALFUNC = ca_message_metrics_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_metrics_text_transfn(internal, text, boolean, timestamptz, text) IS 'support function of message_metrics';
COMMENT ON AGGREGATE message_metrics(text, boolean, timestamptz, text) IS 'what became of messages: totals, distinct keys and rates by event type (requested, sent, delivered, bounced, failed, opened, clicked, interacted, replied, unsubscribed), and without machines where is_human is true; the key is a message and its contact; rows with a NULL key count in totals only, those with a NULL time or of another type not at all; zeros for no rows';


CREATE FUNCTION ca_message_metrics_any_transfn(internal, event_type text, is_human boolean, occurred_at timestamptz, VARIADIC key "any") RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE message_metrics(event_type text, is_human boolean, occurred_at timestamptz, VARIADIC key "any") (
	SFUNC = ca_message_metrics_any_transfn, STYPE = internal, SSPACE = 256,
	FINALFUNC = ca_message_metrics_finalfn,
	COMBINEFUNC = ca_message_metrics_combine,
	SERIALFUNC = ca_message_metrics_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_message_metrics_any_transfn(internal, text, boolean, timestamptz, VARIADIC "any") IS 'support function of message_metrics';
COMMENT ON AGGREGATE message_metrics(text, boolean, timestamptz, VARIADIC "any") IS 'what became of messages: totals, distinct keys and rates by event type (requested, sent, delivered, bounced, failed, opened, clicked, interacted, replied, unsubscribed), and without machines where is_human is true; the key is a message and its contact; rows with a NULL key count in totals only, those with a NULL time or of another type not at all; zeros for no rows';
