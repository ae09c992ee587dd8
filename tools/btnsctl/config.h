/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration: the statements of a file, or the state of the kernel in the
 * same words (btns.conf(5)).  config.c reads and prints and touches nothing
 * else; config_apply.c and config_diff.c compare it with the kernel.
 */
#ifndef BTNSCTL_CONFIG_H
#define BTNSCTL_CONFIG_H

#include "conf.h"
#include "ctl.h"
#include "daemon.h"
#include "pad.h"
#include "parse.h"
#include "policy.h"
#include "sa.h"

struct config_sa {
	struct sa_line line;
	struct key key;		/* from config_read_keys() */
	struct token at;	/* the statement */
};

/**
 * struct config_source - a file of a configuration
 * @source: its name and text, both its own
 * @words: copies of its words, which the configuration points to
 * @next: the one before it
 */
struct config_source {
	struct source source;
	char *words;
	struct config_source *next;
};

/**
 * struct config - what one file says, or several do together
 * @sources: the files, the last one first
 * @sas: "sa add", in order
 * @sa_count: of @sas
 * @policies: "policy add", in order
 * @policy_at: the statement of each
 * @policy_count: of both
 * @has_flush: there is a "policy flush"
 * @pads: "pad add"
 * @pad_at: the statement of each
 * @pad_count: of both
 * @conf: "conf set"; the others are to have their defaults
 * @conf_at: the first of these statements
 * @daemon: "daemon set", which only btnsd acts upon
 */
struct config {
	struct config_source *sources;
	struct config_sa *sas;
	size_t sa_count;
	size_t sa_room;
	struct btns_policy_info *policies;
	struct token *policy_at;
	size_t policy_count;
	size_t policy_room;
	bool has_flush;
	struct btns_pad_info *pads;
	struct token *pad_at;
	size_t pad_count;
	size_t pad_room;
	struct btns_conf_info conf;
	struct token conf_at;
	struct daemon_info daemon;
};

/* What is in force; sas in the order of config_sort_sas(), larval ones not. */
struct config_kernel {
	struct btns_sa_info *sas;
	size_t sa_count;
	struct btns_policy_info *policies;
	size_t policy_count;
	struct btns_spd_info spd;
	struct btns_pad_info *pads;
	size_t pad_count;
	struct btns_pad_state pad;
	struct btns_conf_info conf;
};

/**
 * config_parse_more() - read the statements of one more file
 * @config: all zero before the first one; to be given to config_free() in any case
 * @p: notes the first error
 * @name: of the file, for messages
 * @text: its content, ends with '\0'; from malloc(), belongs to @config now
 * @len: octets of @text
 *
 * Return: 0 or -1.
 */
int config_parse_more(struct config *config, struct parser *p,
		      const char *name, char *text, size_t len);

/* All files are read: what no two statements may share; 0 or -1. */
int config_parse_end(const struct config *config, struct parser *p);

/* Both, for one file. */
int config_parse(struct config *config, struct parser *p, const char *name,
		 char *text, size_t len);

/* Read a file and config_parse_more() it: an exit code, after a message. */
int config_load_more(const struct ctl *ctl, struct config *config,
		     struct parser *p, const char *name);

/* Read a file and config_parse() it: an exit code, after a message. */
int config_load(const struct ctl *ctl, struct config *config, struct parser *p,
		const char *name);

/* Read the keys; 0 or -1 with an error in @p. */
int config_read_keys(struct config *config, struct parser *p);

void config_free(struct config *config);

/* What config_parse() reads; entries as they are, SAs without keys. */
void config_print_policies(FILE *out, const struct btns_policy_info *list,
			   size_t count, bool has_spd);
void config_print_conf(FILE *out, const struct btns_conf_info *conf);
void config_print_sas(FILE *out, const struct btns_sa_info *list, size_t count);

/* config_pad.c: "pad add" */
int config_add_pad(struct config *config, struct parser *p);
void config_print_pads(FILE *out, const struct btns_pad_info *list,
		       size_t count);

/* An entry of a file in its place in the search; it shares the file's lists. */
struct config_pad {
	struct btns_pad_info info;
	bool has_index;		/* the file gives one */
};

/* those of a file in the order of the search, from malloc(); NULL: no memory */
struct config_pad *config_sorted_pads(const struct config *config);

/* does an entry of the kernel say the same, do all of them? */
bool config_pad_is(const struct config_pad *file,
		   const struct btns_pad_info *kernel);
bool config_pads_are(const struct config *config,
		     const struct config_kernel *kernel);

/* by direction, destination and SPI */
int config_compare_ids(const struct btns_sa_info *a,
		       const struct btns_sa_info *b);
void config_sort_sas(struct btns_sa_info *list, size_t count);

/* the SA with the name of @sa, or NULL */
struct btns_sa_info *config_find_sa(const struct config_kernel *kernel,
				    const struct btns_sa_info *sa);

/* 0 or a negative errno */
int config_kernel_read(struct btns_sock *sock, struct config_kernel *kernel);
void config_kernel_free(struct config_kernel *kernel);

/*
 * Entries of the file without an index get that of the kernel's entry that says
 * the same: SAs that were let in by it stay.
 */
void config_keep_pad_indexes(struct config *config,
			     const struct config_kernel *kernel);

/**
 * struct config_apply_opts - how config_apply() goes about it
 * @confirm: seconds until the SPD of before comes back, 0: it does not
 * @is_reload: an SA of the file that is there with its parameters is kept, though
 *	the file has a key for it; an SPD that is there is not set again
 */
struct config_apply_opts {
	uint32_t confirm;
	bool is_reload;
};

/**
 * config_apply() - bring the namespace to what a configuration says
 * @ctl: the run, for messages
 * @config: read, and its keys, too
 * @p: of @config
 * @opts: how
 *
 * What goes wrong before the SPD is exchanged is undone.
 *
 * Return: an exit code, after a message if it is not EXIT_OK.
 */
int config_apply(struct ctl *ctl, struct config *config, struct parser *p,
		 const struct config_apply_opts *opts);

/* The same for its PAD alone. */
int config_apply_pad(struct ctl *ctl, struct config *config, struct parser *p);

/* commands */
int config_apply_run(struct ctl *ctl, struct parser *p);
int config_diff_run(struct ctl *ctl, struct parser *p);

#endif
