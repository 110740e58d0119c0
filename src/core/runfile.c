/*-------------------------------------------------------------------------
 *
 * runfile.c
 *	  Sorted runs in one of PostgreSQL's own temporary files
 *
 * A thin door to BufFile, so that temp_file_limit, temp_tablespaces, the
 * statistics of temporary files and their removal on abort are PostgreSQL's.
 * Runs are appended one after another; any of them can be read at any time.
 *
 * Interface
 *	ca_runfile_create	- empty
 *	ca_runfile_length	- bytes so far
 *	ca_runfile_write	- append
 *	ca_runfile_read		- from anywhere
 *	ca_runfile_close	- remove
 *
 * Memory: one BufFile (a block's buffer) in the context given.
 *
 * Limits: space of runs that were merged away is given back when the file is
 * closed, not before.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "storage/buffile.h"
#include "utils/memutils.h"

#include "core/runfile.h"

/* BufFileSeek takes (segment, offset within the segment); this is a segment. */
#define CA_SEGMENT_BYTES	UINT64CONST(0x40000000)

struct CaRunFile
{
	BufFile    *file;
	uint64		length;			/* bytes written */
	uint64		position;		/* where file stands now */
};

CaRunFile *
ca_runfile_create(MemoryContext context)
{
	MemoryContext old = MemoryContextSwitchTo(context);
	CaRunFile  *file = palloc(sizeof(CaRunFile));

	file->file = BufFileCreateTemp(false);
	file->length = 0;
	file->position = 0;
	MemoryContextSwitchTo(old);
	return file;
}

uint64
ca_runfile_length(const CaRunFile *file)
{
	return file->length;
}

static void
runfile_seek(CaRunFile *file, uint64 offset)
{
	if (file->position == offset)
		return;
	if (BufFileSeek(file->file, (int) (offset / CA_SEGMENT_BYTES),
					(off_t) (offset % CA_SEGMENT_BYTES), SEEK_SET) != 0)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not seek in a temporary file: %m")));
	file->position = offset;
}

void
ca_runfile_write(CaRunFile *file, const void *bytes, Size n)
{
	runfile_seek(file, file->length);
#if PG_VERSION_NUM >= 160000
	BufFileWrite(file->file, bytes, n);
#else
	BufFileWrite(file->file, unconstify(void *, bytes), n);
#endif
	file->length += n;
	file->position = file->length;
}

void
ca_runfile_read(CaRunFile *file, uint64 offset, void *dest, Size n)
{
	Assert(offset + n <= file->length);
	runfile_seek(file, offset);
#if PG_VERSION_NUM >= 160000
	BufFileReadExact(file->file, dest, n);
#else
	if (BufFileRead(file->file, dest, n) != n)
		ereport(ERROR,
				(errcode_for_file_access(),
				 errmsg("could not read from a temporary file: it ends too early")));
#endif
	file->position = offset + n;
}

void
ca_runfile_close(CaRunFile *file)
{
	BufFileClose(file->file);
	pfree(file);
}
