/*-------------------------------------------------------------------------
 *
 * utm_form.h
 *	  Names and values of a query, form-decoded
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_UTM_FORM_H
#define CA_UTM_FORM_H

#include "model/utm_url.h"

/* What a byte that cannot be decoded becomes: U+FFFD, in UTF-8. */
#define CA_UTM_REPLACEMENT	"\xEF\xBF\xBD"

/*
 * Decode n raw bytes; returns how many it wrote.  to has room for n bytes when
 * ca_utm_form_shrinks says so, else for what ca_utm_form_length says.
 */
extern Size ca_utm_form_decode(char *to, const char *raw, Size n);
extern Size ca_utm_form_length(const char *raw, Size n);

/* Can they be no more when decoded?  All of ASCII but NUL are so. */
extern bool ca_utm_form_shrinks(const char *raw, Size n);

/*
 * Decode the name that begins at a place of a query, which ends at end, and
 * move behind it; returns how many bytes it has.  Of a name that is longer than
 * room only the beginning is read and written, at least room - 3 bytes, and
 * room + 1 is returned.
 */
extern Size ca_utm_form_name(char *to, Size room, const char **at, const char *end);

/* If the name there is this one, decoded, the place behind it; else NULL. */
extern const char *ca_utm_form_match(const char *at, const char *end, const char *name, Size length);

/* The raw value behind a name that ends there; of length 0 where none is. */
extern CaSlice ca_utm_form_value(const char *at, const char *end);

/* Behind the '&' at a place of a query, which may have been written "&amp;". */
static inline const char *
ca_utm_form_skip(const char *at, const char *end)
{
	Assert(at < end && *at == '&');
	at++;
	while (unlikely(end - at >= 4 && memcmp(at, "amp;", 4) == 0))
		at += 4;
	return at;
}

/* Where the parameter after the one at a place begins; NULL after the last. */
static inline const char *
ca_utm_form_next(const char *at, const char *end)
{
	at = memchr(at, '&', end - at);
	return at == NULL ? NULL : ca_utm_form_skip(at, end);
}

#endif							/* CA_UTM_FORM_H */
