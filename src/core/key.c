/*-------------------------------------------------------------------------
 *
 * key.c
 *	  Keys of fixed width: exact where the value fits, a 128-bit hash elsewhere
 *
 * Numbers and times are their own keys of one word, uuids and pairs of numbers
 * keys of two, all exact.  Everything else is hashed to 128 bits by XXH3, an
 * algorithm whose output is fixed for ever: the hash is part of the stored
 * format.  Which form of a value is hashed, so that equal values have equal
 * keys, is decided where types are known (api/).
 *
 * Interface
 *	ca_key_from_int64		- numbers, dates and times (inline)
 *	ca_key_from_double		- floating point
 *	ca_key_from_bytes16		- uuid
 *	ca_key_hash				- bytes
 *	ca_key_tuple			- several keys
 *	ca_key_shape_is_valid	- for readers
 *	ca_key_shape_name		- for messages
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "port/pg_bswap.h"

#include "core/key.h"

/* The bytes of one part of a tuple: its kind and two words. */
#define CA_PART_BYTES		17

bool
ca_key_shape_is_valid(CaKeyShape shape)
{
	if (shape.second != CA_KEY_NONE)
		return ca_key_is_word(shape.first) && ca_key_is_word(shape.second);
	return shape.first == CA_KEY_NONE || ca_key_is_word(shape.first) ||
		(shape.first >= CA_KEY_UUID && shape.first <= CA_KEY_IMAGE);
}

static const char *
key_kind_name(uint8 kind)
{
	switch ((CaKeyKind) kind)
	{
		case CA_KEY_NONE:
			return "empty";
		case CA_KEY_INTEGER:
			return "integer";
		case CA_KEY_DATE:
			return "date";
		case CA_KEY_TIMESTAMP:
			return "timestamp";
		case CA_KEY_TIMESTAMPTZ:
			return "timestamptz";
		case CA_KEY_FLOAT:
			return "floating-point";
		case CA_KEY_UUID:
			return "uuid";
		case CA_KEY_TEXT:
			return "text";
		case CA_KEY_BYTEA:
			return "bytea";
		case CA_KEY_ENUM:
			return "enum";
		case CA_KEY_HASHED:
			return "hashed";
		case CA_KEY_TUPLE:
			return "tuple";
		case CA_KEY_NUMERIC:
			return "numeric";
		case CA_KEY_INTERVAL:
			return "interval";
		case CA_KEY_JSONB:
			return "jsonb";
		case CA_KEY_ARRAY:
			return "array";
		case CA_KEY_RECORD:
			return "row";
		case CA_KEY_RANGE:
			return "range";
		case CA_KEY_MULTIRANGE:
			return "multirange";
		case CA_KEY_IMAGE:
			return "byte-compared";
	}
	return "unknown";
}

char *
ca_key_shape_name(CaKeyShape shape)
{
	if (shape.second == CA_KEY_NONE)
		return pstrdup(key_kind_name(shape.first));
	return psprintf("(%s, %s)", key_kind_name(shape.first), key_kind_name(shape.second));
}

uint64
ca_key_from_double(double value)
{
	uint64		bits;

	if (isnan(value))
		value = NAN;
	if (value == 0)
		value = 0;				/* not -0 */
	memcpy(&bits, &value, sizeof(bits));
	/* Negative numbers in reverse below the others: unsigned order is order. */
	return bits >> 63 ? ~bits : bits | (UINT64CONST(1) << 63);
}

CaKey
ca_key_from_bytes16(const unsigned char *bytes)
{
	CaKey		key;

	memcpy(key.word, bytes, sizeof(key.word));
	key.word[0] = pg_ntoh64(key.word[0]);
	key.word[1] = pg_ntoh64(key.word[1]);
	return key;
}

CaKey
ca_key_hash(const void *bytes, Size n)
{
	XXH128_hash_t hash = XXH3_128bits(bytes, n);
	CaKey		key;

	key.word[0] = hash.high64;
	key.word[1] = hash.low64;
	return key;
}

CaKey
ca_key_tuple(const CaKey *parts, const uint8 *kinds, int nparts)
{
	unsigned char bytes[FUNC_MAX_ARGS * CA_PART_BYTES];

	Assert(nparts <= FUNC_MAX_ARGS);
	for (int i = 0; i < nparts; i++)
	{
		unsigned char *at = bytes + i * CA_PART_BYTES;
		uint64		word0 = pg_hton64(parts[i].word[0]);
		uint64		word1 = pg_hton64(parts[i].word[1]);

		at[0] = kinds[i];
		memcpy(at + 1, &word0, sizeof(word0));
		memcpy(at + 9, &word1, sizeof(word1));
	}
	return ca_key_hash(bytes, (Size) nparts * CA_PART_BYTES);
}
