/*-------------------------------------------------------------------------
 *
 * utm.c
 *	  Campaign parameters of a URL
 *
 * A query is cut at '&', each piece at its first '='.  Names are compared as
 * they are when decoded, exactly.  The first parameter of a name counts, also
 * when it has no value: then there is none.
 *
 * Interface
 *	ca_utm_begin		- what is looked for
 *	ca_utm_collect		- the parameters that have a meaning, in one pass
 *	ca_utm_click		- which click id counts
 *	ca_utm_network		- whose it is
 *	ca_utm_find			- a parameter by name
 *	ca_utm_name			- names in words
 *
 * Memory: none; values are found, not copied.
 * Cost: linear in the bytes of the query, and no further than needed.  Names are
 * looked at when their first byte is right; all else is skipped by memchr.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "port/pg_bitutils.h"

#include "model/utm.h"
#include "model/utm_form.h"

/* The longest of the names, "utm_campaign". */
#define LONGEST_NAME	12

/* Names, padded so that they are compared as words. */
#define PADDED_NAME		16

typedef struct UtmWord
{
	char		name[PADDED_NAME];
	Size		length;			/* bytes of the name */
	const char *network;		/* whose click id it is, or NULL */
} UtmWord;

/* In the order of CaUtmName. */
static const UtmWord words[CA_UTM_NAMES] = {
	{"utm_source", 10, NULL},
	{"utm_medium", 10, NULL},
	{"utm_campaign", 12, NULL},
	{"utm_term", 8, NULL},
	{"utm_content", 11, NULL},
	{"utm_id", 6, NULL},
	{"gclid", 5, "google"},
	{"gbraid", 6, "google"},
	{"wbraid", 6, "google"},
	{"dclid", 5, "google"},
	{"msclkid", 7, "microsoft"},
	{"fbclid", 6, "meta"},
	{"igshid", 6, "meta"},
	{"ttclid", 6, "tiktok"},
	{"li_fat_id", 9, "linkedin"},
	{"twclid", 6, "twitter"}
};

/* The first letters of the names: d f g i l m t u w. */
#define LETTER(c)		(1U << ((c) - 'a'))
#define FIRST_LETTERS	(LETTER('d') | LETTER('f') | LETTER('g') | LETTER('i') | \
						 LETTER('l') | LETTER('m') | LETTER('t') | LETTER('u') | LETTER('w'))

/* May a name begin so, as it stands or escaped? */
static inline bool
may_begin(char c)
{
	if (c >= 'a' && c <= 'z')
		return (FIRST_LETTERS >> (c - 'a') & 1) != 0;
	return c == '%';
}

/*
 * Which of the wanted names stands there?  Moves behind it; CA_UTM_NAMES: none
 * of them does.
 */
static inline CaUtmName
recognize(const char **at, const char *end, uint32 wanted)
{
	char		name[PADDED_NAME] = {0};

	if (ca_utm_form_name(name, LONGEST_NAME, at, end) > LONGEST_NAME)
		return CA_UTM_NAMES;
	while (wanted != 0)
	{
		int			i = pg_rightmost_one_pos32(wanted);

		if (memcmp(name, words[i].name, PADDED_NAME) == 0)
			return (CaUtmName) i;
		wanted &= wanted - 1;
	}
	return CA_UTM_NAMES;
}

void
ca_utm_begin(CaUtmValues *values, uint32 wanted)
{
	values->wanted = wanted;
	values->present = 0;
}

void
ca_utm_collect(CaUtmValues *values, CaSlice query)
{
	const char *at = query.at;
	const char *end;

	if (at == NULL)
		return;
	end = at + query.length;
	for (; at != NULL && values->wanted != 0; at = ca_utm_form_next(at, end))
	{
		CaUtmName	name;
		CaSlice		value;

		if (at == end)
			return;
		if (!may_begin(*at))
			continue;
		name = recognize(&at, end, values->wanted);
		if (name == CA_UTM_NAMES)
			continue;
		values->wanted &= ~(1U << name);
		value = ca_utm_form_value(at, end);
		at = value.at + value.length;
		if (value.length == 0)
			continue;
		values->present |= 1U << name;
		values->value[name] = value;
	}
}

CaUtmName
ca_utm_click(const CaUtmValues *values)
{
	uint32		clicks = values->present & CA_UTM_CLICKS;

	return clicks == 0 ? CA_UTM_NAMES : (CaUtmName) pg_rightmost_one_pos32(clicks);
}

CaSlice
ca_utm_network(CaUtmName click)
{
	CaSlice		network = {words[click].network, strlen(words[click].network)};

	Assert((1U << click) & CA_UTM_CLICKS);
	return network;
}

CaSlice
ca_utm_find(CaSlice query, CaSlice name)
{
	const CaSlice none = {NULL, 0};
	const char *at = query.at;
	const char *end;

	if (at == NULL)
		return none;
	end = at + query.length;
	for (; at != NULL && at < end; at = ca_utm_form_next(at, end))
	{
		const char *stop;

		if (*at == '&')			/* nothing between two separators */
			continue;
		stop = ca_utm_form_match(at, end, name.at, name.length);
		if (stop != NULL)
			return ca_utm_form_value(stop, end);
	}
	return none;
}

CaSlice
ca_utm_name(CaUtmName name)
{
	CaSlice		word = {words[name].name, words[name].length};

	return word;
}
