/*-------------------------------------------------------------------------
 *
 * keyset_api.c
 *	  Doors of the aggregates keyset and rollup, and of the type keyset
 *
 * Usage:
 *	CREATE TABLE reach AS
 *		SELECT campaign_id, keyset(contact_id) AS contacts FROM events GROUP BY 1;
 *	SELECT cardinality(rollup(contacts)) FROM reach;
 *	SELECT cardinality(a.contacts & b.contacts) FROM reach a, reach b WHERE ...;
 *
 * The state of keyset (and of count_distinct, which shares its functions) is a
 * keymap.  The state of rollup is a keyset whose in-memory form is an expanded
 * object holding a keymap, so that it is an ordinary type to a planner that
 * cannot move internal states, and still merges in place.
 *
 * Memory: states live in the pool of the aggregate's context.  Results are
 * palloc'd in the caller's context.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/expandeddatum.h"
#include "utils/memutils.h"

#include "api/door.h"
#include "api/keyset_api.h"
#include "api/stored.h"
#include "core/source.h"
#include "core/state.h"
#include "model/keyset.h"

/* ---- Stored form ---- */

/* A stored keyset being read. */
typedef struct StoredKeyset
{
	CaReader	run;			/* its keys */
	CaKeyShape	shape;			/* of its keys */
	CaSetHead	head;			/* how many, as declared, and how */
	struct varlena *value;		/* the detoasted value */
} StoredKeyset;

static void
stored_open_bytes(StoredKeyset *set, const void *bytes, Size n)
{
	CaReader	in;

	set->shape = ca_state_open(&in, bytes, n, CA_STATE_KEYSET);
	set->head = ca_state_read_set(&in, set->shape, &set->run);
	ca_state_close(&in);
	if ((set->shape.first == CA_KEY_NONE) != (set->head.count == 0))
		ca_wire_error("only an empty set has keys of no kind");
}

static void
stored_open(StoredKeyset *set, Datum value)
{
	set->value = PG_DETOAST_DATUM_PACKED(value);
	stored_open_bytes(set, VARDATA_ANY(set->value), VARSIZE_ANY_EXHDR(set->value));
}

/* Its keys as a source; each is checked as it is handed out. */
static CaSource *
stored_source(StoredKeyset *set)
{
	return ca_source_of_set(CurrentMemoryContext, &set->run, set->head, set->shape);
}

/* Read all of it: the one validator of stored keysets. */
static void
stored_check(StoredKeyset *set)
{
	CaSource   *source = stored_source(set);
	uint64		page;

	do
	{
		while (ca_source_page(source, &page) != NULL)
			ca_source_skip_page(source);
	} while (ca_source_skip_block(source));
}

static void
check_bytes(const void *bytes, Size n)
{
	StoredKeyset set;

	stored_open_bytes(&set, bytes, n);
	stored_check(&set);
}

/* ---- Between states and stored form ---- */

CaKeymap *
ca_keyset_absorb(CaPool *pool, CaKeymap *map, const void *bytes, Size n)
{
	StoredKeyset set;

	stored_open_bytes(&set, bytes, n);
	if (set.head.count > 0 && map == NULL)
		map = ca_keymap_create(pool, set.shape, false);
	else if (map != NULL)
		(void) ca_door_same_shape(map->shape, set.shape);
	if (set.head.count > 0)
		ca_keymap_absorb(map, &set.run, set.head);
	return map;
}

struct varlena *
ca_keyset_encode(CaKeymap *map)
{
	CaKeyShape	none = {CA_KEY_NONE, CA_KEY_NONE};
	CaWriter	w;

	ca_state_begin(&w, CurrentMemoryContext, CA_STATE_KEYSET, map == NULL ? none : map->shape);
	if (map == NULL)
		(void) ca_state_write_hole(&w);
	else
		ca_keymap_write(map, &w);
	return ca_state_end(&w);
}

/* ---- The aggregate keyset ---- */

static pg_attribute_always_inline Datum
keyset_transfn(FunctionCallInfo fcinfo, const CaDoor door)
{
	CaKeymap   *map;
	CaKey		key;

	ca_door_check(fcinfo);
	map = PG_ARGISNULL(0) ? NULL : (CaKeymap *) PG_GETARG_POINTER(0);
	if (ca_door_key(fcinfo, 1, door, &key))
	{
		if (unlikely(map == NULL))
			map = ca_keymap_create(ca_door_pool(fcinfo), ca_door_shape(fcinfo, 1, door), false);
		ca_keymap_add_key(map, &key, 0);
	}
	if (map == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(map);
}

CA_DOOR_FUNCTIONS(ca_keyset, keyset_transfn);

CA_FUNCTION(ca_keyset_combine)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	CaKeymap   *map = PG_ARGISNULL(0) ? NULL : (CaKeymap *) PG_GETARG_POINTER(0);

	if (!PG_ARGISNULL(1))
	{
		/* What ca_keyset_deserialize handed on: the bytes, to be read here. */
		struct varlena *part = (struct varlena *) PG_GETARG_POINTER(1);

		map = ca_keyset_absorb(pool, map, VARDATA_ANY(part), VARSIZE_ANY_EXHDR(part));
	}
	if (map == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(map);
}

CA_FUNCTION(ca_keyset_serialize)
{
	ca_door_check(fcinfo);
	PG_RETURN_POINTER(ca_keyset_encode((CaKeymap *) PG_GETARG_POINTER(0)));
}

/*
 * Shared by all our aggregates: a partial state stays bytes until the combine
 * function, which has the state to read it into, reads it.
 */
CA_FUNCTION(ca_state_deserialize)
{
	ca_door_check(fcinfo);
	PG_RETURN_POINTER(PG_DETOAST_DATUM_PACKED(PG_GETARG_DATUM(0)));
}

CA_FUNCTION(ca_keyset_finalfn)
{
	ca_door_check(fcinfo);
	PG_RETURN_POINTER(ca_keyset_encode(PG_ARGISNULL(0) ? NULL : (CaKeymap *) PG_GETARG_POINTER(0)));
}

/* ---- The aggregate rollup ---- */

typedef struct ExpandedKeyset
{
	ExpandedObjectHeader header;
	CaKeymap   *map;			/* NULL before the first key */
	struct varlena *flat;		/* between get_flat_size and flatten_into */
} ExpandedKeyset;

static Size
expanded_flat_size(ExpandedObjectHeader *header)
{
	ExpandedKeyset *set = (ExpandedKeyset *) header;
	MemoryContext old = MemoryContextSwitchTo(header->eoh_context);

	if (set->flat != NULL)
		pfree(set->flat);
	set->flat = NULL;
	set->flat = ca_keyset_encode(set->map);
	MemoryContextSwitchTo(old);
	return VARSIZE(set->flat);
}

static void
expanded_flatten(ExpandedObjectHeader *header, void *result, Size size)
{
	ExpandedKeyset *set = (ExpandedKeyset *) header;

	Assert(set->flat != NULL && VARSIZE(set->flat) == size);
	memcpy(result, set->flat, size);
	pfree(set->flat);
	set->flat = NULL;
}

static const ExpandedObjectMethods expanded_methods = {
	.get_flat_size = expanded_flat_size,
	.flatten_into = expanded_flatten
};

static ExpandedKeyset *
expanded_create(MemoryContext parent)
{
	MemoryContext context = AllocSetContextCreate(parent, "campaign_analytics keyset",
												  ALLOCSET_SMALL_SIZES);
	ExpandedKeyset *set = MemoryContextAllocZero(context, sizeof(ExpandedKeyset));

	EOH_init_header(&set->header, &expanded_methods, context);
	return set;
}

/* The state of rollup that a datum holds: ours to change, or NULL. */
static ExpandedKeyset *
expanded_of(Datum datum)
{
	ExpandedObjectHeader *header;

	if (!VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(datum)))
		return NULL;
	header = DatumGetEOHP(datum);
	return header->eoh_methods == &expanded_methods ? (ExpandedKeyset *) header : NULL;
}

static void
expanded_absorb(CaPool *pool, ExpandedKeyset *set, Datum value)
{
	struct varlena *part = PG_DETOAST_DATUM_PACKED(value);

	set->map = ca_keyset_absorb(pool, set->map, VARDATA_ANY(part), VARSIZE_ANY_EXHDR(part));
	if ((Pointer) part != DatumGetPointer(value))
		pfree(part);
}

/* Transition and combine in one: both add a keyset to a keyset. */
CA_FUNCTION(ca_rollup_transfn)
{
	CaPool	   *pool = ca_door_pool(fcinfo);
	ExpandedKeyset *set = PG_ARGISNULL(0) ? NULL : expanded_of(PG_GETARG_DATUM(0));

	if (set == NULL)
	{
		if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
			PG_RETURN_NULL();
		set = expanded_create(pool->parent);
		if (!PG_ARGISNULL(0))
			expanded_absorb(pool, set, PG_GETARG_DATUM(0));
	}
	if (!PG_ARGISNULL(1))
		expanded_absorb(pool, set, PG_GETARG_DATUM(1));
	PG_RETURN_DATUM(EOHPGetRWDatum(&set->header));
}

CA_FUNCTION(ca_rollup_finalfn)
{
	ca_door_check(fcinfo);
	if (PG_ARGISNULL(0))
		PG_RETURN_POINTER(ca_keyset_encode(NULL));
	PG_RETURN_DATUM(PointerGetDatum(PG_DETOAST_DATUM(PG_GETARG_DATUM(0))));
}

/* ---- The type: input and output ---- */

static const CaStoredType keyset_type = {"keyset", check_bytes};

CA_FUNCTION(ca_keyset_in)
{
	return ca_stored_in(fcinfo, &keyset_type);
}

CA_FUNCTION(ca_keyset_from_text)
{
	return ca_stored_from_text(fcinfo, &keyset_type);
}

CA_FUNCTION(ca_keyset_out)
{
	return ca_stored_out(fcinfo, &keyset_type);
}

CA_FUNCTION(ca_keyset_recv)
{
	return ca_stored_recv(fcinfo, &keyset_type);
}

/* To bytea: on the wire, and by cast. */
CA_FUNCTION(ca_keyset_send)
{
	return ca_stored_copy(fcinfo, &keyset_type);
}

CA_FUNCTION(ca_keyset_from_bytea)
{
	return ca_stored_copy(fcinfo, &keyset_type);
}

/* ---- The type: questions and algebra ---- */

CA_FUNCTION(ca_keyset_cardinality)
{
	StoredKeyset set;

	stored_open(&set, PG_GETARG_DATUM(0));
	stored_check(&set);
	PG_RETURN_INT64((int64) set.head.count);
}

/* The set that contains() was last asked about, unpacked for searching. */
typedef struct ContainsCache
{
	CaKeyReader *reader;
	MemoryContext context;		/* holds all below */
	struct varlena *value;		/* as it was given: a toast pointer or the
								 * bytes */
	CaKeyShape	shape;			/* of its keys */
	CaKeymap   *map;			/* NULL: it is empty */
} ContainsCache;

/*
 * Is the argument the set at hand?  A toast pointer identifies a stored value
 * for the length of a query, so that a large one is not fetched for each row.
 */
static bool
contains_is_cached(const ContainsCache *cache, struct varlena *value)
{
	return cache->value != NULL && VARSIZE_ANY(value) == VARSIZE_ANY(cache->value) &&
		memcmp(value, cache->value, VARSIZE_ANY(value)) == 0;
}

static void
contains_load(ContainsCache *cache, struct varlena *value)
{
	struct varlena *flat = PG_DETOAST_DATUM_PACKED(PointerGetDatum(value));
	StoredKeyset set;

	MemoryContextReset(cache->context);
	cache->value = NULL;
	stored_open_bytes(&set, VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat));
	cache->shape = set.shape;
	cache->map = ca_keyset_absorb(ca_pool_of(cache->context, SIZE_MAX), NULL,
								  VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat));
	if (VARATT_IS_EXTERNAL_EXPANDED(value))
		return;
	cache->value = MemoryContextAlloc(cache->context, VARSIZE_ANY(value));
	memcpy(cache->value, value, VARSIZE_ANY(value));
}

static ContainsCache *
contains_cache(FunctionCallInfo fcinfo)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
	{
		ContainsCache *cache = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(ContainsCache));

		cache->reader = ca_door_make_reader(fcinfo, 1, PG_NARGS() - 1);
		cache->context = AllocSetContextCreate(flinfo->fn_mcxt, "campaign_analytics contains",
											   ALLOCSET_SMALL_SIZES);
		flinfo->fn_extra = cache;
	}
	return flinfo->fn_extra;
}

CA_FUNCTION(ca_keyset_contains)
{
	ContainsCache *cache = contains_cache(fcinfo);
	struct varlena *value;
	CaKey		key;

	if (PG_ARGISNULL(0) || !ca_door_read(cache->reader, fcinfo, 1, &key))
		PG_RETURN_NULL();
	value = (struct varlena *) PG_GETARG_POINTER(0);
	if (!contains_is_cached(cache, value))
		contains_load(cache, value);
	(void) ca_door_same_shape(cache->shape, cache->reader->shape);
	PG_RETURN_BOOL(cache->map != NULL && ca_keymap_contains(cache->map, key.word));
}

/* A page without keys. */
static const uint64 no_bits[CA_PAGE_WORDS];

/*
 * Two stored keysets walked in step.  A step is a key that is in one of them or
 * both, or a whole page of which one or both have a bitmap and neither has
 * single keys.
 */
typedef struct Walk
{
	CaSource   *source[2];
	CaKeyShape	shape;			/* of both */
	bool		packed;			/* both hold packed pairs */
	int			nwords;			/* of an entry */
	bool		in[2];			/* which of them have the present key */
	const uint64 *entry;		/* the present key, or NULL: a page */
	uint64		page;			/* the present page */
	const uint64 *bits[2];		/* what each of them has of it */
} Walk;

static void
walk_open(Walk *walk, FunctionCallInfo fcinfo)
{
	StoredKeyset set[2];

	for (int i = 0; i < 2; i++)
	{
		stored_open(&set[i], PG_GETARG_DATUM(i));
		walk->source[i] = stored_source(&set[i]);
		walk->in[i] = false;
	}
	walk->entry = NULL;
	walk->shape = ca_door_same_shape(set[0].shape, set[1].shape);
	walk->packed = set[0].head.packed && set[1].head.packed;
	walk->nwords = walk->packed ? 1 : ca_key_words(walk->shape);
	for (int i = 0; i < 2; i++)
	{
		if (set[i].head.packed && !walk->packed)
			walk->source[i] = ca_source_of_packed(CurrentMemoryContext, walk->source[i]);
	}
}

/* Go past the present step. */
static void
walk_advance(Walk *walk)
{
	for (int i = 0; i < 2; i++)
	{
		if (!walk->in[i])
			continue;
		if (walk->entry != NULL)
			ca_source_advance(walk->source[i], walk->nwords);
		else
			ca_source_skip_page(walk->source[i]);
		walk->in[i] = false;
	}
}

/*
 * Is the next step a page?  It is when the lesser of the pages that come next
 * is a bitmap on one side and on the other too, or not there at all.
 */
static bool
walk_next_page(Walk *walk)
{
	uint64		page[2];
	bool		bitmap[2];

	for (int i = 0; i < 2; i++)
	{
		const uint64 *entry;

		walk->bits[i] = ca_source_page(walk->source[i], &page[i]);
		bitmap[i] = walk->bits[i] != NULL;
		if (bitmap[i])
			continue;
		entry = ca_source_entry(walk->source[i]);
		page[i] = entry == NULL ? PG_UINT64_MAX : CA_PAGE_OF(entry[0]);
	}
	walk->page = Min(page[0], page[1]);
	for (int i = 0; i < 2; i++)
	{
		if (page[i] == walk->page && !bitmap[i])
			return false;
	}
	walk->entry = NULL;
	for (int i = 0; i < 2; i++)
	{
		walk->in[i] = page[i] == walk->page;
		if (!walk->in[i])
			walk->bits[i] = no_bits;
	}
	return true;
}

/* Go to the next step; false when both sets are at their ends. */
static bool
walk_next(Walk *walk)
{
	const uint64 *entry[2];
	int			order;

	walk_advance(walk);
	if (walk->nwords == 1 && walk_next_page(walk))
		return true;
	for (int i = 0; i < 2; i++)
		entry[i] = ca_source_entry(walk->source[i]);
	if (entry[0] == NULL && entry[1] == NULL)
		return false;
	if (entry[0] == NULL || entry[1] == NULL)
		order = entry[0] == NULL ? 1 : -1;
	else
		order = ca_entry_compare(entry[0], entry[1], walk->nwords);
	walk->in[0] = order <= 0;
	walk->in[1] = order >= 0;
	walk->entry = order <= 0 ? entry[0] : entry[1];
	return true;
}

/* A keyset being written, key by key. */
typedef struct NewKeyset
{
	CaWriter	w;
	CaRunWriter run;
	Size		place;			/* of the head of the set */
	bool		packed;			/* entries are packed pairs */
} NewKeyset;

static NewKeyset *
new_begin(CaKeyShape shape, bool packed)
{
	NewKeyset  *set = palloc(sizeof(NewKeyset));
	int			nwords = packed ? 1 : ca_key_words(shape);

	set->packed = packed;
	ca_state_begin(&set->w, CurrentMemoryContext, CA_STATE_KEYSET, shape);
	set->place = ca_state_write_hole(&set->w);
	ca_run_write_begin(&set->run, &set->w, nwords, nwords);
	return set;
}

static struct varlena *
new_end(NewKeyset *set)
{
	CaSetHead	head = {set->run.count, set->packed, 0};

	ca_run_write_end(&set->run);
	if (head.count == 0)
		return ca_keyset_encode(NULL);
	ca_state_fill_hole(&set->w, set->place, head);
	return ca_state_end(&set->w);
}

/* The same set of pairs, all of which turned out to fit one word, packed. */
static NewKeyset *
new_packed(const NewKeyset *wide, CaKeyShape shape)
{
	NewKeyset  *packed = new_begin(shape, true);
	Size		from = wide->place + CA_SET_HEAD_BYTES;
	CaRun		run = {wide->w.data + from, 0, wide->w.used - from, wide->run.count};
	CaSource   *source = ca_source_of_run(CurrentMemoryContext, NULL, &run, 2, 2);
	const uint64 *entry;

	while ((entry = ca_source_entry(source)) != NULL)
	{
		uint64		word;

		(void) ca_key_pack(entry, &word);
		ca_run_write(&packed->run, &word, 1);
		ca_source_advance(source, 2);
	}
	return packed;
}

/* Write what an operation takes of the present page. */
static void
write_page(NewKeyset *set, CaKeysetOp op, const Walk *walk)
{
	uint64		bits[CA_PAGE_WORDS];

	for (int i = 0; i < CA_PAGE_WORDS; i++)
		bits[i] = ca_keyset_takes_word(op, walk->bits[0][i], walk->bits[1][i]);
	ca_run_write_page(&set->run, walk->page, bits);
}

static struct varlena *
keyset_algebra(FunctionCallInfo fcinfo, CaKeysetOp op)
{
	Walk		walk;
	NewKeyset  *set;
	bool		all_fit;

	walk_open(&walk, fcinfo);
	set = new_begin(walk.shape, walk.packed);
	all_fit = ca_key_is_pair(walk.shape) && !walk.packed;
	while (walk_next(&walk))
	{
		uint64		word;

		if (walk.entry == NULL)
			write_page(set, op, &walk);
		else if (ca_keyset_takes(op, walk.in[0], walk.in[1]))
		{
			ca_run_write(&set->run, walk.entry, 1);
			all_fit = all_fit && ca_key_pack(walk.entry, &word);
		}
	}
	return new_end(all_fit ? new_packed(set, walk.shape) : set);
}

CA_FUNCTION(ca_keyset_union)
{
	PG_RETURN_POINTER(keyset_algebra(fcinfo, CA_KEYSET_UNION));
}

CA_FUNCTION(ca_keyset_intersect)
{
	PG_RETURN_POINTER(keyset_algebra(fcinfo, CA_KEYSET_INTERSECT));
}

CA_FUNCTION(ca_keyset_except)
{
	PG_RETURN_POINTER(keyset_algebra(fcinfo, CA_KEYSET_EXCEPT));
}

/* Which kinds of keys two sets have: a bit for each, see Found. */
typedef enum Found
{
	FOUND_LEFT = 1,				/* a key of the left one only */
	FOUND_RIGHT = 2,			/* of the right one only */
	FOUND_BOTH = 4				/* of both */
} Found;

static int
compare_page(const Walk *walk)
{
	uint64		left = 0;
	uint64		right = 0;
	uint64		both = 0;

	for (int i = 0; i < CA_PAGE_WORDS; i++)
	{
		left |= walk->bits[0][i] & ~walk->bits[1][i];
		right |= walk->bits[1][i] & ~walk->bits[0][i];
		both |= walk->bits[0][i] & walk->bits[1][i];
	}
	return (left ? FOUND_LEFT : 0) | (right ? FOUND_RIGHT : 0) | (both ? FOUND_BOTH : 0);
}

/* Walk to the end, so that both are checked whole. */
static int
keyset_compare(FunctionCallInfo fcinfo)
{
	int			found = 0;
	Walk		walk;

	walk_open(&walk, fcinfo);
	while (walk_next(&walk))
	{
		if (walk.entry == NULL)
			found |= compare_page(&walk);
		else
			found |= !walk.in[1] ? FOUND_LEFT : !walk.in[0] ? FOUND_RIGHT : FOUND_BOTH;
	}
	return found;
}

CA_FUNCTION(ca_keyset_contained)
{
	PG_RETURN_BOOL((keyset_compare(fcinfo) & FOUND_LEFT) == 0);
}

CA_FUNCTION(ca_keyset_contains_set)
{
	PG_RETURN_BOOL((keyset_compare(fcinfo) & FOUND_RIGHT) == 0);
}

CA_FUNCTION(ca_keyset_overlaps)
{
	PG_RETURN_BOOL((keyset_compare(fcinfo) & FOUND_BOTH) != 0);
}

CA_FUNCTION(ca_keyset_eq)
{
	PG_RETURN_BOOL((keyset_compare(fcinfo) & (FOUND_LEFT | FOUND_RIGHT)) == 0);
}

CA_FUNCTION(ca_keyset_ne)
{
	PG_RETURN_BOOL((keyset_compare(fcinfo) & (FOUND_LEFT | FOUND_RIGHT)) != 0);
}
