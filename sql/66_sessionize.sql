/*
 * Sessions: numbers of rows that follow one another.
 */

CREATE FUNCTION sessionize(at timestamptz, gap interval) RETURNS bigint
	AS 'MODULE_PATHNAME', 'ca_sessionize' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION sessionize(timestamptz, interval) IS 'window function: number of the session that the row belongs to, 1 for the first of its partition; a pause of more than gap starts a new one, a pause of exactly gap does not; rows of one instant are in one session; rows must be in order of at, ascending or descending; NULL for a NULL time, which neither starts nor ends a session; gap is the same for all rows of a partition, not negative, without months';
