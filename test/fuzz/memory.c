/*-------------------------------------------------------------------------
 *
 * memory.c
 *	  Memory contexts without a server
 *
 * Each chunk is one of malloc's, so that a sanitizer sees where it ends and
 * when it is freed.  What all of them take is limited: see FuzzTarget.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "fuzz.h"

/* New chunks begin with something that is neither 0 nor a pointer. */
#define FILL_BYTES	4096
#define FILL		0x7F

typedef struct Context
{
	MemoryContextData head;		/* the server's; parents and children */
	struct Chunk *chunks;		/* of it */
	Size		bytes;			/* of these */
} Context;

typedef struct Chunk
{
	Context    *owner;
	struct Chunk *previous;		/* in the owner's list */
	struct Chunk *next;
	Size		size;			/* bytes that were asked for */
} Chunk;

StaticAssertDecl(sizeof(Chunk) % MAXIMUM_ALIGNOF == 0, "a chunk's bytes must be aligned");

MemoryContext CurrentMemoryContext = NULL;
MemoryContext TopMemoryContext = NULL;
Size		fuzz_most_memory = 0;

static Size limit;				/* of the input at hand */
static Size used;				/* bytes of all contexts */

/* ---- Chunks ---- */

static inline Chunk *
chunk_of(const void *pointer)
{
	return (Chunk *) pointer - 1;
}

static void
charge(Size more)
{
	if (more > limit - used)
		fuzz_finding("%zu bytes are asked for beside %zu, of an input that lets %zu be taken",
					 more, used, limit);
	used += more;
	fuzz_most_memory = Max(fuzz_most_memory, used);
}

static void *
allocate(MemoryContext context, Size size, Size most)
{
	Context    *owner = (Context *) context;
	Chunk	   *chunk;

	if (size > most)
		fuzz_finding("invalid memory alloc request size %zu", size);
	charge(size);
	chunk = malloc(sizeof(Chunk) + size);
	if (chunk == NULL)
		fuzz_finding("no memory for %zu bytes", size);
	memset(chunk + 1, FILL, Min(size, FILL_BYTES));
	chunk->owner = owner;
	chunk->size = size;
	chunk->previous = NULL;
	chunk->next = owner->chunks;
	if (chunk->next != NULL)
		chunk->next->previous = chunk;
	owner->chunks = chunk;
	owner->bytes += size;
	return chunk + 1;
}

void
pfree(void *pointer)
{
	Chunk	   *chunk = chunk_of(pointer);

	if (chunk->previous != NULL)
		chunk->previous->next = chunk->next;
	else
		chunk->owner->chunks = chunk->next;
	if (chunk->next != NULL)
		chunk->next->previous = chunk->previous;
	chunk->owner->bytes -= chunk->size;
	used -= chunk->size;
	free(chunk);
}

/* Always elsewhere, so that old pointers are seen to be old. */
static void *
reallocate(void *pointer, Size size, Size most)
{
	Chunk	   *old = chunk_of(pointer);
	void	   *new;

	used -= Min(old->size, size);	/* not both at once */
	new = allocate((MemoryContext) old->owner, size, most);
	used += Min(old->size, size);
	memcpy(new, pointer, Min(old->size, size));
	pfree(pointer);
	return new;
}

/* ---- The server's names ---- */

void *
MemoryContextAlloc(MemoryContext context, Size size)
{
	return allocate(context, size, MaxAllocSize);
}

void *
MemoryContextAllocHuge(MemoryContext context, Size size)
{
	return allocate(context, size, MaxAllocHugeSize);
}

void *
MemoryContextAllocZero(MemoryContext context, Size size)
{
	return memset(MemoryContextAlloc(context, size), 0, size);
}

#if PG_VERSION_NUM < 170000
void *
MemoryContextAllocZeroAligned(MemoryContext context, Size size)
{
	return MemoryContextAllocZero(context, size);
}
#endif

void *
MemoryContextAllocExtended(MemoryContext context, Size size, int flags)
{
	void	   *pointer = allocate(context, size,
								   (flags & MCXT_ALLOC_HUGE) != 0 ? MaxAllocHugeSize : MaxAllocSize);

	return (flags & MCXT_ALLOC_ZERO) != 0 ? memset(pointer, 0, size) : pointer;
}

void *
palloc(Size size)
{
	return MemoryContextAlloc(CurrentMemoryContext, size);
}

void *
palloc0(Size size)
{
	return MemoryContextAllocZero(CurrentMemoryContext, size);
}

void *
palloc_extended(Size size, int flags)
{
	return MemoryContextAllocExtended(CurrentMemoryContext, size, flags);
}

void *
repalloc(void *pointer, Size size)
{
	return reallocate(pointer, size, MaxAllocSize);
}

void *
repalloc_huge(void *pointer, Size size)
{
	return reallocate(pointer, size, MaxAllocHugeSize);
}

char *
pnstrdup(const char *string, Size n)
{
	char	   *copy;

	n = strnlen(string, n);
	copy = palloc(n + 1);
	memcpy(copy, string, n);
	copy[n] = '\0';
	return copy;
}

char *
pstrdup(const char *string)
{
	return pnstrdup(string, strlen(string));
}

/* ---- Contexts ---- */

MemoryContext
AllocSetContextCreateInternal(MemoryContext parent, const char *name, Size minContextSize,
							  Size initBlockSize, Size maxBlockSize)
{
	MemoryContext context = calloc(1, sizeof(Context));

	if (context == NULL)
		fuzz_finding("no memory for a context");
	context->type = T_AllocSetContext;
	context->name = name;
	context->parent = parent;
	if (parent != NULL)
	{
		context->nextchild = parent->firstchild;
		if (context->nextchild != NULL)
			context->nextchild->prevchild = context;
		parent->firstchild = context;
	}
	return context;
}

void
MemoryContextRegisterResetCallback(MemoryContext context, MemoryContextCallback *callback)
{
	callback->next = context->reset_cbs;
	context->reset_cbs = callback;
}

void
MemoryContextReset(MemoryContext context)
{
	while (context->firstchild != NULL)
		MemoryContextDelete(context->firstchild);
	while (context->reset_cbs != NULL)
	{
		MemoryContextCallback *callback = context->reset_cbs;

		context->reset_cbs = callback->next;
		callback->func(callback->arg);
	}
	while (((Context *) context)->chunks != NULL)
		pfree(((Context *) context)->chunks + 1);
}

void
MemoryContextDelete(MemoryContext context)
{
	MemoryContextReset(context);
	if (context->prevchild != NULL)
		context->prevchild->nextchild = context->nextchild;
	else if (context->parent != NULL)
		context->parent->firstchild = context->nextchild;
	if (context->nextchild != NULL)
		context->nextchild->prevchild = context->prevchild;
	free(context);
}

MemoryContext
MemoryContextGetParent(MemoryContext context)
{
	return context->parent;
}

Size
MemoryContextMemAllocated(MemoryContext context, bool recurse)
{
	Size		bytes = ((Context *) context)->bytes;

	if (recurse)
	{
		for (context = context->firstchild; context != NULL; context = context->nextchild)
			bytes += MemoryContextMemAllocated(context, true);
	}
	return bytes;
}

/* ---- Around an input ---- */

void
fuzz_memory_begin(Size most)
{
	limit = most;
	TopMemoryContext = AllocSetContextCreateInternal(NULL, "top", 0, 0, 0);
	CurrentMemoryContext = AllocSetContextCreateInternal(TopMemoryContext, "function", 0, 0, 0);
}

void
fuzz_memory_end(void)
{
	MemoryContextDelete(TopMemoryContext);
	if (used != 0)
		fuzz_finding("%zu bytes are counted that nobody has", used);
	TopMemoryContext = CurrentMemoryContext = NULL;
}
