/*-------------------------------------------------------------------------
 *
 * utm_attribution.c
 *	  Source, medium and campaign of traffic as one string
 *
 * A dictionary numbers strings, and what is counted here goes by three.  They
 * are written one after another so that the bytes of the whole are ordered as
 * the parts are:
 *
 *		\1 bytes \1		a part, in which \1 is written \2\1 and \2 is \2\2
 *		\2				one that is not there
 *
 * As \1 ends a part, the shorter of two that begin alike comes first.  Only
 * bytes of ASCII are added, so that the string is text wherever the parts are.
 *
 * Interface
 *	ca_traffic_room		- bytes at most
 *	ca_traffic_write	- parts to string
 *	ca_traffic_read		- string to parts
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "model/utm_attribution.h"

#define END		'\1'			/* also begins a part that is there */
#define ESCAPE	'\2'			/* also stands for one that is not */

Size
ca_traffic_room(const CaSlice *part)
{
	Size		room = 0;

	for (int i = 0; i < CA_TRAFFIC_PARTS; i++)
		room += part[i].at == NULL ? 1 : 2 * part[i].length + 2;
	return room;
}

static inline char *
write_part(char *to, const CaSlice *part)
{
	if (part->at == NULL)
	{
		*to++ = ESCAPE;
		return to;
	}
	*to++ = END;
	for (Size i = 0; i < part->length; i++)
	{
		char		c = part->at[i];

		if (unlikely(i % CA_SLICE_PIECE == 0))
			CHECK_FOR_INTERRUPTS();
		if (unlikely(c == END || c == ESCAPE))
			*to++ = ESCAPE;
		*to++ = c;
	}
	*to++ = END;
	return to;
}

Size
ca_traffic_write(char *to, const CaSlice *part)
{
	char	   *at = to;

	for (int i = 0; i < CA_TRAFFIC_PARTS; i++)
		at = write_part(at, &part[i]);
	return at - to;
}

/*
 * Read the part at a place into room; returns the place behind it, NULL when it
 * is none.
 */
static const char *
read_part(CaSlice *part, char *room, const char *at, const char *end)
{
	part->at = NULL;
	part->length = 0;
	if (at == end)
		return NULL;
	if (*at == ESCAPE)
		return at + 1;
	if (*at != END)
		return NULL;
	part->at = room;
	for (at++; at < end && *at != END; at++)
	{
		if (unlikely(part->length % CA_SLICE_PIECE == 0))
			CHECK_FOR_INTERRUPTS();
		if (*at == ESCAPE && (++at == end || (*at != END && *at != ESCAPE)))
			return NULL;
		room[part->length++] = *at;
	}
	return at < end ? at + 1 : NULL;
}

bool
ca_traffic_read(CaSlice *part, char *room, const char *string, Size n)
{
	const char *at = string;

	for (int i = 0; i < CA_TRAFFIC_PARTS; i++)
	{
		at = read_part(&part[i], room, at, string + n);
		if (at == NULL)
			return false;
		room += part[i].length;
	}
	return at == string + n;
}
