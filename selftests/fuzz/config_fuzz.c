// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Configuration files of btnsctl: any octets are read without harm, an error is
 * reported within the file, and what is accepted survives being printed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"

static char *print(const struct config *config)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	config_print_conf(out, &config->conf);
	config_print_policies(out, config->policies, config->policy_count,
			      config->has_flush);
	for (size_t i = 0; i < config->sa_count; i++)
		config_print_sas(out, &config->sas[i].line.info, 1);
	fclose(out);
	return text;
}

static int parse(struct config *config, struct parser *p, const void *data,
		 size_t len)
{
	char *text = malloc(len + 1);

	memcpy(text, data, len);
	text[len] = '\0';
	return config_parse(config, p, "fuzz", text, len);
}

static void check_report(const struct parser *p, size_t len)
{
	char *text = NULL;
	size_t room;
	FILE *out = open_memstream(&text, &room);

	if (!p->failed || !p->error[0] || p->bad.offset > len ||
	    !p->bad.line || !p->bad.col || p->bad.col > p->bad.offset + 1)
		abort();
	parse_report(p, "", out);
	fclose(out);
	free(text);
}

static void check_round_trip(const struct config *config)
{
	char *text = print(config), *twice;
	struct config again;
	struct parser p;

	if (parse(&again, &p, text, strlen(text)))
		abort();
	twice = print(&again);
	if (strcmp(text, twice))
		abort();
	config_free(&again);
	free(twice);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config;
	struct parser p;

	if (parse(&config, &p, data, size))
		check_report(&p, size);
	else
		check_round_trip(&config);
	config_free(&config);
	return 0;
}
