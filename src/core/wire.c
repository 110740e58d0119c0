/*-------------------------------------------------------------------------
 *
 * wire.c
 *	  The one stored form: bounds-checked bytes out, bounds-checked bytes in
 *
 * Everything that leaves a backend (a partial state for a parallel worker's
 * leader, a stored value, a spilled run) is written here, and everything that
 * enters is read here.  What the numbers mean is for the callers.
 *
 * Interface
 *	ca_writer_open			- start writing into memory
 *	ca_writer_open_file		- start writing a run
 *	ca_write_varint			- one number (inline)
 *	ca_write_bytes			- bytes as they are
 *	ca_write_string			- bytes and how many
 *	ca_writer_close_file	- finish a run
 *	ca_reader_open			- start reading memory
 *	ca_reader_open_run		- start reading a run
 *	ca_read_varint			- one number (inline)
 *	ca_read_bytes			- bytes as they are
 *	ca_reader_at_end		- nothing left?
 *
 * Memory: a writer's data and a run reader's buffer live in the context that
 * the caller names; a memory reader copies nothing.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "core/wire.h"

/* A page or two at a time: reading a run is sequential, but runs take turns. */
#define CA_READ_BUFFER		(2 * BLCKSZ)
#define CA_WRITE_BUFFER		(4 * BLCKSZ)

void
ca_wire_error(const char *field)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
			 errmsg("invalid stored state of campaign_analytics"),
			 errdetail("Bad bytes: %s.", field)));
}

void
ca_writer_open(CaWriter *w, MemoryContext context, Size size)
{
	w->used = 0;
	w->size = Max(size, 64);
	w->context = context;
	w->file = NULL;
	w->data = MemoryContextAllocHuge(context, w->size);
}

void
ca_writer_open_file(CaWriter *w, MemoryContext context, CaRunFile *file)
{
	ca_writer_open(w, context, CA_WRITE_BUFFER);
	w->file = file;
}

void
ca_writer_reserve(CaWriter *w, Size n)
{
	if (w->size - w->used >= n)
		return;
	if (w->file != NULL && w->used > 0)
	{
		ca_runfile_write(w->file, w->data, w->used);
		w->used = 0;
	}
	if (w->size - w->used < n)
	{
		w->size = Max(w->size * 2, w->used + n);
		w->data = repalloc_huge(w->data, w->size);
	}
}

void
ca_write_bytes(CaWriter *w, const void *bytes, Size n)
{
	ca_writer_reserve(w, n);
	memcpy(w->data + w->used, bytes, n);
	w->used += n;
}

void
ca_write_string(CaWriter *w, const char *string, uint32 length)
{
	ca_write_varint(w, length);
	ca_write_bytes(w, string, length);
}

void
ca_writer_close_file(CaWriter *w)
{
	if (w->used > 0)
		ca_runfile_write(w->file, w->data, w->used);
	pfree(w->data);
	w->data = NULL;
}

void
ca_reader_open(CaReader *r, const void *bytes, Size n)
{
	r->at = bytes;
	r->end = r->at + n;
	r->buffer = NULL;
	r->file = NULL;
	r->offset = 0;
	r->unread = 0;
}

void
ca_reader_open_run(CaReader *r, MemoryContext context, CaRunFile *file, const CaRun *run)
{
	r->buffer = MemoryContextAlloc(context, CA_READ_BUFFER);
	r->at = r->end = r->buffer;
	r->file = file;
	r->offset = run->offset;
	r->unread = run->length;
}

/* Move what is left to the front of the buffer and fill up behind it. */
static void
reader_refill(CaReader *r)
{
	Size		rest = r->end - r->at;
	Size		more = Min(r->unread, CA_READ_BUFFER - rest);

	if (more == 0)
		return;
	memmove(r->buffer, r->at, rest);
	ca_runfile_read(r->file, r->offset, r->buffer + rest, more);
	r->offset += more;
	r->unread -= more;
	r->at = r->buffer;
	r->end = r->buffer + rest + more;
}

void
ca_read_bytes(CaReader *r, void *dest, Size n)
{
	uint8	   *to = dest;

	while ((Size) (r->end - r->at) < n)
	{
		Size		rest = r->end - r->at;

		if (r->unread == 0)
			ca_wire_error("they end too early");
		memcpy(to, r->at, rest);
		r->at += rest;
		to += rest;
		n -= rest;
		reader_refill(r);
	}
	memcpy(to, r->at, n);
	r->at += n;
}

bool
ca_reader_at_end(CaReader *r)
{
	return r->at == r->end && r->unread == 0;
}

uint64
ca_read_varint_slow(CaReader *r)
{
	uint8		bytes[CA_VARINT_MAX] = {0};
	CaReader	copy;
	int			length;

	if (r->end - r->at < CA_VARINT_MAX)
		reader_refill(r);
	if (r->at == r->end)
		ca_wire_error("they end too early");
	length = *r->at == 0 ? CA_VARINT_MAX : pg_rightmost_one_pos32(*r->at) + 1;
	if (r->end - r->at < length)
		ca_wire_error("they end within a number");
	memcpy(bytes, r->at, length);
	r->at += length;
	ca_reader_open(&copy, bytes, sizeof(bytes));
	return ca_read_varint(&copy);
}
