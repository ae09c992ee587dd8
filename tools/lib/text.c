// SPDX-License-Identifier: GPL-2.0-or-later
/* Names of enumerations, addresses and numbers, as people read and write them. */
#include "btns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

/* words of the family's specification */
static const char *const sa_dirs[] = { "in", "out", NULL };
static const char *const policy_dirs[] = { "in", "out", "both", NULL };
static const char *const modes[] = { "transport", "tunnel", NULL };
static const char *const aeads[] = { "aes-gcm-16", "chacha20-poly1305", NULL };
static const char *const actions[] = { "discard", "bypass", "protect", NULL };
static const char *const assurances[] = {
	"manual", "null", "btns", "auth", NULL
};
static const char *const sa_states[] = {
	"larval", "live", "dying", "dead", NULL
};
static const char *const sa_limits[] = {
	"none", "time", "bytes", "packets", NULL
};
static const char *const spd_changes[] = {
	"set", "confirmed", "rolled-back", "reset",
	"added", "deleted", "changed", "moved", NULL
};
static const char *const policy_flags[] = {
	"btns-ok", "btns-pinned-only", "null-ok", "btns-wide",
	"btns-prefix64", "opp-accept-clear", "opp-fail-clear", "no-latch",
	"latch-required", "app-override-ok", NULL
};
static const char *const pfps[] = {
	"local", "remote", "proto", "lport", "rport", NULL
};

static const char *const acquire_states[] = { "larval", "refused", NULL };
static const char *const acquire_reasons[] = {
	"refused", "unreachable", "timeout", "policy", NULL
};

static const char *const packet_dirs[] = { "in", "out", "forward", NULL };
static const char *const verdicts_by[] = {
	"nobody", "entry", "nominal", "fragment", "no-spd", NULL
};
static const char *const fragments[] = { "whole", "first", "later", NULL };
static const char *const explain_verdicts[] = {
	"drop", "pass", "protect", "hold", NULL
};
static const char *const explain_whats[] = {
	"policy", "sa", "keying", "inward", NULL
};
static const char *const keying_answers[] = {
	"hold", "refused", "full", "limited", "nobody", NULL
};

static const char *const dfs[] = { "copy", "set", "clear", NULL };
static const char *const switches[] = { "off", "on", NULL };

static const char *const id_types[] = {
	"any", "ipv4", "ipv6", "fqdn", "rfc822", "dn", "key-id", "public-key",
	NULL
};
static const char *const id_matches[] = { "exact", "subtree", "range", NULL };
static const char *const pad_classes[] = {
	"auth", "null-any", "btns-key", "btns-any", NULL
};
static const char *const spd_searches[] = { "addr", "id", NULL };
static const char *const pad_changes[] = {
	"set", "add", "change", "del", "expired", NULL
};

static const char *const *const names_of[BTNS_NAMES_COUNT] = {
	[BTNS_NAMES_SA_DIR] = sa_dirs,
	[BTNS_NAMES_POLICY_DIR] = policy_dirs,
	[BTNS_NAMES_MODE] = modes,
	[BTNS_NAMES_AEAD] = aeads,
	[BTNS_NAMES_ACTION] = actions,
	[BTNS_NAMES_ASSURANCE] = assurances,
	[BTNS_NAMES_SA_STATE] = sa_states,
	[BTNS_NAMES_SA_LIMIT] = sa_limits,
	[BTNS_NAMES_SPD_CHANGE] = spd_changes,
	[BTNS_NAMES_ACQUIRE_STATE] = acquire_states,
	[BTNS_NAMES_ACQUIRE_REASON] = acquire_reasons,
	[BTNS_NAMES_ID_TYPE] = id_types,
	[BTNS_NAMES_ID_MATCH] = id_matches,
	[BTNS_NAMES_PAD_CLASS] = pad_classes,
	[BTNS_NAMES_SPD_SEARCH] = spd_searches,
	[BTNS_NAMES_PAD_CHANGE] = pad_changes,
	[BTNS_NAMES_POLICY_FLAG] = policy_flags,
	[BTNS_NAMES_PFP] = pfps,
	[BTNS_NAMES_PACKET_DIR] = packet_dirs,
	[BTNS_NAMES_VERDICT_BY] = verdicts_by,
	[BTNS_NAMES_FRAGMENT] = fragments,
	[BTNS_NAMES_EXPLAIN_VERDICT] = explain_verdicts,
	[BTNS_NAMES_EXPLAIN_WHAT] = explain_whats,
	[BTNS_NAMES_KEYING_ANSWER] = keying_answers,
	[BTNS_NAMES_DF] = dfs,
	[BTNS_NAMES_SWITCH] = switches,
};

/* Not from /etc/protocols: what one machine prints another one reads. */
static const struct {
	const char *name;
	uint16_t proto;
} protos[] = {
	{ "any", 0 },
	{ "icmp", IPPROTO_ICMP },
	{ "igmp", IPPROTO_IGMP },
	{ "tcp", IPPROTO_TCP },
	{ "udp", IPPROTO_UDP },
	{ "dccp", IPPROTO_DCCP },
	{ "gre", IPPROTO_GRE },
	{ "esp", IPPROTO_ESP },
	{ "ah", IPPROTO_AH },
	{ "icmpv6", IPPROTO_ICMPV6 },
	{ "ospf", 89 },
	{ "sctp", IPPROTO_SCTP },
	{ "mh", IPPROTO_MH },
	{ "udplite", IPPROTO_UDPLITE },
	{ "opaque", BTNS_PROTO_OPAQUE },
};

const char *btns_name(enum btns_names names, uint32_t value)
{
	const char *const *name;

	if ((unsigned int)names >= BTNS_NAMES_COUNT)
		return NULL;
	for (name = names_of[names]; *name && value; name++)
		value--;
	return *name;
}

int btns_value(enum btns_names names, const char *name, uint32_t *value)
{
	if ((unsigned int)names >= BTNS_NAMES_COUNT)
		return -ENOENT;
	for (uint32_t i = 0; names_of[names][i]; i++) {
		if (!strcmp(names_of[names][i], name)) {
			*value = i;
			return 0;
		}
	}
	return -ENOENT;
}

const char *btns_proto_name(uint16_t proto)
{
	for (size_t i = 0; i < sizeof(protos) / sizeof(protos[0]); i++)
		if (protos[i].proto == proto)
			return protos[i].name;
	return NULL;
}

int btns_proto_value(const char *text, uint16_t *proto)
{
	uint64_t number;

	for (size_t i = 0; i < sizeof(protos) / sizeof(protos[0]); i++) {
		if (!strcmp(protos[i].name, text)) {
			*proto = protos[i].proto;
			return 0;
		}
	}
	if (btns_number_parse(text, UINT8_MAX, &number))
		return -EINVAL;
	*proto = (uint16_t)number;
	return 0;
}

int btns_ip_parse(const char *text, uint8_t *family, struct btns_ip *ip)
{
	memset(ip, 0, sizeof(*ip));
	*family = strchr(text, ':') ? AF_INET6 : AF_INET;
	return inet_pton(*family, text, ip->octets) == 1 ? 0 : -EINVAL;
}

const char *btns_ip_print(uint8_t family, const struct btns_ip *ip, char *buf)
{
	if (!inet_ntop(family == AF_INET ? AF_INET : AF_INET6, ip->octets, buf,
		       BTNS_IP_TEXT_MAX))
		buf[0] = '\0';
	return buf;
}

static int digit_value(char c, unsigned int base)
{
	int value = -1;

	if (c >= '0' && c <= '9')
		value = c - '0';
	else if (c >= 'a' && c <= 'f')
		value = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		value = c - 'A' + 10;
	return value < (int)base ? value : -1;
}

int btns_number_parse(const char *text, uint64_t max, uint64_t *number)
{
	unsigned int base = 10;
	uint64_t value = 0;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	} else if (text[0] == '0' && text[1]) {
		return -EINVAL;	/* octal for some readers, decimal for others */
	}
	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		int digit = digit_value(*text, base);

		if (digit < 0)
			return -EINVAL;
		if (__builtin_mul_overflow(value, base, &value) ||
		    __builtin_add_overflow(value, (unsigned int)digit, &value))
			return -ERANGE;
	}
	if (value > max)
		return -ERANGE;
	*number = value;
	return 0;
}
