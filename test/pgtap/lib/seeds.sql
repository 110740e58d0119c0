/*
 * How many random cases a file has is in :seeds, by default what the file sets it
 * to before it reads this. The environment (SEEDS) may say otherwise; see make
 * test-seeds.
 */
\getenv asked SEEDS
\if :{?asked}
\set seeds :asked
\endif
