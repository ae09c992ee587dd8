// SPDX-License-Identifier: GPL-2.0-or-later
/* Identities of IKE peers: their text, and those that the kernel knows. */
#include "sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "attr.h"
#include "core/ident.h"

#define IDENTITY_SIZE (2 * BTNS_ID_VALUE_MAX + 256)

/* ---- text ---- */

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* @size octets at most; their number, or negative if these are no digits. */
static long octets_from_digits(const char *text, uint8_t *octets, size_t size)
{
	size_t len = 0;

	for (; *text; text += 2) {
		int high = digit_value(text[0]);
		int low = high < 0 ? -1 : digit_value(text[1]);

		if (low < 0 || len == size)
			return -EINVAL;
		octets[len++] = (uint8_t)(high << 4 | low);
	}
	return (long)len;
}

static void digits_from_octets(const uint8_t *octets, size_t len, char *buf)
{
	for (size_t i = 0; i < len; i++)
		sprintf(buf + 2 * i, "%02x", octets[i]);
	buf[2 * len] = '\0';
}

static const char *without_prefix(const char *text)
{
	return !strncmp(text, "SHA256:", 7) ? text + 7 : text;
}

int btns_hash_parse(const char *text, struct btns_hash *hash)
{
	long len = octets_from_digits(without_prefix(text), hash->octets,
				      sizeof(hash->octets));

	return len == sizeof(hash->octets) ? 0 : -EINVAL;
}

const char *btns_hash_print(const struct btns_hash *hash, char *buf)
{
	digits_from_octets(hash->octets, sizeof(hash->octets), buf);
	return buf;
}

static const char *id_from_text(struct btns_id *id, const char *text)
{
	size_t len = strlen(text);

	if (len > sizeof(id->value))
		return "identity is too long, give at most 1024 octets";
	memcpy(id->value, text, len);
	id->len = (uint16_t)len;
	if (text[0] == '.' ||
	    (text[0] == '@' && id->type == BTNS_ID_TYPE_RFC822))
		id->match = BTNS_ID_MATCH_SUBTREE;
	return NULL;
}

static const char *id_from_digits(struct btns_id *id, const char *text)
{
	long len = octets_from_digits(text, id->value, sizeof(id->value));

	if (len < 0)
		return "not hexadecimal digits, two an octet, at most 1024 octets";
	id->len = (uint16_t)len;
	return NULL;
}

static const char *id_from_addrs(struct btns_id *id, const char *text)
{
	size_t len = id->type == BTNS_ID_TYPE_IPV4 ? 4 : 16;
	struct btns_ip_range range;
	const char *why;
	uint8_t family;

	if (btns_ts_range_parse(text, &family, &range, &why))
		return why;
	if ((family == AF_INET) != (id->type == BTNS_ID_TYPE_IPV4))
		return "address is not of this family";
	memcpy(id->value, range.lo.octets, len);
	id->len = (uint16_t)len;
	if (!strpbrk(text, "/-"))
		return NULL;
	memcpy(id->value + len, range.hi.octets, len);
	id->len = (uint16_t)(2 * len);
	id->match = BTNS_ID_MATCH_RANGE;
	return NULL;
}

static const char *id_from(struct btns_id *id, const char *text)
{
	switch (id->type) {
	case BTNS_ID_TYPE_IPV4:
	case BTNS_ID_TYPE_IPV6:
		return id_from_addrs(id, text);
	case BTNS_ID_TYPE_FQDN:
	case BTNS_ID_TYPE_RFC822:
		return id_from_text(id, text);
	case BTNS_ID_TYPE_PUBLIC_KEY:
		return id_from_digits(id, without_prefix(text));
	default:
		return id_from_digits(id, text);
	}
}

int btns_id_parse(struct btns_id *id, uint32_t type, const char *text,
		  const char **why)
{
	const char *wrong;

	memset(id, 0, sizeof(*id));
	id->type = type;
	wrong = id_from(id, text);
	if (!wrong)
		wrong = btns_id_check(id);
	if (wrong && why)
		*why = wrong;
	return wrong ? -EINVAL : 0;
}

static void print_addrs(const struct btns_id *id, char *buf)
{
	uint8_t family = id->type == BTNS_ID_TYPE_IPV4 ? AF_INET : AF_INET6;
	size_t len = family == AF_INET ? 4 : 16;
	struct btns_ip_range range;

	memset(&range, 0, sizeof(range));
	memcpy(range.lo.octets, id->value, len);
	memcpy(range.hi.octets, id->value, len);
	if (id->match != BTNS_ID_MATCH_RANGE) {
		btns_ip_print(family, &range.lo, buf);
		return;
	}
	memcpy(range.hi.octets, id->value + len, len);
	if (memcmp(&range.lo, &range.hi, sizeof(range.lo))) {
		btns_ts_range_print(family, &range, buf, BTNS_ID_TEXT_MAX);
		return;
	}
	/* of one address, but a range */
	btns_ip_print(family, &range.lo, buf);
	strcat(buf, family == AF_INET ? "/32" : "/128");
}

const char *btns_id_print(const struct btns_id *id, char *buf)
{
	buf[0] = '\0';
	switch (id->type) {
	case BTNS_ID_TYPE_ANY:
		break;
	case BTNS_ID_TYPE_IPV4:
	case BTNS_ID_TYPE_IPV6:
		print_addrs(id, buf);
		break;
	case BTNS_ID_TYPE_FQDN:
	case BTNS_ID_TYPE_RFC822:
		memcpy(buf, id->value, id->len);
		buf[id->len] = '\0';
		break;
	default:
		digits_from_octets(id->value, id->len, buf);
		break;
	}
	return buf;
}

const char *btns_id_check(const struct btns_id *id)
{
	const struct btns_ident ident = {
		.value = id->value,
		.len = id->len,
		.type = (uint8_t)(id->type > UINT8_MAX ? UINT8_MAX : id->type),
		.match = (uint8_t)(id->match > UINT8_MAX ? UINT8_MAX :
							   id->match),
	};

	return btns_ident_check(&ident);
}

bool btns_id_equal(const struct btns_id *a, const struct btns_id *b)
{
	return a->type == b->type && a->match == b->match && a->len == b->len &&
	       !memcmp(a->value, b->value, a->len);
}

/* ---- the kernel's ---- */

static int put_id(struct nl_msg *msg, int type, int value,
		  const struct btns_id *id)
{
	if (nla_put_u32(msg, type, id->type) ||
	    (id->len && nla_put(msg, value, id->len, id->value)))
		return -ENOBUFS;
	return 0;
}

static int put_hash(struct nl_msg *msg, int type, bool is_there,
		    const struct btns_hash *hash)
{
	return is_there ? nla_put(msg, type, sizeof(*hash), hash) : 0;
}

static int put_peer(struct nl_msg *msg,
		    const struct btns_identity_info *identity)
{
	if (nla_put_u32(msg, BTNS_A_IDENTITY_ASSURANCE, identity->assurance) ||
	    nla_put_u32(msg, BTNS_A_IDENTITY_AUTH_METHOD,
			identity->auth_method))
		return -ENOBUFS;
	return identity->has_asserted ?
		put_id(msg, BTNS_A_IDENTITY_ASSERTED_TYPE,
		       BTNS_A_IDENTITY_ASSERTED_VALUE, &identity->asserted) : 0;
}

static int put_identity(struct nl_msg *msg,
			const struct btns_identity_info *identity)
{
	if (put_id(msg, BTNS_A_IDENTITY_ID_TYPE, BTNS_A_IDENTITY_ID_VALUE,
		   &identity->id) ||
	    put_hash(msg, BTNS_A_IDENTITY_KEY_HASH, identity->has_key_hash,
		     &identity->key_hash) ||
	    put_hash(msg, BTNS_A_IDENTITY_CERT_HASH, identity->has_cert_hash,
		     &identity->cert_hash) ||
	    put_hash(msg, BTNS_A_IDENTITY_TRUST_ANCHOR, identity->has_anchor,
		     &identity->anchor))
		return -ENOBUFS;
	return identity->is_local ? nla_put_flag(msg, BTNS_A_IDENTITY_LOCAL) :
				    put_peer(msg, identity);
}

static int handle_read(struct nlattr **attrs, void *arg)
{
	return attr_get_u32(attrs[BTNS_A_IDENTITY_HANDLE], arg);
}

int btns_identity_add(struct btns_sock *sock,
		      const struct btns_identity_info *identity,
		      uint32_t *handle)
{
	const struct reply reply = {
		.set = &attr_identity, .max = BTNS_A_IDENTITY_MAX,
		.fn = handle_read, .arg = handle,
	};
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_IDENTITY_ADD,
				      IDENTITY_SIZE);

	if (!msg)
		return -ENOMEM;
	if (put_identity(msg, identity)) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	return sock_request(sock, msg, &attr_identity, &reply);
}

int btns_identity_del(struct btns_sock *sock, uint32_t handle)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_IDENTITY_DEL, 64);

	if (!msg)
		return -ENOMEM;
	if (nla_put_u32(msg, BTNS_A_IDENTITY_HANDLE, handle)) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	return sock_request(sock, msg, &attr_identity, NULL);
}

static int get_id(const struct nlattr *type, const struct nlattr *value,
		  struct btns_id *id)
{
	int len = value ? nla_len(value) : 0;

	if (attr_get_u32(type, &id->type) || len > (int)sizeof(id->value))
		return -EBADMSG;
	id->len = (uint16_t)len;
	if (len)
		memcpy(id->value, nla_data(value), len);
	return 0;
}

static int get_hash(const struct nlattr *attr, bool *has,
		    struct btns_hash *hash)
{
	*has = attr;
	if (!attr)
		return 0;
	if (nla_len(attr) != sizeof(*hash))
		return -EBADMSG;
	memcpy(hash, nla_data(attr), sizeof(*hash));
	return 0;
}

static int identity_read(struct nlattr **a, struct btns_identity_info *identity)
{
	memset(identity, 0, sizeof(*identity));
	identity->is_local = a[BTNS_A_IDENTITY_LOCAL];
	identity->has_asserted = a[BTNS_A_IDENTITY_ASSERTED_TYPE];
	if (attr_get_u32(a[BTNS_A_IDENTITY_HANDLE], &identity->handle) ||
	    attr_get_u32(a[BTNS_A_IDENTITY_ASSURANCE], &identity->assurance) ||
	    attr_get_u32(a[BTNS_A_IDENTITY_AUTH_METHOD],
			 &identity->auth_method) ||
	    attr_get_u32(a[BTNS_A_IDENTITY_REFS], &identity->refs) ||
	    get_id(a[BTNS_A_IDENTITY_ID_TYPE], a[BTNS_A_IDENTITY_ID_VALUE],
		   &identity->id) ||
	    get_id(a[BTNS_A_IDENTITY_ASSERTED_TYPE],
		   a[BTNS_A_IDENTITY_ASSERTED_VALUE], &identity->asserted) ||
	    get_hash(a[BTNS_A_IDENTITY_KEY_HASH], &identity->has_key_hash,
		     &identity->key_hash) ||
	    get_hash(a[BTNS_A_IDENTITY_CERT_HASH], &identity->has_cert_hash,
		     &identity->cert_hash) ||
	    get_hash(a[BTNS_A_IDENTITY_TRUST_ANCHOR], &identity->has_anchor,
		     &identity->anchor))
		return -EBADMSG;
	return 0;
}

struct identity_list {
	struct btns_identity_info *identity;
	size_t count;
	size_t room;
};

static int list_read(struct nlattr **attrs, void *arg)
{
	struct identity_list *list = arg;

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		void *grown = realloc(list->identity,
				      room * sizeof(*list->identity));

		if (!grown)
			return -ENOMEM;
		list->identity = grown;
		list->room = room;
	}
	return identity_read(attrs, &list->identity[list->count++]);
}

static void list_restart(void *arg)
{
	struct identity_list *list = arg;

	list->count = 0;
}

int btns_identity_dump(struct btns_sock *sock,
		       struct btns_identity_info **result, size_t *count)
{
	struct identity_list list = { .identity = NULL };
	const struct reply reply = {
		.set = &attr_identity, .max = BTNS_A_IDENTITY_MAX,
		.fn = list_read, .restart = list_restart, .arg = &list,
	};
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_IDENTITY_GET, 0);
	int err = msg ? sock_dump(sock, msg, &attr_identity, &reply) : -ENOMEM;

	*result = NULL;
	*count = 0;
	if (err || !list.count) {
		free(list.identity);
		return err;
	}
	*result = list.identity;
	*count = list.count;
	return 0;
}
