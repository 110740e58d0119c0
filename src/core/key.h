/*-------------------------------------------------------------------------
 *
 * key.h
 *	  Keys of fixed width: exact where the value fits, a 128-bit hash elsewhere
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_KEY_H
#define CA_KEY_H

/*
 * What the words of a key mean.  Part of the stored format: numbers are never
 * used again.  A pair of two eight-byte kinds is kept as both kinds.
 */
typedef enum CaKeyKind
{
	CA_KEY_NONE = 0,			/* no key seen yet; the second of a single one */
	CA_KEY_INTEGER = 1,			/* smallint, integer, bigint: the value */
	CA_KEY_DATE = 2,			/* date: the day */
	CA_KEY_TIMESTAMP = 3,		/* timestamp: microseconds */
	CA_KEY_TIMESTAMPTZ = 4,		/* timestamptz: microseconds */
	CA_KEY_FLOAT = 5,			/* real, double precision: the value as a
								 * double */
	CA_KEY_UUID = 16,			/* uuid: its 16 bytes */
	CA_KEY_TEXT = 17,			/* text types: hash of the bytes */
	CA_KEY_BYTEA = 18,			/* bytea: hash of the bytes */
	CA_KEY_ENUM = 19,			/* enum types: hash of the label */
	CA_KEY_HASHED = 20,			/* any other type: its own hash function */
	CA_KEY_TUPLE = 21,			/* several values: hash of their keys */
	CA_KEY_NUMERIC = 22,		/* numeric: hash of its digits */
	CA_KEY_INTERVAL = 23,		/* interval: hash of its length */
	CA_KEY_JSONB = 24,			/* jsonb: hash of its tokens */
	CA_KEY_ARRAY = 25,			/* arrays: hash of shape and elements */
	CA_KEY_RECORD = 26,			/* row types: hash of the columns' keys */
	CA_KEY_RANGE = 27,			/* ranges: hash of the bounds' keys */
	CA_KEY_MULTIRANGE = 28,		/* multiranges: hash of their ranges */
	CA_KEY_IMAGE = 29			/* types compared by bytes: hash of the bytes */
} CaKeyKind;

/* A key: one word or two, more significant first. */
typedef struct CaKey
{
	uint64		word[2];
} CaKey;

/* The kinds of a key's parts; second is CA_KEY_NONE unless it is a pair. */
typedef struct CaKeyShape
{
	uint8		first;			/* CaKeyKind */
	uint8		second;			/* CaKeyKind */
} CaKeyShape;

/* Can keys of this shape be packed (ca_key_pack)? */
static inline bool
ca_key_is_pair(CaKeyShape shape)
{
	return shape.second != CA_KEY_NONE;
}

/* Is the kind's value itself a key of eight bytes? */
static inline bool
ca_key_is_word(uint8 kind)
{
	return kind >= CA_KEY_INTEGER && kind <= CA_KEY_FLOAT;
}

/* Words of a key of this shape: 1 or 2. */
static inline int
ca_key_words(CaKeyShape shape)
{
	return ca_key_is_word(shape.first) && shape.second == CA_KEY_NONE ? 1 : 2;
}

/* Is this a shape that ca_key_… makes?  For readers of stored bytes. */
extern bool ca_key_shape_is_valid(CaKeyShape shape);

/* The shape in words for messages, as "integer" or "(integer, date)"; palloc'd. */
extern char *ca_key_shape_name(CaKeyShape shape);

/* A signed number as a word whose unsigned order is its order. */
static inline uint64
ca_key_from_int64(int64 value)
{
	return (uint64) value ^ (UINT64CONST(1) << 63);
}

static inline int64
ca_key_to_int64(uint64 word)
{
	return (int64) (word ^ (UINT64CONST(1) << 63));
}

/* A double as a word: -0 is 0, all NaNs are one. */
extern uint64 ca_key_from_double(double value);

/*
 * A pair of numbers from 0 to 2^32 - 1, as most pairs of ids are, in one word
 * of the same order; false when it does not fit.
 */
static inline bool
ca_key_pack(const uint64 *pair, uint64 *word)
{
	uint64		first = pair[0] ^ (UINT64CONST(1) << 63);
	uint64		second = pair[1] ^ (UINT64CONST(1) << 63);

	*word = first << 32 | second;
	return (first | second) >> 32 == 0;
}

static inline void
ca_key_unpack(uint64 word, uint64 *pair)
{
	pair[0] = ca_key_from_int64((int64) (word >> 32));
	pair[1] = ca_key_from_int64((int64) (word & PG_UINT32_MAX));
}

/* Sixteen bytes as they are, as a uuid. */
extern CaKey ca_key_from_bytes16(const unsigned char *bytes);

/* XXH3-128 of n bytes: odds of any collision among k keys are k^2 / 2^129. */
extern CaKey ca_key_hash(const void *bytes, Size n);

/* The key of a tuple of nparts keys, of whatever kinds. */
extern CaKey ca_key_tuple(const CaKey *parts, const uint8 *kinds, int nparts);

#endif							/* CA_KEY_H */
