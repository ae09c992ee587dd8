// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl: options, objects, commands. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"

struct object {
	const char *name;
	const struct command *commands;	/* the first is the default */
	int (*run)(struct ctl *ctl, struct parser *p);	/* if it has none */
};

static int run_version(struct ctl *ctl, struct parser *p);
static int run_help(struct ctl *ctl, struct parser *p);

static const struct object objects[] = {
	{ "status", NULL, status_run },
	{ "sa", sa_commands, NULL },
	{ "policy", policy_commands, NULL },
	{ "acquire", acquire_commands, NULL },
	{ "pad", pad_commands, NULL },
	{ "id", id_commands, NULL },
	{ "pin", pin_commands, NULL },
	{ "key", key_commands, NULL },
	{ "stats", NULL, stats_run },
	{ "drops", NULL, drops_run },
	{ "explain", explain_commands, NULL },
	{ "monitor", NULL, monitor_run },
	{ "config", config_commands, NULL },
	{ "conf", conf_commands, NULL },
	{ "version", NULL, run_version },
	{ "help", NULL, run_help },
};

#define OBJECTS (sizeof(objects) / sizeof(objects[0]))

static const char usage_text[] =
"Usage: btnsctl [OPTIONS] [OBJECT [COMMAND] [KEYWORD VALUE]...]\n"
"\n"
"  status                                  is this namespace protected? (default)\n"
"  sa      list|get|add|update|del|flush|allocspi|count\n"
"  policy  list|get|add|del|change|move|flush\n"
"  acquire list | fail id ID [reason REASON] [hold-off SECONDS]\n"
"  pad     list|add|change|del|flush\n"
"  id      list|add|del\n"
"  pin     list|add|accept|revoke|remove\n"
"  key     show file PATH\n"
"  stats   [NAME]...\n"
"  drops   [remote ADDRESS]\n"
"  explain out|in|forward local ADDRESS remote ADDRESS proto PROTO ...\n"
"  monitor [sa] [policy] [pad] [acquire] [audit]\n"
"  config  show | apply -f FILE [--confirm SECONDS] | diff -f FILE |\n"
"          confirm | reset\n"
"  conf    show | set NAME VALUE... | reset\n"
"  version\n"
"\n"
"  -j  JSON                  -p  pretty JSON        -o  an object a line\n"
"  -s  counters              -d  details            -t  timestamps\n"
"  -c[auto|always|never]  colour                    -n NETNS  network namespace\n"
"  -f FILE  apply a configuration                   -C  check it only\n"
"  -V  version               -h  this help\n"
"\n"
"btnsctl(8) has the grammar.\n";

static int run_version(struct ctl *ctl, struct parser *p)
{
	if (parse_end(p))
		return EXIT_USAGE;
	if (ctl->json)
		printf("{\"version\":\"%s\",\"family-version\":%d}\n",
		       BTNS_VERSION, BTNS_FAMILY_VERSION);
	else
		printf("btnsctl %s, netlink family " BTNS_FAMILY_NAME
		       " version %d\n", BTNS_VERSION, BTNS_FAMILY_VERSION);
	return EXIT_OK;
}

static int run_help(struct ctl *ctl, struct parser *p)
{
	(void)ctl;
	if (parse_end(p))
		return EXIT_USAGE;
	fputs(usage_text, stdout);
	return EXIT_OK;
}

static const char *object_name(size_t i, const void *arg)
{
	const struct object *list = arg;

	return list[i].name;
}

static const char *command_name(size_t i, const void *arg)
{
	const struct command *list = arg;

	return list[i].name;
}

static int run_object(struct ctl *ctl, struct parser *p,
		      const struct object *object)
{
	const struct command *commands = object->commands;
	size_t count = 0, choice = 0;
	int len = snprintf(ctl->what, sizeof(ctl->what), "%s", object->name);

	if (!commands)
		return object->run(ctl, p);
	while (commands[count].name)
		count++;
	if ((!parse_is_end(p) || p->completing) &&
	    parse_choice(p, "command", count, command_name, commands, &choice))
		return EXIT_USAGE;
	snprintf(ctl->what + len, sizeof(ctl->what) - len, " %s",
		 commands[choice].name);
	return commands[choice].run(ctl, p);
}

static int run_words(struct ctl *ctl, struct parser *p)
{
	size_t choice = 0;
	int code = EXIT_USAGE;

	if ((parse_is_end(p) && !p->completing) ||
	    !parse_choice(p, "object", OBJECTS, object_name, objects, &choice))
		code = run_object(ctl, p, &objects[choice]);
	if (p->completing)
		return EXIT_OK;
	if (p->failed) {
		parse_report(p, ctl->what, stderr);
		return EXIT_USAGE;
	}
	return code;
}

static struct token *tokens_of(char **words, size_t count)
{
	struct token *tokens = calloc(count + 1, sizeof(*tokens));

	for (size_t i = 0; tokens && i < count; i++)
		tokens[i].text = words[i];
	return tokens;
}

static int run_argv(struct ctl *ctl, char **words, size_t count,
		    const char *partial)
{
	struct parser p = {
		.count = count, .completing = partial, .partial = partial,
	};
	struct token *tokens = tokens_of(words, count);
	int code;

	if (!tokens)
		return ctl_error(ctl, EXIT_REFUSED, "out of memory");
	p.tokens = tokens;
	code = run_words(ctl, &p);
	free(tokens);
	return code;
}

/* "btnsctl -f FILE ..." is "btnsctl config apply -f FILE ..." */
static int run_file(struct ctl *ctl, char **rest, int count)
{
	char object[] = "config", command[] = "apply", option[] = "--confirm";
	char *words[8] = { object, command };
	size_t used = 2;

	if (ctl->confirm) {
		words[used++] = option;
		words[used++] = (char *)ctl->confirm;
	}
	if (count > 3)
		return ctl_error(ctl, EXIT_USAGE, "unexpected \"%s\"",
				 rest[3]);
	for (int i = 0; i < count; i++)
		words[used++] = rest[i];
	return run_argv(ctl, words, used, NULL);
}

/*
 * __complete WORD...: what may stand in the place of the last word.  Options
 * before the object are passed over.
 */
static int run_complete(struct ctl *ctl, char **words, int count)
{
	const char *partial = count ? words[count - 1] : "";
	int first = 0;

	count = count ? count - 1 : 0;
	while (first < count && words[first][0] == '-') {
		if (!strcmp(words[first], "-n") || !strcmp(words[first], "-f"))
			first++;
		first++;
	}
	if (first > count)	/* an option's value: not ours to know */
		return EXIT_OK;
	return run_argv(ctl, words + first, (size_t)(count - first), partial);
}

static bool want_color(const char *when)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (!strcmp(when, "always"))
		return true;
	if (!strcmp(when, "never") || (no && *no))
		return false;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static int enter_netns(const struct ctl *ctl)
{
	char path[PATH_MAX];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s%s",
		 strchr(ctl->netns, '/') ? "" : "/run/netns/", ctl->netns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return ctl_error(ctl, EXIT_ABSENT,
				 "no network namespace \"%s\"", ctl->netns);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err = errno;
	if (fd >= 0)
		close(fd);
	if (err)
		return ctl_error(ctl, err == EPERM || err == EACCES ?
				 EXIT_NOT_PERMITTED : EXIT_REFUSED,
				 "network namespace \"%s\": %s", ctl->netns,
				 strerror(err));
	return EXIT_OK;
}

enum { OPTION_CONFIRM = 256 };

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "pretty", no_argument, NULL, 'p' },
	{ "oneline", no_argument, NULL, 'o' },
	{ "stats", no_argument, NULL, 's' },
	{ "details", no_argument, NULL, 'd' },
	{ "timestamp", no_argument, NULL, 't' },
	{ "color", optional_argument, NULL, 'c' },
	{ "netns", required_argument, NULL, 'n' },
	{ "file", required_argument, NULL, 'f' },
	{ "check", no_argument, NULL, 'C' },
	{ "confirm", required_argument, NULL, OPTION_CONFIRM },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

/* -1: go on; else an exit code */
static int set_option(struct ctl *ctl, int option)
{
	switch (option) {
	case 'j':
		ctl->json = true;
		return -1;
	case 'p':
		ctl->pretty = true;
		return -1;
	case 'o':
		ctl->oneline = true;
		return -1;
	case 's':
		ctl->stats = true;
		return -1;
	case 'd':
		ctl->details = true;
		return -1;
	case 't':
		ctl->timestamp = true;
		return -1;
	case 'c':
		ctl->color = want_color(!optarg ? "always" : *optarg == '=' ?
					optarg + 1 : optarg);
		return -1;
	case 'n':
		ctl->netns = optarg;
		return -1;
	case 'f':
		ctl->file = optarg;
		return -1;
	case 'C':
		ctl->check = true;
		return -1;
	case OPTION_CONFIRM:
		ctl->confirm = optarg;
		return -1;
	default:
		fputs(usage_text, stderr);
		return EXIT_USAGE;
	}
}

int main(int argc, char **argv)
{
	struct ctl ctl = { .color = want_color("auto") };
	int option, code = -1;

	if (argc > 1 && !strcmp(argv[1], "__complete"))
		return run_complete(&ctl, argv + 2, argc - 2);
	while (code < 0 && (option = getopt_long(argc, argv, "+jposdtc::n:f:CVh",
						 long_options, NULL)) != -1) {
		if (option == 'V' || option == 'h') {
			char word[] = "version", help[] = "help";
			char *words[] = { option == 'V' ? word : help };

			return run_argv(&ctl, words, 1, NULL);
		}
		code = set_option(&ctl, option);
	}
	if (code < 0 && ctl.netns) {
		code = enter_netns(&ctl);
		code = code ? code : -1;
	}
	if (code < 0 && ctl.file && (optind == argc ||
				     strcmp(argv[optind], "config") != 0))
		code = run_file(&ctl, argv + optind, argc - optind);
	if (code < 0)
		code = run_argv(&ctl, argv + optind, (size_t)(argc - optind),
				NULL);
	btns_sock_close(ctl.sock);
	if (fflush(stdout) || ferror(stdout))
		code = code ? code : ctl_error(&ctl, EXIT_REFUSED,
					       "cannot write: %s",
					       strerror(errno));
	return code;
}
