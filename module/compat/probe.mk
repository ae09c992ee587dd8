# SPDX-License-Identifier: GPL-2.0-only
#
# What this kernel has, found in its headers and not in its version number:
# stable releases and distributions carry changes back.

# $(call probe,MACRO,header,regular expression without parentheses)
probe = $(shell grep -Eqs '$(3)' $(srctree)/include/$(2) && echo -D$(1))

ccflags-y += $(call probe,BTNS_HAVE_GENL_SPLIT_OPS,net/genetlink.h,^struct genl_split_ops)
ccflags-y += $(call probe,BTNS_HAVE_GENL_INFO_DUMP,net/genetlink.h,genl_info_dump)
ccflags-y += $(call probe,BTNS_HAVE_NET_GSO_H,net/gso.h,^)
ccflags-y += $(call probe,BTNS_HAVE_CRYPTO_COMPLETION_DATA,linux/crypto.h,crypto_completion_t.*void .*req)
ccflags-y += $(call probe,BTNS_HAVE_HRTIMER_SETUP,linux/hrtimer.h,hrtimer_setup[^a-z_])
