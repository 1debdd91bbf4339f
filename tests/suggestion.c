/*
 * A name that was mistyped finds the one that was meant, and nonsense finds none.
 */
#include "bench/suggestion.h"

#include <string.h>

#include "tests/tap.h"

static const char *const names[] = {
	"serial", "thread", "thread-pool", "process", "process-pool", "coroutine", NULL};

static void
meant(const char *typed, const char *expected)
{
	const char *found = suggestion(typed, names);

	ok(found == expected || (found && expected && strcmp(found, expected) == 0),
	   "'%s' is %s (%s)",
	   typed,
	   expected ? expected : "none of them",
	   found ? found : "none");
}

int
main(void)
{
	static const char *const none[] = {NULL};
	char endless[1000];

	meant("serial", "serial");
	meant("seriel", "serial");
	meant("tread", "thread");
	meant("threads", "thread");
	meant("thraed", "thread");
	meant("thread_pool", "thread-pool");
	meant("threadpool", "thread-pool");
	meant("thread-p", "thread-pool");
	meant("proces", "process");
	meant("process-pol", "process-pool");
	meant("corutine", "coroutine");
	meant("co", NULL);
	meant("cor", "coroutine");
	meant("Coroutine", "coroutine");
	meant("", NULL);
	meant("x", NULL);
	meant("goroutines", "coroutine");
	meant("quantum", NULL);
	meant("spawning", NULL);
	ok(suggestion("serial", none) == NULL, "of no names none is meant");
	memset(endless, 'x', sizeof endless - 1);
	endless[sizeof endless - 1] = '\0';
	meant(endless, NULL);
	return done_testing();
}
