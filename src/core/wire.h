/*-------------------------------------------------------------------------
 *
 * wire.h
 *	  The one stored form: bounds-checked bytes out, bounds-checked bytes in
 *
 * Numbers travel as prefix varints: the count of low zero bits of the first
 * byte says how many bytes follow, so one unaligned load and two shifts read
 * any of them.  All fixed-width fields are little-endian.  A reader trusts
 * nothing: whatever the bytes, it answers with a value or with an error of
 * class 22 (invalid_binary_representation).
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_WIRE_H
#define CA_WIRE_H

#include "port/pg_bitutils.h"

#include "core/runfile.h"

/* Before the declaration of a function that does not return. */
#if PG_VERSION_NUM >= 180000
#define CA_NORETURN pg_noreturn
#else
#define CA_NORETURN pg_attribute_noreturn()
#endif

#define CA_VARINT_MAX		9	/* bytes of the longest varint */
#define CA_WIRE_VERSION		1	/* written; all up to it are read */

/*
 * Bytes being written, in memory or, when file is set, through a buffer into
 * a run file.
 */
typedef struct CaWriter
{
	uint8	   *data;			/* what is not yet in the file */
	Size		used;			/* bytes of data in use */
	Size		size;			/* bytes of data allocated */
	MemoryContext context;		/* where data lives */
	CaRunFile  *file;			/* where full buffers go, or NULL */
} CaWriter;

/*
 * Bytes being read: from one piece of memory, or through a buffer from a run.
 */
typedef struct CaReader
{
	const uint8 *at;			/* next byte */
	const uint8 *end;			/* first byte beyond what is at hand */
	uint8	   *buffer;			/* of CA_READ_BUFFER bytes, or NULL: memory */
	CaRunFile  *file;			/* what refills the buffer */
	uint64		offset;			/* in file, of the next refill */
	uint64		unread;			/* bytes of the run beyond the buffer */
} CaReader;

/* Open a writer in memory; data grows in context, beyond 1 GB if it must. */
extern void ca_writer_open(CaWriter *w, MemoryContext context, Size size);

/* Open a writer whose bytes go to the end of file. */
extern void ca_writer_open_file(CaWriter *w, MemoryContext context, CaRunFile *file);

/* Make room for n more bytes at data + used. */
extern void ca_writer_reserve(CaWriter *w, Size n);

/* Append n bytes. */
extern void ca_write_bytes(CaWriter *w, const void *bytes, Size n);

/* Append a string, its length before it. */
extern void ca_write_string(CaWriter *w, const char *string, uint32 length);

/* Hand what is buffered to the file, and free the buffer. */
extern void ca_writer_close_file(CaWriter *w);

/* Read n bytes of memory, which stay the caller's. */
extern void ca_reader_open(CaReader *r, const void *bytes, Size n);

/* Read a run of a file; the buffer is palloc'd in context. */
extern void ca_reader_open_run(CaReader *r, MemoryContext context, CaRunFile *file, const CaRun *run);

/* Copy the next n bytes to dest; an error when fewer are left. */
extern void ca_read_bytes(CaReader *r, void *dest, Size n);

/* True when every byte has been read. */
extern bool ca_reader_at_end(CaReader *r);

/* Raise the error of bad bytes; field says in words which one is wrong. */
CA_NORETURN extern void ca_wire_error(const char *field);

/* What ca_read_varint leaves: the end is near. */
extern uint64 ca_read_varint_slow(CaReader *r);

/* An unaligned little-endian 64-bit load. */
static inline uint64
ca_load64(const uint8 *bytes)
{
	uint64		value;

	memcpy(&value, bytes, sizeof(value));
#ifdef WORDS_BIGENDIAN
	value = pg_bswap64(value);
#endif
	return value;
}

/* An unaligned little-endian 64-bit store. */
static inline void
ca_store64(uint8 *bytes, uint64 value)
{
#ifdef WORDS_BIGENDIAN
	value = pg_bswap64(value);
#endif
	memcpy(bytes, &value, sizeof(value));
}

/* Bytes of value as a varint: 7 bits a byte, 64 bits in nine. */
static inline int
ca_varint_length(uint64 value)
{
	int			length = pg_leftmost_one_pos64(value | 1) / 7 + 1;

	return Min(length, CA_VARINT_MAX);
}

/* A signed number with its sign in the lowest bit, and back again. */
static inline uint64
ca_fold(uint64 value)
{
	return value << 1 ^ (uint64) ((int64) value >> 63);
}

static inline uint64
ca_unfold(uint64 folded)
{
	return folded >> 1 ^ (~(folded & 1) + 1);
}

/* Append one number. */
static inline void
ca_write_varint(CaWriter *w, uint64 value)
{
	int			length = ca_varint_length(value);
	uint8	   *to;

	if (unlikely(w->size - w->used < 16))
		ca_writer_reserve(w, 16);
	to = w->data + w->used;
	if (likely(length < CA_VARINT_MAX))
		ca_store64(to, ((value << 1) | 1) << (length - 1));
	else
	{
		to[0] = 0;
		ca_store64(to + 1, value);
	}
	w->used += length;
}

/* Read one number; an error when it is cut short or longer than need be. */
static inline uint64
ca_read_varint(CaReader *r)
{
	int			length;
	uint64		value;

	if (unlikely(r->end - r->at < CA_VARINT_MAX))
		return ca_read_varint_slow(r);
	if (*r->at == 0)
	{
		/* As halves of hashes are: all 64 bits behind a byte of their own. */
		value = ca_load64(r->at + 1);
		if (unlikely(value >> 56 == 0))
			ca_wire_error("a number is longer than need be");
		r->at += CA_VARINT_MAX;
		return value;
	}
	length = pg_rightmost_one_pos32(*r->at) + 1;
	value = ca_load64(r->at) << (64 - 8 * length) >> (64 - 7 * length);
	if (unlikely(length > 1 && value >> (7 * (length - 1)) == 0))
		ca_wire_error("a number is longer than need be");
	r->at += length;
	return value;
}

#endif							/* CA_WIRE_H */
