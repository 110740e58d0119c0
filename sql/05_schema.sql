/*
 * The schema campaign_analytics is made by CREATE EXTENSION.  All that is in it
 * reads only what its caller hands over, so everyone may use it.
 */
GRANT USAGE ON SCHEMA @extschema@ TO PUBLIC;
