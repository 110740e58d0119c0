/*-------------------------------------------------------------------------
 *
 * stats_picture.c
 *	  Numbers as lengths and heights
 *
 * Interface
 *	ca_picture_length	- of a bar
 *	ca_picture_height	- of a point of a line
 *
 * Memory: none.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <math.h>

#include "model/stats_picture.h"

int
ca_picture_length(double value, double max, int width)
{
	int			most = width * CA_PICTURE_PARTS;
	int			length;

	if (!(value > 0.0) || !(max > 0.0))
		return 0;
	if (value >= max)
		return most;
	length = (int) rint(value / max * most);
	return Max(length, 1);
}

int
ca_picture_height(double value, double low, double high)
{
	double		height;

	if (low < high && value > low && value < high)
	{
		/* Halves: the difference of two doubles may be too large for one. */
		height = (0.5 * value - 0.5 * low) / (0.5 * high - 0.5 * low);
		return Min((int) (height * CA_PICTURE_PARTS), CA_PICTURE_PARTS - 1);
	}
	if (value < low || (value == low && low < high))
		return 0;
	if (value > high || (value == high && low < high))
		return CA_PICTURE_PARTS - 1;
	/* No ups and downs: zeros are on the ground, else it is the middle. */
	return value == 0.0 ? 0 : (CA_PICTURE_PARTS - 1) / 2;
}
