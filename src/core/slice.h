/*-------------------------------------------------------------------------
 *
 * slice.h
 *	  A stretch of bytes that belongs to somebody else
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_SLICE_H
#define CA_SLICE_H

/* Bytes of a long one to go through before looking for an interrupt. */
#define CA_SLICE_PIECE	65536

typedef struct CaSlice
{
	const char *at;				/* its first byte; NULL: it is not there */
	Size		length;			/* bytes */
} CaSlice;

#endif							/* CA_SLICE_H */
