/*-------------------------------------------------------------------------
 *
 * labels.h
 *	  A short list of different strings, and which of them a string is
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_LABELS_H
#define CA_LABELS_H

#define CA_MAX_LABELS		32
#define CA_LABEL_SLOTS		256

typedef struct CaLabel
{
	uint64		outer;			/* its first and its last four bytes */
	uint64		inner;			/* the four after and the four before these */
	uint32		length;			/* bytes */
	const char *string;			/* not terminated */
} CaLabel;

typedef struct CaLabels
{
	int			n;				/* labels in the list */
	CaLabel		label[CA_MAX_LABELS];
	uint64		multiplier;		/* sends each label to a slot of its own; 0:
								 * none does */
	int8		slot[CA_LABEL_SLOTS];	/* the label of a slot, or -1 */
} CaLabels;

/* An empty list. */
extern void ca_labels_init(CaLabels *labels);

/* Append a string, which stays the caller's; the list is not full. */
extern void ca_labels_add(CaLabels *labels, const char *string, uint32 length);

/* Prepare to find labels fast, once all have been added. */
extern void ca_labels_prepare(CaLabels *labels);

/* Place of a string in the list, or -1. */
extern int	ca_labels_find(const CaLabels *labels, const char *string, uint32 length);

/* Do both lists hold the same strings in the same order? */
extern bool ca_labels_equal(const CaLabels *a, const CaLabels *b);

#endif							/* CA_LABELS_H */
