/*-------------------------------------------------------------------------
 *
 * campaign_analytics.c
 *	  The module
 *
 * Capabilities are in api/ (how they are called), model/ (what they mean) and
 * core/ (what they are made of).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fmgr.h"

PG_MODULE_MAGIC;
