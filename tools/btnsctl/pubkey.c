// SPDX-License-Identifier: GPL-2.0-or-later
#include "pubkey.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define KEY_FILE_MAX 65536

int pubkey_read(struct parser *p, const char *path, struct spki *spki)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	uint8_t *octets = malloc(KEY_FILE_MAX);
	const char *wrong = NULL;
	size_t len = 0;

	if (!file || !octets)
		wrong = strerror(errno);
	else
		len = fread(octets, 1, KEY_FILE_MAX, file);
	if (!wrong && ferror(file))
		wrong = strerror(errno);
	else if (!wrong && len == KEY_FILE_MAX)
		wrong = "too long for a public key";
	if (!wrong)
		wrong = spki_read(octets, len, spki);
	if (file && file != stdin)
		fclose(file);
	free(octets);
	return wrong ? parse_fail(p, "%s: %s", path, wrong) : 0;
}

int pubkey_parse(struct parser *p, struct btns_hash *hash)
{
	struct spki spki;
	const char *word;

	if (parse_word(p, &word))
		return -1;
	if (!strcmp(word, "file")) {
		if (parse_word(p, &word) || pubkey_read(p, word, &spki))
			return -1;
		*hash = spki.hash;
		return 0;
	}
	if (btns_hash_parse(word, hash))
		return parse_fail(p, "\"%s\" is not %d hexadecimal digits, SHA256: before them or not, nor \"file PATH\"",
				  word, 2 * BTNS_KEY_HASH_LEN);
	return 0;
}
