/*-------------------------------------------------------------------------
 *
 * replay.c
 *	  Every input of test/fuzz/corpus once, without a fuzzer
 *
 * Usage: replay [FOLDER]		(of folders that are named after targets)
 *
 * Prints a line of TAP a target: it must have inputs, of which it takes one at
 * least, and none may be a finding; and one for each folder without a target.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"

static int	ntests = 0;

static void
say(bool ok, const char *name, const char *what)
{
	printf("%sok %d - %s%s\n", ok ? "" : "not ", ++ntests, name, what);
	fflush(stdout);
}

/* An input, in memory that ends where it ends. */
static uint8 *
load(const char *path, Size *n)
{
	FILE	   *file = fopen(path, "rb");
	uint8	   *data;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0)
	{
		perror(path);
		exit(1);
	}
	*n = ftell(file);
	rewind(file);
	data = malloc(*n == 0 ? 1 : *n);
	if (data == NULL || fread(data, 1, *n, file) != *n)
	{
		perror(path);
		exit(1);
	}
	fclose(file);
	return data;
}

/* What became of the inputs of a target. */
typedef struct Outcome
{
	int			ninputs;
	int			ntaken;
	Size		most;			/* bytes of memory that one of them took */
} Outcome;

static Outcome
replay_folder(const FuzzTarget *target, const char *folder)
{
	Outcome		outcome = {0};
	DIR		   *dir = opendir(folder);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
	{
		static char path[MAXPGPATH];
		uint8	   *data;
		Size		n;

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		fuzz_input = path;
		data = load(path, &n);
		outcome.ntaken += fuzz_run(target, data, n);
		outcome.ninputs++;
		free(data);
	}
	if (dir != NULL)
		closedir(dir);
	outcome.most = fuzz_most_memory;
	return outcome;
}

/* In a process of its own, for a finding ends it; false when it did not come to its end. */
static bool
replay_apart(const FuzzTarget *target, const char *folder, Outcome *outcome)
{
	int			ends[2];
	int			status;
	bool		told;
	pid_t		child;

	if (pipe(ends) != 0 || (child = fork()) < 0)
	{
		perror("replay");
		exit(1);
	}
	if (child == 0)
	{
		*outcome = replay_folder(target, folder);
		exit(write(ends[1], outcome, sizeof(Outcome)) != sizeof(Outcome));
	}
	close(ends[1]);
	told = read(ends[0], outcome, sizeof(Outcome)) == sizeof(Outcome);
	close(ends[0]);
	return waitpid(child, &status, 0) == child && status == 0 && told;
}

static void
replay_target(const FuzzTarget *target, const char *corpus)
{
	char		folder[MAXPGPATH];
	Outcome		outcome = {0};

	snprintf(folder, sizeof(folder), "%s/%s", corpus, target->name);
	if (!replay_apart(target, folder, &outcome))
		say(false, target->name, ": it did not come to its end");
	else
	{
		printf("# %s: %d inputs, %d of them taken, with up to %zu bytes of memory\n",
			   target->name, outcome.ninputs, outcome.ntaken, outcome.most);
		say(outcome.ntaken > 0, target->name, outcome.ntaken > 0 ? "" : ": no input is taken");
	}
}

/* Folders that no target is named after. */
static void
look_for_strangers(const char *corpus)
{
	DIR		   *dir = opendir(corpus);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
	{
		const FuzzTarget *target = fuzz_targets;

		while (target != NULL && strcmp(target->name, entry->d_name) != 0)
			target = target->next;
		if (target == NULL && entry->d_name[0] != '.')
			say(false, entry->d_name, ": inputs without a target");
	}
	if (dir != NULL)
		closedir(dir);
}

int
main(int argc, char **argv)
{
	const char *corpus = argc > 1 ? argv[1] : "test/fuzz/corpus";

	for (const FuzzTarget *target = fuzz_targets; target != NULL; target = target->next)
		replay_target(target, corpus);
	look_for_strangers(corpus);
	printf("1..%d\n", ntests);
	return 0;
}
