/*-------------------------------------------------------------------------
 *
 * fuzz.h
 *	  Targets of the fuzzers, and what they ask of each input
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_FUZZ_H
#define CA_FUZZ_H

#include "core/wire.h"
#include "fmgr.h"

/* Reads an input; an allowed error ends it, anything else that is wrong is a finding. */
typedef void (*FuzzBody) (const uint8 *data, Size n, const void *argument);

/*
 * What is tried.  Memory may come from the lengths of things that are there,
 * never from a count that an input declares, so it is limited by the length of
 * the input.
 */
typedef struct FuzzTarget
{
	const char *name;			/* also of the folder of its inputs */
	FuzzBody	body;
	const void *argument;		/* for body */
	Size		base;			/* bytes of memory that any input may take ... */
	Size		factor;			/* ... and for each of its bytes */
	struct FuzzTarget *next;	/* in the list of all */
} FuzzTarget;

/* Defines a target, which is found at the start of the program. */
#define FUZZ_TARGET(name_, body_, argument_, base_, factor_) \
	static FuzzTarget name_##_target = {#name_, body_, argument_, base_, factor_, NULL}; \
	static void __attribute__((constructor)) \
	register_##name_(void) \
	{ \
		fuzz_register(&name_##_target); \
	} \
	extern FuzzTarget *fuzz_targets

/* All targets, in order of name. */
extern FuzzTarget *fuzz_targets;

extern void fuzz_register(FuzzTarget *target);

/* What becomes of an input: it is taken, or refused with an allowed error. */
extern bool fuzz_run(const FuzzTarget *target, const uint8 *data, Size n);

/* The most memory that an input has taken at once. */
extern Size fuzz_most_memory;

/* The name of the input, for findings, or NULL. */
extern const char *fuzz_input;

/* ---- For targets ---- */

/* Tell what is wrong, and abort. */
CA_NORETURN extern void fuzz_finding(const char *format,...) pg_attribute_printf(1, 2);

#define fuzz_expect(condition) \
	((condition) ? (void) 0 : fuzz_finding("%s:%d: not so: %s", __FILE__, __LINE__, #condition))

/* The input has been taken: from now on any error is a finding. */
extern void fuzz_trust(void);

/* The input is none of the form, in the words of something that raises no error. */
CA_NORETURN extern void fuzz_refuse(void);

/* What containers of aggregates called from now on may take before they spill. */
extern void fuzz_set_work_mem(Size bytes);

/* A new aggregate begins, with a memory context of its own. */
extern void fuzz_new_aggregate(void);

/* Call a function, of arguments that are not NULL, as the aggregate's; *isnull is what it says. */
extern Datum fuzz_call(PGFunction function, int nargs, const NullableDatum *args, bool *isnull);

/* Bytes as a value; and as a string, up to a NUL. */
extern struct varlena *fuzz_value(const uint8 *data, Size n);
extern char *fuzz_string(const uint8 *data, Size n);

/*
 * Numbers from the front of the input; zeros when there is no more.
 */
typedef struct FuzzBytes
{
	const uint8 *at;
	const uint8 *end;
} FuzzBytes;

extern uint64 fuzz_number(FuzzBytes *bytes, int nbytes);

/* The bytes up to a line feed, or all: in a copy that ends where they end. */
extern const uint8 *fuzz_line(FuzzBytes *bytes, Size *n);

/* ---- Between the parts of the server's stand-in ---- */

extern void fuzz_memory_begin(Size limit);
extern void fuzz_memory_end(void);
extern void fuzz_files_end(void);
extern MemoryContext fuzz_aggregate_context;

#endif							/* CA_FUZZ_H */
