// SPDX-License-Identifier: GPL-2.0-only
#include "nl_sad.h"

#include "generated/netlink.h"
#include "net.h"
#include "nl.h"
#include "nl_outer.h"
#include "nl_selector.h"
#include "pair.h"
#include "sa_life.h"

#include <linux/moduleparam.h>
#include <linux/rhashtable.h>
#include <linux/slab.h>

/*
 * RFC 8221 3, RFC 4106 2: who keys by hand keys anew after each restart, or
 * repeats nonces.  Parameters are the host's: no namespace loosens this.
 */
static bool allow_manual_aead;
module_param(allow_manual_aead, bool, 0644);
MODULE_PARM_DESC(allow_manual_aead,
		 "take SAs that are keyed by hand, for tests and for who makes a new key each time");

#define SPI_MIN 256	/* RFC 4303 2.1: lower ones are reserved */

static const struct btns_nl_pair src_pair = {
	.ipv4 = BTNS_A_SA_SRC_IPV4,
	.ipv6 = BTNS_A_SA_SRC_IPV6,
	.none = "source address is missing, give src-ipv4 or src-ipv6",
	.both = "two source addresses, give src-ipv4 or src-ipv6",
};

static const struct btns_nl_pair dst_pair = {
	.ipv4 = BTNS_A_SA_DST_IPV4,
	.ipv6 = BTNS_A_SA_DST_IPV6,
	.none = "destination address is missing, give dst-ipv4 or dst-ipv6",
	.both = "two destination addresses, give dst-ipv4 or dst-ipv6",
};

/* ---- reading what a command asks ---- */

static struct btns_nl_in message(struct genl_info *info)
{
	return (struct btns_nl_in){
		.tb = info->attrs,
		.extack = info->extack,
	};
}

static int read_proto(const struct btns_nl_in *in, u8 *proto)
{
	int err = btns_nl_need(in, BTNS_A_SA_PROTO,
			       "proto is missing, give 50 (ESP)");

	if (err)
		return err;
	*proto = nla_get_u8(in->tb[BTNS_A_SA_PROTO]);
	if (*proto != IPPROTO_ESP)
		return btns_nl_refuse(in, BTNS_A_SA_PROTO,
				      "unknown proto, give 50 (ESP)",
				      -EOPNOTSUPP);
	return 0;
}

static int check_spi(const struct btns_nl_in *in)
{
	if (ntohl(nla_get_be32(in->tb[BTNS_A_SA_SPI])) < SPI_MIN)
		return btns_nl_refuse(in, BTNS_A_SA_SPI,
				      "SPIs below 256 are reserved, choose a higher one",
				      -ERANGE);
	return 0;
}

static int check_reqid(const struct btns_nl_in *in)
{
	if (!nla_get_u32(in->tb[BTNS_A_SA_REQID]))
		return btns_nl_refuse(in, BTNS_A_SA_REQID,
				      "reqid is 0, give another number",
				      -EINVAL);
	return 0;
}

/* What names an SA, the SPI perhaps not yet chosen. */
static int read_id_but_spi(const struct btns_nl_in *in, struct btns_sa_id *id)
{
	int err = read_proto(in, &id->proto);

	return err ? err : btns_nl_get_host(in, &dst_pair, &id->dst,
					    &id->family);
}

static int read_id(const struct btns_nl_in *in, struct btns_sa_id *id)
{
	int err = btns_nl_need(in, BTNS_A_SA_SPI, "spi is missing");

	if (!err)
		err = check_spi(in);
	if (!err)
		err = read_id_but_spi(in, id);
	if (!err)
		id->spi = nla_get_be32(in->tb[BTNS_A_SA_SPI]);
	return err;
}

static int read_src(const struct btns_nl_in *in, struct btns_sa_params *sa)
{
	u8 family;
	int err;

	err = btns_nl_get_host(in, &src_pair, &sa->src, &family);
	if (err)
		return err;
	if (family != sa->id.family)
		return btns_nl_refuse(in, family == AF_INET ?
				      BTNS_A_SA_SRC_IPV4 : BTNS_A_SA_SRC_IPV6,
				      "source and destination differ in family, use one",
				      -EINVAL);
	return 0;
}

static int read_use(const struct btns_nl_in *in, struct btns_sa_params *sa)
{
	int err;

	err = btns_nl_need(in, BTNS_A_SA_MODE,
			   "mode is missing, give transport or tunnel");
	if (!err)
		err = btns_nl_need(in, BTNS_A_SA_REQID,
				   "reqid is missing, give that of the SPD entries");
	if (!err)
		err = check_reqid(in);
	if (err)
		return err;

	sa->mode = nla_get_u32(in->tb[BTNS_A_SA_MODE]);
	sa->reqid = nla_get_u32(in->tb[BTNS_A_SA_REQID]);
	return 0;
}

static int read_cipher(const struct btns_nl_in *in, struct btns_sa_params *sa)
{
	const struct nlattr *key = in->tb[BTNS_A_SA_KEY];
	const char *wrong;
	int err;

	err = btns_nl_need(in, BTNS_A_SA_AEAD,
			   "aead is missing, name the algorithm");
	if (!err)
		err = btns_nl_need(in, BTNS_A_SA_KEY,
				   "key is missing, give key and salt");
	if (err)
		return err;

	sa->aead = nla_get_u32(in->tb[BTNS_A_SA_AEAD]);
	sa->key = nla_data(key);
	sa->key_len = nla_len(key);
	wrong = btns_cipher_key_fits(sa->aead, sa->key_len);
	if (wrong)
		return btns_nl_refuse(in, BTNS_A_SA_KEY, wrong, -EINVAL);
	return 0;
}

/* The window is the receiver's; without one nobody infers the high half. */
static int read_sequence(const struct btns_nl_in *in, struct btns_sa_params *sa)
{
	const struct nlattr *window = in->tb[BTNS_A_SA_REPLAY_WINDOW];
	bool is_in = sa->dir == BTNS_SA_DIR_IN;

	sa->esn = in->tb[BTNS_A_SA_ESN];
	sa->replay_window = is_in ? BTNS_REPLAY_WINDOW_DEFAULT : 0;
	if (!window)
		return 0;

	sa->replay_window = nla_get_u32(window);
	if (!is_in)
		return btns_nl_refuse(in, BTNS_A_SA_REPLAY_WINDOW,
				      "replay-window is for inbound SAs, leave it out",
				      -EINVAL);
	if (sa->replay_window &&
	    (sa->replay_window < BTNS_REPLAY_WINDOW_MIN ||
	     sa->replay_window > BTNS_REPLAY_WINDOW_MAX))
		return btns_nl_refuse(in, BTNS_A_SA_REPLAY_WINDOW,
				      "replay-window is out of range, give 0 or 32 to 65536",
				      -ERANGE);
	if (sa->esn && !sa->replay_window)
		return btns_nl_refuse(in, BTNS_A_SA_REPLAY_WINDOW,
				      "esn needs a replay-window, give one or drop esn",
				      -EINVAL);
	return 0;
}

static int read_limits(const struct btns_nl_in *in, struct btns_lifetime *life)
{
	int err = 0;

	if (in->tb[BTNS_A_SA_SOFT])
		err = btns_nl_get_limits(in->tb[BTNS_A_SA_SOFT], &life->soft,
					 in->extack);
	if (!err && in->tb[BTNS_A_SA_HARD])
		err = btns_nl_get_limits(in->tb[BTNS_A_SA_HARD], &life->hard,
					 in->extack);
	return err;
}

static int read_life(const struct btns_nl_in *in, struct btns_sa_params *sa)
{
	const char *wrong;
	int err;

	err = read_limits(in, &sa->life);
	if (err)
		return err;

	wrong = btns_lifetime_check(&sa->life);
	if (wrong)
		return btns_nl_refuse(in, BTNS_A_SA_SOFT, wrong, -EINVAL);
	return 0;
}

/* Nothing but @addr in a list; what is left out means it. */
static bool narrow_to(const struct btns_addr_range **list, u8 *count,
		      const struct btns_addr *addr,
		      struct btns_addr_range *range)
{
	if (!*count) {
		range->lo = *addr;
		range->hi = *addr;
		*list = range;
		*count = 1;
	}
	return *count == 1 && btns_addr_equal(&(*list)->lo, addr) &&
	       btns_addr_equal(&(*list)->hi, addr);
}

/* RFC 4301 4.1: in transport mode the outer addresses are those of the flow. */
static const char *narrow_transport(struct btns_sa_params *sa,
				    struct btns_nl_sa_lists *lists)
{
	bool out = sa->dir == BTNS_SA_DIR_OUT;
	struct btns_selector *sel = &sa->sel;

	if (sel->family == AF_UNSPEC)
		sel->family = sa->id.family;
	if (sel->family != sa->id.family)
		return "selector of a transport mode SA has another family than its addresses";
	if (!narrow_to(&sel->local, &sel->n_local,
		       out ? &sa->src : &sa->id.dst, &lists->local) ||
	    !narrow_to(&sel->remote, &sel->n_remote,
		       out ? &sa->id.dst : &sa->src, &lists->remote))
		return "selector of a transport mode SA is not between its addresses, leave them out";
	return btns_selector_check(sel);
}

static int read_lists(const struct btns_nl_in *in, struct btns_sa_params *sa,
		      struct btns_nl_sa_lists *lists)
{
	const struct nlattr *attr = in->tb[BTNS_A_SA_SELECTOR];
	struct btns_selector_room room;
	size_t size = 0;
	int err;

	btns_selector_init(&sa->sel, AF_UNSPEC);
	if (!attr)
		return 0;
	err = btns_nl_selector_room(attr, &size, in->extack);
	if (err)
		return err;
	lists->octets = kmalloc(size, GFP_KERNEL);
	if (!lists->octets)
		return -ENOMEM;

	room.at = lists->octets;
	room.end = room.at + size;
	return btns_nl_get_selector(attr, &sa->sel, &room, in->extack);
}

static int read_selector(const struct btns_nl_in *in, struct btns_sa_params *sa,
			 struct btns_nl_sa_lists *lists)
{
	const char *wrong = NULL;
	int err = read_lists(in, sa, lists);

	if (err)
		return err;

	if (sa->mode == BTNS_MODE_TRANSPORT)
		wrong = narrow_transport(sa, lists);
	if (wrong)
		return btns_nl_refuse(in, BTNS_A_SA_SELECTOR, wrong, -EINVAL);
	return 0;
}

int btns_nl_get_sa(const struct btns_nl_in *in, struct btns_sa_params *sa,
		   struct btns_nl_sa_lists *lists)
{
	int err;

	err = read_id(in, &sa->id);
	if (!err)
		err = read_src(in, sa);
	if (!err)
		err = read_use(in, sa);
	if (!err)
		err = read_cipher(in, sa);
	if (!err)
		err = read_sequence(in, sa);
	if (!err)
		err = read_life(in, sa);
	if (!err)
		err = btns_nl_get_outer(in, sa);
	if (!err)
		err = read_selector(in, sa, lists);
	return err;
}

/* RFC 5387 1.4: what is keyed by hand has no peer that could be known. */
static int read_manual(const struct btns_nl_in *in, struct btns_sa_params *sa,
		       struct btns_nl_sa_lists *lists)
{
	const struct nlattr *assurance = in->tb[BTNS_A_SA_ASSURANCE];
	int err;

	memset(sa, 0, sizeof(*sa));
	err = btns_nl_need(in, BTNS_A_SA_DIR, "dir is missing, give in or out");
	if (err)
		return err;
	sa->dir = nla_get_u32(in->tb[BTNS_A_SA_DIR]);
	sa->assurance = BTNS_ASSURANCE_MANUAL;
	if (assurance && nla_get_u32(assurance) != BTNS_ASSURANCE_MANUAL)
		return btns_nl_refuse(in, BTNS_A_SA_ASSURANCE,
				      "a single SA is keyed by hand, give assurance manual or use sa-pair-add",
				      -EINVAL);
	return btns_nl_get_sa(in, sa, lists);
}

/* ---- writing ---- */

static bool is_larval(const struct btns_sa *sa)
{
	return !sa->cipher.aead;
}

int btns_nl_put_sa_name(struct sk_buff *skb, const struct btns_sa *sa)
{
	if (nla_put_u32(skb, BTNS_A_SA_DIR, sa->dir) ||
	    nla_put_u8(skb, BTNS_A_SA_PROTO, sa->id.proto) ||
	    nla_put_be32(skb, BTNS_A_SA_SPI, sa->id.spi) ||
	    btns_nl_put_addr(skb, &dst_pair, sa->id.family, &sa->id.dst))
		return -EMSGSIZE;
	if (is_larval(sa))
		return 0;
	if (btns_nl_put_addr(skb, &src_pair, sa->id.family, &sa->src) ||
	    nla_put_u32(skb, BTNS_A_SA_REQID, sa->reqid))
		return -EMSGSIZE;
	return 0;
}

static int put_fixed(struct sk_buff *skb, const struct btns_sa *sa)
{
	if (nla_put_u32(skb, BTNS_A_SA_MODE, sa->mode) ||
	    nla_put_u32(skb, BTNS_A_SA_AEAD, sa->aead) ||
	    nla_put_u32(skb, BTNS_A_SA_ASSURANCE, sa->assurance) ||
	    btns_nl_put_selector(skb, BTNS_A_SA_SELECTOR, &sa->sel))
		return -EMSGSIZE;
	if (sa->esn && nla_put_flag(skb, BTNS_A_SA_ESN))
		return -EMSGSIZE;
	if (sa->dir == BTNS_SA_DIR_IN &&
	    nla_put_u32(skb, BTNS_A_SA_REPLAY_WINDOW, sa->replay.window))
		return -EMSGSIZE;
	return btns_nl_put_outer(skb, sa);
}

static int put_u64(struct sk_buff *skb, int type, u64 value)
{
	return nla_put_u64_64bit(skb, type, value, BTNS_A_SA_PAD);
}

static int put_pair(struct sk_buff *skb, const struct btns_pair *pair)
{
	if (nla_put_u32(skb, BTNS_A_SA_PAD_ENTRY, pair->pad_entry) ||
	    nla_put_u32(skb, BTNS_A_SA_PEER_ID, pair->peer_handle) ||
	    nla_put_u32(skb, BTNS_A_SA_LOCAL_ID, pair->local_handle) ||
	    /* btns_admit_spd_holds() */
	    nla_put_u32(skb, BTNS_A_SA_POLICY, READ_ONCE(pair->policy)) ||
	    put_u64(skb, BTNS_A_SA_IKE_SA, pair->ike_sa))
		return -EMSGSIZE;
	if (pair->has_key &&
	    nla_put(skb, BTNS_A_SA_PEER_KEY_HASH, sizeof(pair->key_hash),
		    pair->key_hash))
		return -EMSGSIZE;
	return pair->rekey_of ? nla_put_be32(skb, BTNS_A_SA_REKEY_OF,
					     pair->rekey_of) : 0;
}

static int put_mutable(struct sk_buff *skb, const struct btns_sa *sa)
{
	bool is_in = sa->dir == BTNS_SA_DIR_IN;

	lockdep_assert_held(&sa->lock);

	if (btns_nl_put_limits(skb, BTNS_A_SA_SOFT, &sa->life.soft) ||
	    btns_nl_put_limits(skb, BTNS_A_SA_HARD, &sa->life.hard) ||
	    put_u64(skb, BTNS_A_SA_BYTES, sa->bytes) ||
	    put_u64(skb, BTNS_A_SA_PACKETS, sa->packets) ||
	    put_u64(skb, BTNS_A_SA_SEQ, is_in ? sa->replay.top : sa->seq))
		return -EMSGSIZE;
	if (!is_in)
		return 0;
	if (put_u64(skb, BTNS_A_SA_REPLAYS, sa->replays) ||
	    put_u64(skb, BTNS_A_SA_ICV_FAILURES, sa->icv_failures))
		return -EMSGSIZE;
	return 0;
}

static int put_path_mtu(struct sk_buff *skb, struct btns_sa *sa)
{
	u32 pmtu = btns_sa_pmtu(sa);

	return pmtu == U32_MAX ? 0 : nla_put_u32(skb, BTNS_A_SA_PATH_MTU, pmtu);
}

int btns_nl_put_sa(struct sk_buff *skb, struct btns_sa *sa)
{
	int err;

	if (btns_nl_put_sa_name(skb, sa) ||
	    nla_put_u32(skb, BTNS_A_SA_STATE, READ_ONCE(sa->state)) ||
	    put_u64(skb, BTNS_A_SA_AGE, btns_sa_age(sa)))
		return -EMSGSIZE;
	if (is_larval(sa))
		return 0;
	if (put_fixed(skb, sa) || (sa->pair && put_pair(skb, sa->pair)))
		return -EMSGSIZE;

	spin_lock_bh(&sa->lock);
	err = put_mutable(skb, sa);
	spin_unlock_bh(&sa->lock);
	return err ? err : put_path_mtu(skb, sa);
}

/* ---- commands ---- */

/* The request is freed unwiped, and may name a key more than once. */
static void wipe_keys(struct genl_info *info)
{
	struct nlattr *attr;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		if (nla_type(attr) == BTNS_A_SA_KEY)
			memzero_explicit(nla_data(attr), nla_len(attr));
}

static int may_key_by_hand(struct netlink_ext_ack *extack)
{
	/* all our ciphers are counter modes */
	if (READ_ONCE(allow_manual_aead))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "a key by hand repeats nonces when its SA is made anew: leave keys to a key manager, or set btns.allow_manual_aead");
	return -EOPNOTSUPP;
}

int btns_nl_sa_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	const struct btns_nl_in in = message(info);
	struct btns_sa_params params;
	struct btns_nl_sa_lists lists = {};
	int err;

	err = read_manual(&in, &params, &lists);
	if (!err)
		err = may_key_by_hand(info->extack);
	if (!err) {
		mutex_lock(&bn->cfg);
		err = btns_sad_insert(bn, &params, info->extack);
		mutex_unlock(&bn->cfg);
	}
	kfree(lists.octets);
	wipe_keys(info);
	return err;
}

int btns_nl_sa_update_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	const struct btns_nl_in in = message(info);
	struct btns_lifetime life = {};
	struct btns_sa_id id = {};
	int err;

	err = read_id(&in, &id);
	if (!err && !in.tb[BTNS_A_SA_SOFT])
		err = btns_nl_need(&in, BTNS_A_SA_HARD,
				   "nothing to update, give soft or hard");
	if (!err)
		err = read_limits(&in, &life);
	if (err)
		return err;

	mutex_lock(&bn->cfg);
	err = btns_sad_update(bn, &id,
			      in.tb[BTNS_A_SA_SOFT] ? &life.soft : NULL,
			      in.tb[BTNS_A_SA_HARD] ? &life.hard : NULL,
			      info->extack);
	mutex_unlock(&bn->cfg);
	return err;
}

int btns_nl_sa_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	const struct btns_nl_in in = message(info);
	struct btns_sa_id id = {};
	int err;

	err = read_id(&in, &id);
	if (err)
		return err;

	mutex_lock(&bn->cfg);
	err = btns_sad_delete(bn, &id, info->extack);
	mutex_unlock(&bn->cfg);
	return err;
}

int btns_nl_sa_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	const struct btns_nl_in in = message(info);
	u32 reqid = 0;
	int err;

	/* a given 0 would mean all of them to the table */
	if (in.tb[BTNS_A_SA_REQID]) {
		err = check_reqid(&in);
		if (err)
			return err;
		reqid = nla_get_u32(in.tb[BTNS_A_SA_REQID]);
	}

	mutex_lock(&bn->cfg);
	btns_sad_flush(bn, reqid);
	mutex_unlock(&bn->cfg);
	return 0;
}

static int read_spi_range(const struct btns_nl_in *in, u32 *min, u32 *max)
{
	*min = SPI_MIN;
	*max = U32_MAX;
	if (in->tb[BTNS_A_SA_SPI_MIN])
		*min = nla_get_u32(in->tb[BTNS_A_SA_SPI_MIN]);
	if (in->tb[BTNS_A_SA_SPI_MAX])
		*max = nla_get_u32(in->tb[BTNS_A_SA_SPI_MAX]);

	if (*min < SPI_MIN)
		return btns_nl_refuse(in, BTNS_A_SA_SPI_MIN,
				      "SPIs below 256 are reserved, raise spi-min",
				      -ERANGE);
	if (*max < *min)
		return btns_nl_refuse(in, BTNS_A_SA_SPI_MAX,
				      "SPI range ends before it starts, raise spi-max",
				      -EINVAL);
	return 0;
}

int btns_nl_spi_alloc_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct btns_net *bn = btns_net(genl_info_net(info));
	const struct btns_nl_in in = message(info);
	struct btns_sa_id id = {};
	struct sk_buff *reply;
	u32 min, max;
	void *hdr;
	int err;

	err = read_id_but_spi(&in, &id);
	if (!err)
		err = read_spi_range(&in, &min, &max);
	if (err)
		return err;
	reply = btns_nl_reply_new(info, BTNS_CMD_SPI_ALLOC, &hdr);
	if (!reply)
		return -ENOMEM;

	mutex_lock(&bn->cfg);
	err = btns_sad_alloc_spi(bn, &id, min, max, info->extack);
	mutex_unlock(&bn->cfg);
	if (!err)
		err = nla_put_be32(reply, BTNS_A_SA_SPI, id.spi);
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

/* ---- the dump ---- */

/**
 * struct sa_filter - SAs that a dump asks for
 * @dst: outer destination
 * @family: of @dst; AF_UNSPEC: any
 * @spi: 0: any
 * @reqid: 0: any
 * @dir: valid if @has_dir
 * @has_dir: one direction only
 */
struct sa_filter {
	struct btns_addr dst;
	u8 family;
	__be32 spi;
	u32 reqid;
	u32 dir;
	bool has_dir;
};

/* Where a dump is between two of its messages to user space. */
struct sa_dump {
	struct rhashtable_iter iter;
	int nelems;		/* in the table when it was last looked at */
	bool is_done;
};

static int read_filter(const struct btns_nl_in *in, struct sa_filter *filter)
{
	struct nlattr **tb = in->tb;
	int err = 0;

	memset(filter, 0, sizeof(*filter));
	if (tb[BTNS_A_SA_SPI])
		err = check_spi(in);
	if (!err && tb[BTNS_A_SA_REQID])
		err = check_reqid(in);
	if (!err && (tb[BTNS_A_SA_DST_IPV4] || tb[BTNS_A_SA_DST_IPV6]))
		err = btns_nl_get_addr(in, &dst_pair, &filter->dst,
				       &filter->family);
	if (err)
		return err;

	if (tb[BTNS_A_SA_SPI])
		filter->spi = nla_get_be32(tb[BTNS_A_SA_SPI]);
	if (tb[BTNS_A_SA_REQID])
		filter->reqid = nla_get_u32(tb[BTNS_A_SA_REQID]);
	filter->has_dir = tb[BTNS_A_SA_DIR];
	if (filter->has_dir)
		filter->dir = nla_get_u32(tb[BTNS_A_SA_DIR]);
	return 0;
}

static bool is_wanted(const struct btns_sa *sa, const struct sa_filter *filter)
{
	if (filter->spi && filter->spi != sa->id.spi)
		return false;
	if (filter->reqid && filter->reqid != sa->reqid)
		return false;
	if (filter->has_dir && filter->dir != sa->dir)
		return false;
	return filter->family == AF_UNSPEC ||
	       (filter->family == sa->id.family &&
		btns_addr_equal(&filter->dst, &sa->id.dst));
}

static int put_entry(struct sk_buff *skb, struct netlink_callback *cb,
		     struct btns_sa *sa)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &btns_nl_family,
				NLM_F_MULTI, BTNS_CMD_SA_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (btns_nl_put_sa(skb, sa)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	nl_dump_check_consistent(cb, nlmsg_hdr(skb));
	genlmsg_end(skb, hdr);
	return 0;
}

/*
 * The one that did not fit is what _peek() finds the next time.  When the table
 * is resized the walk begins anew and SAs may come twice, and when SAs come and
 * go some may be passed over: cb->seq makes the messages from there on say so.
 */
static void walk(struct sk_buff *skb, struct netlink_callback *cb,
		 struct sa_dump *dump, const struct sa_filter *filter)
{
	int nelems = atomic_read(&dump->iter.ht->nelems);
	struct btns_sa *sa;

	if (rhashtable_walk_start_check(&dump->iter) || nelems != dump->nelems)
		cb->seq++;
	dump->nelems = nelems;
	sa = rhashtable_walk_peek(&dump->iter);
	for (; sa; sa = rhashtable_walk_next(&dump->iter)) {
		if (IS_ERR(sa)) {
			cb->seq++;
			continue;
		}
		if (is_wanted(sa, filter) && put_entry(skb, cb, sa))
			break;
	}
	dump->is_done = !sa;
	rhashtable_walk_stop(&dump->iter);
}

/* The table outlives the dump: its socket holds the namespace. */
int btns_nl_sa_get_start(struct netlink_callback *cb)
{
	struct btns_net *bn = btns_net(sock_net(cb->skb->sk));
	struct sa_dump *dump = kzalloc(sizeof(*dump), GFP_KERNEL);

	if (!dump)
		return -ENOMEM;
	rhashtable_walk_enter(&bn->sad.by_id, &dump->iter);
	dump->nelems = atomic_read(&bn->sad.by_id.nelems);
	cb->args[0] = (long)dump;
	cb->min_dump_alloc = BTNS_NL_DUMP_MIN;
	cb->seq = 1;	/* 0 means that nobody checks */
	return 0;
}

int btns_nl_sa_get_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct sa_dump *dump = (struct sa_dump *)cb->args[0];
	const struct btns_nl_in in = {
		.tb = genl_info_dump(cb)->attrs,
		.extack = cb->extack,
	};
	struct sa_filter filter;
	int err;

	/* only here, not at the start, is there an extack on every kernel */
	err = read_filter(&in, &filter);
	if (err)
		return err;
	if (!dump->is_done)
		walk(skb, cb, dump, &filter);
	return skb->len;
}

int btns_nl_sa_get_done(struct netlink_callback *cb)
{
	struct sa_dump *dump = (struct sa_dump *)cb->args[0];

	rhashtable_walk_exit(&dump->iter);
	kfree(dump);
	return 0;
}
