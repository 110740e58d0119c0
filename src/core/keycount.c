/*-------------------------------------------------------------------------
 *
 * keycount.c
 *	  How often each key is in a moving frame
 *
 * A window frame whose start moves takes rows away again, so a key must know
 * how many of its rows are in the frame.  This is PostgreSQL's own hash table;
 * a frame is as large as its user makes it, and does not spill.
 *
 * Interface
 *	ca_keycount_create		- empty
 *	ca_keycount_add			- a row enters the frame
 *	ca_keycount_remove		- a row leaves it
 *	ca_keycount_distinct	- keys in it
 *
 * Memory: 32 bytes a key in the frame and the table's free space.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "core/keycount.h"

typedef struct KeycountEntry
{
	CaKey		key;
	int64		rows;			/* in the frame */
	char		status;			/* simplehash's */
} KeycountEntry;

#define SH_PREFIX keyhash
#define SH_ELEMENT_TYPE KeycountEntry
#define SH_KEY_TYPE CaKey
#define SH_KEY key
#define SH_HASH_KEY(tb, key) hash_bytes((const unsigned char *) &(key), sizeof(CaKey))
#define SH_EQUAL(tb, a, b) ((a).word[0] == (b).word[0] && (a).word[1] == (b).word[1])
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct CaKeycount
{
	keyhash_hash *hash;
};

CaKeycount *
ca_keycount_create(MemoryContext context)
{
	CaKeycount *counts = MemoryContextAlloc(context, sizeof(CaKeycount));

	counts->hash = keyhash_create(context, 16, NULL);
	return counts;
}

void
ca_keycount_add(CaKeycount *counts, CaKey key)
{
	bool		found;
	KeycountEntry *entry = keyhash_insert(counts->hash, key, &found);

	entry->rows = found ? entry->rows + 1 : 1;
}

bool
ca_keycount_remove(CaKeycount *counts, CaKey key)
{
	KeycountEntry *entry = keyhash_lookup(counts->hash, key);

	if (entry == NULL)
		return false;
	if (--entry->rows == 0)
		keyhash_delete(counts->hash, key);
	return true;
}

uint64
ca_keycount_distinct(const CaKeycount *counts)
{
	return counts->hash->members;
}
