/*-------------------------------------------------------------------------
 *
 * entry.h
 *	  Fixed-width entries of one to three 64-bit words, and how they compare
 *
 * An entry is a key of one or two words, and maybe one word more that rides
 * along (a map's payload).  Words compare as unsigned numbers, the first word
 * first.  The functions below take the number of words as an argument and are
 * always inlined where it is a constant: one text, three machine codes.
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_ENTRY_H
#define CA_ENTRY_H

#define CA_ENTRY_WORDS		3	/* the widest entry */

/* -1, 0, 1: the first n words of a against those of b. */
static pg_attribute_always_inline int
ca_entry_compare(const uint64 *a, const uint64 *b, const int n)
{
	for (int i = 0; i < n; i++)
	{
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	}
	return 0;
}

/* Are the first n words the same?  No branch between them. */
static pg_attribute_always_inline bool
ca_entry_equal(const uint64 *a, const uint64 *b, const int n)
{
	uint64		differs = 0;

	for (int i = 0; i < n; i++)
		differs |= a[i] ^ b[i];
	return differs == 0;
}

/* Is a >= b in the first n words?  No branch between them. */
static pg_attribute_always_inline bool
ca_entry_at_least(const uint64 *a, const uint64 *b, const int n)
{
	bool		at_least = a[n - 1] >= b[n - 1];

	for (int i = n - 2; i >= 0; i--)
		at_least = (a[i] > b[i]) | ((a[i] == b[i]) & at_least);
	return at_least;
}

static pg_attribute_always_inline void
ca_entry_copy(uint64 *to, const uint64 *from, const int nwords)
{
	for (int i = 0; i < nwords; i++)
		to[i] = from[i];
}

/* Ask for a line that is about to be touched; NULL is allowed. */
static inline void
ca_prefetch(const void *address)
{
#if defined(__GNUC__)
	__builtin_prefetch(address, 1);
#endif
}

/*
 * Call body(..., nwords) with nwords a constant, so that the compiler makes
 * one copy of the inlined body for each width.
 */
#define CA_FOR_WIDTH(nwords, call1, call2, call3) \
	do { \
		switch (nwords) \
		{ \
			case 1: call1; break; \
			case 2: call2; break; \
			default: call3; break; \
		} \
	} while (0)

/*
 * The same for both widths, of entries and of their keys: the four shapes that
 * there are.
 */
#define CA_FOR_SHAPE(nwords, nkeys, result, function, ...) \
	do { \
		if ((nwords) == 1) \
			result = function(__VA_ARGS__, 1, 1); \
		else if ((nwords) == 2 && (nkeys) == 2) \
			result = function(__VA_ARGS__, 2, 2); \
		else if ((nwords) == 2) \
			result = function(__VA_ARGS__, 2, 1); \
		else \
			result = function(__VA_ARGS__, 3, 2); \
	} while (0)

#endif							/* CA_ENTRY_H */
