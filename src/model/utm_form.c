/*-------------------------------------------------------------------------
 *
 * utm_form.c
 *	  Names and values of a query, form-decoded
 *
 * The application/x-www-form-urlencoded parser of the WHATWG URL standard: '+'
 * is a space, "%XX" a byte, what looks like an escape but is none stays as it
 * is, and the bytes so found are read as UTF-8.  Of those that are no UTF-8 each
 * longest beginning of a character becomes one U+FFFD, and any other byte one
 * each, by that standard's decoder.  Beyond it NUL, which no text can hold,
 * becomes U+FFFD, too.
 *
 * A decoded character is never longer than what it was decoded from, but for a
 * raw byte that is no UTF-8: U+FFFD takes three bytes, as does an escape.
 *
 * Interface
 *	ca_utm_form_decode		- a value
 *	ca_utm_form_length		- how long it will be
 *	ca_utm_form_shrinks		- no longer than it is?
 *	ca_utm_form_name		- the beginning of a name
 *	ca_utm_form_match		- is a name this one?
 *	ca_utm_form_value		- what is behind it
 *	ca_utm_form_skip		- behind a separator
 *	ca_utm_form_next		- from one parameter to the next
 *
 * Cost: linear in the raw bytes; no byte is decoded more than twice.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"

#include "model/utm_form.h"

/* The longest character, in bytes. */
#define LONGEST		4

/* Is this byte a character of its own, that stands for itself? */
static inline bool
is_plain(unsigned char c)
{
	return c != '%' && c != '+' && c != '\0' && c < 0x80;
}

static inline int
hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The next byte, unescaped. */
static inline unsigned char
next_byte(const char **at, const char *end)
{
	unsigned char c = (unsigned char) *(*at)++;

	if (c == '+')
		return ' ';
	if (c == '%' && end - *at >= 2)
	{
		int			high = hex_digit((*at)[0]);
		int			low = hex_digit((*at)[1]);

		if (high >= 0 && low >= 0)
		{
			*at += 2;
			return (unsigned char) (high << 4 | low);
		}
	}
	return c;
}

/*
 * How many bytes follow the first one of a character, and the range that the
 * first of these must be in; -1 when no character begins so.
 */
static inline int
bytes_after(unsigned char first, unsigned char *least, unsigned char *most)
{
	*least = 0x80;
	*most = 0xBF;
	if (first < 0x80)
		return first == '\0' ? -1 : 0;
	if (first < 0xC2 || first > 0xF4)
		return -1;
	if (first == 0xE0)
		*least = 0xA0;
	else if (first == 0xED)
		*most = 0x9F;
	else if (first == 0xF0)
		*least = 0x90;
	else if (first == 0xF4)
		*most = 0x8F;
	return first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
}

/* The next character, in UTF-8; returns how many bytes it has. */
static int
next_character(const char **at, const char *end, char *to)
{
	unsigned char least;
	unsigned char most;
	unsigned char c = next_byte(at, end);
	int			nafter = bytes_after(c, &least, &most);
	int			n = 0;

	to[n++] = (char) c;
	while (n <= nafter && *at < end)
	{
		const char *before = *at;

		c = next_byte(at, end);
		if (c < least || c > most)
		{
			*at = before;
			break;
		}
		least = 0x80;
		most = 0xBF;
		to[n++] = (char) c;
	}
	if (n == nafter + 1)
		return n;
	memcpy(to, CA_UTM_REPLACEMENT, 3);
	return 3;
}

/* Are eight bytes all plain?  Mistaken, if ever, for no. */
static inline bool
are_plain(uint64 word)
{
	uint64		low = UINT64CONST(0x0101010101010101);
	uint64		percent = word ^ low * '%';
	uint64		plus = word ^ low * '+';

	/* A byte's high bit is set where it borrows, being zero, or is set. */
	return (((word - low) | (percent - low) | (plus - low) | word) & low << 7) == 0;
}

/* Where to look for an interrupt next: a value may be long. */
static inline const char *
piece_end(const char *raw, const char *end)
{
	CHECK_FOR_INTERRUPTS();
	return end - raw > CA_SLICE_PIECE ? raw + CA_SLICE_PIECE : end;
}

/* Decode the characters that begin before stop; returns where the next one goes. */
static inline char *
decode_piece(char *to, const char **at, const char *stop, const char *end)
{
	const char *raw = *at;

	while (raw < stop)
	{
		char		character[LONGEST];
		int			length;

		while (stop - raw >= sizeof(uint64))
		{
			uint64		word;

			memcpy(&word, raw, sizeof(word));
			if (!are_plain(word))
				break;
			memcpy(to, &word, sizeof(word));
			to += sizeof(word);
			raw += sizeof(word);
		}
		if (raw == stop)
			break;
		if (likely(is_plain(*raw)))
		{
			*to++ = *raw++;
			continue;
		}
		length = next_character(&raw, end, character);
		memcpy(to, character, length);
		to += length;
	}
	*at = raw;
	return to;
}

Size
ca_utm_form_decode(char *to, const char *raw, Size n)
{
	const char *end = raw + n;
	char	   *start = to;

	while (raw < end)
		to = decode_piece(to, &raw, piece_end(raw, end), end);
	return to - start;
}

Size
ca_utm_form_length(const char *raw, Size n)
{
	const char *end = raw + n;
	Size		length = 0;

	while (raw < end)
	{
		const char *stop = piece_end(raw, end);
		char		character[LONGEST];

		while (raw < stop)
			length += next_character(&raw, end, character);
	}
	return length;
}

/* Is a high bit set, or a byte zero, in eight bytes?  Mistaken, if ever, for yes. */
static inline bool
may_grow(uint64 word)
{
	uint64		low = UINT64CONST(0x0101010101010101);

	return (((word - low) | word) & low << 7) != 0;
}

bool
ca_utm_form_shrinks(const char *raw, Size n)
{
	const char *end = raw + n;

	for (; end - raw >= sizeof(uint64); raw += sizeof(uint64))
	{
		uint64		word;

		memcpy(&word, raw, sizeof(word));
		if (may_grow(word))
			return false;
	}
	for (; raw < end; raw++)
	{
		if (IS_HIGHBIT_SET(*raw) || *raw == '\0')
			return false;
	}
	return true;
}

/*
 * Neither of the next two cares where the parameter ends beyond its name: '&'
 * and '=' are part of no escape and of no character.
 */
Size
ca_utm_form_name(char *to, Size room, const char **at, const char *end)
{
	Size		length = 0;

	while (*at < end && **at != '=' && **at != '&')
	{
		char		character[LONGEST];
		int			n;

		if (likely(is_plain(**at)))
		{
			if (length == room)
				return room + 1;
			to[length++] = *(*at)++;
			continue;
		}
		n = next_character(at, end, character);
		if (length + n > room)
			return room + 1;
		memcpy(to + length, character, n);
		length += n;
	}
	return length;
}

const char *
ca_utm_form_match(const char *at, const char *end, const char *name, Size length)
{
	const char *stop = name + length;

	while (at < end && *at != '=' && *at != '&')
	{
		char		character[LONGEST];
		int			n;

		if (likely(is_plain(*at)))
		{
			if (name == stop || *at != *name)
				return NULL;
			at++;
			name++;
			continue;
		}
		n = next_character(&at, end, character);
		if (n > stop - name || memcmp(character, name, n) != 0)
			return NULL;
		name += n;
	}
	return name == stop ? at : NULL;
}

CaSlice
ca_utm_form_value(const char *at, const char *end)
{
	CaSlice		value = {at, 0};
	const char *stop;

	Assert(at == end || *at == '=' || *at == '&');
	if (at < end && *at == '=')
	{
		value.at++;
		stop = memchr(value.at, '&', end - value.at);
		value.length = (Size) ((stop == NULL ? end : stop) - value.at);
	}
	return value;
}
