/*-------------------------------------------------------------------------
 *
 * state.c
 *	  The head of every stored state, and the value around it
 *
 *		'C' 'A' | type | version | shape of the keys (2) | 0 0 | body
 *
 * Partial states on their way between processes have the same form as stored
 * ones, and pass the same checks.
 *
 * Interface
 *	ca_state_begin	- start writing
 *	ca_state_end	- the finished value
 *	ca_state_write_hole, ca_state_fill_hole, ca_state_read_set
 *					- the head of each set in it
 *	ca_state_open	- check the head
 *	ca_state_close	- check the end
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/memutils.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core/state.h"

#define CA_HEAD_BYTES	8

void
ca_state_begin(CaWriter *w, MemoryContext context, CaStateType type, CaKeyShape shape)
{
	uint8		head[CA_HEAD_BYTES] = {'C', 'A', type, CA_WIRE_VERSION, shape.first, shape.second, 0, 0};

	ca_writer_open(w, context, 256);
	w->used = VARHDRSZ;
	ca_write_bytes(w, head, sizeof(head));
}

struct varlena *
ca_state_end(CaWriter *w)
{
	if (!AllocSizeIsValid(w->used))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("state of %zu bytes is larger than a value can be", w->used),
				 errhint("Split it by groups; or, if only a count is wanted, set max_parallel_workers_per_gather to 0: one process needs no stored state.")));
	SET_VARSIZE(w->data, w->used);
	return (struct varlena *) w->data;
}

/* Count and packing are one number of eight bytes, the length another. */
Size
ca_state_write_hole(CaWriter *w)
{
	uint8		hole[CA_SET_HEAD_BYTES] = {0};
	Size		place = w->used;

	Assert(w->file == NULL);
	ca_write_bytes(w, hole, sizeof(hole));
	return place;
}

void
ca_state_fill_hole(CaWriter *w, Size place, CaSetHead head)
{
	ca_store64(w->data + place, head.count << 1 | head.packed);
	ca_store64(w->data + place + sizeof(uint64), w->used - place - CA_SET_HEAD_BYTES);
}

CaSetHead
ca_state_read_set(CaReader *r, CaKeyShape shape, CaReader *run)
{
	uint8		bytes[CA_SET_HEAD_BYTES];
	CaSetHead	head;

	Assert(r->file == NULL);
	ca_read_bytes(r, bytes, sizeof(bytes));
	head.count = ca_load64(bytes) >> 1;
	head.packed = (ca_load64(bytes) & 1) != 0;
	head.length = ca_load64(bytes + sizeof(uint64));
	if (head.length > (uint64) (r->end - r->at) || (head.count == 0) != (head.length == 0))
		ca_wire_error("the length of a set is out of range");
	if (head.count > 0 && shape.first == CA_KEY_NONE)
		ca_wire_error("there are keys of no kind");
	if (head.packed && (!ca_key_is_pair(shape) || head.count == 0))
		ca_wire_error("keys that are no pairs cannot be packed");
	ca_reader_open(run, r->at, head.length);
	r->at += head.length;
	return head;
}

CaKeyShape
ca_state_open(CaReader *r, const void *bytes, Size n, CaStateType type)
{
	uint8		head[CA_HEAD_BYTES];
	CaKeyShape	shape;

	ca_reader_open(r, bytes, n);
	ca_read_bytes(r, head, sizeof(head));
	if (head[0] != 'C' || head[1] != 'A')
		ca_wire_error("they do not begin as one");
	if (head[2] != type)
		ca_wire_error("they are of another type");
	if (head[3] < 1 || head[3] > CA_WIRE_VERSION)
		ca_wire_error("their version is not known");
	shape.first = head[4];
	shape.second = head[5];
	if (!ca_key_shape_is_valid(shape))
		ca_wire_error("the kind of key is not known");
	if (head[6] != 0 || head[7] != 0)
		ca_wire_error("reserved bytes are not zero");
	return shape;
}

void
ca_state_close(CaReader *r)
{
	if (!ca_reader_at_end(r))
		ca_wire_error("there are more than declared");
}
