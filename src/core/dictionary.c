/*-------------------------------------------------------------------------
 *
 * dictionary.c
 *	  Strings numbered 0, 1, 2, ... as they are met
 *
 * Event types, nodes of paths: a row brings a string, an event of a timeline
 * has room for a number.  The strings are few beside the rows, and most rows
 * bring one of a handful, so a small direct-mapped table of the numbers met
 * last, found by a glance at the string, mostly saves its hash.
 *
 * Numbers depend on the order in which rows come.  A state is therefore
 * written by the place of each string in the order of their bytes, and read
 * back through a map from place to number:
 *
 *		count | length, bytes | length, bytes | ...		strictly ascending
 *
 * Interface
 *	ca_dictionary_create	- empty
 *	ca_dictionary_id		- string to number, adding it if it is new
 *	ca_dictionary_find		- string to number, if it is there
 *	ca_dictionary_size		- how many
 *	ca_dictionary_string	- number to string
 *	ca_dictionary_order		- number to place
 *	ca_dictionary_write		- strings by place
 *	ca_dictionary_read		- add written strings; place to number
 *
 * Memory: everything lives in the pool's context: the bytes of the strings in
 * chunks, 16 bytes a string to find them by number, and PostgreSQL's simplehash
 * with 12 bytes a slot.  It does not spill, but what it takes counts in the
 * pool, whose containers spill the earlier.
 *
 * Cost: one comparison of bytes a string that is among those met last, else
 * its XXH3 and a probe.
 *
 * Limits: CA_MAX_STRINGS, and CA_MAX_STRING_BYTES for all of them together.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "core/dictionary.h"
#include "core/key.h"

/* A state that holds them must fit in a value of 1 GB. */
#define CA_MAX_STRING_BYTES	(MaxAllocSize / 2)

/* Numbers met last: 256 bytes, for there may be a dictionary a group. */
#define CA_RECENT_BITS	6

/* First and largest chunk of strings, bytes; each is twice the one before. */
#define CA_FIRST_CHUNK	256
#define CA_LAST_CHUNK	(256 * 1024)

typedef struct DictionaryWord
{
	const char *string;			/* in a chunk, or the caller's while sought */
	uint32		length;			/* bytes */
	uint32		hash;			/* of the bytes */
} DictionaryWord;

typedef struct DictionaryEntry
{
	uint32		id;				/* place in words */
	uint32		hash;			/* the word's, kept near */
	char		status;			/* simplehash's */
} DictionaryEntry;

struct CaDictionary
{
	CaPool	   *pool;			/* whose context it lives in */
	struct wordhash_hash *hash; /* finds a number by its string */
	DictionaryWord *words;		/* by number, and room for one more */
	uint32		nwords;			/* strings */
	uint32		maxwords;		/* allocated */
	Size		bytes;			/* of all strings */
	char	   *chunk;			/* where the next string goes */
	Size		chunk_left;		/* bytes left there */
	Size		chunk_size;		/* bytes of it when it was new */
	uint32		recent[1 << CA_RECENT_BITS];	/* numbers met last */
};

static inline const DictionaryWord *
dictionary_words(const void *dictionary)
{
	return ((const CaDictionary *) dictionary)->words;
}

static inline bool
words_equal(const DictionaryWord *a, const DictionaryWord *b)
{
	return a->length == b->length && memcmp(a->string, b->string, a->length) == 0;
}

/*
 * A string is sought as the word behind the last one, so that a number is all
 * that the table need know of a string.
 */
#define SH_PREFIX wordhash
#define SH_ELEMENT_TYPE DictionaryEntry
#define SH_KEY_TYPE uint32
#define SH_KEY id
#define SH_HASH_KEY(tb, key) (dictionary_words((tb)->private_data)[key].hash)
#define SH_EQUAL(tb, a, b) \
	words_equal(&dictionary_words((tb)->private_data)[a], \
				&dictionary_words((tb)->private_data)[b])
#define SH_STORE_HASH
#define SH_GET_HASH(tb, a) ((a)->hash)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* By bytes; of two that begin alike the shorter one first. */
static inline int
words_compare(const DictionaryWord *a, const DictionaryWord *b)
{
	int			order = memcmp(a->string, b->string, Min(a->length, b->length));

	return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

#define ST_SORT sort_words
#define ST_ELEMENT_TYPE uint32
#define ST_COMPARE_ARG_TYPE const DictionaryWord
#define ST_COMPARE(a, b, words) words_compare(&(words)[*(a)], &(words)[*(b)])
#define ST_SCOPE static
#define ST_DEFINE
#define ST_CHECK_FOR_INTERRUPTS
#include "lib/sort_template.h"

CaDictionary *
ca_dictionary_create(CaPool *pool)
{
	CaDictionary *dictionary = MemoryContextAllocZero(pool->context, sizeof(CaDictionary));

	dictionary->pool = pool;
	dictionary->maxwords = 8;
	dictionary->words = ca_pool_realloc(pool, NULL, dictionary->maxwords * sizeof(DictionaryWord));
	dictionary->hash = wordhash_create(pool->context, 4, dictionary);
	dictionary->chunk_size = CA_FIRST_CHUNK / 2;
	return dictionary;
}

/* ---- Adding and finding ---- */

static inline uint64
load32(const char *from)
{
	uint32		value;

	memcpy(&value, from, sizeof(value));
	return value;
}

/* Where a string may be found among those met last, by both its ends. */
static inline uint32 *
recent_slot(CaDictionary *dictionary, const char *string, uint32 length)
{
	uint64		ends = length;

	if (likely(length >= sizeof(uint32)))
		ends ^= load32(string) << 32 ^ load32(string + length - sizeof(uint32)) << 8;
	else if (length > 0)
		ends ^= (uint64) (uint8) string[0] << 32 ^ (uint64) (uint8) string[length - 1] << 8;
	return &dictionary->recent[(ends * UINT64CONST(0x9E3779B97F4A7C15)) >> (64 - CA_RECENT_BITS)];
}

/* Put a string where it is sought. */
static void
seek_word(CaDictionary *dictionary, const char *string, uint32 length)
{
	DictionaryWord *word = &dictionary->words[dictionary->nwords];

	word->string = string;
	word->length = length;
	word->hash = (uint32) ca_key_hash(string, length).word[0];
}

static void
check_room(const CaDictionary *dictionary, uint32 length)
{
	if (dictionary->nwords >= CA_MAX_STRINGS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("more than %u different labels in one group", CA_MAX_STRINGS),
				 errhint("Give events of one kind one name, without ids and parameters.")));
	if (dictionary->bytes + length > CA_MAX_STRING_BYTES)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("different labels of one group take more than %zu bytes", CA_MAX_STRING_BYTES),
				 errhint("Give events of one kind one name, without ids and parameters.")));
}

/* A string's own copy: large ones stand alone, small ones share a chunk. */
static char *
copy_string(CaDictionary *dictionary, const char *string, uint32 length)
{
	char	   *copy;

	if (length > dictionary->chunk_left || dictionary->chunk == NULL)
	{
		if (length >= CA_LAST_CHUNK / 4)
		{
			copy = MemoryContextAlloc(dictionary->pool->context, length);
			return memcpy(copy, string, length);
		}
		dictionary->chunk_size = Min(dictionary->chunk_size * 2, CA_LAST_CHUNK);
		dictionary->chunk_size = Max(dictionary->chunk_size, length);
		dictionary->chunk = MemoryContextAlloc(dictionary->pool->context, dictionary->chunk_size);
		dictionary->chunk_left = dictionary->chunk_size;
	}
	copy = dictionary->chunk;
	memcpy(copy, string, length);
	dictionary->chunk += length;
	dictionary->chunk_left -= length;
	return copy;
}

/* The word that was sought is new: keep it. */
static void
keep_word(CaDictionary *dictionary)
{
	DictionaryWord *word = &dictionary->words[dictionary->nwords];

	word->string = copy_string(dictionary, word->string, word->length);
	dictionary->bytes += word->length;
	dictionary->nwords++;
	if (dictionary->nwords == dictionary->maxwords)
	{
		dictionary->maxwords *= 2;
		dictionary->words = ca_pool_realloc(dictionary->pool, dictionary->words,
											dictionary->maxwords * sizeof(DictionaryWord));
	}
}

uint32
ca_dictionary_id(CaDictionary *dictionary, const char *string, uint32 length)
{
	uint32	   *recent = recent_slot(dictionary, string, length);
	const DictionaryWord *word = &dictionary->words[*recent];
	DictionaryEntry *entry;
	bool		found;

	if (likely(*recent < dictionary->nwords && word->length == length &&
			   memcmp(word->string, string, length) == 0))
		return *recent;
	seek_word(dictionary, string, length);
	entry = wordhash_lookup(dictionary->hash, dictionary->nwords);
	if (entry == NULL)
	{
		check_room(dictionary, length);
		entry = wordhash_insert(dictionary->hash, dictionary->nwords, &found);
		keep_word(dictionary);
	}
	return *recent = entry->id;
}

bool
ca_dictionary_find(CaDictionary *dictionary, const char *string, uint32 length, uint32 *id)
{
	DictionaryEntry *entry;

	seek_word(dictionary, string, length);
	entry = wordhash_lookup(dictionary->hash, dictionary->nwords);
	if (entry != NULL)
		*id = entry->id;
	return entry != NULL;
}

uint32
ca_dictionary_size(const CaDictionary *dictionary)
{
	return dictionary->nwords;
}

const char *
ca_dictionary_string(const CaDictionary *dictionary, uint32 id, uint32 *length)
{
	Assert(id < dictionary->nwords);
	*length = dictionary->words[id].length;
	return dictionary->words[id].string;
}

/* ---- Order and the stored form ---- */

/* The inverse of a permutation of n numbers; palloc'd. */
static uint32 *
inverse(const uint32 *permutation, uint32 n)
{
	uint32	   *result = palloc(Max(n, 1) * sizeof(uint32));

	for (uint32 i = 0; i < n; i++)
		result[permutation[i]] = i;
	return result;
}

uint32 *
ca_dictionary_order(const CaDictionary *dictionary)
{
	uint32		n = dictionary->nwords;
	uint32	   *sorted = palloc(Max(n, 1) * sizeof(uint32));
	uint32	   *order;

	for (uint32 i = 0; i < n; i++)
		sorted[i] = i;
	sort_words(sorted, n, dictionary->words);
	order = inverse(sorted, n);
	pfree(sorted);
	return order;
}

void
ca_dictionary_write(const CaDictionary *dictionary, CaWriter *w, const uint32 *order)
{
	uint32	   *sorted = inverse(order, dictionary->nwords);

	ca_write_varint(w, dictionary->nwords);
	for (uint32 i = 0; i < dictionary->nwords; i++)
	{
		const DictionaryWord *word = &dictionary->words[sorted[i]];

		ca_write_string(w, word->string, word->length);
	}
	pfree(sorted);
}

/* The next string of a state, where it lies. */
static DictionaryWord
read_word(CaReader *r)
{
	uint64		length = ca_read_varint(r);
	DictionaryWord word = {(const char *) r->at, (uint32) length, 0};

	if (length > (uint64) (r->end - r->at))
		ca_wire_error("a string is longer than what is left");
	if (!pg_verify_mbstr(GetDatabaseEncoding(), word.string, (int) length, true))
		ca_wire_error("a string is not in the encoding of this database");
	r->at += length;
	return word;
}

uint32 *
ca_dictionary_read(CaDictionary *dictionary, CaReader *r, uint32 *nplaces)
{
	uint64		n = ca_read_varint(r);
	DictionaryWord previous = {NULL, 0, 0};
	uint32	   *ids;

	Assert(r->file == NULL);
	/* Each takes a byte at least: no need to reserve room for more. */
	if (n > CA_MAX_STRINGS || n > (uint64) (r->end - r->at))
		ca_wire_error("the number of strings is out of range");
	ids = palloc(Max(n, 1) * sizeof(uint32));
	for (uint32 i = 0; i < n; i++)
	{
		DictionaryWord word = read_word(r);

		CHECK_FOR_INTERRUPTS();
		if (i > 0 && words_compare(&previous, &word) >= 0)
			ca_wire_error("strings do not ascend");
		ids[i] = ca_dictionary_id(dictionary, word.string, word.length);
		previous = word;
	}
	*nplaces = (uint32) n;
	return ids;
}
