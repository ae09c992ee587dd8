// SPDX-License-Identifier: GPL-2.0-only
#include "generated/netlink.h"
#include "net.h"
#include "nl.h"

/* ---- reading ---- */

static int read_value(const struct btns_nl_in *in, int type, int value,
		      struct btns_ident *id)
{
	const char *wrong;

	if (in->tb[type])
		id->type = nla_get_u32(in->tb[type]);
	else if (in->tb[value])
		return btns_nl_refuse(in, value,
				      "value without a type, give both",
				      -EINVAL);
	if (in->tb[value]) {
		id->value = nla_data(in->tb[value]);
		id->len = nla_len(in->tb[value]);
	}
	wrong = btns_ident_check(id);
	return wrong ? btns_nl_refuse(in, in->tb[value] ? value : type, wrong,
				      -EINVAL) : 0;
}

static bool read_hash(const struct btns_nl_in *in, int type, u8 *hash)
{
	if (!in->tb[type])
		return false;
	memcpy(hash, nla_data(in->tb[type]), BTNS_KEY_HASH_LEN);
	return true;
}

static int read_peer(const struct btns_nl_in *in, struct btns_identity *like)
{
	struct nlattr **tb = in->tb;

	if (tb[BTNS_A_IDENTITY_ASSURANCE])
		like->assurance = nla_get_u32(tb[BTNS_A_IDENTITY_ASSURANCE]);
	if (tb[BTNS_A_IDENTITY_AUTH_METHOD])
		like->method = nla_get_u32(tb[BTNS_A_IDENTITY_AUTH_METHOD]);
	/* the first pass over the PAD is repeated with it */
	if (like->assurance == BTNS_ASSURANCE_BTNS && !like->is_local)
		return btns_nl_need(in, BTNS_A_IDENTITY_ASSERTED_TYPE,
				    "asserted-type is missing, say what the peer asserts, or any");
	return 0;
}

/* The values stay in the message. */
static int read_identity(const struct btns_nl_in *in,
			 struct btns_identity *like)
{
	const char *wrong;
	int err;

	err = btns_nl_need(in, BTNS_A_IDENTITY_ID_TYPE,
			   "id-type is missing, say who it is");
	if (!err)
		err = read_value(in, BTNS_A_IDENTITY_ID_TYPE,
				 BTNS_A_IDENTITY_ID_VALUE, &like->id);
	if (!err)
		err = read_value(in, BTNS_A_IDENTITY_ASSERTED_TYPE,
				 BTNS_A_IDENTITY_ASSERTED_VALUE,
				 &like->asserted);
	if (err)
		return err;

	like->is_local = in->tb[BTNS_A_IDENTITY_LOCAL];
	like->has_key = read_hash(in, BTNS_A_IDENTITY_KEY_HASH,
				  like->key_hash);
	like->has_cert = read_hash(in, BTNS_A_IDENTITY_CERT_HASH,
				   like->cert_hash);
	like->has_anchor = read_hash(in, BTNS_A_IDENTITY_TRUST_ANCHOR,
				     like->anchor_hash);
	err = read_peer(in, like);
	if (err)
		return err;

	wrong = btns_ident_judge(like);
	return wrong ? btns_nl_refuse(in, BTNS_A_IDENTITY_ID_TYPE, wrong,
				      -EINVAL) : 0;
}

/* ---- commands ---- */

int btns_nl_identity_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct btns_nl_in in = { info->attrs, NULL, info->extack };
	struct btns_net *bn = btns_net(genl_info_net(info));
	struct btns_identity like = {}, *identity;
	struct sk_buff *reply;
	void *hdr;
	int err;

	err = read_identity(&in, &like);
	if (err)
		return err;
	reply = btns_nl_reply_new(info, BTNS_CMD_IDENTITY_ADD, &hdr);
	if (!reply)
		return -ENOMEM;
	identity = btns_ident_alloc(&like);
	if (!identity) {
		nlmsg_free(reply);
		return -ENOMEM;
	}

	mutex_lock(&bn->cfg);
	err = btns_ident_add(bn, identity, info->extack);
	if (!err)	/* there is room in a new message */
		nla_put_u32(reply, BTNS_A_IDENTITY_HANDLE, identity->handle);
	mutex_unlock(&bn->cfg);
	if (err) {
		btns_ident_free(identity);
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

int btns_nl_identity_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	const struct btns_nl_in in = { info->attrs, NULL, info->extack };
	struct btns_net *bn = btns_net(genl_info_net(info));
	int err;

	err = btns_nl_need(&in, BTNS_A_IDENTITY_HANDLE,
			   "handle is missing, name the identity");
	if (err)
		return err;

	mutex_lock(&bn->cfg);
	err = btns_ident_delete(bn,
				nla_get_u32(in.tb[BTNS_A_IDENTITY_HANDLE]),
				info->extack);
	mutex_unlock(&bn->cfg);
	return err;
}

/* ---- the dump ---- */

static int put_value(struct sk_buff *skb, int type, int value,
		     const struct btns_ident *id)
{
	if (nla_put_u32(skb, type, id->type))
		return -EMSGSIZE;
	return id->len ? nla_put(skb, value, id->len, id->value) : 0;
}

static int put_hash(struct sk_buff *skb, int type, bool is_there,
		    const u8 *hash)
{
	return is_there ? nla_put(skb, type, BTNS_KEY_HASH_LEN, hash) : 0;
}

static int put_peer(struct sk_buff *skb, const struct btns_identity *identity)
{
	if (nla_put_u32(skb, BTNS_A_IDENTITY_ASSURANCE, identity->assurance) ||
	    nla_put_u32(skb, BTNS_A_IDENTITY_AUTH_METHOD, identity->method))
		return -EMSGSIZE;
	if (identity->assurance == BTNS_ASSURANCE_AUTH)
		return 0;
	return put_value(skb, BTNS_A_IDENTITY_ASSERTED_TYPE,
			 BTNS_A_IDENTITY_ASSERTED_VALUE, &identity->asserted);
}

static int put_identity(struct sk_buff *skb,
			const struct btns_identity *identity)
{
	if (nla_put_u32(skb, BTNS_A_IDENTITY_HANDLE, identity->handle) ||
	    put_value(skb, BTNS_A_IDENTITY_ID_TYPE, BTNS_A_IDENTITY_ID_VALUE,
		      &identity->id) ||
	    put_hash(skb, BTNS_A_IDENTITY_KEY_HASH, identity->has_key,
		     identity->key_hash) ||
	    put_hash(skb, BTNS_A_IDENTITY_CERT_HASH, identity->has_cert,
		     identity->cert_hash) ||
	    put_hash(skb, BTNS_A_IDENTITY_TRUST_ANCHOR, identity->has_anchor,
		     identity->anchor_hash) ||
	    nla_put_u32(skb, BTNS_A_IDENTITY_REFS, identity->refs))
		return -EMSGSIZE;
	return identity->is_local ? nla_put_flag(skb, BTNS_A_IDENTITY_LOCAL) :
				    put_peer(skb, identity);
}

static int dump_identity(struct sk_buff *skb, struct netlink_callback *cb,
			 const struct btns_identity *identity)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &btns_nl_family,
				NLM_F_MULTI, BTNS_CMD_IDENTITY_GET);

	if (!hdr)
		return -EMSGSIZE;
	if (put_identity(skb, identity)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/* By handle: those that come and go meanwhile disturb no others. */
int btns_nl_identity_get_dumpit(struct sk_buff *skb,
				struct netlink_callback *cb)
{
	struct btns_net *bn = btns_net(sock_net(cb->skb->sk));
	struct btns_identity *identity;
	unsigned long handle;

	mutex_lock(&bn->cfg);
	xa_for_each_start(&bn->idents.by_handle, handle, identity,
			  cb->args[0]) {
		if (dump_identity(skb, cb, identity))
			break;
		cb->args[0] = handle + 1;
	}
	mutex_unlock(&bn->cfg);
	return skb->len;
}
