// SPDX-License-Identifier: GPL-2.0-or-later
/* btnsctl key show: what names a public key. */
#include "ctl.h"
#include "json.h"
#include "pubkey.h"

static int run_show(struct ctl *ctl, struct parser *p)
{
	char digits[BTNS_HASH_TEXT_MAX];
	struct json_object *obj;
	struct spki spki;
	const char *path;

	if (parse_keyword(p, "file") || parse_word(p, &path) ||
	    parse_end(p) || pubkey_read(p, path, &spki))
		return EXIT_USAGE;
	btns_hash_print(&spki.hash, digits);
	if (!ctl->json) {
		if (ctl->details)
			printf("SHA256:%s %s %u\n", digits, spki.kind,
			       spki.bits);
		else
			printf("SHA256:%s\n", digits);
		return EXIT_OK;
	}
	obj = json_object_make();
	json_add_string(obj, "key-hash", digits);
	json_add_string(obj, "kind", spki.kind);
	json_add_number(obj, "bits", spki.bits);
	json_print(obj, ctl->pretty);
	return EXIT_OK;
}

const struct command key_commands[] = {
	{ "show", run_show },
	{ NULL, NULL },
};
