/*-------------------------------------------------------------------------
 *
 * runfile.h
 *	  Sorted runs in one of PostgreSQL's own temporary files
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_RUNFILE_H
#define CA_RUNFILE_H

typedef struct CaRunFile CaRunFile;

/* Where an encoded run lies: in its file, or in memory. */
typedef struct CaRun
{
	const uint8 *bytes;			/* in memory, or NULL: in the file */
	uint64		offset;			/* in the file, of its first byte */
	uint64		length;			/* bytes */
	uint64		nentries;		/* entries encoded in it */
} CaRun;

/* An empty temporary file; the descriptor lives in context. */
extern CaRunFile *ca_runfile_create(MemoryContext context);

/* Bytes written so far, which is where the next run begins. */
extern uint64 ca_runfile_length(const CaRunFile *file);

/* Append bytes.  A full disk or temp_file_limit is PostgreSQL's own error. */
extern void ca_runfile_write(CaRunFile *file, const void *bytes, Size n);

/* Read bytes that were written before. */
extern void ca_runfile_read(CaRunFile *file, uint64 offset, void *dest, Size n);

/* Close and remove the file. */
extern void ca_runfile_close(CaRunFile *file);

#endif							/* CA_RUNFILE_H */
