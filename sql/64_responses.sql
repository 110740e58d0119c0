/*
 * Responses: how long contacts wait for an answer of an agent.
 */

CREATE TYPE response_summary AS (
	waits bigint,
	answered bigint,
	unanswered bigint,
	median_seconds double precision,
	p90_seconds double precision,
	avg_seconds double precision,
	first_median_seconds double precision
);

COMMENT ON TYPE response_summary IS 'how long contacts waited for agents, as response_times gives it';
COMMENT ON COLUMN response_summary.waits IS 'waits: messages of a contact that follow one another without an agent''s between them are one';
COMMENT ON COLUMN response_summary.answered IS 'waits that an agent''s message ended';
COMMENT ON COLUMN response_summary.unanswered IS 'waits that none ended; they are in no time';
COMMENT ON COLUMN response_summary.median_seconds IS 'median of the answered waits in seconds, from the first message that waited; of an even number the mean of the middle two; NULL without any';
COMMENT ON COLUMN response_summary.p90_seconds IS 'seconds in which nine of ten answered waits ended, as percentile_cont; NULL without any';
COMMENT ON COLUMN response_summary.avg_seconds IS 'mean of the answered waits in seconds; NULL without any';
COMMENT ON COLUMN response_summary.first_median_seconds IS 'median over conversations of their first answered wait, in seconds; NULL without any';

CREATE TYPE response_wait AS (
	conversation text,
	agent text,
	asked_at timestamptz,
	answered_at timestamptz,
	seconds double precision
);

COMMENT ON TYPE response_wait IS 'a contact''s wait for an agent, as response_waits gives it';
COMMENT ON COLUMN response_wait.conversation IS 'conversation, as text';
COMMENT ON COLUMN response_wait.agent IS 'agent who sent the reply; NULL: not known, or there is no reply';
COMMENT ON COLUMN response_wait.asked_at IS 'when the contact wrote first';
COMMENT ON COLUMN response_wait.answered_at IS 'when the reply was sent; NULL: there is none';
COMMENT ON COLUMN response_wait.seconds IS 'from the one to the other; NULL: there is no reply';

CREATE FUNCTION ca_responses_combine(internal, internal) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_responses_serialize(internal) RETURNS bytea
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
CREATE FUNCTION ca_response_times_finalfn(internal) RETURNS response_summary
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE FUNCTION ca_response_waits_finalfn(internal) RETURNS response_wait[]
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION ca_responses_combine(internal, internal) IS 'support function of response_times and response_waits';
COMMENT ON FUNCTION ca_responses_serialize(internal) IS 'support function of response_times and response_waits';
COMMENT ON FUNCTION ca_response_times_finalfn(internal) IS 'support function of response_times';
COMMENT ON FUNCTION ca_response_waits_finalfn(internal) IS 'support function of response_waits';


CREATE FUNCTION ca_response_times_int2_transfn(internal, conversation smallint, at timestamptz, actor text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE response_times(conversation smallint, at timestamptz, actor text) (
	SFUNC = ca_response_times_int2_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_response_times_finalfn,
	COMBINEFUNC = ca_responses_combine,
	SERIALFUNC = ca_responses_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_response_times_int2_transfn(internal, smallint, timestamptz, text) IS 'support function of response_times';
COMMENT ON AGGREGATE response_times(smallint, timestamptz, text) IS 'how long contacts wait for a reply of an agent: consecutive messages of the contact are one wait, from the first; the first message of an agent ends it, one of the same instant too, one of an assistant or a campaign does not; actor is contact, agent, assistant or campaign; rows with a NULL conversation, time or actor are skipped; zeros and NULLs for no rows';


CREATE FUNCTION ca_response_times_int4_transfn(internal, conversation integer, at timestamptz, actor text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE response_times(conversation integer, at timestamptz, actor text) (
	SFUNC = ca_response_times_int4_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_response_times_finalfn,
	COMBINEFUNC = ca_responses_combine,
	SERIALFUNC = ca_responses_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_response_times_int4_transfn(internal, integer, timestamptz, text) IS 'support function of response_times';
COMMENT ON AGGREGATE response_times(integer, timestamptz, text) IS 'how long contacts wait for a reply of an agent: consecutive messages of the contact are one wait, from the first; the first message of an agent ends it, one of the same instant too, one of an assistant or a campaign does not; actor is contact, agent, assistant or campaign; rows with a NULL conversation, time or actor are skipped; zeros and NULLs for no rows';


CREATE FUNCTION ca_response_times_int8_transfn(internal, conversation bigint, at timestamptz, actor text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE response_times(conversation bigint, at timestamptz, actor text) (
	SFUNC = ca_response_times_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_response_times_finalfn,
	COMBINEFUNC = ca_responses_combine,
	SERIALFUNC = ca_responses_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_response_times_int8_transfn(internal, bigint, timestamptz, text) IS 'support function of response_times';
COMMENT ON AGGREGATE response_times(bigint, timestamptz, text) IS 'how long contacts wait for a reply of an agent: consecutive messages of the contact are one wait, from the first; the first message of an agent ends it, one of the same instant too, one of an assistant or a campaign does not; actor is contact, agent, assistant or campaign; rows with a NULL conversation, time or actor are skipped; zeros and NULLs for no rows';


CREATE FUNCTION ca_response_times_uuid_transfn(internal, conversation uuid, at timestamptz, actor text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE response_times(conversation uuid, at timestamptz, actor text) (
	SFUNC = ca_response_times_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_response_times_finalfn,
	COMBINEFUNC = ca_responses_combine,
	SERIALFUNC = ca_responses_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_response_times_uuid_transfn(internal, uuid, timestamptz, text) IS 'support function of response_times';
COMMENT ON AGGREGATE response_times(uuid, timestamptz, text) IS 'how long contacts wait for a reply of an agent: consecutive messages of the contact are one wait, from the first; the first message of an agent ends it, one of the same instant too, one of an assistant or a campaign does not; actor is contact, agent, assistant or campaign; rows with a NULL conversation, time or actor are skipped; zeros and NULLs for no rows';


CREATE FUNCTION ca_response_times_text_transfn(internal, conversation text, at timestamptz, actor text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE response_times(conversation text, at timestamptz, actor text) (
	SFUNC = ca_response_times_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_response_times_finalfn,
	COMBINEFUNC = ca_responses_combine,
	SERIALFUNC = ca_responses_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_response_times_text_transfn(internal, text, timestamptz, text) IS 'support function of response_times';
COMMENT ON AGGREGATE response_times(text, timestamptz, text) IS 'how long contacts wait for a reply of an agent: consecutive messages of the contact are one wait, from the first; the first message of an agent ends it, one of the same instant too, one of an assistant or a campaign does not; actor is contact, agent, assistant or campaign; rows with a NULL conversation, time or actor are skipped; zeros and NULLs for no rows';


CREATE FUNCTION ca_response_times_any_transfn(internal, conversation "any", at timestamptz, actor text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE response_times(conversation "any", at timestamptz, actor text) (
	SFUNC = ca_response_times_any_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_response_times_finalfn,
	COMBINEFUNC = ca_responses_combine,
	SERIALFUNC = ca_responses_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_response_times_any_transfn(internal, "any", timestamptz, text) IS 'support function of response_times';
COMMENT ON AGGREGATE response_times("any", timestamptz, text) IS 'how long contacts wait for a reply of an agent: consecutive messages of the contact are one wait, from the first; the first message of an agent ends it, one of the same instant too, one of an assistant or a campaign does not; actor is contact, agent, assistant or campaign; rows with a NULL conversation, time or actor are skipped; zeros and NULLs for no rows';


CREATE FUNCTION ca_response_waits_int8_transfn(internal, conversation bigint, at timestamptz, actor text, agent text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE response_waits(conversation bigint, at timestamptz, actor text, agent text) (
	SFUNC = ca_response_waits_int8_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_response_waits_finalfn,
	COMBINEFUNC = ca_responses_combine,
	SERIALFUNC = ca_responses_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_response_waits_int8_transfn(internal, bigint, timestamptz, text, text) IS 'support function of response_waits';
COMMENT ON AGGREGATE response_waits(bigint, timestamptz, text, text) IS 'every wait of a contact for an agent, as response_times counts them, with who answered (agent, which may be NULL) and when; a wait without a reply has neither; of replies at one instant the first in byte order of agent counts; oldest first; rows with a NULL conversation, time or actor are skipped; an empty array for no rows';


CREATE FUNCTION ca_response_waits_uuid_transfn(internal, conversation uuid, at timestamptz, actor text, agent text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
CREATE AGGREGATE response_waits(conversation uuid, at timestamptz, actor text, agent text) (
	SFUNC = ca_response_waits_uuid_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_response_waits_finalfn,
	COMBINEFUNC = ca_responses_combine,
	SERIALFUNC = ca_responses_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_response_waits_uuid_transfn(internal, uuid, timestamptz, text, text) IS 'support function of response_waits';
COMMENT ON AGGREGATE response_waits(uuid, timestamptz, text, text) IS 'every wait of a contact for an agent, as response_times counts them, with who answered (agent, which may be NULL) and when; a wait without a reply has neither; of replies at one instant the first in byte order of agent counts; oldest first; rows with a NULL conversation, time or actor are skipped; an empty array for no rows';


CREATE FUNCTION ca_response_waits_text_transfn(internal, conversation text, at timestamptz, actor text, agent text) RETURNS internal
	AS 'MODULE_PATHNAME' LANGUAGE C STABLE PARALLEL SAFE;
CREATE AGGREGATE response_waits(conversation text, at timestamptz, actor text, agent text) (
	SFUNC = ca_response_waits_text_transfn, STYPE = internal, SSPACE = 2048,
	FINALFUNC = ca_response_waits_finalfn,
	COMBINEFUNC = ca_responses_combine,
	SERIALFUNC = ca_responses_serialize, DESERIALFUNC = ca_state_deserialize,
	PARALLEL = SAFE
);

COMMENT ON FUNCTION ca_response_waits_text_transfn(internal, text, timestamptz, text, text) IS 'support function of response_waits';
COMMENT ON AGGREGATE response_waits(text, timestamptz, text, text) IS 'every wait of a contact for an agent, as response_times counts them, with who answered (agent, which may be NULL) and when; a wait without a reply has neither; of replies at one instant the first in byte order of agent counts; oldest first; rows with a NULL conversation, time or actor are skipped; an empty array for no rows';
