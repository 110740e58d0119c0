/*-------------------------------------------------------------------------
 *
 * backend.c
 *	  What the extension asks of a server, without one
 *
 * Errors end the input that is being read, and temporary files are memory.  The
 * rest of the stand-in is in memory.c, values.c and clock.c; what is not there and
 * is called all the same ends the process (test/fuzz/missing).
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>

#include "access/xact.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "parser/scansup.h"
#include "storage/buffile.h"
#include "utils/memutils.h"

#include "fuzz.h"

/* For one input.  They take some milliseconds, with sanitizers. */
#define MOST_SECONDS	10

FuzzTarget *fuzz_targets = NULL;
MemoryContext fuzz_aggregate_context = NULL;
const char *fuzz_input = NULL;
volatile sig_atomic_t InterruptPending = false;

static const FuzzTarget *current;	/* the target that runs */
static sigjmp_buf refused;		/* where allowed errors lead */
static bool trusted;			/* no error is allowed any more */
static Size work_mem_bytes;		/* see fuzz_set_work_mem */

/* ---- Errors ---- */

static struct
{
	int			level;
	int			code;			/* SQLSTATE */
	char		message[4096];
}			error;

/* Classes of SQLSTATE that say that an argument is wrong, or too large. */
static bool
error_is_allowed(void)
{
	static const char *const classes[] = {"22", "42", "53", "54", "0A"};

	for (int i = 0; i < (int) lengthof(classes); i++)
	{
		if (ERRCODE_TO_CATEGORY(error.code) ==
			MAKE_SQLSTATE(classes[i][0], classes[i][1], '0', '0', '0'))
			return true;
	}
	return false;
}

bool
errstart(int elevel, const char *domain)
{
	error.level = elevel;
	error.code = ERRCODE_INTERNAL_ERROR;
	error.message[0] = '\0';
	return true;
}

bool
errstart_cold(int elevel, const char *domain)
{
	return errstart(elevel, domain);
}

void
errfinish(const char *filename, int lineno, const char *funcname)
{
	if (error.level < ERROR)
		fuzz_finding("%s:%d: below an error: %s", filename, lineno, error.message);
	if (trusted)
		fuzz_finding("%s:%d: error after the input was taken: %s", filename, lineno, error.message);
	if (!error_is_allowed())
		fuzz_finding("%s:%d: SQLSTATE %s: %s", filename, lineno, unpack_sql_state(error.code), error.message);
	siglongjmp(refused, 1);
}

int
errcode(int sqlerrcode)
{
	error.code = sqlerrcode;
	return 0;
}

/* Messages are made, so that what they are made of is read. */
#define MESSAGE_FUNCTION(name) \
int \
name(const char *format,...) \
{ \
	va_list		arguments; \
	Size		used = strlen(error.message); \
\
	va_start(arguments, format); \
	vsnprintf(error.message + used, sizeof(error.message) - used, format, arguments); \
	va_end(arguments); \
	return 0; \
}

int
errmsg_plural(const char *singular, const char *plural, unsigned long n,...)
{
	va_list		arguments;

	va_start(arguments, n);
	vsnprintf(error.message, sizeof(error.message), n == 1 ? singular : plural, arguments);
	va_end(arguments);
	return 0;
}

MESSAGE_FUNCTION(errmsg)
MESSAGE_FUNCTION(errmsg_internal)
MESSAGE_FUNCTION(errdetail)
MESSAGE_FUNCTION(errdetail_internal)
MESSAGE_FUNCTION(errhint)

char *
unpack_sql_state(int sql_state)
{
	static char code[6];

	for (int i = 0; i < 5; i++, sql_state >>= 6)
		code[i] = PGUNSIXBIT(sql_state);
	return code;
}

#if PG_VERSION_NUM >= 160000
void
ExceptionalCondition(const char *conditionName, const char *fileName, int lineNumber)
#else
void
ExceptionalCondition(const char *conditionName, const char *errorType,
					 const char *fileName, int lineNumber)
#endif
{
	fuzz_finding("%s:%d: assertion: %s", fileName, lineNumber, conditionName);
}

void
fuzz_finding(const char *format,...)
{
	va_list		arguments;

	fprintf(stderr, "# finding in %s: ", fuzz_input != NULL ? fuzz_input : current == NULL ? "no target" : current->name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	fflush(stderr);
	abort();
}

/* ---- Targets ---- */

void
fuzz_register(FuzzTarget *target)
{
	FuzzTarget **place = &fuzz_targets;

	while (*place != NULL && strcmp((*place)->name, target->name) < 0)
		place = &(*place)->next;
	target->next = *place;
	*place = target;
}

/* Processor time, so that a machine that has other things to do is no finding. */
static void
took_too_long(int signal)
{
	fuzz_finding("it takes more than %d seconds", MOST_SECONDS);
}

static void
limit_time(int seconds)
{
	struct itimerval limit = {{0, 0}, {seconds, 0}};

	signal(SIGVTALRM, took_too_long);
	setitimer(ITIMER_VIRTUAL, &limit, NULL);
}

bool
fuzz_run(const FuzzTarget *target, const uint8 *data, Size n)
{
	bool		taken;

	limit_time(MOST_SECONDS);
	current = target;
	trusted = false;
	work_mem_bytes = SIZE_MAX;
	fuzz_memory_begin(target->base + n * target->factor);
	fuzz_new_aggregate();
	taken = sigsetjmp(refused, 0) == 0;
	if (taken)
		target->body(data, n, target->argument);
	fuzz_memory_end();
	fuzz_files_end();
	limit_time(0);
	return taken;
}

void
fuzz_trust(void)
{
	trusted = true;
}

void
fuzz_refuse(void)
{
	siglongjmp(refused, 1);
}

struct varlena *
fuzz_value(const uint8 *data, Size n)
{
	struct varlena *value = palloc(VARHDRSZ + n);

	SET_VARSIZE(value, VARHDRSZ + n);
	memcpy(VARDATA(value), data, n);
	return value;
}

char *
fuzz_string(const uint8 *data, Size n)
{
	return pnstrdup((const char *) data, n);
}

uint64
fuzz_number(FuzzBytes *bytes, int nbytes)
{
	uint64		number = 0;

	for (int i = 0; i < nbytes && bytes->at < bytes->end; i++)
		number |= (uint64) *bytes->at++ << (8 * i);
	return number;
}

const uint8 *
fuzz_line(FuzzBytes *bytes, Size *n)
{
	const uint8 *feed = memchr(bytes->at, '\n', bytes->end - bytes->at);
	uint8	   *line;

	*n = (feed == NULL ? bytes->end : feed) - bytes->at;
	line = memcpy(palloc(*n), bytes->at, *n);
	bytes->at += *n + (feed != NULL);
	return line;
}

/* ---- Aggregates ---- */

void
fuzz_set_work_mem(Size bytes)
{
	work_mem_bytes = bytes;
}

void
fuzz_new_aggregate(void)
{
	fuzz_aggregate_context = AllocSetContextCreate(TopMemoryContext, "aggregate", ALLOCSET_DEFAULT_SIZES);
}

size_t
get_hash_memory_limit(void)
{
	return work_mem_bytes;
}

int
AggCheckCallContext(FunctionCallInfo fcinfo, MemoryContext *aggcontext)
{
	if (aggcontext != NULL)
		*aggcontext = fuzz_aggregate_context;
	return AGG_CONTEXT_AGGREGATE;
}

Aggref *
AggGetAggref(FunctionCallInfo fcinfo)
{
	return NULL;
}

Datum
fuzz_call(PGFunction function, int nargs, const NullableDatum *args, bool *isnull)
{
	LOCAL_FCINFO(fcinfo, FUNC_MAX_ARGS);
	FmgrInfo	flinfo = {.fn_nargs = nargs,.fn_mcxt = fuzz_aggregate_context};
	Datum		result;

	InitFunctionCallInfoData(*fcinfo, &flinfo, nargs, InvalidOid, NULL, NULL);
	memcpy(fcinfo->args, args, nargs * sizeof(NullableDatum));
	result = function(fcinfo);
	*isnull = fcinfo->isnull;
	return result;
}

Datum
DirectFunctionCall3Coll(PGFunction function, Oid collation, Datum arg1, Datum arg2, Datum arg3)
{
	NullableDatum args[3] = {{arg1, false}, {arg2, false}, {arg3, false}};
	bool		isnull;

	return fuzz_call(function, 3, args, &isnull);
}

bool
IsTransactionState(void)
{
	return true;
}

/* Part of the server, unlike its other sorts. */
void
qsort_interruptible(void *base, size_t n, size_t size, qsort_arg_comparator compare, void *arg)
{
	qsort_arg(base, n, size, compare, arg);
}

bool
scanner_isspace(char ch)
{
	return ch != '\0' && strchr(" \t\n\r\f", ch) != NULL;
}

void
ProcessInterrupts(void)
{
	fuzz_finding("there are no interrupts");
}

/* ---- Temporary files ---- */

struct BufFile
{
	char	   *data;
	Size		used;			/* bytes written */
	Size		size;			/* bytes there is room for */
	Size		at;				/* where it stands */
	BufFile    *next;			/* of all that are open */
};

static BufFile *files = NULL;

BufFile *
BufFileCreateTemp(bool interXact)
{
	BufFile    *file = calloc(1, sizeof(BufFile));

	fuzz_expect(file != NULL);
	file->next = files;
	return files = file;
}

void
BufFileClose(BufFile *file)
{
	BufFile   **place = &files;

	while (*place != file)
		place = &(*place)->next;
	*place = file->next;
	free(file->data);
	free(file);
}

void
fuzz_files_end(void)
{
	if (files != NULL)
		fuzz_finding("a temporary file is left open");
}

int
BufFileSeek(BufFile *file, int fileno, off_t offset, int whence)
{
	fuzz_expect(fileno == 0 && whence == SEEK_SET);
	file->at = offset;
	return 0;
}

#if PG_VERSION_NUM >= 160000
void
BufFileWrite(BufFile *file, const void *ptr, size_t size)
#else
void
BufFileWrite(BufFile *file, void *ptr, size_t size)
#endif
{
	if (file->at + size > file->size)
	{
		file->size = Max(2 * file->size, file->at + size);
		file->data = realloc(file->data, file->size);
		fuzz_expect(file->data != NULL);
	}
	memcpy(file->data + file->at, ptr, size);
	file->at += size;
	file->used = Max(file->used, file->at);
}

#if PG_VERSION_NUM >= 160000
void
BufFileReadExact(BufFile *file, void *ptr, size_t size)
#else
size_t
BufFileRead(BufFile *file, void *ptr, size_t size)
#endif
{
	fuzz_expect(file->at + size <= file->used);
	memcpy(ptr, file->data + file->at, size);
	file->at += size;
#if PG_VERSION_NUM < 160000
	return size;
#endif
}
