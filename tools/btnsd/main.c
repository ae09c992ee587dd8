// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsd: options, and the loop. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "btnsd.h"
#include "log.h"
#include "news.h"
#include "notify.h"

/**
 * struct loop - what wakes us up
 * @btnsd: the daemon
 * @events: subscribed to the kernel's events
 * @signals: of signalfd()
 * @store: of inotify, the directory of the pins
 * @name: of the pins in it
 * @news: where the plugin of charon tells of peers
 * @watchdog: milliseconds, -1: none
 * @is_over: it ends
 */
struct loop {
	struct btnsd *btnsd;
	struct btns_sock *events;
	int signals;
	int store;
	const char *name;
	int news;
	int watchdog;
	bool is_over;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- what happened ---- */

static void on_signals(struct loop *loop)
{
	struct signalfd_siginfo info;

	while (read(loop->signals, &info, sizeof(info)) == sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGHUP:
			notify_send("RELOADING=1");
			btnsd_reload(loop->btnsd);
			notify_send("READY=1");
			break;
		case SIGCHLD:
			charon_reap(&loop->btnsd->charon, now_ms());
			break;
		default:
			loop->is_over = true;
			break;
		}
	}
}

static void on_events(struct loop *loop)
{
	struct btns_event event;
	int err;

	while ((err = btns_event_next(loop->events, &event)) != -EAGAIN) {
		if (err == -ENOBUFS) {
			log_line(LOG_LEVEL_WARNING,
				 "events were lost; SAs are listed instead");
			btnsd_meet_all(loop->btnsd);
			continue;
		}
		if (err)
			continue;
		if (event.type == BTNS_CMD_SA_ADD_NTF)
			btnsd_meet_sa(loop->btnsd, &event.sa);
		btns_event_free(&event);
	}
}

/* Another store, by rename or in place, or none any more. */
static void on_store(struct loop *loop)
{
	char buf[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	bool is_it = false;
	ssize_t len;

	while ((len = read(loop->store, buf, sizeof(buf))) > 0)
		for (char *at = buf; at < buf + len;) {
			const struct inotify_event *event = (void *)at;

			is_it |= event->mask & IN_Q_OVERFLOW ||
				 (event->len && !strcmp(event->name, loop->name));
			at += sizeof(*event) + event->len;
		}
	if (is_it)
		btnsd_read_pins(loop->btnsd);
}

static void on_news(struct loop *loop)
{
	struct pins_contact contact;
	int err;

	while ((err = news_next(loop->news, &contact)) != -EAGAIN)
		if (!err)
			btnsd_hear(loop->btnsd, &contact);
}

/* ---- the loop ---- */

static int sooner(int a, int b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

static void turn(struct loop *loop)
{
	struct pollfd fds[] = {
		{ .fd = loop->signals, .events = POLLIN },
		{ .fd = btns_event_fd(loop->events), .events = POLLIN },
		{ .fd = loop->store, .events = POLLIN },
		{ .fd = loop->news, .events = POLLIN },
	};
	int wait = btnsd_work(loop->btnsd);

	charon_drive(&loop->btnsd->charon, now_ms());
	wait = sooner(wait, charon_wait(&loop->btnsd->charon, now_ms()));
	wait = sooner(wait, loop->watchdog);
	if (poll(fds, 4, wait) < 0)
		return;
	if (fds[0].revents)
		on_signals(loop);
	if (fds[1].revents)
		on_events(loop);
	if (fds[2].revents)
		on_store(loop);
	if (fds[3].revents)
		on_news(loop);
	if (loop->watchdog > 0)
		notify_send("WATCHDOG=1");
}

/* ---- beginnings ---- */

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int open_store(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX] = ".";
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	*name = slash ? slash + 1 : path;
	if (slash)
		snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path) + 1,
			 path);
	if (mkdir(dir, 0700) && errno != EEXIST)
		log_line(LOG_LEVEL_ERROR, "cannot make %s: %s", dir,
			 strerror(errno));
	if (fd >= 0 && inotify_add_watch(fd, dir, IN_MOVED_TO | IN_CLOSE_WRITE |
					 IN_DELETE | IN_ONLYDIR) < 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* The events come before what they would tell of is read. */
static int start(struct loop *loop, const char *news)
{
	struct btnsd *btnsd = loop->btnsd;
	int code = ctl_open(&btnsd->ctl), err;

	if (code)
		return code;
	err = btns_sock_open(&loop->events);
	if (!err)
		err = btns_event_subscribe(loop->events);
	if (err)
		return ctl_error(&btnsd->ctl, EXIT_REFUSED,
				 "cannot listen to events: %s", strerror(-err));
	loop->signals = open_signals();
	loop->store = open_store(btnsd->store, &loop->name);
	if (loop->signals < 0 || loop->store < 0)
		return ctl_error(&btnsd->ctl, EXIT_REFUSED,
				 "cannot watch signals and %s: %s",
				 btnsd->store, strerror(errno));
	loop->news = news_open(news);
	if (loop->news < 0)
		log_line(LOG_LEVEL_WARNING,
			 "%s: %s; mismatches before an SA are not told", news,
			 strerror(-loop->news));
	loop->watchdog = notify_watchdog();
	return btnsd_start(btnsd);
}

static int run(struct btnsd *btnsd, const char *news)
{
	struct loop loop = {
		.btnsd = btnsd, .signals = -1, .store = -1, .news = -1,
	};
	int code = start(&loop, news);

	if (!code) {
		notify_send("READY=1");
		while (!loop.is_over)
			turn(&loop);
		notify_send("STOPPING=1");
	}
	btns_sock_close(loop.events);
	btns_sock_close(btnsd->ctl.sock);
	btnsd_stop(btnsd);
	return code;
}

/* ---- options ---- */

static const char usage_text[] =
"Usage: btnsd [OPTIONS]\n"
"\n"
"  -f, --file=PATH         configuration, a file or a directory of *.conf (/etc/btns)\n"
"  -s, --store=PATH        pins (" PINS_STORE ")\n"
"  -r, --run=DIR           connections for swanctl, and a socket (/run/btns)\n"
"  -v, --vici=PATH         charon's socket (/run/charon.vici)\n"
"  -C, --check             only check the configuration and print the connections\n"
"  -V, --version\n"
"  -h, --help\n";

static const struct option long_options[] = {
	{ "file", required_argument, NULL, 'f' },
	{ "store", required_argument, NULL, 's' },
	{ "run", required_argument, NULL, 'r' },
	{ "vici", required_argument, NULL, 'v' },
	{ "check", no_argument, NULL, 'C' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct options {
	struct btnsd btnsd;
	const char *dir;
	bool check;
};

/* -1: go on; else an exit code */
static int set_option(struct options *options, int option)
{
	switch (option) {
	case 'f':
		options->btnsd.conf = optarg;
		return -1;
	case 's':
		options->btnsd.store = optarg;
		return -1;
	case 'r':
		options->dir = optarg;
		return -1;
	case 'v':
		options->btnsd.charon.vici = optarg;
		return -1;
	case 'C':
		options->check = true;
		return -1;
	case 'V':
		puts("btnsd " BTNS_VERSION);
		return EXIT_OK;
	case 'h':
		fputs(usage_text, stdout);
		return EXIT_OK;
	default:
		fputs(usage_text, stderr);
		return EXIT_USAGE;
	}
}

int main(int argc, char **argv)
{
	struct options options = {
		.btnsd = {
			.ctl.what = "btnsd",
			.conf = "/etc/btns",
			.store = PINS_STORE,
			.charon.vici = "/run/charon.vici",
		},
		.dir = "/run/btns",
	};
	char file[PATH_MAX], news[PATH_MAX];
	int option, code = -1;

	while (code < 0 && (option = getopt_long(argc, argv, "f:s:r:v:CVh",
						 long_options, NULL)) != -1)
		code = set_option(&options, option);
	if (code >= 0)
		return code;
	if (optind < argc)
		return ctl_error(&options.btnsd.ctl, EXIT_USAGE,
				 "unexpected \"%s\"", argv[optind]);
	umask(077);
	setvbuf(stderr, NULL, _IOLBF, 0);
	if (options.check)
		return btnsd_check(&options.btnsd);
	if (mkdir(options.dir, 0700) && errno != EEXIST)
		return ctl_error(&options.btnsd.ctl, EXIT_REFUSED,
				 "cannot make %s: %s", options.dir,
				 strerror(errno));
	snprintf(file, sizeof(file), "%s/swanctl.conf", options.dir);
	snprintf(news, sizeof(news), "%s/peers", options.dir);
	options.btnsd.charon.file = file;
	return run(&options.btnsd, news);
}
