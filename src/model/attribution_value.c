/*-------------------------------------------------------------------------
 *
 * attribution_value.c
 *	  Values of conversions as strings of a dictionary
 *
 * Mostly conversions have one of some thousands of values: a dictionary numbers
 * them, and an event has room for the number.  Where they are so many that each
 * is nearly one of its own, a value is split into pieces of 12 bits,
 *
 *		19.99 = 19.984375 + 0.0056242942810058594 + ...
 *
 * of which there are few: 2048 for each power of two.  A string is a letter and
 * the bits of the number in hexadecimal digits, so that strings sort by value.
 *
 * Interface
 *	ca_value_write, ca_value_read	- numbers as strings
 *	ca_value_take_piece				- split a value
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "model/attribution_value.h"

#define SIGN_BIT	(UINT64CONST(1) << 63)

/* Bits of a double below the 11 that a piece has, beside the one before them. */
#define BELOW_PIECE	((UINT64CONST(1) << 41) - 1)

static const char digits[] = "0123456789abcdef";

static inline uint64
bits_of(double value)
{
	uint64		bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

static inline double
from_bits(uint64 bits)
{
	double		value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/*
 * The bits of a positive double sort as it does, those of a negative one the
 * other way round.
 */
void
ca_value_write(char *string, char first, double value)
{
	uint64		bits = bits_of(value + 0.0);	/* -0 + 0 is 0 */

	Assert(isfinite(value));
	bits ^= (bits & SIGN_BIT) != 0 ? PG_UINT64_MAX : SIGN_BIT;
	string[0] = first;
	for (int i = CA_VALUE_LENGTH - 1; i > 0; i--)
	{
		string[i] = digits[bits & 15];
		bits >>= 4;
	}
}

bool
ca_value_read(const char *string, uint32 length, char *first, double *value)
{
	uint64		bits = 0;

	if (length != CA_VALUE_LENGTH || (string[0] != CA_VALUE_WHOLE && string[0] != CA_VALUE_PIECE))
		return false;
	for (int i = 1; i < CA_VALUE_LENGTH; i++)
	{
		const char *digit = memchr(digits, string[i], 16);

		if (digit == NULL)
			return false;
		bits = bits << 4 | (uint64) (digit - digits);
	}
	*first = string[0];
	*value = from_bits(bits ^ ((bits & SIGN_BIT) != 0 ? SIGN_BIT : PG_UINT64_MAX));
	return isfinite(*value);
}

double
ca_value_take_piece(double *value)
{
	double		piece = from_bits(bits_of(*value) & ~BELOW_PIECE);

	if (piece == 0)				/* less than 2^-1033: not worth a piece of 12
								 * bits */
		piece = *value;
	*value -= piece;
	return piece;
}
