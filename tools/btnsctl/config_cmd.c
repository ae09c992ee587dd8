// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl config ... */
#include "ctl.h"

static int run_confirm(struct ctl *ctl, struct parser *p)
{
	int code;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	return ctl_result(ctl, btns_spd_confirm(ctl->sock, NULL));
}

static int run_reset(struct ctl *ctl, struct parser *p)
{
	int code, err;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_spd_reset(ctl->sock, NULL);
	if (err)
		return ctl_refused(ctl, err);
	fputs("config reset: the SPD is gone, the namespace is inactive, packets pass in the clear; SAs stay\n",
	      stderr);
	return EXIT_OK;
}

const struct command config_commands[] = {
	{ "confirm", run_confirm },
	{ "reset", run_reset },
	{ NULL, NULL },
};
