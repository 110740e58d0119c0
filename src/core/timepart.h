/*-------------------------------------------------------------------------
 *
 * timepart.h
 *	  Events of many contacts, encoded
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_TIMEPART_H
#define CA_TIMEPART_H

#include "core/event.h"
#include "core/key.h"
#include "core/state.h"
#include "core/wire.h"

/* In place of a kind that another is mapped to: leave its events out. */
#define CA_KIND_DROP	PG_UINT32_MAX

/* Encoded contacts, ascending by key. */
typedef struct CaTimePart
{
	CaRun		run;			/* where they are; entries are events */
	uint8		nkeys;			/* words of a key */
	uint8		bits;			/* of a kind */
	TimestampTz earliest;		/* of its events */
	TimestampTz latest;
	uint32	   *kinds;			/* what each kind is mapped to, or NULL */
	uint64		nkinds;			/* kinds that are mapped */
} CaTimePart;

typedef struct CaTimePartWriter
{
	CaWriter   *out;
	uint8		nkeys;			/* words of a key */
	uint8		bits;			/* of a kind */
	CaKey		key;			/* written last */
	TimestampTz first;			/* first event of that contact */
	TimestampTz earliest;		/* of all events */
	TimestampTz latest;
	uint64		nevents;		/* written so far */
} CaTimePartWriter;

typedef struct CaTimePartReader
{
	const CaTimePart *part;
	CaReader	in;
	uint64		left;			/* events of contacts after the present one */
	bool		started;		/* there has been a contact */
	CaKey		key;			/* of the present contact */
	uint64		nevents;		/* of it */
	TimestampTz first;			/* first event of the contact taken last */
} CaTimePartReader;

/* Begin to write contacts whose kinds have up to bits bits. */
extern void ca_timepart_write_begin(CaTimePartWriter *w, CaWriter *out, int nkeys, int bits);

/* Append a contact, beyond all before; its n events, one at least, are in order. */
extern void ca_timepart_write(CaTimePartWriter *w, CaKey key, const CaEvent *events, Size n);

/* A part being made. */
typedef struct CaTimePartMaker
{
	CaTimePart	part;			/* so far */
	CaRunFile  *file;			/* where it goes, or NULL: memory */
	CaTimePartWriter w;			/* takes its contacts */
	CaWriter	out;
} CaTimePartMaker;

/*
 * Begin to make a part, in context or, unless it is NULL, at the end of a file;
 * contacts are given to m->w.
 */
extern void ca_timepart_make(CaTimePartMaker *m, MemoryContext context, CaRunFile *file,
							 int nkeys, int bits);

/* The finished part. */
extern CaTimePart ca_timepart_made(CaTimePartMaker *m);

/* The halves of a key of one word change places: the lower is mostly 0. */
static inline uint64
ca_timepart_turn(uint64 distance, int nkeys)
{
	return nkeys == 1 ? distance << 32 | distance >> 32 : distance;
}

/* Append a key as its distance from the last one. */
static inline void
ca_timepart_write_key(CaWriter *out, const CaKey *last, const CaKey *key, int nkeys)
{
	ca_write_varint(out, ca_timepart_turn(key->word[0] - last->word[0], nkeys));
	if (nkeys > 1)
		ca_write_varint(out, key->word[1]);
}

/* Read a key in place of the last one, if there was one; error unless it is beyond. */
static inline void
ca_timepart_read_key(CaReader *in, CaKey *key, bool is_next, int nkeys)
{
	uint64		second = key->word[1];
	uint64		distance = ca_timepart_turn(ca_read_varint(in), nkeys);

	key->word[0] += distance;
	if (nkeys > 1)
		key->word[1] = ca_read_varint(in);
	if (key->word[0] < distance || (is_next && distance == 0 && key->word[1] <= second))
		ca_wire_error("contacts are out of order");
}

/* Begin to read; a buffer is palloc'd in context when the part is in a file. */
extern void ca_timepart_open(CaTimePartReader *r, MemoryContext context, CaRunFile *file,
							 const CaTimePart *part);

/*
 * Go to the next contact, of which key and nevents then tell; false at the end.
 * Errors as in wire.h.
 */
extern bool ca_timepart_advance(CaTimePartReader *r);

/*
 * Take the contact's events, once: nevents at most, in order, their kinds
 * mapped.  Returns how many.
 */
extern Size ca_timepart_take(CaTimePartReader *r, CaEvent *events);

/*
 * The same as entries, of the key and one word for time and kind: a packed
 * event with its sign turned.  Returns how many.  Error when an event does not
 * fit, for which the part's times are to be asked before.
 */
extern Size ca_timepart_take_entries(CaTimePartReader *r, CaPack pack, uint64 *entries);

#endif							/* CA_TIMEPART_H */
