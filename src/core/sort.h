/*-------------------------------------------------------------------------
 *
 * sort.h
 *	  Sorting of fixed-width entries
 *
 *-------------------------------------------------------------------------
 */
#ifndef CA_SORT_H
#define CA_SORT_H

/*
 * Sort n entries of nwords words (1 to 4) ascending, all words compared.
 * scratch has room for as many entries, and is overwritten.
 */
extern void ca_sort_entries(uint64 *entries, Size n, int nwords, uint64 *scratch);

#endif							/* CA_SORT_H */
