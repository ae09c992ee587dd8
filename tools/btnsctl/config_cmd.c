// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl config show, confirm, reset */
#include "config.h"
#include "json.h"

static void print_json(const struct ctl *ctl, const struct config_kernel *kernel)
{
	struct json_object *obj = json_object_make(), *array;

	json_add_bool(obj, "active", kernel->spd.active);
	json_add_number(obj, "generation", kernel->spd.generation);
	array = json_add_array(obj, "spd");
	for (size_t i = 0; i < kernel->policy_count; i++)
		json_append(array, policy_json(&kernel->policies[i]));
	array = json_add_array(obj, "pad");
	for (size_t i = 0; i < kernel->pad_count; i++)
		json_append(array, pad_json(&kernel->pads[i]));
	array = json_add_array(obj, "sad");
	for (size_t i = 0; i < kernel->sa_count; i++)
		json_append(array, sa_json(&kernel->sas[i]));
	json_add(obj, "conf", conf_json(&kernel->conf));
	json_print(obj, ctl->pretty);
}

static int run_show(struct ctl *ctl, struct parser *p)
{
	struct config_kernel kernel;
	int code, err;

	if (parse_end(p))
		return EXIT_USAGE;
	code = ctl_open(ctl);
	if (code)
		return code;
	err = config_kernel_read(ctl->sock, &kernel);
	if (!err && ctl->json) {
		print_json(ctl, &kernel);
	} else if (!err) {
		config_print_conf(stdout, &kernel.conf);
		config_print_pads(stdout, kernel.pads, kernel.pad_count);
		config_print_policies(stdout, kernel.policies,
				      kernel.policy_count, kernel.spd.active);
		config_print_sas(stdout, kernel.sas, kernel.sa_count);
	}
	config_kernel_free(&kernel);
	return ctl_result(ctl, err);
}

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
	fputs("config reset: the SPD is gone, the namespace is inactive, packets pass in the clear; SAs and the PAD stay\n",
	      stderr);
	return EXIT_OK;
}

const struct command config_commands[] = {
	{ "show", run_show },
	{ "apply", config_apply_run },
	{ "diff", config_diff_run },
	{ "confirm", run_confirm },
	{ "reset", run_reset },
	{ NULL, NULL },
};
