/*-------------------------------------------------------------------------
 *
 * labels.c
 *	  A short list of different strings, and which of them a string is
 *
 * Event types, steps: at most 32, and every row's is looked for.  A length, the
 * first and the last four bytes nearly always tell labels apart, so a
 * multiplier is sought once that sends each to a slot of its own; a row then
 * costs a multiplication and a comparison.  Where there is none (labels that
 * begin and end alike and are equally long) all are compared.
 *
 * Interface
 *	ca_labels_init		- none
 *	ca_labels_add		- one more
 *	ca_labels_prepare	- no more to come
 *	ca_labels_find		- which one is it?
 *	ca_labels_equal		- the same list?
 *
 * Memory: none of its own; strings belong to the caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/labels.h"

/* Multipliers to try: 32 labels need about ten, a few labels one. */
#define CA_MULTIPLIERS		1000

static inline uint64
load32(const char *from)
{
	uint32		value;

	memcpy(&value, from, sizeof(value));
	return value;
}

/*
 * Sixteen bytes of a string, overlapping where it is shorter: with its length
 * they are all there is to know of one of up to sixteen.  Event types differ in
 * length without a pattern, so only the very short ones are worth a branch.
 */
static inline void
label_bytes(CaLabel *label, const char *string, uint32 length)
{
	uint32		last;

	label->length = length;
	label->string = string;
	if (unlikely(length < sizeof(uint32)))
	{
		label->outer = label->inner = 0;
		for (uint32 i = 0; i < length; i++)
			label->outer = label->outer << 8 | (uint8) string[i];
		return;
	}
	last = length - sizeof(uint32);
	label->outer = load32(string) << 32 | load32(string + last);
	label->inner = load32(string + Min(last, 4)) << 32 | load32(string + Max(last, 4) - 4);
}

static inline int
label_slot(const CaLabel *label, uint64 multiplier)
{
	return (int) (((label->outer ^ ((uint64) label->length << 56)) * multiplier) >> 56);
}

static inline bool
label_equal(const CaLabel *a, const CaLabel *b)
{
	return a->outer == b->outer && a->inner == b->inner && a->length == b->length &&
		(a->length <= 2 * sizeof(uint64) || memcmp(a->string, b->string, a->length) == 0);
}

void
ca_labels_init(CaLabels *labels)
{
	labels->n = 0;
	labels->multiplier = 0;
}

void
ca_labels_add(CaLabels *labels, const char *string, uint32 length)
{
	Assert(labels->n < CA_MAX_LABELS);
	label_bytes(&labels->label[labels->n++], string, length);
	labels->multiplier = 0;
}

/* Give each label its slot; false when two want the same. */
static bool
labels_fill_slots(CaLabels *labels, uint64 multiplier)
{
	memset(labels->slot, -1, sizeof(labels->slot));
	for (int i = 0; i < labels->n; i++)
	{
		int			slot = label_slot(&labels->label[i], multiplier);

		if (labels->slot[slot] >= 0)
			return false;
		labels->slot[slot] = i;
	}
	return true;
}

void
ca_labels_prepare(CaLabels *labels)
{
	uint64		multiplier = UINT64CONST(0x9E3779B97F4A7C15);

	for (int i = 0; i < CA_MULTIPLIERS; i++)
	{
		if (labels_fill_slots(labels, multiplier))
		{
			labels->multiplier = multiplier;
			return;
		}
		multiplier = multiplier * UINT64CONST(6364136223846793005) + 1442695040888963407;
		multiplier |= 1;
	}
}

int
ca_labels_find(const CaLabels *labels, const char *string, uint32 length)
{
	CaLabel		sought;

	label_bytes(&sought, string, length);
	if (likely(labels->multiplier != 0))
	{
		int			i = labels->slot[label_slot(&sought, labels->multiplier)];

		return i >= 0 && label_equal(&labels->label[i], &sought) ? i : -1;
	}
	for (int i = 0; i < labels->n; i++)
	{
		if (label_equal(&labels->label[i], &sought))
			return i;
	}
	return -1;
}

bool
ca_labels_equal(const CaLabels *a, const CaLabels *b)
{
	if (a->n != b->n)
		return false;
	for (int i = 0; i < a->n; i++)
	{
		if (!label_equal(&a->label[i], &b->label[i]))
			return false;
	}
	return true;
}
