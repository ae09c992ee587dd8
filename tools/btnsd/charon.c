// SPDX-License-Identifier: GPL-2.0-or-later
#include "charon.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "log.h"

#define LOOK_MS 1000		/* is there another charon? */
#define RETRY_MS_MAX 30000

/* ---- the file ---- */

static bool is_there(const char *path, const char *text)
{
	size_t len = strlen(text);
	char *old = malloc(len + 2);
	FILE *file = fopen(path, "re");
	bool is_same = file && old && fread(old, 1, len + 1, file) == len &&
		       !memcmp(old, text, len);

	if (file)
		fclose(file);
	free(old);
	return is_same;
}

static int put(const char *path, const char *text)
{
	char new[PATH_MAX];
	int fd, err = 0;

	if (snprintf(new, sizeof(new), "%s.new", path) >= (int)sizeof(new))
		return ENAMETOOLONG;
	unlink(new);
	fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno;
	for (size_t len = strlen(text); len && !err;) {
		ssize_t done = write(fd, text, len);

		if (done < 0) {
			err = errno;
		} else {
			text += done;
			len -= (size_t)done;
		}
	}
	if (close(fd) && !err)
		err = errno;
	if (!err && rename(new, path))
		err = errno;
	if (err)
		unlink(new);
	return err;
}

int charon_write(struct charon *charon, const char *text)
{
	int err;

	if (is_there(charon->file, text))
		return 0;
	err = put(charon->file, text);
	if (err) {
		log_line(LOG_LEVEL_ERROR, "cannot write %s: %s", charon->file,
			 strerror(err));
		return -1;
	}
	charon->is_due = true;
	charon->retry = 0;
	charon->wait = 0;
	return 0;
}

/* ---- swanctl ---- */

/* Another socket is another charon, which knows nothing yet. */
static bool is_up(struct charon *charon)
{
	struct stat st;

	if (stat(charon->vici, &st) || !S_ISSOCK(st.st_mode))
		return false;
	if (st.st_ino != charon->inode || st.st_ctime != charon->born) {
		charon->inode = st.st_ino;
		charon->born = st.st_ctime;
		charon->is_due = true;
		charon->wait = 0;
	}
	return true;
}

static void run(const struct charon *charon)
{
	char uri[PATH_MAX];
	sigset_t none;

	/* it does not outlive us, and has the signals that it expects */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	snprintf(uri, sizeof(uri), "unix://%s", charon->vici);
	dup2(STDERR_FILENO, STDOUT_FILENO);
	execlp("swanctl", "swanctl", "--load-conns", "--uri", uri, NULL);
	_exit(127);
}

static void later(struct charon *charon, int64_t now)
{
	charon->wait = charon->wait ? 2 * charon->wait : LOOK_MS;
	if (charon->wait > RETRY_MS_MAX)
		charon->wait = RETRY_MS_MAX;
	charon->retry = now + charon->wait;
}

void charon_drive(struct charon *charon, int64_t now)
{
	if (!charon->is_wanted || charon->swanctl || !is_up(charon) ||
	    !charon->is_due || now < charon->retry)
		return;
	charon->swanctl = fork();
	if (!charon->swanctl)
		run(charon);
	if (charon->swanctl < 0) {
		charon->swanctl = 0;
		later(charon, now);
		return;
	}
	/* what changes from here on is due again */
	charon->is_due = false;
}

int charon_wait(const struct charon *charon, int64_t now)
{
	if (!charon->is_wanted || charon->swanctl)
		return -1;
	return charon->is_due && charon->retry > now + LOOK_MS ?
		(int)(charon->retry - now) : LOOK_MS;
}

void charon_reap(struct charon *charon, int64_t now)
{
	int status;

	if (!charon->swanctl ||
	    waitpid(charon->swanctl, &status, WNOHANG) != charon->swanctl)
		return;
	charon->swanctl = 0;
	if (WIFEXITED(status) && !WEXITSTATUS(status)) {
		log_line(LOG_LEVEL_INFO, "charon has the connections of %s",
			 charon->file);
		charon->wait = 0;
		return;
	}
	charon->is_due = true;
	later(charon, now);
	log_line(LOG_LEVEL_WARNING,
		 "swanctl --load-conns failed, once more in %d s%s",
		 charon->wait / 1000,
		 WIFEXITED(status) && WEXITSTATUS(status) == 127 ?
		 ": swanctl is not installed" : "");
}
