// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon.h"

#include <string.h>

static int take_policy(struct parser *p, void *obj)
{
	struct daemon_info *info = obj;
	const char *word;

	if (info->policy_at.source)
		return parse_fail(p, "leap-of-faith is set already");
	if (parse_word(p, &word))
		return -1;
	info->policy_at = p->tokens[p->pos - 1];
	if (pin_policy_value(word, &info->policy))
		return parse_fail(p, "\"%s\" is no leap-of-faith; these are ask, accept-new and no",
				  word);
	return 0;
}

/* It becomes a word of swanctl.conf: nothing that would be more than that. */
static int take_plain(struct parser *p, const char **to, const char *more)
{
	const char *word;

	if (*to)
		return parse_fail(p, "%s is set already", p->key->name);
	if (parse_word(p, &word))
		return -1;
	for (const char *c = word; *c; c++)
		if (!(*c >= '0' && *c <= '9') && !(*c >= 'a' && *c <= 'z') &&
		    !(*c >= 'A' && *c <= 'Z') && !strchr(more, *c))
			return parse_fail(p, "%s has letters, digits and %s only",
					  p->key->name, more);
	if (!*word)
		return parse_fail(p, "%s is empty", p->key->name);
	*to = word;
	return 0;
}

static int take_key(struct parser *p, void *obj)
{
	struct daemon_info *info = obj;

	return take_plain(p, &info->key, "._-/");
}

static int take_ike(struct parser *p, void *obj)
{
	struct daemon_info *info = obj;

	return take_plain(p, &info->ike, "-,");
}

static int take_esp(struct parser *p, void *obj)
{
	struct daemon_info *info = obj;

	return take_plain(p, &info->esp, "-,");
}

static const struct keyword keywords[] = {
	{ "leap-of-faith", take_policy, "ask accept-new no", 0 },
	{ "local-key", take_key, NULL, 0 },
	{ "ike-proposals", take_ike, NULL, 0 },
	{ "esp-proposals", take_esp, NULL, 0 },
	{ NULL, NULL, NULL, 0 },
};

int daemon_parse_set(struct parser *p, struct daemon_info *info)
{
	struct vocabulary words = { keywords, info, 0 };

	if (parse_is_end(p))
		return parse_fail_at(p, &p->end, "what is to be set is missing: leap-of-faith, local-key, ike-proposals or esp-proposals");
	return parse_keywords(p, &words, 1, false);
}
