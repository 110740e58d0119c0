/*-------------------------------------------------------------------------
 *
 * text.c
 *	  Texts as arguments, and in states
 *
 * Interface
 *	ca_text_copy				- of an argument, for a state
 *	ca_text_equal, ca_text_same	- that must not change
 *	ca_text_write, ca_text_read	- in states
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "api/door.h"
#include "api/text.h"

bool
ca_text_equal(const text *a, const text *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return VARSIZE_ANY_EXHDR(a) == VARSIZE_ANY_EXHDR(b) &&
		memcmp(VARDATA_ANY(a), VARDATA_ANY(b), VARSIZE_ANY_EXHDR(a)) == 0;
}

void
ca_text_same(const text *was, const text *is, const char *name)
{
	if (!ca_text_equal(was, is))
		ca_door_changed(name);
}

text *
ca_text_copy(const text *value, MemoryContext context)
{
	text	   *copy = MemoryContextAlloc(context, VARSIZE_ANY(value));

	memcpy(copy, value, VARSIZE_ANY(value));
	return copy;
}

void
ca_text_write(CaWriter *w, const text *value)
{
	ca_write_string(w, VARDATA_ANY(value), VARSIZE_ANY_EXHDR(value));
}

text *
ca_text_read(CaReader *r, MemoryContext context)
{
	uint64		length = ca_read_varint(r);
	text	   *value;

	if (length > (uint64) (r->end - r->at))
		ca_wire_error("a string is longer than what is left");
	value = MemoryContextAlloc(context, VARHDRSZ + length);
	SET_VARSIZE(value, VARHDRSZ + length);
	ca_read_bytes(r, VARDATA(value), length);
	return value;
}
