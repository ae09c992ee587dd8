// SPDX-License-Identifier: GPL-2.0-only
/*
 * Module and namespace lifetime.  insmod touches no packet: hooks come with a
 * namespace's first SPD.
 */
#include "drop.h"
#include "hold.h"
#include "hook.h"
#include "net.h"
#include "nl.h"
#include "rx.h"

#include <linux/module.h>
#include <linux/netlink.h>
#include <net/netfilter/ipv4/nf_defrag_ipv4.h>
#include <net/netfilter/ipv6/nf_defrag_ipv6.h>

unsigned int btns_net_id;

/*
 * RFC 4301 7.4: fragments are put together before the hooks see them, so that
 * they show what entries ask for.  Those that come out of a tunnel are judged
 * before, one by one.
 */
static int enable_defrag(struct net *net)
{
	int err = nf_defrag_ipv4_enable(net);

	if (err)
		return err;
	err = nf_defrag_ipv6_enable(net);
	if (err)
		nf_defrag_ipv4_disable(net);
	return err;
}

static void disable_defrag(struct net *net)
{
	nf_defrag_ipv6_disable(net);
	nf_defrag_ipv4_disable(net);
}

static int register_hooks(struct net *net, struct netlink_ext_ack *extack)
{
	int err = enable_defrag(net);

	if (err) {
		NL_SET_ERR_MSG(extack, "netfilter does not reassemble fragments");
		return err;
	}
	err = btns_hook_register(net);
	if (err) {
		NL_SET_ERR_MSG(extack, "netfilter refuses the hooks");
		disable_defrag(net);
	}
	return err;
}

/*
 * An active namespace holds the module: unloading it would turn protected
 * traffic into clear traffic without a word.
 */
int btns_net_activate(struct btns_net *bn, struct netlink_ext_ack *extack)
{
	int err;

	lockdep_assert_held(&bn->cfg);

	if (bn->has_hooks)
		return 0;
	err = btns_drops_open(bn);
	if (err)
		return err;
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;

	err = register_hooks(bn->net, extack);
	if (err) {
		module_put(THIS_MODULE);
		return err;
	}
	bn->has_hooks = true;
	btns_acquire_open(bn);
	return 0;
}

void btns_net_deactivate(struct btns_net *bn)
{
	lockdep_assert_held(&bn->cfg);

	if (!bn->has_hooks)
		return;
	btns_hook_unregister(bn->net);
	btns_acquire_close(bn);
	disable_defrag(bn->net);
	bn->has_hooks = false;
	module_put(THIS_MODULE);
}

static void preset_conf(struct btns_net *bn)
{
	u32 id;

	for (id = 1; id < BTNS_CONF_COUNT; id++)
		bn->conf[id] = btns_conf_setting(id)->preset;
}

void btns_net_sa_ready(struct btns_net *bn, const struct btns_sa *sa)
{
	lockdep_assert_held(&bn->cfg);

	if (sa->is_named)
		btns_spd_stir(bn);
	btns_acquire_wake(bn, sa);
}

void btns_net_sa_gone(struct btns_net *bn, const struct btns_sa *sa)
{
	lockdep_assert_held(&bn->cfg);

	if (sa->is_named)
		btns_spd_stir(bn);
}

static int __net_init net_start(struct net *net)
{
	struct btns_net *bn = btns_net(net);
	int err;

	bn->net = net;
	mutex_init(&bn->cfg);
	INIT_LIST_HEAD(&bn->pairs);
	ratelimit_state_init(&bn->reject_limit, HZ, 1);
	ratelimit_set_flags(&bn->reject_limit, RATELIMIT_MSG_ON_RELEASE);
	preset_conf(bn);
	btns_spd_init(bn);
	btns_acquire_init(bn, btns_hold_work);
	btns_drops_init(bn);
	btns_opp_init(bn);
	btns_pad_init(bn);
	btns_ident_init(bn);

	bn->stats = alloc_percpu(struct btns_stats);
	if (!bn->stats)
		return -ENOMEM;
	err = btns_sad_init(bn);
	if (err)
		free_percpu(bn->stats);
	return err;
}

/* First the hooks go, then the core waits for every packet within them. */
static void __net_exit net_stop(struct net *net)
{
	btns_spd_exit(btns_net(net));
}

/* a) unpublish everywhere, b) wait once for all, c) free. */
static void __net_exit net_end(struct list_head *exit_list)
{
	struct net *net;

	list_for_each_entry(net, exit_list, exit_list)
		btns_sad_close(btns_net(net));
	list_for_each_entry(net, exit_list, exit_list) {
		struct btns_net *bn = btns_net(net);

		btns_sad_exit(bn);
		btns_spd_free(bn);
		btns_pad_exit(bn);
		btns_ident_exit(bn);
		btns_drops_exit(bn);
		btns_opp_exit(bn);
		free_percpu(bn->stats);
		mutex_destroy(&bn->cfg);
	}
}

static struct pernet_operations net_ops = {
	.init = net_start,
	.pre_exit = net_stop,
	.exit_batch = net_end,
	.id = &btns_net_id,
	.size = sizeof(struct btns_net),
};

static int __init btns_init(void)
{
	int err;

	err = btns_sa_module_init();
	if (err)
		return err;
	err = btns_spd_set_module_init();
	if (err)
		goto err_sa;
	err = register_pernet_subsys(&net_ops);
	if (err)
		goto err_spd;
	err = btns_rx_init();
	if (err)
		goto err_net;
	err = btns_nl_init();
	if (err)
		goto err_rx;
	return 0;

err_rx:
	btns_rx_exit();
err_net:
	unregister_pernet_subsys(&net_ops);
err_spd:
	btns_spd_set_module_exit();
err_sa:
	btns_sa_module_exit();
	return err;
}

/*
 * a) no new commands, b) no new ESP packets, c) all namespaces, which wait for
 * the packets that are still in a cipher, d) what they queued to be freed.
 */
static void __exit btns_exit(void)
{
	btns_nl_exit();
	btns_rx_exit();
	unregister_pernet_subsys(&net_ops);
	btns_spd_set_module_exit();
	btns_sa_module_exit();
}

module_init(btns_init);
module_exit(btns_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("BTNS IPsec: ESP for hosts that share no credentials");
MODULE_ALIAS_GENL_FAMILY("btns");
MODULE_SOFTDEP("pre: gcm chacha20poly1305");
