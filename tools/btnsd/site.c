// SPDX-License-Identifier: GPL-2.0-or-later
#include "site.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

/* ---- files ---- */

static int is_conf(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 5 &&
	       !strcmp(entry->d_name + len - 5, ".conf");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int load_dir(const struct ctl *ctl, struct site *site, const char *path)
{
	struct dirent **list;
	int count = scandir(path, &list, is_conf, by_name), code = EXIT_OK;

	if (count < 0)
		return ctl_error(ctl, EXIT_USAGE, "cannot read %s: %s", path,
				 strerror(errno));
	if (!count)
		code = ctl_error(ctl, EXIT_USAGE, "there is no *.conf in %s",
				 path);
	for (int i = 0; i < count; i++) {
		char *name = NULL;

		if (!code && asprintf(&name, "%s/%s", path,
				      list[i]->d_name) < 0)
			code = ctl_error(ctl, EXIT_REFUSED, "out of memory");
		if (!code)
			code = config_load_more(ctl, &site->config, &site->p,
						name);
		free(name);
		free(list[i]);
	}
	free(list);
	return code;
}

/* Two files may say what no site can mean. */
static int check(struct site *site)
{
	struct config *config = &site->config;

	if (config_parse_end(config, &site->p))
		return -1;
	for (size_t i = 0; i < config->pad_count; i++)
		if (config->daemon.policy == PIN_POLICY_NO &&
		    config->pads[i].pad_class == BTNS_PAD_CLASS_BTNS_ANY &&
		    !(config->pads[i].flags & BTNS_PAD_FLAG_DISABLED))
			return parse_fail_at(&site->p, &config->pad_at[i],
					     "this entry lets in every key, and leap-of-faith is no: leave one of them out");
	return config_read_keys(config, &site->p);
}

int site_load(const struct ctl *ctl, struct site *site, const char *path)
{
	struct stat st;
	int code;

	memset(site, 0, sizeof(*site));
	if (stat(path, &st))
		return ctl_error(ctl, EXIT_USAGE, "cannot read %s: %s", path,
				 strerror(errno));
	code = S_ISDIR(st.st_mode) ? load_dir(ctl, site, path) :
		config_load_more(ctl, &site->config, &site->p, path);
	if (!code && check(site)) {
		parse_report(&site->p, ctl->what, stderr);
		code = EXIT_USAGE;
	}
	site->own_pads = site->config.pad_count;
	return code;
}

void site_free(struct site *site)
{
	config_free(&site->config);
	memset(site, 0, sizeof(*site));
}

/* ---- pins ---- */

static const struct btns_pad_info *find_key(const struct site *site,
					    const void *key)
{
	for (size_t i = 0; i < site->own_pads; i++) {
		const struct btns_pad_info *pad = &site->config.pads[i];

		if (pad->pad_class == BTNS_PAD_CLASS_BTNS_KEY &&
		    !memcmp(pad->id.value, key, sizeof(struct btns_hash)))
			return pad;
	}
	return NULL;
}

bool site_knows_key(const struct site *site, const struct btns_hash *key)
{
	return find_key(site, key);
}

/* The kernel finds one entry for a key: two would be one that nobody looks at. */
static int check_keys(const struct site *site, const struct btns_pad_info *list,
		      size_t count, const char *store, char *why)
{
	char digits[BTNS_HASH_TEXT_MAX];
	struct btns_hash key;

	for (size_t i = 0; i < count; i++) {
		if (!find_key(site, list[i].id.value))
			continue;
		memcpy(&key, list[i].id.value, sizeof(key));
		snprintf(why, SITE_WHY_MAX,
			 "SHA256:%s is a \"pad add\" of the files and a pin of %s (%s): leave one of them out",
			 btns_hash_print(&key, digits), store, list[i].label);
		return -1;
	}
	return 0;
}

static int make_room(struct config *config, size_t more)
{
	size_t room = config->pad_count + more;
	void *grown;

	if (room > BTNS_PAD_ENTRIES_MAX)
		return -1;
	if (room <= config->pad_room)
		return 0;
	grown = realloc(config->pads, room * sizeof(*config->pads));
	if (!grown)
		return -1;
	config->pads = grown;
	grown = realloc(config->pad_at, room * sizeof(*config->pad_at));
	if (!grown)
		return -1;
	config->pad_at = grown;
	config->pad_room = room;
	return 0;
}

static int add_entries(struct site *site, const struct pins *pins,
		       const char *store, char *why)
{
	struct config *config = &site->config;
	struct btns_pad_info *list;
	size_t count;
	int err = pins_pad(pins, &list, &count);

	if (err) {
		snprintf(why, SITE_WHY_MAX, "%s: %s", store, err == -ERANGE ?
			 "a key has more than 64 ranges of addresses" :
			 "out of memory");
		return -1;
	}
	err = check_keys(site, list, count, store, why);
	if (!err && make_room(config, count)) {
		snprintf(why, SITE_WHY_MAX, "%s: too many entries, or out of memory",
			 store);
		err = -1;
	}
	for (size_t i = 0; i < count && !err; i++) {
		/* a refusal of the kernel is told without a place in a file */
		memset(&config->pad_at[config->pad_count], 0,
		       sizeof(*config->pad_at));
		config->pads[config->pad_count++] = list[i];
		btns_pad_init(&list[i]);
	}
	btns_pad_list_free(list, count);
	return err;
}

static void drop_entries(struct site *site)
{
	struct config *config = &site->config;

	while (config->pad_count > site->own_pads)
		btns_pad_free(&config->pads[--config->pad_count]);
}

int site_add_pins(struct site *site, const struct pins *pins,
		  const char *store, char *why)
{
	drop_entries(site);
	if (pins)
		return add_entries(site, pins, store, why);
	site->closed = true;
	for (size_t i = 0; i < site->own_pads; i++)
		if (site->config.pads[i].pad_class == BTNS_PAD_CLASS_BTNS_ANY)
			site->config.pads[i].flags |= BTNS_PAD_FLAG_DISABLED;
	return 0;
}

/* ---- warnings ---- */

/* "id ipv4 0.0.0.0/0": every peer that asserts an address of the family. */
static bool is_everybody(const struct btns_id *id)
{
	static const uint8_t zero[16];
	size_t half = id->len / 2;

	if (id->match != BTNS_ID_MATCH_RANGE || half > 16)
		return false;
	for (size_t i = half; i < id->len; i++)
		if (id->value[i] != 0xff)
			return false;
	return half && !memcmp(id->value, zero, half);
}

static bool has_class(const struct config *config, uint32_t class)
{
	for (size_t i = 0; i < config->pad_count; i++)
		if (config->pads[i].pad_class == class)
			return true;
	return false;
}

static bool has_btns_policy(const struct config *config)
{
	for (size_t i = 0; i < config->policy_count; i++)
		if (config->policies[i].flags & BTNS_POLICY_FLAG_BTNS_OK)
			return true;
	return false;
}

void site_warn(const struct site *site,
	       void (*say)(void *arg, const char *text), void *arg)
{
	const struct config *config = &site->config;
	bool has_any = has_class(config, BTNS_PAD_CLASS_BTNS_ANY);
	bool strangers = has_any || has_class(config, BTNS_PAD_CLASS_BTNS_KEY);
	char text[512];

	for (size_t i = 0; i < site->own_pads; i++) {
		const struct btns_pad_info *pad = &config->pads[i];
		const struct token *at = &config->pad_at[i];

		if (!strangers || pad->pad_class != BTNS_PAD_CLASS_AUTH ||
		    !is_everybody(&pad->id))
			continue;
		snprintf(text, sizeof(text),
			 "%s:%u: this entry of class auth is for every address that a peer asserts: no such peer is let in by its key alone",
			 at->source->name, at->line);
		say(arg, text);
	}
	if (strangers && !has_btns_policy(config))
		say(arg, "the PAD lets in peers that are known by their key alone, and no policy says btns-ok: they get no SAs");
	if (!strangers && has_btns_policy(config))
		say(arg, "policies say btns-ok, and the PAD lets in nobody by his key alone");
	if (!has_any && config->daemon.policy_at.source &&
	    config->daemon.policy != PIN_POLICY_NO)
		say(arg, "leap-of-faith is set, and no \"pad add class btns-any\" lets anybody in to be seen first");
}
