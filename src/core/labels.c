/*-------------------------------------------------------------------------
 *
 * labels.c
 *	  A short list of different strings, and which of them a string is
 *
 * Event types, steps: at most 32, and every row's is looked for.  A length and
 * eight bytes nearly always tell labels apart, so a multiplier is sought once
 * that sends each to a slot of its own; a row then costs a multiplication and a
 * comparison.  Where there is none (labels that begin alike and are equally
 * long) all are compared.
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

/* The first eight bytes, zero-padded, without reading beyond the string. */
static inline uint64
label_prefix(const char *string, uint32 length)
{
	uint64		prefix = 0;
	uint32		half;

	if (likely(length >= sizeof(prefix)))
	{
		memcpy(&prefix, string, sizeof(prefix));
		return prefix;
	}
	if (length >= sizeof(half))
	{
		memcpy(&half, string, sizeof(half));
		prefix = (uint64) half << 32;
		memcpy(&half, string + length - sizeof(half), sizeof(half));
		return prefix | half;
	}
	for (uint32 i = 0; i < length; i++)
		prefix = prefix << 8 | (uint8) string[i];

	return prefix;
}

static inline uint64
label_suffix(const char *string, uint32 length)
{
	uint64		suffix = 0;

	if (length >= sizeof(suffix))
		memcpy(&suffix, string + length - sizeof(suffix), sizeof(suffix));
	return suffix;
}

static inline int
label_slot(uint64 prefix, uint32 length, uint64 multiplier)
{
	return (int) (((prefix ^ ((uint64) length << 56)) * multiplier) >> 56);
}

static inline bool
label_is(const CaLabel *label, uint64 prefix, const char *string, uint32 length)
{
	return label->prefix == prefix && label->length == length &&
		label->suffix == label_suffix(string, length) &&
		(length <= 2 * sizeof(prefix) || memcmp(label->string, string, length) == 0);
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
	CaLabel    *label = &labels->label[labels->n++];

	Assert(labels->n <= CA_MAX_LABELS);
	label->prefix = label_prefix(string, length);
	label->suffix = label_suffix(string, length);
	label->length = length;
	label->string = string;

	labels->multiplier = 0;
}

/* Give each label its slot; false when two want the same. */
static bool
labels_fill_slots(CaLabels *labels, uint64 multiplier)
{
	memset(labels->slot, -1, sizeof(labels->slot));
	for (int i = 0; i < labels->n; i++)
	{
		int			slot = label_slot(labels->label[i].prefix, labels->label[i].length, multiplier);

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
	uint64		prefix = label_prefix(string, length);

	if (likely(labels->multiplier != 0))
	{
		int			i = labels->slot[label_slot(prefix, length, labels->multiplier)];

		return i >= 0 && label_is(&labels->label[i], prefix, string, length) ? i : -1;
	}
	for (int i = 0; i < labels->n; i++)
	{
		if (label_is(&labels->label[i], prefix, string, length))
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
		if (a->label[i].length != b->label[i].length ||
			memcmp(a->label[i].string, b->label[i].string, a->label[i].length) != 0)
			return false;
	}
	return true;
}
