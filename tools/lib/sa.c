// SPDX-License-Identifier: GPL-2.0-or-later
#include "sock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "attr.h"

#define SA_SIZE 1024		/* an SA's attributes but key and selector */
#define REPLAY_WINDOW_DEFAULT 1024

struct sa_list {
	struct btns_sa_info *sa;
	size_t count;
	size_t room;
};

static int put_id(struct nl_msg *msg, const struct btns_sa_id *id)
{
	if (nla_put_u8(msg, BTNS_A_SA_PROTO, id->proto) ||
	    nla_put_u32(msg, BTNS_A_SA_SPI, htonl(id->spi)))
		return -ENOBUFS;
	return attr_put_ip(msg, BTNS_A_SA_DST_IPV4, BTNS_A_SA_DST_IPV6,
			   id->family, &id->dst);
}

static bool has_limits(const struct btns_sa_limits *limits)
{
	return limits->seconds || limits->bytes || limits->packets;
}

static int put_outer(struct nl_msg *msg, const struct btns_sa_info *sa)
{
	if ((sa->has_df && nla_put_u32(msg, BTNS_A_SA_DF, sa->df)) ||
	    (sa->has_dscp_map &&
	     nla_put(msg, BTNS_A_SA_DSCP_MAP, sizeof(sa->dscp_map),
		     sa->dscp_map)) ||
	    (sa->dscp_set &&
	     nla_put_u64(msg, BTNS_A_SA_DSCP_SET, sa->dscp_set)) ||
	    (sa->has_seq_overflow &&
	     nla_put_u32(msg, BTNS_A_SA_SEQ_OVERFLOW, sa->seq_overflow)))
		return -ENOBUFS;
	return 0;
}

static int put_options(struct nl_msg *msg, const struct btns_sa_info *sa)
{
	if ((sa->esn && nla_put_flag(msg, BTNS_A_SA_ESN)) ||
	    (sa->has_replay_window &&
	     nla_put_u32(msg, BTNS_A_SA_REPLAY_WINDOW, sa->replay_window)) ||
	    (sa->has_ts && attr_put_ts(msg, BTNS_A_SA_SELECTOR, &sa->ts)) ||
	    (has_limits(&sa->soft) &&
	     attr_put_limits(msg, BTNS_A_SA_SOFT, &sa->soft)) ||
	    (has_limits(&sa->hard) &&
	     attr_put_limits(msg, BTNS_A_SA_HARD, &sa->hard)))
		return -ENOBUFS;
	return 0;
}

static int put_key(struct nl_msg *msg, const uint8_t *key, size_t len)
{
	return nla_put(msg, BTNS_A_SA_KEY, (int)len, key) ? -ENOBUFS : 0;
}

/* all but direction and key */
static int put_sa(struct nl_msg *msg, const struct btns_sa_info *sa)
{
	if (put_id(msg, &sa->id) ||
	    attr_put_ip(msg, BTNS_A_SA_SRC_IPV4, BTNS_A_SA_SRC_IPV6,
			sa->id.family, &sa->src) ||
	    nla_put_u32(msg, BTNS_A_SA_MODE, sa->mode) ||
	    nla_put_u32(msg, BTNS_A_SA_REQID, sa->reqid) ||
	    nla_put_u32(msg, BTNS_A_SA_AEAD, sa->aead) ||
	    put_options(msg, sa) || put_outer(msg, sa))
		return -ENOBUFS;
	return 0;
}

/* @err of the attributes, or the request's */
static int finish(struct btns_sock *sock, struct nl_msg *msg, int err,
		  const struct reply *reply)
{
	if (err) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	return sock_request(sock, msg, &attr_sa, reply);
}

int btns_sa_add(struct btns_sock *sock, const struct btns_sa_info *sa,
		const uint8_t *key, size_t len)
{
	size_t ts = sa->has_ts ? attr_ts_size(&sa->ts) : 0;
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_SA_ADD,
				      SA_SIZE + ts + len);
	int err;

	if (!msg)
		return -ENOMEM;
	err = nla_put_u32(msg, BTNS_A_SA_DIR, sa->dir);
	if (!err)
		err = nla_put_u32(msg, BTNS_A_SA_ASSURANCE, sa->assurance);
	if (!err)
		err = put_sa(msg, sa);
	/* last: nothing can go wrong behind the key */
	if (!err)
		err = put_key(msg, key, len);
	return finish(sock, msg, err, NULL);
}

static int put_half(struct nl_msg *msg, int type, const struct btns_sa_info *sa,
		    const uint8_t *key, size_t len)
{
	struct nlattr *nest = nla_nest_start(msg, type);

	if (!nest || put_sa(msg, sa) || put_key(msg, key, len))
		return -ENOBUFS;
	nla_nest_end(msg, nest);
	return 0;
}

static int put_pair(struct nl_msg *msg, const struct btns_sa_pair *pair)
{
	if (nla_put_u32(msg, BTNS_A_SA_PAIR_PEER_ID, pair->peer_id) ||
	    nla_put_u32(msg, BTNS_A_SA_PAIR_LOCAL_ID, pair->local_id) ||
	    attr_put_ip(msg, BTNS_A_SA_PAIR_IKE_ADDR_IPV4,
			BTNS_A_SA_PAIR_IKE_ADDR_IPV6, pair->ike_family,
			&pair->ike_addr) ||
	    nla_put_u32(msg, BTNS_A_SA_PAIR_PAD_ENTRY, pair->pad_entry) ||
	    nla_put_u32(msg, BTNS_A_SA_PAIR_PAD_GENERATION,
			pair->pad_generation) ||
	    nla_put_u32(msg, BTNS_A_SA_PAIR_POLICY, pair->policy) ||
	    nla_put_u32(msg, BTNS_A_SA_PAIR_SPD_GENERATION,
			pair->spd_generation) ||
	    nla_put_u64(msg, BTNS_A_SA_PAIR_IKE_SA, pair->ike_sa) ||
	    (pair->rekey_of &&
	     nla_put_u32(msg, BTNS_A_SA_PAIR_REKEY_OF, htonl(pair->rekey_of))))
		return -ENOBUFS;
	return 0;
}

static size_t half_size(const struct btns_sa_info *sa, size_t key_len)
{
	return SA_SIZE + key_len + (sa->has_ts ? attr_ts_size(&sa->ts) : 0);
}

int btns_sa_pair_add(struct btns_sock *sock, const struct btns_sa_pair *pair)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_SA_PAIR_ADD, SA_SIZE +
				      half_size(&pair->in, pair->key_in_len) +
				      half_size(&pair->out, pair->key_out_len));
	int err;

	if (!msg)
		return -ENOMEM;
	err = put_pair(msg, pair);
	if (!err)
		err = put_half(msg, BTNS_A_SA_PAIR_IN, &pair->in, pair->key_in,
			       pair->key_in_len);
	if (!err)
		err = put_half(msg, BTNS_A_SA_PAIR_OUT, &pair->out,
			       pair->key_out, pair->key_out_len);
	if (err) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	return sock_request(sock, msg, &attr_sa_pair, NULL);
}

void btns_sa_free(struct btns_sa_info *sa)
{
	btns_ts_free(&sa->ts);
}

void btns_sa_list_free(struct btns_sa_info *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		btns_sa_free(&list[i]);
	free(list);
}

int btns_sa_copy(struct btns_sa_info *to, const struct btns_sa_info *from)
{
	*to = *from;
	return btns_ts_copy(&to->ts, &from->ts);
}

int btns_sa_update(struct btns_sock *sock, const struct btns_sa_id *id,
		   const struct btns_sa_limits *soft,
		   const struct btns_sa_limits *hard)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_SA_UPDATE, SA_SIZE);
	int err;

	if (!msg)
		return -ENOMEM;
	err = put_id(msg, id);
	if (!err && soft)
		err = attr_put_limits(msg, BTNS_A_SA_SOFT, soft);
	if (!err && hard)
		err = attr_put_limits(msg, BTNS_A_SA_HARD, hard);
	return finish(sock, msg, err, NULL);
}

int btns_sa_del(struct btns_sock *sock, const struct btns_sa_id *id)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_SA_DEL, SA_SIZE);

	if (!msg)
		return -ENOMEM;
	return finish(sock, msg, put_id(msg, id), NULL);
}

int btns_sa_flush(struct btns_sock *sock, uint32_t reqid)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_SA_FLUSH, SA_SIZE);
	int err = 0;

	if (!msg)
		return -ENOMEM;
	if (reqid)
		err = nla_put_u32(msg, BTNS_A_SA_REQID, reqid);
	return finish(sock, msg, err, NULL);
}

static int spi_read(struct nlattr **attrs, void *arg)
{
	uint32_t *spi = arg;

	if (!attrs[BTNS_A_SA_SPI] || attr_get_u32(attrs[BTNS_A_SA_SPI], spi))
		return -EBADMSG;
	*spi = ntohl(*spi);
	return 0;
}

int btns_sa_alloc_spi(struct btns_sock *sock, struct btns_sa_id *id,
		      uint32_t min, uint32_t max)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_SPI_ALLOC, SA_SIZE);
	const struct reply reply = {
		.set = &attr_sa, .max = BTNS_A_SA_MAX, .fn = spi_read,
		.arg = &id->spi,
	};
	int err;

	if (!msg)
		return -ENOMEM;
	id->spi = 0;
	err = nla_put_u8(msg, BTNS_A_SA_PROTO, id->proto);
	if (!err)
		err = attr_put_ip(msg, BTNS_A_SA_DST_IPV4, BTNS_A_SA_DST_IPV6,
				  id->family, &id->dst);
	if (!err && min)
		err = nla_put_u32(msg, BTNS_A_SA_SPI_MIN, min);
	if (!err && max)
		err = nla_put_u32(msg, BTNS_A_SA_SPI_MAX, max);
	err = finish(sock, msg, err, &reply);
	return err || id->spi ? err : -EBADMSG;
}

static int read_identity(struct nlattr **a, struct btns_sa_info *sa)
{
	uint8_t src_family = AF_UNSPEC;
	uint32_t spi = 0;

	if (attr_get_u32(a[BTNS_A_SA_DIR], &sa->dir) ||
	    attr_get_u8(a[BTNS_A_SA_PROTO], &sa->id.proto) ||
	    attr_get_u32(a[BTNS_A_SA_SPI], &spi) ||
	    attr_get_ip(a[BTNS_A_SA_DST_IPV4], a[BTNS_A_SA_DST_IPV6],
			&sa->id.family, &sa->id.dst) ||
	    attr_get_ip(a[BTNS_A_SA_SRC_IPV4], a[BTNS_A_SA_SRC_IPV6],
			&src_family, &sa->src) ||
	    attr_get_u32(a[BTNS_A_SA_MODE], &sa->mode) ||
	    attr_get_u32(a[BTNS_A_SA_REQID], &sa->reqid) ||
	    attr_get_u32(a[BTNS_A_SA_AEAD], &sa->aead))
		return -EBADMSG;
	sa->id.spi = ntohl(spi);
	/* a larval SA has no source yet */
	if (src_family != AF_UNSPEC && src_family != sa->id.family)
		return -EBADMSG;
	return 0;
}

static int read_options(struct nlattr **a, struct btns_sa_info *sa)
{
	const struct nlattr *hash = a[BTNS_A_SA_PEER_KEY_HASH];
	int err;

	sa->esn = a[BTNS_A_SA_ESN];
	sa->has_replay_window = a[BTNS_A_SA_REPLAY_WINDOW];
	sa->has_ts = a[BTNS_A_SA_SELECTOR];
	if (hash) {
		if (nla_len(hash) != sizeof(sa->peer_key_hash))
			return -EBADMSG;
		memcpy(sa->peer_key_hash, nla_data(hash),
		       sizeof(sa->peer_key_hash));
		sa->has_peer_key_hash = true;
	}
	err = attr_get_ts(a[BTNS_A_SA_SELECTOR], &sa->ts);
	if (err)
		return err;
	if (attr_get_u32(a[BTNS_A_SA_REPLAY_WINDOW], &sa->replay_window) ||
	    attr_get_limits(a[BTNS_A_SA_SOFT], &sa->soft) ||
	    attr_get_limits(a[BTNS_A_SA_HARD], &sa->hard) ||
	    attr_get_u32(a[BTNS_A_SA_ASSURANCE], &sa->assurance) ||
	    attr_get_u32(a[BTNS_A_SA_PAD_ENTRY], &sa->pad_entry))
		return -EBADMSG;
	return 0;
}

static int read_outer(struct nlattr **a, struct btns_sa_info *sa)
{
	const struct nlattr *map = a[BTNS_A_SA_DSCP_MAP];
	uint32_t frag_check = BTNS_SWITCH_OFF;

	sa->has_df = a[BTNS_A_SA_DF];
	sa->has_dscp_map = map;
	sa->has_seq_overflow = a[BTNS_A_SA_SEQ_OVERFLOW];
	if (map && nla_len(map) != sizeof(sa->dscp_map))
		return -EBADMSG;
	if (map)
		memcpy(sa->dscp_map, nla_data(map), sizeof(sa->dscp_map));
	if (attr_get_u32(a[BTNS_A_SA_DF], &sa->df) ||
	    attr_get_u64(a[BTNS_A_SA_DSCP_SET], &sa->dscp_set) ||
	    attr_get_u32(a[BTNS_A_SA_SEQ_OVERFLOW], &sa->seq_overflow) ||
	    attr_get_u32(a[BTNS_A_SA_STATEFUL_FRAG_CHECK], &frag_check))
		return -EBADMSG;
	sa->stateful_frag_check = frag_check == BTNS_SWITCH_ON;
	return 0;
}

static int read_pair(struct nlattr **a, struct btns_sa_info *sa)
{
	if (attr_get_u32(a[BTNS_A_SA_PEER_ID], &sa->peer_id) ||
	    attr_get_u32(a[BTNS_A_SA_LOCAL_ID], &sa->local_id) ||
	    attr_get_u32(a[BTNS_A_SA_POLICY], &sa->policy) ||
	    attr_get_u64(a[BTNS_A_SA_IKE_SA], &sa->ike_sa) ||
	    attr_get_u32(a[BTNS_A_SA_REKEY_OF], &sa->rekey_of))
		return -EBADMSG;
	sa->rekey_of = ntohl(sa->rekey_of);
	return 0;
}

static int read_counters(struct nlattr **a, struct btns_sa_info *sa)
{
	if (attr_get_u32(a[BTNS_A_SA_STATE], &sa->state) ||
	    attr_get_u64(a[BTNS_A_SA_AGE], &sa->age) ||
	    attr_get_u64(a[BTNS_A_SA_BYTES], &sa->bytes) ||
	    attr_get_u64(a[BTNS_A_SA_PACKETS], &sa->packets) ||
	    attr_get_u64(a[BTNS_A_SA_SEQ], &sa->seq) ||
	    attr_get_u64(a[BTNS_A_SA_REPLAYS], &sa->replays) ||
	    attr_get_u64(a[BTNS_A_SA_ICV_FAILURES], &sa->icv_failures) ||
	    attr_get_u32(a[BTNS_A_SA_PATH_MTU], &sa->path_mtu))
		return -EBADMSG;
	return 0;
}

int sa_read(struct nlattr **attrs, struct btns_sa_info *sa)
{
	int err;

	memset(sa, 0, sizeof(*sa));
	err = read_identity(attrs, sa);
	if (!err)
		err = read_outer(attrs, sa);
	if (!err)
		err = read_options(attrs, sa);
	if (!err)
		err = read_pair(attrs, sa);
	if (!err)
		err = read_counters(attrs, sa);
	if (err)
		btns_sa_free(sa);
	return err;
}

static int list_read(struct nlattr **attrs, void *arg)
{
	struct sa_list *list = arg;
	int err;

	if (list->count == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		void *sa = realloc(list->sa, room * sizeof(*list->sa));

		if (!sa)
			return -ENOMEM;
		list->sa = sa;
		list->room = room;
	}
	err = sa_read(attrs, &list->sa[list->count]);
	if (!err)
		list->count++;
	return err;
}

static void list_restart(void *arg)
{
	struct sa_list *list = arg;

	while (list->count)
		btns_sa_free(&list->sa[--list->count]);
}

static int put_filter(struct nl_msg *msg, const struct btns_sa_filter *filter)
{
	if ((filter->spi &&
	     nla_put_u32(msg, BTNS_A_SA_SPI, htonl(filter->spi))) ||
	    (filter->dst_family != AF_UNSPEC &&
	     attr_put_ip(msg, BTNS_A_SA_DST_IPV4, BTNS_A_SA_DST_IPV6,
			 filter->dst_family, &filter->dst)) ||
	    (filter->reqid &&
	     nla_put_u32(msg, BTNS_A_SA_REQID, filter->reqid)) ||
	    (filter->has_dir && nla_put_u32(msg, BTNS_A_SA_DIR, filter->dir)))
		return -ENOBUFS;
	return 0;
}

int btns_sa_dump(struct btns_sock *sock, const struct btns_sa_filter *filter,
		 struct btns_sa_info **result, size_t *count)
{
	struct nl_msg *msg = sock_msg(sock, BTNS_CMD_SA_GET, SA_SIZE);
	struct sa_list list = { NULL, 0, 0 };
	const struct reply reply = {
		.set = &attr_sa, .max = BTNS_A_SA_MAX, .fn = list_read,
		.restart = list_restart, .arg = &list,
	};
	int err;

	*result = NULL;
	*count = 0;
	if (!msg)
		return -ENOMEM;
	if (filter && put_filter(msg, filter)) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	err = sock_dump(sock, msg, &attr_sa, &reply);
	if (err || !list.count) {
		btns_sa_list_free(list.sa, list.count);
		return err;
	}
	*result = list.sa;
	*count = list.count;
	return 0;
}

/* In transport mode the outer addresses are those of the flow. */
static int normalize_end(struct btns_ip_range **list, uint8_t *count,
			 const struct btns_ip *ip)
{
	if (*count)
		return 0;
	*list = malloc(sizeof(**list));
	if (!*list)
		return -ENOMEM;
	**list = (struct btns_ip_range){ *ip, *ip };
	*count = 1;
	return 0;
}

static int normalize_transport(struct btns_sa_info *sa)
{
	bool is_in = sa->dir == BTNS_SA_DIR_IN;
	const struct btns_ip *local = is_in ? &sa->id.dst : &sa->src;
	const struct btns_ip *remote = is_in ? &sa->src : &sa->id.dst;
	struct btns_ts *ts = &sa->ts;
	int err;

	if (ts->family == AF_UNSPEC)
		ts->family = sa->id.family;
	err = normalize_end(&ts->local, &ts->n_local, local);
	return err ? err : normalize_end(&ts->remote, &ts->n_remote, remote);
}

/* Each DSCP to itself is what no map means. */
static bool is_identity(const uint8_t *map)
{
	for (uint8_t i = 0; i < BTNS_DSCPS; i++)
		if (map[i] != i)
			return false;
	return true;
}

static void normalize_outer(struct btns_sa_info *sa)
{
	sa->has_df = false;
	sa->has_seq_overflow = false;
	if (!~sa->dscp_set)
		sa->dscp_set = 0;
	if (sa->has_dscp_map && !is_identity(sa->dscp_map))
		return;
	sa->has_dscp_map = false;
	memset(sa->dscp_map, 0, sizeof(sa->dscp_map));
}

int btns_sa_normalize(struct btns_sa_info *sa)
{
	bool is_in = sa->dir == BTNS_SA_DIR_IN;

	normalize_outer(sa);
	if (is_in && !sa->has_replay_window)
		sa->replay_window = REPLAY_WINDOW_DEFAULT;
	else if (!is_in)
		sa->replay_window = 0;
	sa->has_replay_window = is_in;
	if (!sa->has_ts)
		btns_ts_free(&sa->ts);
	sa->has_ts = true;
	return sa->mode == BTNS_MODE_TRANSPORT ? normalize_transport(sa) : 0;
}

static bool ip_equal(const struct btns_ip *a, const struct btns_ip *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static bool limits_equal(const struct btns_sa_limits *a,
			 const struct btns_sa_limits *b)
{
	return a->seconds == b->seconds && a->bytes == b->bytes &&
	       a->packets == b->packets;
}

static bool identity_equal(const struct btns_sa_info *a,
			   const struct btns_sa_info *b)
{
	return a->id.spi == b->id.spi && a->id.family == b->id.family &&
	       a->id.proto == b->id.proto && ip_equal(&a->id.dst, &b->id.dst) &&
	       ip_equal(&a->src, &b->src) && a->dir == b->dir &&
	       a->mode == b->mode && a->reqid == b->reqid &&
	       a->aead == b->aead;
}

static bool peer_equal(const struct btns_sa_info *a,
		       const struct btns_sa_info *b)
{
	if (a->assurance != b->assurance || a->pad_entry != b->pad_entry ||
	    a->has_peer_key_hash != b->has_peer_key_hash)
		return false;
	return !a->has_peer_key_hash ||
	       !memcmp(a->peer_key_hash, b->peer_key_hash,
		       sizeof(a->peer_key_hash));
}

/* both normalized: what was not given is the default */
static bool outer_equal(const struct btns_sa_info *a,
			const struct btns_sa_info *b)
{
	return a->df == b->df && a->has_dscp_map == b->has_dscp_map &&
	       !memcmp(a->dscp_map, b->dscp_map, sizeof(a->dscp_map)) &&
	       a->dscp_set == b->dscp_set && a->seq_overflow == b->seq_overflow;
}

bool btns_sa_same(const struct btns_sa_info *first,
		  const struct btns_sa_info *second)
{
	struct btns_sa_info a, b = { .has_ts = false };
	bool same = false;

	if (btns_sa_copy(&a, first) || btns_sa_copy(&b, second) ||
	    btns_sa_normalize(&a) || btns_sa_normalize(&b))
		goto out;
	same = identity_equal(&a, &b) && peer_equal(&a, &b) &&
	       a.esn == b.esn && a.replay_window == b.replay_window &&
	       outer_equal(&a, &b) &&
	       btns_ts_equal(&a.ts, &b.ts) &&
	       limits_equal(&a.soft, &b.soft) &&
	       limits_equal(&a.hard, &b.hard);
out:
	btns_sa_free(&a);
	btns_sa_free(&b);
	return same;
}
