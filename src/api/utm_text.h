/*-------------------------------------------------------------------------
 *
 * utm_text.h
 *	  URLs in and decoded parameters out, whatever the database's encoding
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_UTM_TEXT_H
#define CA_UTM_TEXT_H

#include "model/utm_url.h"

/* A text whose bytes are to be decoded: in UTF-8, or where it stands. */
extern CaSlice ca_utm_text_read(text *value);

/*
 * A raw value, decoded.  to is aligned as an int is and has room for what
 * ca_utm_text_room says; the result is there, or palloc'd.
 */
extern Size ca_utm_text_room(CaSlice raw);
extern text *ca_utm_text_decode(text *to, CaSlice raw);

#endif							/* CA_UTM_TEXT_H */
