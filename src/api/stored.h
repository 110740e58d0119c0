/*-------------------------------------------------------------------------
 *
 * stored.h
 *	  Input and output that the stored types share
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_STORED_H
#define CA_STORED_H

#include "fmgr.h"

/* A stored type: its name, and what reads all of a value and trusts nothing. */
typedef struct CaStoredType
{
	const char *name;
	void		(*check) (const void *bytes, Size n);
} CaStoredType;

/*
 * The bodies of a type's functions of these names; text is the bytes in
 * hexadecimal.  A checked copy is what the type sends, and what casts from and
 * to bytea give.  Values are palloc'd.
 */
extern Datum ca_stored_in(FunctionCallInfo fcinfo, const CaStoredType *type);
extern Datum ca_stored_from_text(FunctionCallInfo fcinfo, const CaStoredType *type);
extern Datum ca_stored_out(FunctionCallInfo fcinfo, const CaStoredType *type);
extern Datum ca_stored_recv(FunctionCallInfo fcinfo, const CaStoredType *type);
extern Datum ca_stored_copy(FunctionCallInfo fcinfo, const CaStoredType *type);

#endif							/* CA_STORED_H */
