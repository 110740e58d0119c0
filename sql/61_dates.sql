/*
 * Ranges of dates as reports offer them, and pages of lists.
 */

CREATE FUNCTION date_preset(name text, zone text DEFAULT 'UTC', as_of timestamptz DEFAULT now()) RETURNS tstzrange
	AS 'MODULE_PATHNAME', 'ca_date_preset' LANGUAGE C STABLE STRICT PARALLEL SAFE;
CREATE FUNCTION report_range(preset text DEFAULT NULL, start_at timestamptz DEFAULT NULL, end_at timestamptz DEFAULT NULL,
							 zone text DEFAULT NULL, as_of timestamptz DEFAULT now()) RETURNS tstzrange
	AS 'MODULE_PATHNAME', 'ca_report_range' LANGUAGE C STABLE PARALLEL SAFE;
CREATE FUNCTION page_offset(page integer, page_size integer) RETURNS bigint
	AS 'MODULE_PATHNAME', 'ca_page_offset' LANGUAGE C IMMUTABLE PARALLEL SAFE;

COMMENT ON FUNCTION date_preset(text, text, timestamptz) IS 'the range that a name means in a zone, from its first instant up to before its end: today, yesterday, last_7_days (those that end with today; also last_30_days, last_90_days, any other number of days, and 7d, 30d, 90d), this_week, last_week (from Monday), this_month, last_month, this_quarter, last_quarter, year_to_date (up to the end of today), this_year, last_year, all; case, blanks, hyphens and underscores make no difference; NULL for NULL';
COMMENT ON FUNCTION report_range(text, timestamptz, timestamptz, text, timestamptz) IS 'the range of a report: that of a preset, or from start_at up to before end_at, either of which may be NULL for no bound; last_30_days when nothing is given; zone UTC unless given; a preset together with dates is an error, and so is an end that is not later than the start';
COMMENT ON FUNCTION page_offset(integer, integer) IS 'rows before a page of a list, for OFFSET; page at least 1, page_size 1 to 100, anything else is an error';
