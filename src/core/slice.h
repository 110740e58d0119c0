/*-------------------------------------------------------------------------
 *
 * slice.h
 *	  A stretch of bytes that belongs to somebody else
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_SLICE_H
#define CA_SLICE_H

typedef struct CaSlice
{
	const char *at;				/* its first byte; NULL: it is not there */
	Size		length;			/* bytes */
} CaSlice;

#endif							/* CA_SLICE_H */
