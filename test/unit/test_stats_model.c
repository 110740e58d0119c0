/*-------------------------------------------------------------------------
 *
 * test_stats_model.c
 *	  model/stats, for SQL to say what it should do
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "model/stats.h"
#include "model/stats_distribution.h"
#include "model/stats_picture.h"
#include "unit.h"

/* test_normal_two_sided(z double precision) returns double precision */
UNIT_FUNCTION(test_normal_two_sided)
{
	PG_RETURN_FLOAT8(ca_normal_two_sided(PG_GETARG_FLOAT8(0)));
}

/* test_normal_upper(p double precision) returns double precision */
UNIT_FUNCTION(test_normal_upper)
{
	PG_RETURN_FLOAT8(ca_normal_upper(PG_GETARG_FLOAT8(0)));
}

/* test_normal_central(p double precision) returns double precision */
UNIT_FUNCTION(test_normal_central)
{
	PG_RETURN_FLOAT8(ca_normal_central(PG_GETARG_FLOAT8(0)));
}

/* test_chi_square_upper(x double precision, df bigint) returns double precision */
UNIT_FUNCTION(test_chi_square_upper)
{
	PG_RETURN_FLOAT8(ca_chi_square_upper(PG_GETARG_FLOAT8(0), PG_GETARG_INT64(1)));
}

/* test_stats_decay(elapsed double precision, half_life double precision) returns double precision */
UNIT_FUNCTION(test_stats_decay)
{
	PG_RETURN_FLOAT8(ca_stats_decay(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1)));
}

/* test_stats_quintile(percent_rank double precision) returns int */
UNIT_FUNCTION(test_stats_quintile)
{
	PG_RETURN_INT32(ca_stats_quintile(PG_GETARG_FLOAT8(0)));
}

/* test_picture_length(value, max double precision, width int) returns int */
UNIT_FUNCTION(test_picture_length)
{
	PG_RETURN_INT32(ca_picture_length(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), PG_GETARG_INT32(2)));
}

/* test_picture_height(value, low, high double precision) returns int */
UNIT_FUNCTION(test_picture_height)
{
	PG_RETURN_INT32(ca_picture_height(PG_GETARG_FLOAT8(0), PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2)));
}
