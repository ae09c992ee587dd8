// SPDX-License-Identifier: GPL-2.0-only
#include "refuse.h"

#include "acquire.h"
#include "classify.h"
#include "net.h"
#include "reject.h"

#include <linux/icmpv6.h>
#include <linux/rcupdate.h>
#include <net/dst.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/tcp.h>

int btns_refuse_errno(u32 reason)
{
	switch (reason) {
	case BTNS_ACQUIRE_REASON_UNREACHABLE:
		return -EHOSTUNREACH;
	case BTNS_ACQUIRE_REASON_TIMEOUT:
		return -ETIMEDOUT;
	case BTNS_ACQUIRE_REASON_POLICY:
		return -EPERM;
	default:
		return -EACCES;
	}
}

/* Requests, resets and TIME-WAIT come with sockets of other kinds. */
bool btns_refuse_needs_time(const struct sk_buff *skb)
{
	const struct sock *sk = skb->sk;

	return sk && sk_fullsock(sk) && sk_is_tcp(sk) &&
	       READ_ONCE(sk->sk_state) == TCP_SYN_SENT;
}

static bool is_prohibited(u32 reason)
{
	return reason != BTNS_ACQUIRE_REASON_UNREACHABLE &&
	       reason != BTNS_ACQUIRE_REASON_TIMEOUT;
}

/* To the address that the sender has, should this host have translated it. */
static void send_icmp(struct sk_buff *skb, u32 reason)
{
	if (skb->protocol == htons(ETH_P_IP))
		icmp_ndo_send(skb, ICMP_DEST_UNREACH,
			      is_prohibited(reason) ? ICMP_PKT_FILTERED :
						      ICMP_HOST_UNREACH, 0);
	else
		icmpv6_ndo_send(skb, ICMPV6_DEST_UNREACH,
				is_prohibited(reason) ? ICMPV6_ADM_PROHIBITED :
							ICMPV6_ADDR_UNREACH, 0);
}

void btns_refuse_forwarded(struct btns_net *bn, struct sk_buff *skb,
			   u32 reason)
{
	if (btns_reject_may_tell(bn))
		send_icmp(skb, reason);
}

/*
 * As the stack does when an ICMP error answers a SYN (tcp_v4_err()), without
 * the detour through the network: with the errno that is meant, and past any
 * translation and limit.  A socket that its owner has locked is not waited for:
 * the owner may take as long as he likes.
 */
static bool end_connection(struct sock *sk, int err)
{
	bool is_free;

	local_bh_disable();
	bh_lock_sock(sk);
	is_free = !sock_owned_by_user(sk);
	if (is_free && sk->sk_state == TCP_SYN_SENT) {
		WRITE_ONCE(sk->sk_err, -err);
		sk_error_report(sk);
		tcp_done(sk);
	}
	bh_unlock_sock(sk);
	local_bh_enable();
	return is_free;
}

/* The route of a packet may be gone, and its device with it. */
static void tell_by_icmp(struct btns_net *bn, struct sk_buff *skb, u32 reason)
{
	struct dst_entry *dst;

	rcu_read_lock();
	dst = dst_check(skb_dst(skb), btns_acquire_cookie(skb));
	if (dst && net_eq(dev_net(dst->dev), bn->net)) {
		skb->dev = dst->dev;
		local_bh_disable();
		if (btns_is_forwarded(skb))
			btns_refuse_forwarded(bn, skb, reason);
		else
			send_icmp(skb, reason);
		local_bh_enable();
	}
	rcu_read_unlock();
}

bool btns_refuse_held(struct btns_net *bn, struct sk_buff *skb, u32 reason)
{
	if (btns_refuse_needs_time(skb))
		return end_connection(skb->sk, btns_refuse_errno(reason));
	tell_by_icmp(bn, skb, reason);
	return true;
}
