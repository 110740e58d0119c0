/*-------------------------------------------------------------------------
 *
 * attribution_value.h
 *	  Values of conversions as strings of a dictionary
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ATTRIBUTION_VALUE_H
#define CA_ATTRIBUTION_VALUE_H

/* Bytes of such a string. */
#define CA_VALUE_LENGTH		17

/* What an event says: its first byte. */
#define CA_VALUE_WHOLE		'c' /* a conversion, with all its value */
#define CA_VALUE_PIECE		'v' /* no conversion: a piece of the value of one */

/* The string of a finite value; not terminated. */
extern void ca_value_write(char *string, char first, double value);

/* What a string says; false when it is none of ours. */
extern bool ca_value_read(const char *string, uint32 length, char *first, double *value);

/* Take the topmost piece off a value other than 0: the value is their sum, exactly. */
extern double ca_value_take_piece(double *value);

#endif							/* CA_ATTRIBUTION_VALUE_H */
