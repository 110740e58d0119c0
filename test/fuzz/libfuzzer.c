/*-------------------------------------------------------------------------
 *
 * libfuzzer.c
 *	  The door of LLVM's libFuzzer; FUZZ_TARGET in the environment names the target
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "fuzz.h"

extern int	LLVMFuzzerInitialize(int *argc, char ***argv);
extern int	LLVMFuzzerTestOneInput(const uint8 *data, size_t n);

static const FuzzTarget *target;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("FUZZ_TARGET");

	for (target = fuzz_targets; target != NULL; target = target->next)
	{
		if (name != NULL && strcmp(target->name, name) == 0)
			return 0;
	}
	fputs("set FUZZ_TARGET to one of these:\n", stderr);
	for (target = fuzz_targets; target != NULL; target = target->next)
		fprintf(stderr, "%s\n", target->name);
	exit(2);
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t n)
{
	(void) fuzz_run(target, data, n);
	return 0;
}
