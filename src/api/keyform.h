/*-------------------------------------------------------------------------
 *
 * keyform.h
 *	  How a value of any type becomes a key
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_KEYFORM_H
#define CA_KEYFORM_H

#include "fmgr.h"

#include "core/key.h"

/* Rows of RECORD may differ in type from row to row; so many are remembered. */
#define CA_RECORD_FORMS	4

/* What must be known of a type to make keys of its values. */
typedef struct CaKeyForm
{
	uint8		kind;			/* CaKeyKind */
	bool		typbyval;
	bool		is_bpchar;		/* trailing blanks do not count */
	bool		is_unknown;		/* an untyped literal, taken for text */
	char		typalign;
	int16		typlen;
	Oid			type;			/* base type of what domain there may be */
	Oid			collation;		/* of the values, or InvalidOid */
	FmgrInfo	function;		/* extended hash, or output of an enum */
	struct CaKeyForm *element;	/* of an array's elements, a range's bounds */
	struct CaRecordForm *record[CA_RECORD_FORMS];	/* of row types met */
	int			oldest_record;	/* the next to give way */
	MemoryContext context;		/* where all of it lives */
} CaKeyForm;

/*
 * Fill in the form of a type; memory is taken from context and must outlive
 * it.  A type whose values cannot be told apart by bytes and that has no
 * extended hash function is an error.
 */
extern void ca_keyform_init(CaKeyForm *form, Oid type, Oid collation, MemoryContext context);

/* The key of a value: equal if and only if the type's = calls them equal. */
extern CaKey ca_keyform_key(CaKeyForm *form, Datum value);

/* A value of a kind that is a word. */
extern uint64 ca_keyform_word(const CaKeyForm *form, Datum value);

#endif							/* CA_KEYFORM_H */
