/*-------------------------------------------------------------------------
 *
 * pattern.h
 *	  Patterns of events, read from their text
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_PATTERN_H
#define CA_PATTERN_H

/* Events are bits of a word; conditions are bits of CaEvent.kind. */
#define CA_PATTERN_EVENTS		64
#define CA_PATTERN_CONDITIONS	32

/* Conditions with != of a pattern; each may cost a look back for every row. */
#define CA_PATTERN_EXCLUDED		16

/*
 * What the time conditions before an event allow for the microseconds since
 * the row of the event before it.
 */
typedef struct CaGap
{
	uint64		least;			/* so many at least */
	uint64		most;			/* so many at most */
	uint8		first;			/* of the pattern's excluded */
	uint8		nexcluded;		/* how many of them are this gap's */
} CaGap;

/*
 * A pattern of nevents events, numbered from 0.  Bit i of a word stands for
 * event i.  What lies between event i and the one before it is said by one of
 * adjacent, loose and timed; nothing is said of event 0.
 */
typedef struct CaPattern
{
	int			nevents;		/* 1 to 64 */
	uint64		any;			/* events written "." */
	uint64		of_condition[CA_PATTERN_CONDITIONS];	/* events "(?N)", by N */
	uint64		adjacent;		/* no row in between */
	uint64		loose;			/* any rows in between */
	uint64		timed;			/* the same, and gap[i] limits the time */
	CaGap		gap[CA_PATTERN_EVENTS];
	int			nexcluded;		/* of all gaps together */
	uint64		excluded[CA_PATTERN_EXCLUDED];	/* microseconds that it must
												 * not be, ordered by gap */
} CaPattern;

/* What is wrong with a pattern, and where. */
typedef struct CaPatternError
{
	const char *problem;		/* a sentence; NULL: an unknown condition */
	Size		at;				/* bytes before the offending piece */
	Size		length;			/* bytes of the piece; 0 at the end */
} CaPatternError;

/*
 * Read a pattern that may refer to conditions 1 to nconditions.  False, and
 * error filled in, when it cannot be read.
 */
extern bool ca_pattern_parse(CaPattern *pattern, const char *string, Size length, int nconditions,
							 CaPatternError *error);

#endif							/* CA_PATTERN_H */
