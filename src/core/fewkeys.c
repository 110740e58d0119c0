/*-------------------------------------------------------------------------
 *
 * fewkeys.c
 *	  A few keys in little space, each with a set of bits
 *
 * For aggregates of a hundred thousand groups, most of which have ten keys: a
 * key is looked for by going through all, which are a cache line or a few, and
 * takes what it is long and two bytes more.  An owner that has more keys than
 * are few keeps them in something else.
 *
 * Interface
 *	ca_few_begin	- none
 *	ca_few_add		- a key, or bits of one (inline)
 *	ca_few_grow		- room for more
 *	ca_few_key, ca_few_bits
 *					- go through them (inline)
 *	ca_few_write, ca_few_read
 *					- encode, decode
 *
 * Memory: the owner's.
 * Cost: as many comparisons as there are keys, for each that is added.
 * Invariants: see AssertCheckFew.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/fewkeys.h"

static void
AssertCheckFew(const CaFewKeys *few)
{
#ifdef USE_ASSERT_CHECKING
	Assert(few->nwords == ca_key_words(few->shape));
	Assert(few->n <= few->room);
	Assert(few->room * (few->nwords * sizeof(uint64) + sizeof(uint16)) <= few->bytes);
#endif
}

static uint8
room_in(uint16 bytes, int nwords)
{
	return Min(bytes / (nwords * sizeof(uint64) + sizeof(uint16)), CA_FEW_MOST);
}

void
ca_few_begin(CaFewKeys *few, CaKeyShape shape, uint16 bytes)
{
	few->shape = shape;
	few->nwords = ca_key_words(shape);
	few->n = 0;
	few->bytes = bytes;
	few->room = room_in(bytes, few->nwords);
	AssertCheckFew(few);
}

void
ca_few_grow(CaFewKeys *few, uint16 bytes)
{
	const uint16 *from = ca_few_bits(few, 0);

	Assert(bytes >= few->bytes);
	few->bytes = bytes;
	few->room = room_in(bytes, few->nwords);
	memmove(ca_few_bits(few, 0), from, few->n * sizeof(uint16));
	AssertCheckFew(few);
}

/* ---- Encoded ---- */

/* Numbers of the keys in their order. */
static void
sort_keys(const CaFewKeys *few, uint8 *order)
{
	for (int i = 0; i < few->n; i++)
	{
		CaKey		key = ca_few_key(few, i);
		int			to = i;

		for (; to > 0; to--)
		{
			CaKey		other = ca_few_key(few, order[to - 1]);

			if (ca_entry_compare(other.word, key.word, 2) < 0)
				break;
			order[to] = order[to - 1];
		}
		order[to] = (uint8) i;
	}
}

/*
 * Words are written as what they differ from those before: the ids of messages
 * follow one another, and their contact is mostly the same.
 */
void
ca_few_write(const CaFewKeys *few, CaWriter *w)
{
	uint8		order[CA_FEW_MOST];
	CaKey		last = {{0, 0}};

	AssertCheckFew(few);
	sort_keys(few, order);
	ca_write_varint(w, few->n);
	for (int i = 0; i < few->n; i++)
	{
		CaKey		key = ca_few_key(few, order[i]);

		ca_write_varint(w, key.word[0] - last.word[0]);
		if (few->nwords > 1)
			ca_write_varint(w, key.word[1] ^ last.word[1]);
		ca_write_varint(w, *ca_few_bits(few, order[i]));
		last = key;
	}
}

int
ca_few_read(CaReader *r, CaKeyShape shape, CaKey *keys, uint16 *bits)
{
	int			nwords = ca_key_words(shape);
	uint64		n = ca_read_varint(r);
	CaKey		last = {{0, 0}};

	if (n > CA_FEW_MOST)
		ca_wire_error("the number of keys is out of range");
	for (uint64 i = 0; i < n; i++)
	{
		uint64		set;

		keys[i].word[0] = last.word[0] + ca_read_varint(r);
		keys[i].word[1] = nwords > 1 ? last.word[1] ^ ca_read_varint(r) : 0;
		if (i > 0 && ca_entry_compare(last.word, keys[i].word, 2) >= 0)
			ca_wire_error("keys are out of order");
		set = ca_read_varint(r);
		if (set == 0 || set > PG_UINT16_MAX)
			ca_wire_error("the bits of a key are out of range");
		bits[i] = (uint16) set;
		last = keys[i];
	}
	return (int) n;
}
