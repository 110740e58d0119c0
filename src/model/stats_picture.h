/*-------------------------------------------------------------------------
 *
 * stats_picture.h
 *	  Numbers as lengths and heights
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_STATS_PICTURE_H
#define CA_STATS_PICTURE_H

/* Parts of a character that a bar can end with, and heights of a line. */
#define CA_PICTURE_PARTS	8

/*
 * The length of a bar, in eighths of a character, of a value when max is width
 * characters long.  What is above 0 is never 0 eighths, and what is above max no
 * longer than max; NaN is 0.
 */
extern int	ca_picture_length(double value, double max, int width);

/* The height of a value between low and high, 0 to 7; none of them NaN. */
extern int	ca_picture_height(double value, double low, double high);

#endif							/* CA_STATS_PICTURE_H */
