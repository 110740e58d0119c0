/*-------------------------------------------------------------------------
 *
 * run.c
 *	  Ascending entries, delta-encoded
 *
 * The form in which sets and maps are stored, sent and spilled.  The first
 * entry stands in full.  Of each later one the first word stands as its
 * distance from the one before; where that is 0 so does the second word,
 * otherwise the rest stands in full.  A second word of a key that stands in full
 * is written by its distance from the middle of the range, where the numbers
 * near 0 are (key.h), so that a pair of ids takes a few bytes.
 *
 * Sets of one-word keys have bitmaps as well: where a page of 4096 numbers has
 * 512 keys or more, a distance of 0 (which strict order leaves free) announces
 *
 *		0 | distance in pages from the key before | 512 bytes
 *
 * The first key of all stands in full even when its page is a bitmap, and is in
 * the bitmap too.  There is one way to write each set: the writer always takes
 * a bitmap from 512 keys on, and the reader refuses all else, so that equal
 * sets have equal bytes.
 *
 * Interface
 *	ca_run_write_begin	- start
 *	ca_run_write		- entries
 *	ca_run_write_page	- a whole page
 *	ca_run_write_end	- finish
 *	ca_run_read_begin, ca_run_read_wide
 *						- start
 *	ca_run_read			- entries
 *	ca_run_read_sparse, ca_run_skip_page
 *						- entries and whole pages by turns
 *
 * Cost: dense numbers take a bit to a byte each, hashes 15 bytes of their 16.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/key.h"
#include "core/run.h"

void
ca_run_write_begin(CaRunWriter *w, CaWriter *out, int nwords, int nkeys)
{
	w->out = out;
	w->nwords = nwords;
	w->nkeys = nkeys;
	w->count = 0;
	w->nheld = 0;
	w->is_bitmap = false;
	w->started = false;
}

/* The greatest key of a page that has one. */
static uint64
page_greatest(uint64 page, const uint64 *bitmap)
{
	int			i = CA_PAGE_WORDS - 1;

	while (bitmap[i] == 0)
		i--;
	return (page << CA_PAGE_SHIFT) + i * 64 + pg_leftmost_one_pos64(bitmap[i]);
}

static inline void
run_write_key(CaRunWriter *w, uint64 key)
{
	ca_write_varint(w->out, w->started ? key - w->last[0] : key);
	w->last[0] = key;
	w->started = true;
}

/* Write a dense page, and leave its greatest key as the last one. */
static void
run_write_bitmap(CaRunWriter *w, uint64 page, const uint64 *bitmap)
{
	uint8		bytes[CA_PAGE_BITS / 8];
	int			first = 0;

	while (bitmap[first] == 0)
		first++;
	if (!w->started)
		run_write_key(w, (page << CA_PAGE_SHIFT) + first * 64 +
					  pg_rightmost_one_pos64(bitmap[first]));
	ca_write_varint(w->out, 0);
	ca_write_varint(w->out, page - CA_PAGE_OF(w->last[0]));
	for (int i = 0; i < CA_PAGE_WORDS; i++)
		ca_store64(bytes + i * sizeof(uint64), bitmap[i]);
	ca_write_bytes(w->out, bytes, sizeof(bytes));
	w->last[0] = page_greatest(page, bitmap);
}

/* The current page is complete: write it one way or the other. */
static void
run_write_held(CaRunWriter *w)
{
	if (w->is_bitmap)
		run_write_bitmap(w, CA_PAGE_OF(w->held[0]), w->bitmap);
	else
	{
		for (int i = 0; i < w->nheld; i++)
			run_write_key(w, w->held[i]);
	}
	w->nheld = 0;
	w->is_bitmap = false;
}

static void
run_hold_as_bitmap(CaRunWriter *w)
{
	memset(w->bitmap, 0, sizeof(w->bitmap));
	for (int i = 0; i < w->nheld; i++)
		w->bitmap[CA_WORD_OF(w->held[i])] |= CA_BIT_OF(w->held[i]);
	w->is_bitmap = true;
}

/* One key more, which may turn out to be in a dense page. */
static inline void
run_hold_key(CaRunWriter *w, uint64 key)
{
	Assert(w->nheld == 0 || CA_PAGE_OF(key) == CA_PAGE_OF(w->held[0]));
	if (w->is_bitmap)
		w->bitmap[CA_WORD_OF(key)] |= CA_BIT_OF(key);
	else
	{
		w->held[w->nheld++] = key;
		if (w->nheld == CA_RUN_PAGE_DENSE)
			run_hold_as_bitmap(w);
	}
}

static void
run_write_keys(CaRunWriter *w, const uint64 *keys, Size n)
{
	Size		i = 0;

	while (i < n)
	{
		uint64		page = CA_PAGE_OF(keys[i]);

		if (w->nheld > 0 && page != CA_PAGE_OF(w->held[0]))
			run_write_held(w);
		if (w->nheld == 0 && n - i >= CA_RUN_PAGE_DENSE &&
			CA_PAGE_OF(keys[i + CA_RUN_PAGE_DENSE - 1]) != page)
		{
			/* All of the page is at hand, and it is not dense. */
			do
				run_write_key(w, keys[i++]);
			while (CA_PAGE_OF(keys[i]) == page);
		}
		else
			run_hold_key(w, keys[i++]);
	}
}

/* Distance from the middle of the range, its sign in the lowest bit. */
static inline uint64
fold_middle(uint64 word)
{
	uint64		number = word ^ (UINT64CONST(1) << 63);

	return number << 1 ^ (uint64) ((int64) number >> 63);
}

static inline uint64
unfold_middle(uint64 folded)
{
	uint64		number = folded >> 1 ^ (~(folded & 1) + 1);

	return number ^ (UINT64CONST(1) << 63);
}

/* Entries of two or three words: no pages, nothing held back. */
static pg_attribute_always_inline void
run_write_entries(CaRunWriter *w, const uint64 *entries, Size n, const int nwords)
{
	bool		is_key = w->nkeys > 1;

	for (Size i = 0; i < n; i++)
	{
		const uint64 *entry = entries + i * nwords;
		bool		same = w->started && entry[0] == w->last[0];

		ca_write_varint(w->out, w->started ? entry[0] - w->last[0] : entry[0]);
		ca_write_varint(w->out, same ? entry[1] - w->last[1]
						: is_key ? fold_middle(entry[1]) : entry[1]);
		if (nwords > 2)
			ca_write_varint(w->out, entry[2]);
		ca_entry_copy(w->last, entry, nwords);
		w->started = true;
	}
}

void
ca_run_write(CaRunWriter *w, const uint64 *entries, Size n)
{
	w->count += n;
	CA_FOR_WIDTH(w->nwords,
				 run_write_keys(w, entries, n),
				 run_write_entries(w, entries, n, 2),
				 run_write_entries(w, entries, n, 3));
}

void
ca_run_write_page(CaRunWriter *w, uint64 page, const uint64 *bitmap)
{
	uint64		nkeys = ca_page_count(bitmap);

	Assert(w->nwords == 1 && w->nkeys == 1);
	if (nkeys >= CA_RUN_PAGE_DENSE && (w->nheld == 0 || CA_PAGE_OF(w->held[0]) != page))
	{
		run_write_held(w);
		run_write_bitmap(w, page, bitmap);
		w->count += nkeys;
		return;
	}
	for (uint64 i = 0; i < CA_PAGE_WORDS; i++)
	{
		for (uint64 word = bitmap[i]; word != 0; word &= word - 1)
		{
			uint64		key = (page << CA_PAGE_SHIFT) + i * 64 + pg_rightmost_one_pos64(word);

			ca_run_write(w, &key, 1);
		}
	}
}

void
ca_run_write_end(CaRunWriter *w)
{
	run_write_held(w);
}

void
ca_run_read_begin(CaRunReader *r, CaReader *in, uint64 count, int nwords, int nkeys)
{
	r->in = in;
	r->nwords = nwords;
	r->nkeys = nkeys;
	r->started = false;
	r->has_page = false;
	r->wants_wide = false;
	r->wide = false;
	r->count = count;
	r->left = count;
	r->in_page = 0;
}

void
ca_run_read_wide(CaRunReader *r)
{
	r->wants_wide = r->count > 0;
}

/*
 * Read the bitmap that a distance of 0 announced.  Its least key must lie
 * beyond the last one, or be it when that is the very first.
 */
static void
run_load_bitmap(CaRunReader *r)
{
	uint64		distance = ca_read_varint(r->in);
	uint64		page = CA_PAGE_OF(r->last[0]) + distance;
	uint64		first = CA_PAGE_BITS;
	uint64		nkeys;
	uint8		bytes[CA_PAGE_BITS / 8];

	if (page > CA_PAGE_OF(PG_UINT64_MAX) || distance > page ||
		(distance == 0 && r->count - r->left != 1))
		ca_wire_error("a bitmap is out of place");
	ca_read_bytes(r->in, bytes, sizeof(bytes));
	for (int i = CA_PAGE_WORDS - 1; i >= 0; i--)
	{
		r->bitmap[i] = ca_load64(bytes + i * sizeof(uint64));
		if (r->bitmap[i] != 0)
			first = i * 64 + pg_rightmost_one_pos64(r->bitmap[i]);
	}
	nkeys = ca_page_count(r->bitmap);
	if (nkeys < CA_RUN_PAGE_DENSE)
		ca_wire_error("a bitmap is too sparse");
	r->page = page;
	r->has_page = true;
	if (distance == 0)
	{
		/* The first key of all stands before its bitmap, and was handed out. */
		if ((page << CA_PAGE_SHIFT) + first != r->last[0])
			ca_wire_error("a bitmap does not begin with the first key");
		r->bitmap[first / 64] &= r->bitmap[first / 64] - 1;
		nkeys--;
	}
	if (nkeys > r->left)
		ca_wire_error("there are more entries than declared");
}

/* Hand out keys of the bitmap. */
static Size
run_read_bitmap(CaRunReader *r, uint64 *dest, Size max)
{
	Size		n = 0;

	for (uint64 i = 0; i < CA_PAGE_WORDS; i++)
	{
		uint64		word = r->bitmap[i];

		for (; word != 0 && n < max; word &= word - 1)
			dest[n++] = (r->page << CA_PAGE_SHIFT) + i * 64 + pg_rightmost_one_pos64(word);
		r->bitmap[i] = word;
		if (word != 0)
			break;
		r->has_page = i < CA_PAGE_WORDS - 1;
	}
	if (n > 0)
		r->last[0] = dest[n - 1];
	r->left -= n;
	r->in_page = 0;				/* a further key in this page is refused below */
	return n;
}

/* Account for a key that stood as a delta; the page must stay sparse. */
static inline void
run_count_in_page(CaRunReader *r, uint64 key)
{
	bool		same = CA_PAGE_OF(key) == CA_PAGE_OF(r->last[0]);

	if (same && r->in_page == 0)
		ca_wire_error("a key follows the bitmap of its page");
	r->in_page = same ? r->in_page + 1 : 1;
	if (r->in_page >= CA_RUN_PAGE_DENSE)
		ca_wire_error("a dense page is no bitmap");
}

static Size
run_read_keys(CaRunReader *r, uint64 *dest, Size max)
{
	Size		n = 0;

	while (n < max && r->left > 0)
	{
		uint64		code = ca_read_varint(r->in);
		uint64		key;

		if (!r->started)
		{
			key = code;
			r->in_page = 1;
		}
		else if (code == 0)
		{
			run_load_bitmap(r);
			break;
		}
		else
		{
			key = r->last[0] + code;
			if (key < r->last[0])
				ca_wire_error("a key is out of range");
			run_count_in_page(r, key);
		}
		r->last[0] = key;
		r->started = true;
		r->left--;
		dest[n++] = key;
	}
	return n;
}

static pg_attribute_always_inline Size
run_read_entries(CaRunReader *r, uint64 *dest, Size max, const int nwords)
{
	Size		n = 0;

	for (; n < max && r->left > 0; n++)
	{
		uint64	   *entry = dest + n * nwords;
		uint64		first = ca_read_varint(r->in);
		uint64		second = ca_read_varint(r->in);

		entry[0] = r->started ? r->last[0] + first : first;
		entry[1] = r->nkeys > 1 && !(r->started && first == 0) ? unfold_middle(second) : second;
		if (nwords > 2)
			entry[2] = ca_read_varint(r->in);
		if (r->started && first == 0)
		{
			entry[1] += r->last[1];
			if (r->nkeys == 1 || entry[1] <= r->last[1])
				ca_wire_error("keys do not ascend");
		}
		else if (r->started && entry[0] < r->last[0])
			ca_wire_error("a key is out of range");
		ca_entry_copy(r->last, entry, nwords);
		if (r->wants_wide)
			r->wide |= !ca_key_pack(entry, &first);
		r->started = true;
		r->left--;
	}
	if (r->left == 0 && r->wants_wide && !r->wide)
		ca_wire_error("pairs that fit one word are not packed");
	return n;
}

Size
ca_run_read_sparse(CaRunReader *r, uint64 *dest, Size max)
{
	Size		n = 0;

	if (!r->has_page)
		CA_FOR_WIDTH(r->nwords,
					 n = run_read_keys(r, dest, max),
					 n = run_read_entries(r, dest, max, 2),
					 n = run_read_entries(r, dest, max, 3));
	return n;
}

Size
ca_run_read(CaRunReader *r, uint64 *dest, Size max)
{
	Size		n = ca_run_read_sparse(r, dest, max);

	return n == 0 && r->has_page ? run_read_bitmap(r, dest, max) : n;
}

void
ca_run_skip_page(CaRunReader *r)
{
	Assert(r->has_page);
	r->has_page = false;
	r->left -= ca_page_count(r->bitmap);
	r->last[0] = page_greatest(r->page, r->bitmap);
	r->in_page = 0;				/* a further key in this page is refused */
}
