// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libstrongswan-btns.so: charon keys btns, and takes peers that share no
 * credential with it where the PAD says so.
 */
#include <daemon.h>
#include <dlfcn.h>
#include <kernel/kernel_ipsec.h>
#include <linux/capability.h>

#include "creds.h"
#include "events.h"
#include "kernel.h"

/**
 * struct plugin - the plugin
 * @public: what charon sees; first
 * @parts: what it consists of
 * @creds: keys of strangers
 * @events: what the kernel reports
 */
struct plugin {
	plugin_t public;
	struct parts parts;
	struct creds *creds;
	struct events *events;
};

/* charon looks for both; the second from 6.0.3 on */
plugin_t *btns_plugin_create(void);
extern const char *btns_plugin_version;

const char *btns_plugin_version = VERSION;

METHOD(plugin_t, get_name, char *, struct plugin *this)
{
	return "btns";
}

static bool take_part(struct plugin *this, plugin_feature_t *feature, bool reg,
		      void *data)
{
	if (reg) {
		this->events = events_new(&this->parts);
		if (!this->events)
			return FALSE;
		lib->credmgr->add_set(lib->credmgr, creds_set(this->creds));
		charon->bus->add_listener(charon->bus,
					  hooks_listener(this->parts.hooks));
	} else {
		charon->bus->remove_listener(charon->bus,
					     hooks_listener(this->parts.hooks));
		lib->credmgr->remove_set(lib->credmgr, creds_set(this->creds));
		events_free(this->events);
	}
	return TRUE;
}

METHOD(plugin_t, get_features, int, struct plugin *this,
       plugin_feature_t *features[])
{
	static plugin_feature_t f[] = {
		PLUGIN_CALLBACK(kernel_ipsec_register, kernel_create),
			PLUGIN_PROVIDE(CUSTOM, "kernel-ipsec"),
		PLUGIN_CALLBACK((plugin_feature_callback_t)take_part, NULL),
			PLUGIN_PROVIDE(CUSTOM, "btns"),
				PLUGIN_DEPENDS(HASHER, HASH_SHA256),
				PLUGIN_DEPENDS(CERT_DECODE, CERT_TRUSTED_PUBKEY),
	};

	*features = f;
	return countof(f);
}

static void parts_free(struct parts *parts)
{
	if (parts->hooks)
		hooks_free(parts->hooks);
	if (parts->acquires)
		acquires_free(parts->acquires);
	if (parts->policies)
		policies_free(parts->policies);
	if (parts->peers)
		peers_free(parts->peers);
	if (parts->link)
		link_close(parts->link);
}

METHOD(plugin_t, destroy, void, struct plugin *this)
{
	creds_free(this->creds);
	parts_free(&this->parts);
	free(this);
}

/*
 * The layout of charon's objects is compiled in.  With another one everything
 * looks well until the first call that is further behind.
 */
static bool is_laid_out_alike(void)
{
	bool has_mediation = dlsym(RTLD_DEFAULT, "connect_manager_create");

	if (has_mediation)
		return true;
	DBG1(DBG_LIB, "btns: this charon is built without mediation, the plugin for one with it");
	return false;
}

plugin_t *btns_plugin_create(void)
{
	struct plugin *plugin;

	if (!is_laid_out_alike())
		return NULL;
	if (!lib->caps->keep(lib->caps, CAP_NET_ADMIN)) {
		DBG1(DBG_LIB, "btns: needs CAP_NET_ADMIN");
		return NULL;
	}
	INIT(plugin,
	     .public = {
		     .get_name = _get_name,
		     .get_features = _get_features,
		     .destroy = _destroy,
	     },
	     .parts.link = link_open(),
	);
	if (!plugin->parts.link) {
		free(plugin);
		return NULL;
	}
	plugin->parts.peers = peers_new(plugin->parts.link);
	plugin->parts.policies = policies_new();
	plugin->parts.acquires = acquires_new(plugin->parts.link);
	plugin->parts.hooks = hooks_new(plugin->parts.link,
					plugin->parts.peers,
					plugin->parts.acquires);
	plugin->creds = creds_new(plugin->parts.link, plugin->parts.peers);
	kernel_use(&plugin->parts);
	return &plugin->public;
}
