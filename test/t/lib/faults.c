/*
 * A disk that fails: preloaded into a server, it lets writes to PostgreSQL's
 * temporary files fail once they have taken as many bytes as the file named by
 * FAULT_LIMIT says, as if the disk were full. A limit of nothing, or no such
 * file, is none.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long written;			/* bytes that this process wrote */

/* How many bytes there are; -1: as many as you like. */
static long
limit(void)
{
	const char *name = getenv("FAULT_LIMIT");
	FILE	   *file = name ? fopen(name, "r") : NULL;
	long		bytes = -1;

	if (file == NULL)
		return -1;
	if (fscanf(file, "%ld", &bytes) != 1)
		bytes = -1;
	fclose(file);
	return bytes;
}

static int
is_temporary(int fd)
{
	char		link[64];
	char		path[4096];
	ssize_t		n;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return 0;
	path[n] = '\0';
	return strstr(path, "pgsql_tmp") != NULL;
}

/* Is there no room for this many bytes more? */
static int
is_full(int fd, size_t bytes)
{
	long		most;

	if (!is_temporary(fd))
		return 0;
	most = limit();
	if (most < 0)
	{
		written = 0;
		return 0;
	}
	if (written + (long) bytes > most)
	{
		errno = ENOSPC;
		return 1;
	}
	written += bytes;
	return 0;
}

ssize_t
pwrite(int fd, const void *data, size_t bytes, off_t at)
{
	static ssize_t (*real) (int, const void *, size_t, off_t);

	if (real == NULL)
		*(void **) &real = dlsym(RTLD_NEXT, "pwrite");
	return is_full(fd, bytes) ? -1 : real(fd, data, bytes, at);
}

ssize_t
pwrite64(int fd, const void *data, size_t bytes, off_t at)
{
	return pwrite(fd, data, bytes, at);
}

ssize_t
pwritev(int fd, const struct iovec *parts, int nparts, off_t at)
{
	static ssize_t (*real) (int, const struct iovec *, int, off_t);
	size_t		bytes = 0;

	if (real == NULL)
		*(void **) &real = dlsym(RTLD_NEXT, "pwritev");
	for (int i = 0; i < nparts; i++)
		bytes += parts[i].iov_len;
	return is_full(fd, bytes) ? -1 : real(fd, parts, nparts, at);
}
