/*-------------------------------------------------------------------------
 *
 * keyform.c
 *	  How a value of any type becomes a key
 *
 * Two values must have one key exactly when the type's = calls them equal.
 * PostgreSQL's hash functions promise only one half of that: many leave out a
 * part of the value (numeric its sign, arrays their dimensions, jsonb where a
 * container ends), under every seed.  So:
 *
 *	- numbers, times, uuids are their own keys;
 *	- types whose = compares bytes (they say so to B-tree's deduplication, by
 *	  their "equal image" function) are hashed as bytes;
 *	- numeric, interval, jsonb, and arrays, rows and ranges of anything, are
 *	  written out in a form that has one writing for equal values, and hashed;
 *	- enums are hashed by label: their numbers change with a dump;
 *	- what is left (citext, other extensions' types, text under a collation that
 *	  calls different strings equal) goes through the type's own extended hash
 *	  function under two seeds, and is as exact as that function.
 *
 * Interface
 *	ca_keyform_init		- a type
 *	ca_keyform_key		- a value
 *	ca_keyform_word		- a value that is a number
 *
 * Memory: forms in the context given, those of row types in contexts under it,
 * a few at a time; of a value's writing nothing is left.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/nbtree.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/multirangetypes.h"
#include "utils/numeric.h"
#include "utils/rangetypes.h"
#include "utils/timestamp.h"
#include "utils/typcache.h"
#include "utils/uuid.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "api/keyform.h"
#include "api/row.h"

/* Two seeds make 128 bits of a 64-bit hash function. */
#define CA_SEED_HIGH	INT64CONST(0x243F6A8885A308D3)
#define CA_SEED_LOW		INT64CONST(0x13198A2E03707344)

/* Before a part of a composed value: it is NULL, or its key follows. */
#define CA_PART_NULL	0
#define CA_PART_KEY		1

/* Forms of the columns of a row type, in a memory context of their own. */
typedef struct CaRecordForm
{
	MemoryContext context;
	uint64		identifier;		/* of the type as it was then, before an ALTER
								 * TYPE */
	TupleDesc	desc;			/* a copy */
	CaKeyForm	column[FLEXIBLE_ARRAY_MEMBER];
} CaRecordForm;

/* ---- Types ---- */

/* Does the type's = compare bytes? */
static bool
is_equal_image(Oid type, Oid collation)
{
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_BTREE_OPFAMILY);
	Oid			function;

	if (!OidIsValid(entry->btree_opf))
		return false;
	function = get_opfamily_proc(entry->btree_opf, entry->btree_opintype,
								 entry->btree_opintype, BTEQUALIMAGE_PROC);
	return OidIsValid(function) &&
		DatumGetBool(OidFunctionCall1Coll(function, collation,
										  ObjectIdGetDatum(entry->btree_opintype)));
}

/* The kind of a type of PostgreSQL's own, or CA_KEY_NONE. */
static uint8
kind_of_builtin(Oid type)
{
	switch (type)
	{
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return CA_KEY_INTEGER;
		case DATEOID:
			return CA_KEY_DATE;
		case TIMESTAMPOID:
			return CA_KEY_TIMESTAMP;
		case TIMESTAMPTZOID:
			return CA_KEY_TIMESTAMPTZ;
		case FLOAT4OID:
		case FLOAT8OID:
			return CA_KEY_FLOAT;
		case UUIDOID:
			return CA_KEY_UUID;
		case BYTEAOID:
			return CA_KEY_BYTEA;
		case NUMERICOID:
			return CA_KEY_NUMERIC;
		case INTERVALOID:
			return CA_KEY_INTERVAL;
		case JSONBOID:
			return CA_KEY_JSONB;
		case RECORDOID:
			return CA_KEY_RECORD;
		default:
			return CA_KEY_NONE;
	}
}

/* The kind of a type that is composed of others, or CA_KEY_NONE. */
static uint8
kind_of_composed(Oid type)
{
	if (OidIsValid(get_element_type(type)))
		return CA_KEY_ARRAY;
	if (type_is_rowtype(type))
		return CA_KEY_RECORD;
	if (type_is_range(type))
		return CA_KEY_RANGE;
	if (type_is_multirange(type))
		return CA_KEY_MULTIRANGE;
	if (type_is_enum(type))
		return CA_KEY_ENUM;
	return CA_KEY_NONE;
}

static bool
is_bytes_of_text(Oid type, Oid collation)
{
	return (type == TEXTOID || type == VARCHAROID || type == BPCHAROID) &&
		(!OidIsValid(collation) || get_collation_isdeterministic(collation));
}

static uint8
kind_of_type(Oid type, Oid collation)
{
	uint8		kind = kind_of_builtin(type);

	if (kind == CA_KEY_NONE)
		kind = kind_of_composed(type);
	if (kind == CA_KEY_NONE && is_bytes_of_text(type, collation))
		kind = CA_KEY_TEXT;
	if (kind == CA_KEY_NONE && is_equal_image(type, collation))
		kind = CA_KEY_IMAGE;
	return kind == CA_KEY_NONE ? CA_KEY_HASHED : kind;
}

static void
init_hash_function(CaKeyForm *form)
{
	TypeCacheEntry *entry = lookup_type_cache(form->type, TYPECACHE_HASH_EXTENDED_PROC);

	if (!OidIsValid(entry->hash_extended_proc))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("type %s cannot be a key: it has no extended hash function",
						format_type_be(form->type)),
				 form->type == JSONOID ? errhint("Cast it to jsonb.")
				 : errhint("Cast it to a type that has one, such as text.")));
	fmgr_info_cxt(entry->hash_extended_proc, &form->function, form->context);
}

static void
init_element(CaKeyForm *form, Oid type, Oid collation)
{
	form->element = MemoryContextAlloc(form->context, sizeof(CaKeyForm));
	ca_keyform_init(form->element, type, collation, form->context);
}

void
ca_keyform_init(CaKeyForm *form, Oid type, Oid collation, MemoryContext context)
{
	Oid			output;
	bool		is_varlena;

	check_stack_depth();
	memset(form, 0, sizeof(CaKeyForm));
	form->is_unknown = type == UNKNOWNOID;
	form->type = form->is_unknown ? TEXTOID : getBaseType(type);
	form->collation = collation;
	form->context = context;
	form->is_bpchar = form->type == BPCHAROID;
	form->kind = kind_of_type(form->type, collation);
	get_typlenbyvalalign(form->type, &form->typlen, &form->typbyval, &form->typalign);
	switch ((CaKeyKind) form->kind)
	{
		case CA_KEY_HASHED:
			init_hash_function(form);
			break;
		case CA_KEY_ENUM:
			getTypeOutputInfo(form->type, &output, &is_varlena);
			fmgr_info_cxt(output, &form->function, context);
			break;
		case CA_KEY_ARRAY:
			init_element(form, get_element_type(form->type), collation);
			break;
		case CA_KEY_RANGE:
			init_element(form, get_range_subtype(form->type), get_range_collation(form->type));
			break;
		case CA_KEY_MULTIRANGE:
			init_element(form, get_multirange_range(form->type), InvalidOid);
			break;
		default:
			break;
	}
}

/* ---- Writing composed values out ---- */

static void
write_byte(StringInfo out, uint8 byte)
{
	appendStringInfoCharMacro(out, (char) byte);
}

static void
write_word(StringInfo out, uint64 word)
{
	word = pg_hton64(word);
	appendBinaryStringInfo(out, (char *) &word, sizeof(word));
}

static void
write_string(StringInfo out, const char *string, Size length)
{
	write_word(out, length);
	appendBinaryStringInfo(out, string, length);
}

static void
write_part(StringInfo out, CaKeyForm *form, Datum value, bool isnull)
{
	CaKey		key;

	write_byte(out, isnull ? CA_PART_NULL : CA_PART_KEY);
	if (isnull)
		return;
	key = ca_keyform_key(form, value);
	write_word(out, key.word[0]);
	write_word(out, key.word[1]);
}

static void
write_numeric(StringInfo out, Numeric value)
{
	char	   *digits = numeric_normalize(value);

	write_string(out, digits, strlen(digits));
	pfree(digits);
}

/* As interval's = does: a month has 30 days, a day 24 hours. */
static void
write_interval(StringInfo out, const Interval *value)
{
	int64		days = value->month * INT64CONST(30) + value->day +
	value->time / USECS_PER_DAY;
	int64		rest = value->time % USECS_PER_DAY;

	if (rest < 0)
	{
		rest += USECS_PER_DAY;
		days--;
	}
	write_word(out, (uint64) days);
	write_word(out, (uint64) rest);
}

static void
write_array(StringInfo out, CaKeyForm *form, ArrayType *array)
{
	int			ndim = ARR_NDIM(array);
	ArrayIterator iterator;
	Datum		value;
	bool		isnull;

	write_byte(out, ndim);
	for (int i = 0; i < ndim; i++)
	{
		write_word(out, (uint64) ARR_DIMS(array)[i]);
		write_word(out, (uint64) ARR_LBOUND(array)[i]);
	}
	iterator = array_create_iterator(array, 0, NULL);
	while (array_iterate(iterator, &value, &isnull))
	{
		CHECK_FOR_INTERRUPTS();
		write_part(out, form->element, value, isnull);
	}
	array_free_iterator(iterator);
}

/* Until it is whole, it goes with the query's row if there is an error. */
static CaRecordForm *
make_record_form(MemoryContext parent, Oid type, int32 typmod)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "campaign_analytics row type",
												  ALLOCSET_SMALL_SIZES);
	MemoryContext old = MemoryContextSwitchTo(context);
	TupleDesc	desc = lookup_rowtype_tupdesc(type, typmod);
	CaRecordForm *record = palloc(offsetof(CaRecordForm, column) + desc->natts * sizeof(CaKeyForm));

	record->context = context;

	/* Only now: a RECORD that was not looked up yet has another each time. */
	record->identifier = assign_record_type_identifier(type, typmod);
	record->desc = CreateTupleDescCopy(desc);
	ReleaseTupleDesc(desc);
	for (int i = 0; i < record->desc->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(record->desc, i);

		if (!column->attisdropped)
			ca_keyform_init(&record->column[i], column->atttypid, column->attcollation, context);
	}
	MemoryContextSwitchTo(old);
	MemoryContextSetParent(context, parent);
	return record;
}

/* The forms of a row type's columns. */
static CaRecordForm *
record_form(CaKeyForm *form, Oid type, int32 typmod)
{
	uint64		identifier = assign_record_type_identifier(type, typmod);
	CaRecordForm *made;
	CaRecordForm **place;

	for (int i = 0; i < CA_RECORD_FORMS; i++)
	{
		if (form->record[i] != NULL && form->record[i]->identifier == identifier)
			return form->record[i];
	}
	made = make_record_form(form->context, type, typmod);
	place = &form->record[form->oldest_record];
	form->oldest_record = (form->oldest_record + 1) % CA_RECORD_FORMS;
	if (*place != NULL)
		MemoryContextDelete((*place)->context);
	return *place = made;
}

static void
write_record(StringInfo out, CaKeyForm *form, HeapTupleHeader header)
{
	CaRecordForm *record = record_form(form, HeapTupleHeaderGetTypeId(header),
									   HeapTupleHeaderGetTypMod(header));
	int			natts = record->desc->natts;
	Datum	   *values = palloc(natts * sizeof(Datum));
	bool	   *isnull = palloc(natts * sizeof(bool));

	ca_row_deform(header, record->desc, values, isnull);
	for (int i = 0; i < natts; i++)
	{
		if (!TupleDescAttr(record->desc, i)->attisdropped)
			write_part(out, &record->column[i], values[i], isnull[i]);
	}
	pfree(values);
	pfree(isnull);
}

static void
write_bound(StringInfo out, CaKeyForm *form, const RangeBound *bound)
{
	write_byte(out, bound->infinite ? 2 : bound->inclusive);
	if (!bound->infinite)
		write_part(out, form->element, bound->val, false);
}

static void
write_range(StringInfo out, CaKeyForm *form, RangeType *range)
{
	TypeCacheEntry *entry = lookup_type_cache(form->type, TYPECACHE_RANGE_INFO);
	RangeBound	lower;
	RangeBound	upper;
	bool		empty;

	range_deserialize(entry, range, &lower, &upper, &empty);
	write_byte(out, empty);
	if (empty)
		return;
	write_bound(out, form, &lower);
	write_bound(out, form, &upper);
}

static void
write_multirange(StringInfo out, CaKeyForm *form, MultirangeType *multirange)
{
	TypeCacheEntry *entry = lookup_type_cache(form->element->type, TYPECACHE_RANGE_INFO);
	RangeType **ranges;
	int32		n;

	multirange_deserialize(entry, multirange, &n, &ranges);
	for (int32 i = 0; i < n; i++)
		write_range(out, form->element, ranges[i]);
}

static void
write_json_scalar(StringInfo out, const JsonbValue *value)
{
	write_byte(out, value->type);
	if (value->type == jbvString)
		write_string(out, value->val.string.val, value->val.string.len);
	else if (value->type == jbvNumeric)
		write_numeric(out, value->val.numeric);
	else if (value->type == jbvBool)
		write_byte(out, value->val.boolean);
}

/* Objects are stored with their keys in order, so one walk is enough. */
static void
write_jsonb(StringInfo out, Jsonb *jsonb)
{
	JsonbIterator *iterator = JsonbIteratorInit(&jsonb->root);
	JsonbIteratorToken token;
	JsonbValue	value;

	while ((token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
	{
		CHECK_FOR_INTERRUPTS();
		write_byte(out, token);
		if (token == WJB_BEGIN_ARRAY)
			write_byte(out, value.val.array.rawScalar);
		else if (token == WJB_KEY || token == WJB_VALUE || token == WJB_ELEM)
			write_json_scalar(out, &value);
	}
}

/* ---- Values ---- */

uint64
ca_keyform_word(const CaKeyForm *form, Datum value)
{
	if (form->kind == CA_KEY_FLOAT)
		return ca_key_from_double(form->typlen == sizeof(float4) ? (double) DatumGetFloat4(value)
								  : DatumGetFloat8(value));
	if (form->typlen == sizeof(int64))
		return ca_key_from_int64(DatumGetInt64(value));
	if (form->typlen == sizeof(int32))
		return ca_key_from_int64(DatumGetInt32(value));
	return ca_key_from_int64(DatumGetInt16(value));
}

/* Hash the bytes of a varlena. */
static CaKey
hash_varlena(const CaKeyForm *form, Datum value)
{
	struct varlena *bytes = PG_DETOAST_DATUM_PACKED(value);
	int			length = VARSIZE_ANY_EXHDR(bytes);
	CaKey		key;

	if (form->is_bpchar)
		length = bpchartruelen(VARDATA_ANY(bytes), length);
	key = ca_key_hash(VARDATA_ANY(bytes), length);
	if ((Pointer) bytes != DatumGetPointer(value))
		pfree(bytes);
	return key;
}

/* Hash the bytes of a value of any representation. */
static CaKey
hash_image(const CaKeyForm *form, Datum value)
{
	uint64		word;

	if (form->typlen == -1)
		return hash_varlena(form, value);
	if (form->typlen == -2)
		return ca_key_hash(DatumGetCString(value), strlen(DatumGetCString(value)));
	if (!form->typbyval)
		return ca_key_hash(DatumGetPointer(value), form->typlen);
	word = form->typlen == 1 ? DatumGetUInt8(value)
		: form->typlen == 2 ? DatumGetUInt16(value)
		: form->typlen == 4 ? DatumGetUInt32(value) : DatumGetUInt64(value);
	word = pg_hton64(word);
	return ca_key_hash(&word, sizeof(word));
}

static CaKey
hash_enum(CaKeyForm *form, Datum value)
{
	char	   *label = OutputFunctionCall(&form->function, value);
	CaKey		key = ca_key_hash(label, strlen(label));

	pfree(label);
	return key;
}

static CaKey
hash_by_function(CaKeyForm *form, Datum value)
{
	CaKey		key;

	key.word[0] = DatumGetUInt64(FunctionCall2Coll(&form->function, form->collation, value,
												   Int64GetDatum(CA_SEED_HIGH)));
	key.word[1] = DatumGetUInt64(FunctionCall2Coll(&form->function, form->collation, value,
												   Int64GetDatum(CA_SEED_LOW)));
	return key;
}

static CaKey
hash_written(CaKeyForm *form, Datum value)
{
	StringInfoData out;
	CaKey		key;

	check_stack_depth();
	initStringInfo(&out);
	switch ((CaKeyKind) form->kind)
	{
		case CA_KEY_NUMERIC:
			write_numeric(&out, DatumGetNumeric(value));
			break;
		case CA_KEY_INTERVAL:
			write_interval(&out, DatumGetIntervalP(value));
			break;
		case CA_KEY_JSONB:
			write_jsonb(&out, DatumGetJsonbP(value));
			break;
		case CA_KEY_ARRAY:
			write_array(&out, form, DatumGetArrayTypeP(value));
			break;
		case CA_KEY_RECORD:
			write_record(&out, form, ca_row_header(value));
			break;
		case CA_KEY_RANGE:
			write_range(&out, form, DatumGetRangeTypeP(value));
			break;
		case CA_KEY_MULTIRANGE:
			write_multirange(&out, form, DatumGetMultirangeTypeP(value));
			break;
		default:
			elog(ERROR, "key kind %d has no writing", form->kind);
	}
	key = ca_key_hash(out.data, out.len);
	pfree(out.data);
	return key;
}

CaKey
ca_keyform_key(CaKeyForm *form, Datum value)
{
	CaKey		key = {{0, 0}};

	if (unlikely(form->is_unknown))
		value = CStringGetTextDatum(DatumGetCString(value));
	switch ((CaKeyKind) form->kind)
	{
		case CA_KEY_UUID:
			return ca_key_from_bytes16(DatumGetUUIDP(value)->data);
		case CA_KEY_TEXT:
		case CA_KEY_BYTEA:
		case CA_KEY_IMAGE:
			return hash_image(form, value);
		case CA_KEY_ENUM:
			return hash_enum(form, value);
		case CA_KEY_HASHED:
			return hash_by_function(form, value);
		default:
			break;
	}
	if (!ca_key_is_word(form->kind))
		return hash_written(form, value);
	key.word[0] = ca_keyform_word(form, value);
	return key;
}
