/*-------------------------------------------------------------------------
 *
 * labels.c
 *	  A short list of different strings, and which of them a string is
 *
 * Event types, steps: at most 32, compared with every row's.  A length and
 * eight bytes settle nearly every comparison, so a linear search stays within
 * a few cache lines and beats hashing the row's string.
 *
 * Interface
 *	ca_labels_init		- none
 *	ca_labels_add		- one more
 *	ca_labels_find		- which one is it?
 *	ca_labels_equal		- the same list?
 *
 * Memory: none of its own; strings belong to the caller.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "core/labels.h"

static inline uint64
label_prefix(const char *text, uint32 length)
{
	uint64		prefix = 0;

	if (length >= sizeof(prefix))
		memcpy(&prefix, text, sizeof(prefix));
	else
		memcpy(&prefix, text, length);
	return prefix;
}

void
ca_labels_init(CaLabels *labels)
{
	labels->n = 0;
}

void
ca_labels_add(CaLabels *labels, const char *text, uint32 length)
{
	CaLabel    *label = &labels->label[labels->n++];

	Assert(labels->n <= CA_MAX_LABELS);
	label->prefix = label_prefix(text, length);
	label->length = length;
	label->text = text;
}

int
ca_labels_find(const CaLabels *labels, const char *text, uint32 length)
{
	uint64		prefix = label_prefix(text, length);

	for (int i = 0; i < labels->n; i++)
	{
		const CaLabel *label = &labels->label[i];

		if (label->prefix == prefix && label->length == length &&
			(length <= sizeof(prefix) || memcmp(label->text, text, length) == 0))
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
			memcmp(a->label[i].text, b->label[i].text, a->label[i].length) != 0)
			return false;
	}
	return true;
}
