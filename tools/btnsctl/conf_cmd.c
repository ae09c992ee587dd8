// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl conf show, set, reset */
#include "conf.h"
#include "ctl.h"
#include "json.h"

static void print(const struct btns_conf_info *conf)
{
	for (uint32_t id = 1; btns_conf_name(id); id++) {
		if (!(conf->has & 1ULL << id))
			continue;
		conf_print_set(stdout, id, conf->value[id]);
		putchar('\n');
	}
}

static int run_show(struct ctl *ctl, struct parser *p)
{
	struct btns_conf_info conf;
	int code, err;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = btns_conf_get(ctl->sock, &conf);
	if (err)
		return ctl_refused(ctl, err);
	if (ctl->json)
		json_print(conf_json(&conf), ctl->pretty);
	else
		print(&conf);
	return EXIT_OK;
}

static int run_set(struct ctl *ctl, struct parser *p)
{
	struct btns_conf_info conf = { .has = 0 };
	int code;

	if (conf_parse_set(p, &conf))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	return ctl_result(ctl, btns_conf_set(ctl->sock, &conf));
}

static int run_reset(struct ctl *ctl, struct parser *p)
{
	struct btns_conf_info conf = { .has = 0 };
	int code;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	conf_complete(&conf);
	return ctl_result(ctl, btns_conf_set(ctl->sock, &conf));
}

const struct command conf_commands[] = {
	{ "show", run_show },
	{ "list", run_show },
	{ "set", run_set },
	{ "reset", run_reset },
	{ NULL, NULL },
};
